import { RenameColumn } from "../ops/column.js";
import { AlterEnum } from "../ops/enum.js";
import type { Operation } from "../ops/operation.js";
import { RenameTable } from "../ops/table.js";
import type { Column } from "../schema/column.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import type { Rename } from "../schema/rename.js";
import type { Schema } from "../schema/schema.js";
import { columnOf, type Table } from "../schema/table.js";
import type { TypeKind } from "../types/type.js";
import { nearest } from "../util/text.js";
import type { Comparison } from "./comparison.js";
import { assertColumnHints, assertTableHints, assertUsed } from "./rename-hint.js";
import { renamedParts } from "./rename-parts.js";

/** What was said about names: flags such as `users.full_name:display_name`, and `users:people` for tables. */
export interface RenameAnswers {
  /** These were renamed. */
  readonly rename?: readonly string[] | undefined;
  /** These were dropped, and the new ones added. */
  readonly noRename?: readonly string[] | undefined;
  /** What rows get in place of words of enums that go: `role.guest:member`. */
  readonly map?: readonly string[] | undefined;
  /** Words that go and become nothing: `role.guest`. */
  readonly noMap?: readonly string[] | undefined;
}

/** Something that may have been renamed, or dropped and made anew: only a person knows. */
export interface RenameQuestion {
  /** The table that has the column; null where the table itself is meant. */
  readonly table: string | null;
  readonly from: string;
  readonly to: string;
  /** What speaks for it: `varchar(150), same position`. */
  readonly reasons: string;
  /** What `--rename` and `--no-rename` take to answer. */
  readonly flag: string;
}

/** The database's schema after what is known to have been renamed, how to get there, and what is not known. */
export interface Renames {
  readonly from: Schema;
  readonly operations: readonly Operation[];
  readonly questions: readonly RenameQuestion[];
}

/** A table or column that goes and one that comes. */
interface Pair {
  readonly table: TableName | null;
  readonly from: string;
  readonly to: string;
  readonly flag: string;
  /** What speaks for a renaming, and how loudly; nothing where the two are not alike. */
  readonly reasons: readonly string[];
  readonly score: number;
  readonly operation: Operation;
}

/**
 * Finds what was renamed, by what the models and the flags say, and what may have been. Nothing is guessed.
 *
 * @param to the models' schema as the database would hold it
 * @param hints what the models say of former names
 * @param isElsewhere whether a flag is about something that is not found here
 * @throws {SchemaError} `schema.no-such-rename`: a flag or a model names something that is not there to be renamed
 */
export function findRenames(
  from: Schema,
  to: Schema,
  hints: readonly Rename[],
  answers: RenameAnswers,
  comparison: Comparison,
  isElsewhere: (flag: string) => boolean = () => false,
): Renames {
  const open = { rename: new Set(answers.rename), noRename: new Set(answers.noRename) };
  const tables = tablePairs(from, to, comparison);
  const wanted = hints.filter(({ column }) => column === undefined);
  assertTableHints(wanted, from, to);
  const settled = settle(tables, open, (pair) =>
    wanted.some((hint) => hint.from === pair.from && displayName(hint.table) === renamedTo(pair)),
  );
  const after = applied(from, settled.operations);
  const standingTables = tablesByKey(after);
  const columns = to.tables.flatMap((table) => {
    const standing = standingTables.get(nameKey(table));
    return standing ? columnPairs(standing, table, comparison) : [];
  });
  const words = comparison.dialect.features.namedEnums
    ? settle(wordPairs(after, to), open, () => false)
    : NOTHING;
  const own = hints.filter(({ column }) => column !== undefined);
  assertColumnHints(own, after, to);
  const inTables = settle(columns, open, (pair) =>
    own.some(
      (hint) =>
        hint.from === pair.from && hint.column === pair.to && nameKey(hint.table) === nameKey(pair.table!),
    ),
  );
  const unused = [...open.rename, ...open.noRename].filter((flag) => !isElsewhere(flag));
  const known = [...tables, ...columns, ...wordPairs(after, to)].map(({ flag }) => flag);
  assertUsed(unused, known);
  const changes = [...inTables.operations, ...together(words.operations as readonly AlterEnum[])];
  const renamed = applied(after, changes);
  const operations = [...settled.operations, ...changes];
  const parts = operations.length === 0 ? [] : renamedParts(renamed, to, comparison);
  return {
    from: applied(renamed, parts),
    operations: [...operations, ...parts],
    questions: [...settled.questions, ...inTables.questions, ...words.questions],
  };
}

function applied(schema: Schema, operations: readonly Operation[]): Schema {
  return operations.reduce((before, operation) => operation.apply(before), schema);
}

function renamedTo({ operation }: Pair): string {
  const { table, to } = operation as RenameTable;
  return displayName({ ...table, name: to });
}

/** Which pairs are renamings and which are questions; of one name the pair that is most alike is asked about. */
function settle(
  pairs: readonly Pair[],
  open: { readonly rename: Set<string>; readonly noRename: Set<string> },
  isHinted: (pair: Pair) => boolean,
): Pick<Renames, "operations" | "questions"> {
  const told = pairs.filter((pair) => open.rename.delete(pair.flag) || isHinted(pair));
  const key = ({ table }: Pair, name: string) => `${table === null ? "" : nameKey(table)}\u0001${name}`;
  const taken = new Set(told.flatMap((pair) => [key(pair, `-${pair.from}`), key(pair, `+${pair.to}`)]));
  const isTaken = (pair: Pair) =>
    taken.has(key(pair, `-${pair.from}`)) || taken.has(key(pair, `+${pair.to}`));
  const questions: RenameQuestion[] = [];
  const rest = pairs.filter(
    (pair) => !open.noRename.delete(pair.flag) && !told.includes(pair) && pair.score > 0,
  );
  for (const pair of [...rest].sort((a, b) => b.score - a.score)) {
    if (isTaken(pair)) continue;
    taken.add(key(pair, `-${pair.from}`)).add(key(pair, `+${pair.to}`));
    const { table, from, to, flag, reasons } = pair;
    questions.push({ table: table && displayName(table), from, to, flag, reasons: reasons.join(", ") });
  }
  return { operations: told.map(({ operation }) => operation), questions };
}

function tablesByKey({ tables }: Schema): ReadonlyMap<string, Table> {
  return new Map(tables.map((table) => [nameKey(table), table]));
}

function tablePairs(from: Schema, to: Schema, comparison: Comparison): readonly Pair[] {
  const [standing, wanted] = [tablesByKey(from), tablesByKey(to)];
  const removed = from.tables.filter((table) => !wanted.has(nameKey(table)));
  const added = to.tables.filter((table) => !standing.has(nameKey(table)));
  return removed.flatMap((before) =>
    added
      .filter(({ schema }) => schema === before.schema)
      .map((after): Pair => {
        const shared = after.columns.filter((column) => {
          const other = columnOf(before, column.name);
          return other !== null && !comparison.typesDiffer(other.type, column.type);
        });
        const share = shared.length / Math.max(before.columns.length, after.columns.length);
        return {
          table: null,
          from: before.name,
          to: after.name,
          flag: `${displayName(before)}:${after.name}`,
          reasons: [`${shared.length} of ${after.columns.length} columns alike`],
          score: share >= 0.5 ? share : 0,
          operation: new RenameTable(tableName(before), after.name),
        };
      }),
  );
}

function columnPairs(before: Table, after: Table, comparison: Comparison): readonly Pair[] {
  if (after.columns.every(({ name }, i) => before.columns[i]?.name === name)) return [];
  const removed = before.columns.filter(({ name }) => !columnOf(after, name));
  const added = after.columns.filter(({ name }) => !columnOf(before, name));
  return removed.flatMap((old) =>
    added.map((column): Pair => {
      const { reasons, score } = likeness(old, column, [before, after], comparison);
      return {
        table: tableName(after),
        from: old.name,
        to: column.name,
        flag: `${displayName(after)}.${old.name}:${column.name}`,
        reasons,
        score,
        operation: new RenameColumn(tableName(after), old.name, column.name),
      };
    }),
  );
}

const NOTHING: Pick<Renames, "operations" | "questions"> = { operations: [], questions: [] };

/** One change for each enum type, with all its words that have other names. */
function together(operations: readonly AlterEnum[]): readonly AlterEnum[] {
  const types = new Map<string, AlterEnum>();
  for (const operation of operations) {
    const { type, from } = operation;
    const rename = { ...types.get(nameKey(type))?.rename, ...operation.rename };
    const to = from.map((word) => (Object.hasOwn(rename, word) ? rename[word]! : word));
    types.set(nameKey(type), new AlterEnum(type, from, to, { rename }));
  }
  return [...types.values()];
}

/** Words of enum types that go and that come; at the same place they may be one word under another name. */
function wordPairs(from: Schema, to: Schema): readonly Pair[] {
  return from.enums.flatMap((type) => {
    const after = to.enums.find((each) => nameKey(each) === nameKey(type));
    if (!after) return [];
    const removed = type.values.filter((word) => !after.values.includes(word));
    const added = after.values.filter((word) => !type.values.includes(word));
    return removed.flatMap((old) =>
      added.map((word): Pair => {
        const isSamePlace = type.values.indexOf(old) === after.values.indexOf(word);
        const values = type.values.map((each) => (each === old ? word : each));
        return {
          table: tableName(type),
          from: old,
          to: word,
          flag: `${displayName(type)}.${old}:${word}`,
          reasons: ["enum", "same position"],
          score: isSamePlace && type.values.length === after.values.length ? 1 : 0,
          operation: new AlterEnum(tableName(type), type.values, values, { rename: { [old]: word } }),
        };
      }),
    );
  });
}

/** Kinds of types between which a column is changed rather than replaced. */
const FAMILIES: readonly (readonly TypeKind[])[] = [
  ["string", "char", "text"],
  ["smallInteger", "integer", "bigInteger"],
  ["numeric", "float", "double"],
  ["date", "dateTime"],
];

function ofOneFamily(a: TypeKind, b: TypeKind): boolean {
  return a === b || FAMILIES.some((kinds) => kinds.includes(a) && kinds.includes(b));
}

/**
 * How much speaks for two columns being one. Of types that have nothing to do with each other, or one computed and the
 * other not, they are not; of types that are akin they may be where place or name speaks for it too.
 */
function likeness(
  from: Column,
  to: Column,
  [before, after]: readonly [Table, Table],
  comparison: Comparison,
): Pick<Pair, "reasons" | "score"> {
  const isSame = !comparison.typesDiffer(from.type, to.type);
  const isAkin = isSame || ofOneFamily(from.type.kind, to.type.kind);
  if (!isAkin || (from.computed === undefined) !== (to.computed === undefined)) {
    return { reasons: [], score: 0 };
  }
  const { spelling } = comparison.dialect;
  const reasons = [spelling.typeSql(to.type).toLowerCase()];
  let score = isSame ? 1 : 0;
  if (before.columns.indexOf(from) === after.columns.indexOf(to)) {
    reasons.push("same position");
    score += 2;
  }
  if (nearest(from.name, [to.name]) !== null || shareWord(from.name, to.name)) score += 1;
  if (score === 0) return { reasons: [], score };
  if (from.nullable === to.nullable) score += 0.5;
  if (standsAlike(before, from.name, after, to.name)) {
    reasons.push("same constraints");
    score += 1;
  }
  return { reasons, score };
}

function shareWord(a: string, b: string): boolean {
  const words = (name: string) => name.toLowerCase().split(/_|(?<=[a-z])(?=[A-Z])/);
  return words(a).some((word) => word.length > 2 && words(b).includes(word));
}

/** Whether the same kinds of constraints stand on two columns, and some do. */
function standsAlike(before: Table, from: string, after: Table, to: string): boolean {
  const kinds = (table: Table, name: string) =>
    table.constraints
      .flatMap((each) => ("columns" in each && each.columns.includes(name) ? each.kind : []))
      .sort();
  const [a, b] = [kinds(before, from), kinds(after, to)];
  return a.length > 0 && a.join() === b.join();
}
