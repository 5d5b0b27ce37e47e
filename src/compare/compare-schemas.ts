import type { Canonical, Dialect, EntityReading } from "../dialect/dialect.js";
import { CompileError, SchemaError } from "../errors/errors.js";
import type { Operation } from "../ops/operation.js";
import { reversed } from "../ops/script.js";
import { RenameTable } from "../ops/table.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import type { Entity } from "../schema/object.js";
import { findTable, type Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { keyedDiff } from "../util/keyed-diff.js";
import { adaptedTo } from "./adapted.js";
import { askCanonical } from "./canonical.js";
import { Comparison } from "./comparison.js";
import { withoutDefaultSchema } from "./default-schema.js";
import { withEarly } from "./early.js";
import {
  compareEntities,
  type DeclaredReading,
  disturbedByWords,
  disturbedTables,
  nameEntity,
  standingEntity,
} from "./entity.js";
import { compareEnums, type EnumChanges } from "./enum.js";
import { type CountRows, isWordFlag, settleWords, type WordQuestion } from "./enum-word.js";
import { type Filters, filterSides } from "./filter.js";
import { withFoldedNames } from "./folded-name.js";
import { isInStep } from "./in-step.js";
import { compareObjects } from "./objects.js";
import { findRenames, type RenameAnswers, type RenameQuestion } from "./rename.js";
import { aroundRowTypes } from "./row-type.js";
import type { Comparator, CompareRules } from "./rules.js";
import { compareTable, pairTables } from "./table.js";
import { toOperations, wordsFirst } from "./to-operations.js";
import { withUnseenOptions } from "./unseen.js";
import { brokenParts, lostParts, tellingLosses, withoutTaken } from "./unsupported-part.js";

/** How schemas are compared. */
export interface CompareOptions extends Filters {
  /**
   * Asks the database how it would write the expressions of these tables, which are among `adapted`; without it,
   * texts alone tell.
   */
  canonical?(tables: readonly Table[], adapted: Schema): Promise<Canonical>;
  /** Gives tables with the options that reading a whole schema does not tell; without it they are lost with what goes. */
  unseen?(tables: readonly Table[]): Promise<readonly Table[]>;
  /** Asks the database about the objects that are declared by their SQL; without it they are not compared. */
  entities?(declared: readonly Entity[]): Promise<readonly EntityReading[]>;
  /** What is compared, and how. */
  readonly compare?: CompareRules | undefined;
  /** Comparators of the project's own, asked after all else. */
  readonly comparators?: readonly Comparator[] | undefined;
  /** Counts rows that hold words of enums which go; without it nobody is asked what they get. */
  readonly countRows?: CountRows | undefined;
  /** What was renamed, and what was not. */
  readonly renames?: RenameAnswers | undefined;
}

/** What a database lacks to be as the models say. */
export interface Difference {
  /** The changes, in an order in which they can be made. */
  readonly operations: readonly Operation[];
  /** What takes them back, in an order in which it can be done. */
  readonly downgrade: readonly Operation[];
  /** What could not be found out, a sentence each. */
  readonly problems: readonly string[];
  /** What only a person knows: what may have been renamed, and what rows get for words that go. */
  readonly questions: readonly Question[];
  /** The models' schema as the database would hold it. */
  readonly adapted: Schema;
  /** The declared objects that the database has, as they stand in it. */
  readonly standing: readonly Entity[];
}

/** What only a person knows. */
export type Question = RenameQuestion | WordQuestion;

const NOTHING: Omit<Difference, "adapted"> = {
  operations: [],
  downgrade: [],
  problems: [],
  questions: [],
  standing: [],
};

const NO_ENUMS: EnumChanges = { added: [], removed: [], widened: [], narrowed: [], commented: [] };

/**
 * Finds what takes a database's schema to that of the models.
 *
 * @param from what the database has
 * @param to what the models declare
 * @throws {SchemaError} `schema.name-taken`: the database has something else by the name of a model's table
 * @throws {CompileError} `compile.unsupported`, `compile.bad-identifier`: the database cannot hold a model
 */
export async function compareSchemas(
  from: Schema,
  to: Schema,
  dialect: Dialect,
  options: CompareOptions = {},
): Promise<Difference> {
  const placed = withoutDefaultSchema(to, from.defaultSchema);
  const models = from.foldsNames ? withFoldedNames(placed, from) : placed;
  const filtered = filterSides({ from, to: models }, options);
  assertFree(filtered.to, filtered.from);
  const adapted = adaptedTo(dialect, filtered.to);
  const { renames: hints = [] } = models;
  const ruled = new Comparison(dialect, options.compare);
  const { namedEnums } = dialect.features;
  const answers = options.renames ?? {};
  const isAllTold = hints.length === 0 && Object.values(answers).every((flags) => !flags?.length);
  const isTablesOnly = models.entities.length === 0 && !options.comparators?.length;
  if (isAllTold && isTablesOnly && isInStep(filtered.from, adapted, ruled)) return { ...NOTHING, adapted };
  const renames = findRenames(
    filtered.from,
    adapted,
    hints,
    answers,
    ruled,
    (flag) => !namedEnums && isWordFlag(flag, filtered.to),
  );
  const words = await settleWords(
    renames.from,
    { adapted, declared: filtered.to },
    answers,
    ruled,
    options.countRows,
  );
  const sides = { ...filtered, from: words.from };
  const tables = keyedDiff(sides.from.tables, adapted.tables, nameKey);
  const declared = new Map(sides.to.tables.map((table) => [nameKey(table), table]));
  const modelOf = (table: Table) => declared.get(nameKey(table)) ?? table;
  const pairs = tables.kept.map(([before, after]) => pairTables(before, after, modelOf(after)));
  const comparison = new Comparison(dialect, options.compare);
  let changes = pairs.map((pair) => compareTable(pair, comparison));
  const problems: string[] = [];
  const doubtful = pairs.filter(({ to: table }) => comparison.isUnsure(table));
  compareObjects(sides.from, adapted, comparison);
  const isDoubtful = doubtful.length > 0 || adapted.domains.some((domain) => comparison.isUnsure(domain));
  let answered = adapted;
  let certain = new Comparison(dialect, options.compare);
  if (options.canonical && isDoubtful) {
    const asked = await askCanonical(doubtful, (list) => options.canonical!(list, adapted));
    if (asked.domains) answered = { ...adapted, domains: asked.domains };
    if (asked.problem !== null) problems.push(asked.problem);
    certain = new Comparison(dialect, options.compare, asked.unasked);
    const again = new Map(asked.pairs.map((pair) => [nameKey(pair.to), compareTable(pair, certain)]));
    changes = changes.map((change) => again.get(nameKey(change.to)) ?? change);
  }
  const { unsupported } = sides.from;
  changes = changes.map((change) => withoutTaken(change, unsupported));
  const objects = compareObjects(sides.from, answered, certain);
  problems.push(...objects.problems, ...changes.flatMap((change) => change.problems));
  problems.push(...lostParts(tables.removed, unsupported));
  problems.push(...brokenParts(changes, renames.operations, unsupported, models.entities));
  const former = formerNames(renames.operations);
  const formerName = (table: Table) => former.get(nameKey(table)) ?? tableName(table);
  const going = { changes, dropped: tables.removed };
  const { changes: kept, dropped } = options.unseen
    ? await withUnseenOptions(going, comparison, options.unseen, formerName)
    : going;
  const changed = toOperations(
    {
      created: tables.added.map((table) => modelOf(table)),
      dropped,
      kept,
    },
    namedEnums && options.compare?.enum !== false ? compareEnums(sides.from, adapted, words.maps) : NO_ENUMS,
    objects,
    dialect,
  ).map((operation) => tellingLosses(operation, unsupported));
  const own: Operation[] = [];
  for (const comparator of options.comparators ?? []) own.push(...(await comparator(sides.from, adapted)));
  const readings = await readEntities(models, renames.operations, dialect, options);
  const disturbed = disturbedTables([...renames.operations, ...changed], dialect.features);
  const tablesOfBoth = [...sides.from.tables, ...adapted.tables];
  const around = (direction: "upgrade" | "downgrade") => {
    const entities = compareEntities(readings, {
      features: dialect.features,
      spelling: dialect.spelling,
      disturbed: [...disturbed, ...disturbedByWords(changed, tablesOfBoth, direction)],
      tables: adapted.tables,
      created: tables.added,
      domains: adapted.domains,
      userTypes: adapted.userTypes,
    });
    const steps = [
      ...renames.operations,
      ...words.operations,
      ...aroundRowTypes(withEarly(changed, entities.before, dialect), dialect.spelling),
    ];
    return { entities, operations: [...entities.drops, ...steps, ...entities.after, ...own] };
  };
  const { entities, operations } = around("upgrade");
  problems.push(...entities.problems);
  return {
    operations: wordsFirst(operations),
    // Words that come go again, for which more may have to make way than for their coming.
    downgrade: wordsFirst(reversed(around("downgrade").operations)),
    problems,
    questions: openQuestions(renames.questions, words.questions, answers),
    adapted,
    standing: readings.flatMap((reading) => standingEntity(reading) ?? []),
  };
}

/** Of a word that may have been renamed it is asked first whether it was, unless it is known what rows get. */
function openQuestions(
  renames: readonly RenameQuestion[],
  words: readonly WordQuestion[],
  { map = [], noMap = [] }: RenameAnswers,
): readonly Question[] {
  const wordOf = ({ table, from }: RenameQuestion) => `${table}.${from}`;
  const settled = (question: RenameQuestion) =>
    noMap.includes(wordOf(question)) || map.some((flag) => flag.startsWith(`${wordOf(question)}:`));
  const asked = renames.filter((question) => !settled(question));
  return [...asked, ...words.filter(({ flag }) => !asked.some((question) => wordOf(question) === flag))];
}

/** The names that tables still have in the database, by those that they get. */
function formerNames(renames: readonly Operation[]): ReadonlyMap<string, TableName> {
  return new Map(
    renames
      .filter((operation) => operation instanceof RenameTable)
      .map(({ table, to }) => [nameKey({ ...table, name: to }), table]),
  );
}

/**
 * What the database tells of declared objects; one on a table that gets another name is still on the old one there.
 *
 * @throws {CompileError} `compile.unsupported`: the database has no objects of a kind
 */
async function readEntities(
  { entities }: Schema,
  renames: readonly Operation[],
  dialect: Dialect,
  { entities: read }: CompareOptions,
): Promise<readonly DeclaredReading[]> {
  const { features } = dialect;
  const lacks = (entity: Entity) =>
    (["constraint", "with", "unchecked"] as const).some(
      (option) => entity[option] !== undefined && !features.entityOptions.includes(option),
    );
  const strange = entities.find((each) => features.entities[each.kind] === undefined || lacks(each));
  if (strange) {
    const parameters = strange.with ? " with parameters" : strange.unchecked ? " with checkBody" : "";
    const message = `${dialect.title} cannot hold ${nameEntity(strange)}${parameters}.`;
    throw new CompileError("compile.unsupported", message, {
      hint: "Declare it in a MetaData that only the other database's configuration names.",
    });
  }
  if (!read || entities.length === 0) return [];
  const former = formerNames(renames);
  const asked = entities.map((entity) => {
    const table = entity.table && former.get(nameKey(entity.table));
    return table ? { ...entity, table } : entity;
  });
  const readings = await read(asked);
  return readings.map((reading, i) => ({ ...reading, declared: entities[i]! }));
}

/** Objects that may have the name of a table. */
const BESIDE_TABLES: ReadonlySet<string> = new Set([
  "event",
  "function",
  "procedure",
  "publication",
  "event trigger",
  "foreign server",
  "collation",
  "aggregate",
  "operator",
  "operator family",
  "access method",
  "conversion",
  "language",
  "transform",
  "foreign data wrapper",
  "text search parser",
  "text search template",
  "operator class",
  "text search configuration",
  "text search dictionary",
]);

function assertFree(models: Schema, database: Schema): void {
  const standing = database.unsupported.filter(
    ({ table, what }) => table === undefined && !BESIDE_TABLES.has(what) && !what.includes("'s "),
  );
  if (standing.length === 0) return;
  const others = new Map(standing.map((each) => [nameKey(each), each]));
  for (const table of models.tables) {
    const other = others.get(nameKey(table));
    if (!other || findTable(database, table)) continue;
    throw new SchemaError(
      "schema.name-taken",
      `The models declare a table ${displayName(table)}, and the database has a ${other.what} of that name.`,
      {
        hint: "Rename the model, or leave the table out with includeObject.",
        details: { table: displayName(table), what: other.what },
      },
    );
  }
}
