import { addColumn, columnDefinition, dropColumn } from "../../ddl/nodes/column.js";
import { addConstraint, constraintDefinition } from "../../ddl/nodes/constraint.js";
import { alterTable } from "../../ddl/nodes/table.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Live, Statement } from "../../dialect/dialect.js";
import type { AddColumn, AlterColumn, DropColumn } from "../../ops/column.js";
import type { AddConstraint, DropConstraint } from "../../ops/constraint.js";
import type { AlterIndex } from "../../ops/index-change.js";
import type { Operation } from "../../ops/operation.js";
import type { RenameIndex } from "../../ops/rename.js";
import type { SetTableComment } from "../../ops/table.js";
import type { CreateIndex, DropIndex } from "../../ops/table-index.js";
import type { SetTableOptions } from "../../ops/table-options.js";
import type { Constraint } from "../../schema/constraint.js";
import { displayName, type TableName } from "../../schema/name.js";
import type { DialectOptions } from "../../schema/options.js";
import { constraintsOf, primaryKeyOf, type Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { type AdaptContext, adaptColumn, adaptConstraint } from "./adapt.js";
import { howOf } from "./algorithm.js";
import { writeIndex } from "./definition.js";
import { columnNames } from "./expression.js";
import { quoted } from "./literal.js";
import { action, alterColumnActions } from "./plan-column.js";
import { keysInNeed, ownIndexOf, readIndexes, type StandingIndex } from "./plan-index.js";
import { alterIndexActions } from "./plan-index-change.js";
import { fromElsewhere } from "./plan-key.js";
import { tightenedKeyColumns, tightening } from "./plan-nullability.js";
import { isInPlace, tableOptionActions } from "./plan-option.js";
import { assertNumbersFit } from "./position.js";
import { PRIMARY } from "./reflect/constraint.js";
import { unsupported } from "./unsupported.js";

/** Operations that are actions of ALTER TABLE. */
export type Alteration =
  | AddColumn
  | AlterColumn
  | DropColumn
  | AddConstraint
  | DropConstraint
  | CreateIndex
  | DropIndex
  | SetTableComment
  | SetTableOptions
  | RenameIndex
  | AlterIndex;

const KINDS: ReadonlySet<string> = new Set([
  "addColumn",
  "addConstraint",
  "alterColumn",
  "alterIndex",
  "createIndex",
  "dropColumn",
  "dropConstraint",
  "dropIndex",
  "renameIndex",
  "setTableComment",
  "setTableOptions",
] satisfies Alteration["kind"][]);

/**
 * Whether an operation is an action of ALTER TABLE. Fulltext indexes are not, since a statement makes one at a time.
 *
 * @source MySQL 9.7 Reference Manual, 17.6.2.4 "InnoDB Full-Text Indexes"
 */
export function isAlteration(operation: Operation): operation is Alteration {
  if (operation.kind === "setTableOptions") return isInPlace(operation as SetTableOptions);
  return KINDS.has(operation.kind) && (operation as Partial<CreateIndex>).index?.method !== "fulltext";
}

/** How a table stands, and what becomes of its keys in the statement that is being made. */
interface Standing {
  readonly table: Table | null;
  readonly indexes: readonly StandingIndex[] | null;
  readonly droppedIndexes: ReadonlySet<string>;
  readonly droppedKeys: ReadonlySet<string>;
  readonly droppedChecks: ReadonlySet<string>;
  /** Indexes of foreign keys that stay in whose place come declared ones of their names. */
  readonly replaced: ReadonlySet<string>;
  /** Columns of the primary key that is added. */
  readonly newKey: readonly string[] | null;
  /** Columns that are changed or dropped. */
  readonly touched: ReadonlySet<string>;
}

/**
 * Carries changes to one table out in one ALTER TABLE, which is done whole or not at all. New foreign keys come in
 * statements of their own, since the server does not drop one and add another of its name in one, and before all else
 * come columns of foreign keys that no longer let NULL in.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.9 "ALTER TABLE Statement"
 */
export async function planAlter(
  table: TableName,
  alterations: readonly Alteration[],
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const standing = await standingOf(table, alterations, live);
  const changes = alterations.filter((each) => each.kind === "alterColumn");
  await assertNumbersFit(changes, standing.table, context.spelling, live);
  const tightened = await tightenedKeyColumns(changes, standing.table, standing.droppedKeys, live);
  const first: Node[] = [];
  const actions: Node[] = [];
  const keys: Node[] = [];
  for (const alteration of alterations) {
    if (tightened.some((each) => each === alteration))
      first.push(...actionsOf(alteration, standing, context));
    else if (alteration.kind === "addConstraint" && alteration.constraint.kind === "foreignKey") {
      keys.push(constraintAction(await fromElsewhere(alteration.constraint, table, live), context));
    } else actions.push(...actionsOf(alteration, standing, context));
  }
  actions.push(...replacements(alterations, standing, context));
  const how = howOf(alterations.map(madeBy)).map((sql) => raw({ sql }));
  const statements = (lists: readonly (readonly Node[])[]) =>
    ddlStatements(
      lists.filter(({ length }) => length > 0).map((list) => alterTable({ table, actions: list })),
      context,
    );
  const whole = (list: readonly Node[]) => (list.length > 0 ? [...list, ...how] : []);
  return [
    ...statements([whole(first)]).flatMap((each) => tightening(each, tightened, standing.table)),
    ...statements([whole(actions), ...keys.map((key) => [key])]),
  ];
}

/** What an alteration makes or changes, whose options may say how. */
function madeBy(alteration: Alteration): { readonly options?: DialectOptions | null } {
  if (alteration.kind === "addColumn") return alteration.column;
  if (alteration.kind === "alterColumn") return alteration.change;
  return alteration.kind === "createIndex" ? alteration.index : {};
}

async function standingOf(
  name: TableName,
  alterations: readonly Alteration[],
  live: Live,
): Promise<Standing> {
  const table = await live.table(name);
  const onIndexes = alterations.filter(
    (each) => each.kind === "dropConstraint" || each.kind === "dropIndex" || each.kind === "createIndex",
  );
  const indexes = onIndexes.length > 0 ? await readIndexes(name, live) : null;
  const droppedIndexes = new Set<string>();
  const droppedKeys = new Set<string>();
  const droppedChecks = new Set<string>();
  let newKey: readonly string[] | null = null;
  for (const each of alterations) {
    if (each.kind === "addConstraint" && each.constraint.kind === "primaryKey")
      newKey = each.constraint.columns;
    if (each.kind === "dropIndex") droppedIndexes.add(each.name);
    if (each.kind !== "dropConstraint") continue;
    if (each.constraintKind === "unique") droppedIndexes.add(each.name);
    if (each.constraintKind === "primaryKey") droppedIndexes.add(PRIMARY);
    if (each.constraintKind === "check") droppedChecks.add(each.name);
    if (each.constraintKind !== "foreignKey") continue;
    droppedKeys.add(each.name);
    if (ownIndexOf(each.name, table, indexes)) droppedIndexes.add(each.name);
  }
  const made = alterations.flatMap((each) => (each.kind === "createIndex" && !each.ifNotExists ? each : []));
  const replaced = new Set(
    (table ? constraintsOf(table, "foreignKey") : []).flatMap(({ name: key }) => {
      if (key === undefined || droppedIndexes.has(key)) return [];
      return made.some(({ index }) => index.name === key) && ownIndexOf(key, table, indexes) ? key : [];
    }),
  );
  for (const each of replaced) droppedIndexes.add(each);
  const touched = new Set(
    alterations.flatMap((each) =>
      each.kind === "alterColumn" || each.kind === "dropColumn" ? each.name : [],
    ),
  );
  return { table, indexes, droppedIndexes, droppedKeys, droppedChecks, replaced, newKey, touched };
}

function actionsOf(alteration: Alteration, standing: Standing, context: AdaptContext): readonly Node[] {
  switch (alteration.kind) {
    case "addColumn":
      return addColumnActions(alteration, standing, context);
    case "alterColumn":
      return alterColumnActions(alteration, standing.table, context);
    case "dropColumn":
      return dropColumnActions(alteration, standing, context);
    case "addConstraint":
      return addConstraintActions(alteration, standing, context);
    case "dropConstraint":
      return dropConstraintActions(alteration, standing, context);
    case "createIndex":
      return createIndexActions(alteration, standing, context);
    case "alterIndex":
      return alterIndexActions(alteration, standing, context);
    case "dropIndex":
      return dropIndexActions(alteration, standing, context);
    case "setTableComment":
      return [raw({ sql: `COMMENT = ${quoted(alteration.text ?? "")}` })];
    case "setTableOptions":
      return tableOptionActions(alteration, standing.table, standing.touched, context);
    case "renameIndex":
      return [action(context, (w) => w.kw("RENAME INDEX").id(alteration.name).kw("TO").id(alteration.to))];
  }
}

function createIndexActions(
  { index, ifNotExists }: CreateIndex,
  { indexes, droppedIndexes, replaced }: Standing,
  context: AdaptContext,
): readonly Node[] {
  const isThere = indexes?.some(({ name }) => name === index.name) && !droppedIndexes.has(index.name);
  if (ifNotExists && isThere) return [];
  const add = action(context, (w) => writeIndex(index, w.kw("ADD"), context.variant));
  return replaced.has(index.name) ? [action(context, (w) => w.kw("DROP INDEX").id(index.name)), add] : [add];
}

/**
 * A column that numbers itself must be a key from the start, so it becomes the primary key where there is none.
 *
 * @source MySQL 9.7 Reference Manual, 5.6.9 "Using AUTO_INCREMENT"
 */
function addColumnActions(
  operation: AddColumn,
  { table, newKey }: Standing,
  context: AdaptContext,
): readonly Node[] {
  const column = adaptColumn(operation.column, context, displayName(operation.table));
  const action = addColumn({ definition: columnDefinition({ column }) });
  if (!column.identity || !table || newKey || primaryKeyOf(table)) return [action];
  return [action, constraintAction({ kind: "primaryKey", columns: [column.name] }, context)];
}

/** A column goes with the checks that stand on it alone, which the server would refuse to leave. */
function dropColumnActions(
  { name }: DropColumn,
  { table, droppedChecks }: Standing,
  context: AdaptContext,
): readonly Node[] {
  const checks = table ? constraintsOf(table, "check") : [];
  const own = checks.filter(({ name: check, expression }) => {
    if (check !== undefined && droppedChecks.has(check)) return false;
    const names = columnNames(expression, context.spelling);
    return names.length > 0 && names.every((each) => each === name);
  });
  return [
    ...own.map((check) => action(context, (w) => w.kw("DROP", context.variant.dropCheckWord).id(check.name))),
    dropColumn({ name }),
  ];
}

function addConstraintActions(
  operation: AddConstraint,
  { table, droppedIndexes }: Standing,
  context: AdaptContext,
): readonly Node[] {
  const { constraint } = operation;
  const key = table && !droppedIndexes.has(PRIMARY) ? primaryKeyOf(table) : null;
  // A column that numbers itself has brought its key along.
  const isThere =
    constraint.kind === "primaryKey" && key?.columns.join("\u0000") === constraint.columns.join("\u0000");
  return isThere ? [] : [constraintAction(constraint, context)];
}

/** ADD CONSTRAINT as an action of ALTER TABLE. */
export function constraintAction(constraint: Constraint, context: AdaptContext): Node {
  return addConstraint({
    definition: constraintDefinition({ constraint: adaptConstraint(constraint, context) }),
  });
}

/** Drops a constraint by the word for its kind. With a foreign key goes the index that it made for itself. */
function dropConstraintActions(
  { name, constraintKind }: DropConstraint,
  standing: Standing,
  context: AdaptContext,
): readonly Node[] {
  const dropIndex = action(context, (w) => w.kw("DROP INDEX").id(name));
  switch (constraintKind) {
    case "check":
      return [action(context, (w) => w.kw("DROP", context.variant.dropCheckWord).id(name))];
    case "unique":
      return [dropIndex];
    case "exclude":
      throw unsupported(context.variant, "exclusion constraints");
    case "primaryKey":
      return [...withoutNumbering(standing, context), raw({ sql: "DROP PRIMARY KEY" })];
    case "foreignKey": {
      const drop = action(context, (w) => w.kw("DROP FOREIGN KEY").id(name));
      if (standing.droppedIndexes.has(name)) return [drop, dropIndex];
      // Without a connection nobody knows whether the key has an index of its own.
      const isUnknown = standing.indexes === null && context.variant.indexIfExists;
      return isUnknown ? [drop, action(context, (w) => w.kw("DROP INDEX IF EXISTS").id(name))] : [drop];
    }
  }
}

function dropIndexActions(
  { name, ifExists }: DropIndex,
  { indexes }: Standing,
  context: AdaptContext,
): readonly Node[] {
  if (ifExists && indexes && !indexes.some((index) => index.name === name)) return [];
  const asks = ifExists && !indexes && context.variant.indexIfExists;
  return [action(context, (w) => w.kw("DROP INDEX", asks && "IF EXISTS").id(name))];
}

/** The columns that would be no key any more, restated so that they do not number themselves. */
function withoutNumbering(
  { table, indexes, newKey, touched }: Standing,
  context: AdaptContext,
): readonly Node[] {
  return (table?.columns ?? []).flatMap(({ identity, ...column }) => {
    const leads = indexes?.some((index) => index.name !== PRIMARY && index.columns[0] === column.name);
    if (!identity || leads || newKey?.[0] === column.name || touched.has(column.name)) return [];
    return action(context, (w) => w.kw("MODIFY COLUMN").node(columnDefinition({ column })));
  });
}

/** New indexes for the foreign keys that would be left without one. */
function replacements(
  alterations: readonly Alteration[],
  { table, indexes, droppedIndexes, droppedKeys }: Standing,
  context: AdaptContext,
): readonly Node[] {
  const added = alterations.flatMap((each): readonly StandingIndex[] => {
    if (each.kind === "createIndex") {
      const columns = each.index.parts.map(
        ({ column, length }) => (length === undefined ? column : null) ?? null,
      );
      return [{ name: each.index.name, unique: each.index.unique, columns }];
    }
    if (each.kind !== "addConstraint") return [];
    const { constraint } = each;
    if (constraint.kind !== "primaryKey" && constraint.kind !== "unique") return [];
    return [{ name: constraint.name ?? PRIMARY, unique: true, columns: constraint.columns }];
  });
  return keysInNeed(table, indexes, { dropped: droppedIndexes, droppedKeys, added }).map((key) =>
    action(context, (w) =>
      w
        .kw("ADD INDEX")
        .id(key.name)
        .paren(() => w.ids(key.columns)),
    ),
  );
}
