import { addColumn, columnDefinition, dropColumn } from "../../ddl/nodes/column.js";
import { addConstraint, constraintDefinition } from "../../ddl/nodes/constraint.js";
import type { AddColumn, DropColumn } from "../../ops/column.js";
import type { AddConstraint, DropConstraint } from "../../ops/constraint.js";
import type { CreateIndex, DropIndex } from "../../ops/table-index.js";
import { type Constraint, partsOfKey } from "../../schema/constraint.js";
import { displayName } from "../../schema/name.js";
import { constraintsOf, primaryKeyOf } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { type AdaptContext, adaptColumn, adaptConstraint } from "./adapt.js";
import { writeIndex, writeKeyParts } from "./definition.js";
import { columnNames } from "./expression.js";
import { quoted } from "./literal.js";
import { action, alterColumnActions } from "./plan-column.js";
import { alterIndexActions } from "./plan-index-change.js";
import { tableOptionActions } from "./plan-option.js";
import type { Alteration, Standing } from "./plan-standing.js";
import { PRIMARY } from "./reflect/constraint.js";
import { unsupported } from "./unsupported.js";

/** The actions of ALTER TABLE that make one change. */
export function actionsOf(
  alteration: Alteration,
  standing: Standing,
  context: AdaptContext,
): readonly Node[] {
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
  { table, indexes, droppedIndexes }: Standing,
  context: AdaptContext,
): readonly Node[] {
  const { constraint } = operation;
  const key = table && !droppedIndexes.has(PRIMARY) ? primaryKeyOf(table) : null;
  // A column that numbers itself has brought its key along.
  const isThere =
    constraint.kind === "primaryKey" && key?.columns.join("\u0000") === constraint.columns.join("\u0000");
  if (isThere) return [];
  const before = droppedIndexes.has(PRIMARY) ? indexes?.find(({ name }) => name === PRIMARY) : undefined;
  const comment = before?.comment ?? "";
  if (constraint.kind !== "primaryKey" || comment === "") return [constraintAction(constraint, context)];
  // The comment of a key, which no model has, stays with the one that takes its place.
  return [
    action(context, (w) => {
      w.kw("ADD PRIMARY KEY");
      writeKeyParts(partsOfKey(constraint), w);
      w.kw("COMMENT", quoted(comment));
    }),
  ];
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
      const isDeclared = standing.table?.indexes.some((index) => index.name === name);
      if (standing.droppedIndexes.has(name) && !isDeclared) return [drop, dropIndex];
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
