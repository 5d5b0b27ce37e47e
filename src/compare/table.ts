import type { IndexChange } from "../ops/index-change.js";
import type { Column } from "../schema/column.js";
import type { Constraint, ForeignKey } from "../schema/constraint.js";
import { displayName } from "../schema/name.js";
import { columnOf, constraintsOf, type Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import { inOrderOf, isAlike, isAlikeBut } from "../util/alike.js";
import { keyedDiff } from "../util/keyed-diff.js";
import { type ChangedColumn, compareColumn } from "./column.js";
import type { Comparison } from "./comparison.js";
import { columnsMadeAnew } from "./computed.js";
import { columnsIn, compareConstraints } from "./constraint.js";
import { remakeDependents } from "./dependent.js";
import { mergeWords } from "./enum.js";
import { hasChanges, type OptionsDiff, settledOptions } from "./options.js";
import { differsBy } from "./rules.js";
import { compareIndexes } from "./table-index.js";

/** A table as the database has it, as it would hold the model's, and as the model declares it. */
export interface TablePair {
  readonly from: Table;
  /** The model's table adapted to the database. */
  readonly to: Table;
  readonly model: Table;
  /** Checks that stand for a column's type on this database, by the column's name. */
  readonly typeChecks: ReadonlyMap<string, string | undefined>;
}

const NO_CHECKS: TablePair["typeChecks"] = new Map();

/** A table with its model, to be compared. */
export function pairTables(from: Table, to: Table, model: Table): TablePair {
  return { from, to, model, typeChecks: typeChecksOf(to, model) };
}

/** All that differs between a table and its model. Added things are the model's, removed ones the database's. */
export interface TableChange extends TablePair {
  readonly addedColumns: readonly Column[];
  readonly removedColumns: readonly Column[];
  readonly changedColumns: readonly ChangedColumn[];
  readonly addedConstraints: readonly Constraint[];
  readonly removedConstraints: readonly Constraint[];
  /** Foreign keys that stay as they are: the database's and the model's. */
  readonly keptForeignKeys: readonly (readonly [from: ForeignKey, to: ForeignKey])[];
  readonly addedIndexes: readonly TableIndex[];
  readonly removedIndexes: readonly TableIndex[];
  /** The comment after and before, where it changes. */
  readonly comment: { readonly from: string | null; readonly to: string | null } | null;
  /** What changes of its options. */
  readonly options: OptionsDiff | null;
  /** Indexes, and those of constraints, that change in place. */
  readonly alteredIndexes: readonly AlteredIndex[];
  /** Constraints that were made without a look at the rows there were, and that the model wants looked at. */
  readonly validated: readonly Constraint[];
  /** What differs and cannot be changed, a sentence each. */
  readonly problems: readonly string[];
}

/** An index, or that of a constraint by its name, that changes in place. */
export interface AlteredIndex {
  readonly name: string;
  readonly to: IndexChange;
  readonly from: IndexChange;
}

/** Compares a table with its model. */
export function compareTable(pair: TablePair, comparison: Comparison): TableChange {
  const { from, to, model, typeChecks } = pair;
  const constraints = comparison.asksUser ? null : alikeConstraints(from, to, comparison);
  if (constraints) return unchanged(pair, constraints);
  const columns = keyedDiff(from.columns, to.columns, ({ name }) => name);
  const declared = (column: Column): Column => columnOf(model, column.name) ?? column;
  const collation = ownCollation(pair, comparison);
  const changed = columns.kept.flatMap(([before, after]): readonly ChangedColumn[] => {
    const facets = compareColumn(to, before, withoutCollation(after, collation), comparison);
    if (facets.length === 0) return [];
    const options = settledOptions(before.options, comparison.columnOptionsDiff(before, after));
    const target = targetOf(declared(after), { ...after, options }, typeChecks.has(after.name));
    return [{ from: withWords(before, target), to: target, facets }];
  });
  const retyped = changed.filter(({ facets }) => facets.includes("type")).map(({ to: { name } }) => name);
  const computed = columnsMadeAnew(columns, changed, declared, comparison);
  const unsettled = { retyped, remade: computed.map((each) => each.to.name) };
  const rules = remakeDependents(compareConstraints(from, to, comparison), unsettled, comparison);
  const indexes = remakeDependents(compareIndexes(from, to, comparison), unsettled, comparison);
  const added = columns.added.map(declared);
  // A column that comes as an enum brings its check along.
  const brought = new Set(added.flatMap(({ name }) => typeChecks.get(name) ?? []));
  return {
    ...pair,
    addedColumns: inTableOrder(to, [...added, ...computed.map((each) => each.to)]),
    removedColumns: inTableOrder(from, [...columns.removed, ...computed.map((each) => each.from)]),
    changedColumns: changed.filter((each) => !computed.includes(each)),
    addedConstraints: rules.added
      .filter(({ kind, name }) => kind !== "check" || name === undefined || !brought.has(name))
      .map((each) => declaredConstraint(model, each)),
    removedConstraints: rules.removed,
    keptForeignKeys: rules.kept
      .map(([before, after]) => [before, declaredConstraint(model, after)] as const)
      .filter((pair): pair is readonly [ForeignKey, ForeignKey] => pair[0].kind === "foreignKey"),
    addedIndexes: indexes.added.map((each) => model.indexes.find(({ name }) => name === each.name) ?? each),
    removedIndexes: indexes.removed,
    comment: compareComment(pair, comparison),
    options: tableOptionsDiff(pair, comparison),
    alteredIndexes: [
      ...indexes.kept.flatMap((each) => alteredIndex("index", each, comparison)),
      ...rules.kept.flatMap((each) => alteredIndex("constraint", each, comparison)),
    ],
    validated: rules.kept.flatMap(([before, after]) =>
      isUnchecked(before) && !isUnchecked(after) ? before : [],
    ),
    problems: fixedOptions(pair, comparison),
  };
}

/** Columns in the order in which the table has them. */
function inTableOrder(table: Table, columns: readonly Column[]): readonly Column[] {
  if (columns.length < 2) return columns;
  const places = new Map(table.columns.map(({ name }, i) => [name, i]));
  return [...columns].sort((a, b) => (places.get(a.name) ?? 0) - (places.get(b.name) ?? 0));
}

function tableOptionsDiff({ from, to }: TablePair, comparison: Comparison): OptionsDiff | null {
  const diff = comparison.optionsDiff("table", from.options, to.options);
  if (diff?.isDoubtful) comparison.doubt(to);
  return diff;
}

/** The collation that columns of the table have which name none, where it stays as it is. */
function ownCollation({ from, to }: TablePair, { dialect }: Comparison): string | undefined {
  const own = dialect.columnCollation?.(from);
  const wanted = dialect.columnCollation?.(to);
  return wanted === undefined || wanted === own ? own : undefined;
}

/** A column that names the collation it would have anyway is told by the database without one. */
function withoutCollation(column: Column, own: string | undefined): Column {
  if (own === undefined || column.collation !== own) return column;
  const { collation: _, ...rest } = column;
  return rest;
}

/** A column as the database would hold it, its options settled. */
type Adapted = Omit<Column, "options"> & { readonly options: Column["options"] | undefined };

/**
 * The constraints of a table in the order of its model, where the two are the same data but for the order of their
 * parts, and options that the server chose; else null. Most tables are as their models say, and this is the fastest
 * way to tell.
 */
function alikeConstraints(from: Table, to: Table, comparison: Comparison): readonly Constraint[] | null {
  if (!isAlikeBut(PARTS, from, to)) return null;
  if (!isAlike(from.options, to.options)) {
    if (comparison.optionsDiff("table", from.options, to.options)) return null;
    const own = comparison.dialect.columnCollation?.(from);
    if (to.columns.some(({ collation }) => collation !== undefined && collation === own)) return null;
  }
  if (!inOrderOf(from.columns, to.columns) || !inOrderOf(from.indexes, to.indexes)) return null;
  return inOrderOf(from.constraints, to.constraints);
}

/** Whether a table is its model's to the letter, but for the order of their parts. */
export function isAlikeTable(from: Table, to: Table, comparison: Comparison): boolean {
  return alikeConstraints(from, to, comparison) !== null;
}

/** What of a table is compared in ways of its own. */
const PARTS: ReadonlySet<string> = new Set(["columns", "constraints", "indexes", "options"]);

/** What a table is whose parts are all as they should be. */
function unchanged(pair: TablePair, constraints: readonly Constraint[]): TableChange {
  const { from, to, model, typeChecks } = pair;
  const keys = constraints.filter((each) => each.kind === "foreignKey");
  return {
    from,
    to,
    model,
    typeChecks,
    addedColumns: NONE,
    removedColumns: NONE,
    changedColumns: NONE,
    addedConstraints: NONE,
    removedConstraints: NONE,
    keptForeignKeys: constraintsOf(to, "foreignKey").map((key, i) => [
      keys[i]!,
      declaredConstraint(model, key) as ForeignKey,
    ]),
    addedIndexes: NONE,
    removedIndexes: NONE,
    comment: null,
    options: null,
    alteredIndexes: NONE,
    validated: NONE,
    problems: NONE,
  };
}

const NONE: readonly never[] = [];

/**
 * What a column is changed to: what the model says, and what the database makes of it by itself. A type that the
 * database keeps as a check is changed as one, so the column changes to what is stored.
 */
function targetOf(declared: Column, adapted: Adapted, isCheck: boolean): Column {
  const { options: _, ...rest } = declared;
  return {
    ...rest,
    ...(isCheck && { type: adapted.type }),
    ...(!declared.identity && adapted.identity && { identity: adapted.identity }),
    ...(adapted.options && { options: adapted.options }),
  };
}

/** The column as it stands when its enum type, the same one, has the words of both sides. */
function withWords(from: Column, to: Column): Column {
  if (from.type.kind !== "enum" || to.type.kind !== "enum" || from.type.name === undefined) return from;
  if (from.type.name !== to.type.name || from.type.schema !== to.type.schema) return from;
  return { ...from, type: { ...from.type, values: mergeWords(from.type.values, to.type.values) } };
}

/** The change in place of an index, or of the index of a constraint. */
function alteredIndex(
  kind: "index" | "constraint",
  [before, after]: readonly [TableIndex | Constraint, TableIndex | Constraint],
  comparison: Comparison,
): readonly AlteredIndex[] {
  const diff = comparison.optionsDiff(kind, before.options, after.options);
  const texts = { from: commentOf(before), to: commentOf(after) };
  const isCommented = comparison.dialect.features.comments && kind === "index" && texts.from !== texts.to;
  if (before.name === undefined || (!hasChanges(diff) && !isCommented)) return [];
  const change = (side: "from" | "to"): IndexChange => ({
    ...(hasChanges(diff) && { options: diff[side] }),
    ...(isCommented && { comment: texts[side] }),
  });
  return [{ name: before.name, to: change("to"), from: change("from") }];
}

function commentOf(part: TableIndex | Constraint): string | null {
  return ("comment" in part ? part.comment : undefined) ?? null;
}

function isUnchecked(constraint: Constraint): boolean {
  return "notValid" in constraint && constraint.notValid === true;
}

/** A sentence for each option that differs and cannot be changed. */
function fixedOptions({ from, to }: TablePair, comparison: Comparison): readonly string[] {
  const { title } = comparison.dialect;
  const tell = (what: string, kind: "table" | "column", diff: OptionsDiff | null) =>
    (diff?.fixed ?? []).map(
      (option) =>
        `${title} cannot change ${option} of ${what}: it stays as it is. A script can make another ${kind}, copy what is in it with op.execute(…), and give it the name.`,
    );
  return [
    ...tell(displayName(to), "table", comparison.optionsDiff("table", from.options, to.options)),
    ...to.columns.flatMap((column) => {
      const before = columnOf(from, column.name);
      const diff = before && comparison.columnOptionsDiff(before, column);
      return tell(`${displayName(to)}.${column.name}`, "column", diff);
    }),
  ];
}

function compareComment({ from, to }: TablePair, comparison: Comparison): TableChange["comment"] {
  if (!comparison.dialect.features.comments) return null;
  const texts = { from: from.comment ?? null, to: to.comment ?? null };
  const differs = differsBy(
    comparison.rules.comment,
    texts.from,
    texts.to,
    { table: to, column: null },
    () => {
      return (texts.from ?? "") !== (texts.to ?? "");
    },
  );
  return differs ? texts : null;
}

/** The names of checks that only the adapted table has, such as those of enums without types of their own. */
function typeChecksOf(to: Table, model: Table): ReadonlyMap<string, string | undefined> {
  const checks = constraintsOf(to, "check").filter(
    (each) => !constraintsOf(model, "check").some(({ name }) => name === each.name),
  );
  if (checks.length === 0) return NO_CHECKS;
  return new Map(
    checks.flatMap(({ name, expression }) => columnsIn(expression).map((column) => [column, name])),
  );
}

/** The constraint as the model declares it; one that only the adapted table has is given as it is. */
function declaredConstraint(model: Table, constraint: Constraint): Constraint {
  const { kind, name } = constraint;
  const same = model.constraints.find(
    (each) => each.kind === kind && (kind === "primaryKey" || (name !== undefined && each.name === name)),
  );
  return same ?? constraint;
}
