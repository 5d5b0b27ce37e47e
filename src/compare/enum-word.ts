import { SchemaError, UsageError } from "../errors/errors.js";
import { BatchAlterTable } from "../ops/batch.js";
import { AlterColumn } from "../ops/column.js";
import { AddConstraint, DropConstraint } from "../ops/constraint.js";
import { ReplaceValue } from "../ops/data.js";
import type { Operation } from "../ops/operation.js";
import type { Column } from "../schema/column.js";
import type { Check } from "../schema/constraint.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import { findTable, type Schema } from "../schema/schema.js";
import { columnOf, constraintsOf, type Table } from "../schema/table.js";
import type { Node } from "../sql/node.js";
import { columnReference, identifier, inList, value } from "../sql/nodes/index.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import type { EnumSqlType } from "../types/type.js";
import { enumerate, nearest } from "../util/text.js";
import type { Comparison } from "./comparison.js";
import { mergeWords } from "./enum.js";
import type { RenameAnswers } from "./rename.js";

/** Rows hold a word that goes, and only a person knows what they get in its place. */
export interface WordQuestion {
  /** The enum type, or the column where types have no names: `role`, `users.role`. */
  readonly subject: string;
  readonly word: string;
  /** How many rows hold it. */
  readonly count: number;
  /** What they may get. */
  readonly choices: readonly string[];
  /** What `--map` takes to answer, before the colon; `--no-map` takes it as it is. */
  readonly flag: string;
}

/** What becomes of rows that hold words which go. */
export interface WordChanges {
  readonly from: Schema;
  /** What changes the rows, where that is done before the words go. */
  readonly operations: readonly Operation[];
  readonly questions: readonly WordQuestion[];
  /** What words become, by the key of their type, where types have names. */
  readonly maps: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** Counts the rows of a table that meet a condition. */
export type CountRows = (table: TableName, condition: Node) => Promise<number>;

/** A list of words that loses some. */
interface Place {
  readonly subject: string;
  readonly type: TableName | null;
  readonly had: readonly string[];
  readonly wanted: readonly string[];
  readonly columns: readonly WordColumn[];
}

interface WordColumn {
  readonly table: Table;
  readonly column: Column;
  /** The check that keeps it to its words, where the type does not. */
  readonly check?: Check;
}

/** What one flag says. */
interface Mapping {
  readonly word: string;
  readonly to: string;
  readonly isRename: boolean;
}

/**
 * Finds what rows get in place of words that go, as the flags say.
 *
 * @param to the models' schema, as the database would hold it and as it was declared
 * @throws {SchemaError} `schema.no-such-value`: a flag names a word that does not go, or one that there will not be
 * @throws {UsageError} `cli.usage`: flags say different things of a word
 */
export async function settleWords(
  from: Schema,
  to: { readonly adapted: Schema; readonly declared: Schema },
  answers: RenameAnswers,
  comparison: Comparison,
  count: CountRows | undefined,
): Promise<WordChanges> {
  const { namedEnums } = comparison.dialect.features;
  const places = namedEnums
    ? typePlaces(from, to.adapted)
    : columnPlaces(from, to.declared, comparison.dialect.spelling);
  const open = {
    map: new Set(answers.map),
    rename: new Set(namedEnums ? [] : answers.rename),
    none: new Set(answers.noMap),
  };
  const operations: Operation[] = [];
  const questions: WordQuestion[] = [];
  const maps = new Map<string, Readonly<Record<string, string>>>();
  for (const place of places) {
    const gone = place.had.filter((word) => !place.wanted.includes(word));
    const mappings = [...taken(open.map, place, gone, false), ...taken(open.rename, place, gone, true)];
    assertOne(place.subject, mappings, open.none);
    if (place.type)
      maps.set(nameKey(place.type), Object.fromEntries(mappings.map(({ word, to }) => [word, to])));
    else operations.push(...replacements(place, mappings));
    for (const word of gone) {
      const flag = `${place.subject}.${word}`;
      if (open.none.delete(flag) || mappings.some((each) => each.word === word) || !count) continue;
      const held = await Promise.all(
        place.columns.map(({ table, column }) => count(tableName(table), isWord(column.name, word))),
      );
      const rows = held.reduce((sum, each) => sum + each, 0);
      if (rows > 0)
        questions.push({ subject: place.subject, word, count: rows, choices: place.wanted, flag });
    }
  }
  assertUsed([...open.map, ...open.none], places);
  return { from: operations.reduce((schema, each) => each.apply(schema), from), operations, questions, maps };
}

/** Whether a flag of `--rename` is about a word of a column, where enum types have no names. */
export function isWordFlag(flag: string, { tables }: Schema): boolean {
  return tables.some((table) =>
    table.columns.some(
      ({ name, type }) => type.kind === "enum" && flag.startsWith(`${displayName(table)}.${name}.`),
    ),
  );
}

function typePlaces(from: Schema, to: Schema): readonly Place[] {
  return from.enums.flatMap((type): readonly Place[] => {
    const after = to.enums.find((each) => nameKey(each) === nameKey(type));
    if (!after) return [];
    const isKept = (word: string) => after.values.includes(word);
    if (type.values.every(isKept)) {
      return [
        {
          subject: displayName(type),
          type: tableName(type),
          had: type.values,
          wanted: after.values,
          columns: [],
        },
      ];
    }
    const isOf = (column: Column | null) =>
      column?.type.kind === "enum" && column.type.name === type.name && column.type.schema === type.schema;
    const columns = from.tables.flatMap((table) => {
      const wanted = findTable(to, table);
      return table.columns
        .filter((column) => wanted && isOf(column) && isOf(columnOf(wanted, column.name)))
        .map((column) => ({ table, column }));
    });
    return [
      { subject: displayName(type), type: tableName(type), had: type.values, wanted: after.values, columns },
    ];
  });
}

function columnPlaces(from: Schema, to: Schema, spelling: Spelling): readonly Place[] {
  const worded = to.tables.filter(({ columns }) => columns.some(({ type }) => type.kind === "enum"));
  if (worded.length === 0) return [];
  const standing = new Map(from.tables.map((table) => [nameKey(table), table]));
  return worded.flatMap((after) => {
    const table = standing.get(nameKey(after));
    if (!table) return [];
    return after.columns.flatMap(({ name, type }): readonly Place[] => {
      const column = columnOf(table, name);
      if (!column || type.kind !== "enum") return [];
      const kept = checkOf(table, name, spelling);
      const had = column.type.kind === "enum" ? column.type.values : kept?.words;
      if (!had) return [];
      const subject = `${displayName(after)}.${name}`;
      return [
        {
          subject,
          type: null,
          had,
          wanted: type.values,
          columns: [{ table, column, ...(kept && { check: kept.check }) }],
        },
      ];
    });
  });
}

/** How a column may be called in a check that the database tells of. */
const NAMES: readonly ((name: string, spelling: Spelling) => string)[] = [
  (name) => name,
  (name, { quote }) => quote(name),
  (name) => `\`${name.replaceAll("`", "``")}\``,
  (name) => `[${name}]`,
];

/** The check that keeps a column to a list of words. */
function checkOf(
  table: Table,
  column: string,
  spelling: Spelling,
): { readonly check: Check; readonly words: readonly string[] } | null {
  for (const check of constraintsOf(table, "check")) {
    const { sql } = writeSql(check.expression, spelling, { literals: true, unqualified: true });
    const list = /^\(*(.+?)\s+in\s*\(((?:\s*'(?:[^']|'')*'\s*,?)+)\)\W*$/i.exec(sql);
    if (!list || !NAMES.some((quote) => quote(column, spelling) === list[1])) continue;
    const words = [...list[2]!.matchAll(/'((?:[^']|'')*)'/g)].map(([, word = ""]) =>
      word.replaceAll("''", "'"),
    );
    return { check, words };
  }
  return null;
}

/** The flags that are about a list of words, which are then answered. */
function taken(
  flags: Set<string>,
  place: Place,
  gone: readonly string[],
  isRename: boolean,
): readonly Mapping[] {
  const { subject, wanted } = place;
  return [...flags].flatMap((flag): readonly Mapping[] => {
    const word = gone.find((each) => flag.startsWith(`${subject}.${each}:`));
    if (word === undefined) return [];
    flags.delete(flag);
    const to = flag.slice(subject.length + word.length + 2);
    if (wanted.includes(to)) return [{ word, to, isRename }];
    throw unknownWord(flag, to, `which ${subject} will not have`, wanted);
  });
}

function assertOne(subject: string, mappings: readonly Mapping[], none: ReadonlySet<string>): void {
  for (const [i, { word, to }] of mappings.entries()) {
    const flag = `${subject}.${word}`;
    const other = mappings.slice(0, i).find((each) => each.word === word)?.to;
    if (other === undefined && !none.has(flag)) continue;
    const said = other === undefined ? "no row holds it" : `rows get ${other}`;
    throw new UsageError(`Of ${flag} is said that ${said}, and that rows get ${to}.`, {
      hint: "Keep one of the two flags.",
      details: { flag },
    });
  }
}

/** What gives rows other words; a word that is not there yet comes before. */
function replacements({ had, wanted, columns }: Place, mappings: readonly Mapping[]): readonly Operation[] {
  if (mappings.length === 0) return [];
  const isWider = mappings.some(({ to }) => !had.includes(to));
  // A word that comes for others means the first of them when all is taken back.
  const isMeant = ({ to }: Mapping, i: number) =>
    !had.includes(to) && mappings.findIndex((each) => each.to === to) === i;
  return columns.flatMap((place): readonly Operation[] => [
    ...(isWider ? [widened(place, mergeWords(had, wanted))] : []),
    ...mappings.map((mapping, i) => {
      const { word, to, isRename } = mapping;
      const isBack = isRename || isMeant(mapping, i);
      const kept = place.table.columns.flatMap(({ name, onUpdate }) => (onUpdate ? name : []));
      return new ReplaceValue(tableName(place.table), place.column.name, word, to, isBack, kept);
    }),
  ]);
}

function widened({ table, column, check }: WordColumn, values: readonly string[]): Operation {
  const name = tableName(table);
  const type: EnumSqlType = { kind: "enum", values };
  if (!check) return new AlterColumn(name, column.name, { type }, column);
  const items = values.map((word) => value({ value: word }));
  const expression = inList({ operand: columnReference({ name: column.name }), items, negated: false });
  return new BatchAlterTable(name, [
    new DropConstraint(name, check.name ?? "", "check", check),
    new AddConstraint(name, { ...check, expression }),
  ]);
}

function isWord(column: string, word: string): Node {
  return inList({ operand: identifier({ path: [column] }), items: [value({ value: word })], negated: false });
}

function assertUsed(flags: readonly string[], places: readonly Place[]): void {
  const [flag] = flags;
  if (flag === undefined) return;
  const place = places.find(({ subject }) => flag.startsWith(`${subject}.`));
  if (!place) {
    const subjects = places.map(({ subject }) => subject);
    throw unknownWord(flag, flag.split(".").slice(0, -1).join(".") || flag, "which is no enum", subjects);
  }
  const word = flag.slice(place.subject.length + 1).split(":")[0]!;
  const gone = place.had.filter((each) => !place.wanted.includes(each));
  throw unknownWord(flag, word, `which is no word that goes from ${place.subject}`, gone);
}

function unknownWord(flag: string, word: string, what: string, known: readonly string[]): SchemaError {
  const like = nearest(word, known);
  const all =
    known.length === 0 ? "There is none." : `There ${known.length === 1 ? "is" : "are"} ${enumerate(known)}.`;
  return new SchemaError(
    "schema.no-such-value",
    `The mapping ${flag} names ${JSON.stringify(word)}, ${what}.`,
    {
      hint: like === null ? all : `Did you mean ${like}?`,
      details: { flag, value: word },
    },
  );
}
