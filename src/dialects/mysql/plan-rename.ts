import { columnDefinition, renameColumn } from "../../ddl/nodes/column.js";
import { alterTable } from "../../ddl/nodes/table.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Live, Statement } from "../../dialect/dialect.js";
import { CompileError } from "../../errors/errors.js";
import type { RenameColumn } from "../../ops/column.js";
import type { RenameConstraint } from "../../ops/rename.js";
import { displayName } from "../../schema/name.js";
import { constraintsOf, type Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { type AdaptContext, adaptColumn } from "./adapt.js";
import { writeIndex } from "./definition.js";
import { columnNames, withColumnName } from "./expression.js";
import { optionsOf } from "./option.js";
import { constraintAction } from "./plan-action.js";
import { action } from "./plan-column.js";
import { tokenize } from "./tokens.js";

/**
 * Renames a column, and makes the expressions that name it anew in the same statement, where they would stand in its
 * way: checks, functional indexes, generated columns and defaults. A new check copies the table, in which no column of a
 * foreign key gets another name, so that the checks of such a column come and go in statements of their own.
 *
 * @source MySQL 9.7 Error Message Reference, 3959 ER_DEPENDENT_BY_CHECK_CONSTRAINT, 3837
 * ER_DEPENDENT_BY_FUNCTIONAL_INDEX, 3108 ER_DEPENDENT_BY_GENERATED_COLUMN, 3766 ER_DEPENDENT_BY_DEFAULT_GENERATED_VALUE,
 * 1846 ER_ALTER_OPERATION_NOT_SUPPORTED_REASON_FK_RENAME
 * @throws {CompileError} `compile.unsupported`: the table is in parts by the column
 */
export async function planRenameColumn(
  operation: RenameColumn,
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const { table, name, to } = operation;
  const standing = await live.table(table);
  if (standing) assertNotPartitioning(standing, operation, context);
  const rename = renameColumn({ name, to });
  const dependent = standing && !context.variant.renamesInChecks;
  if (!dependent) return ddlStatements([alterTable({ table, actions: [rename] })], context);
  const { before, actions, after } = aroundRename(standing, operation, rename, context);
  const isApart = before.length > 0 && (await isInForeignKey(standing, name, live));
  const lists = isApart ? [before, actions, after] : [[...before, ...actions, ...after]];
  return ddlStatements(
    lists.map((list) => alterTable({ table, actions: list })),
    context,
  );
}

/** Whether a foreign key is of a column or leads to it, as far as that can be asked. */
async function isInForeignKey(table: Table, column: string, live: Live): Promise<boolean> {
  if (constraintsOf(table, "foreignKey").some(({ columns }) => columns.includes(column))) return true;
  const result = await live.query(
    `SELECT 1 FROM information_schema.KEY_COLUMN_USAGE
WHERE REFERENCED_TABLE_SCHEMA = COALESCE(?, DATABASE()) AND REFERENCED_TABLE_NAME = ? AND REFERENCED_COLUMN_NAME = ? LIMIT 1`,
    [table.schema ?? null, table.name, column],
  );
  return result !== null && result.rows.length > 0;
}

/** What renames a column, with what goes before and what comes back after. */
interface Renaming {
  readonly before: readonly Node[];
  readonly actions: readonly Node[];
  readonly after: readonly Node[];
}

function aroundRename(
  standing: Table,
  { name, to }: RenameColumn,
  rename: Node,
  context: AdaptContext,
): Renaming {
  const { variant, spelling } = context;
  const names = (expression: Node | undefined) =>
    expression !== undefined && columnNames(expression, spelling).includes(name);
  const renamed = (expression: Node) => withColumnName(expression, spelling, name, to);
  const checks = constraintsOf(standing, "check").filter(({ expression }) => names(expression));
  const indexes = standing.indexes.filter(({ parts }) => parts.some(({ expression }) => names(expression)));
  const columns = standing.columns.filter(
    (column) =>
      names(column.computed?.expression) || (column.default?.kind === "raw" && names(column.default)),
  );
  return {
    before: checks.map((check) => action(context, (w) => w.kw("DROP", variant.dropCheckWord).id(check.name))),
    actions: [
      ...indexes.map((index) => action(context, (w) => w.kw("DROP INDEX").id(index.name))),
      rename,
      ...columns.map((column) => {
        const { computed, default: fallback, ...rest } = column;
        const anew = {
          ...rest,
          ...(computed && { computed: { ...computed, expression: renamed(computed.expression) } }),
          ...(fallback && { default: names(fallback) ? renamed(fallback) : fallback }),
        };
        const adapted = adaptColumn(anew, context, displayName(standing));
        return action(context, (w) => w.kw("MODIFY COLUMN").node(columnDefinition({ column: adapted })));
      }),
      ...indexes.map((index) => {
        const parts = index.parts.map(({ expression, column, ...part }) => ({
          ...part,
          ...(column !== undefined && { column: column === name ? to : column }),
          ...(expression && { expression: renamed(expression) }),
        }));
        return action(context, (w) => writeIndex({ ...index, parts }, w.kw("ADD"), variant));
      }),
    ],
    after: checks.map((check) =>
      constraintAction({ ...check, expression: renamed(check.expression) }, context),
    ),
  };
}

/** A table cannot be put into other parts in the statement that renames a column. */
function assertNotPartitioning(standing: Table, { table, name }: RenameColumn, { variant }: AdaptContext) {
  const { partitionBy } = optionsOf(standing);
  const names = tokenize(String(partitionBy ?? "")).filter(({ kind }) => kind === "name");
  if (!names.some(({ text }) => text === name)) return;
  throw new CompileError(
    "compile.unsupported",
    `${variant.title} renames no column by which a table is in parts, and ${displayName(table)}.${name} is one.`,
    {
      hint: "Take the parts away with op.execute (REMOVE PARTITIONING), rename, and put the table into parts again.",
    },
  );
}

/**
 * Renames a constraint: a unique one as the index that it is, checks and foreign keys by making them anew in one
 * statement, since no server renames those.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.11 "ALTER TABLE Statement": RENAME INDEX
 */
export async function planRenameConstraint(
  { table, name, to }: RenameConstraint,
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const standing = await live.table(table);
  const constraint = standing?.constraints.find((each) => each.name === name);
  const isKeptApart = constraint?.kind === "check" || constraint?.kind === "foreignKey";
  if (!isKeptApart) {
    const rename = action(context, (w) => w.kw("RENAME INDEX").id(name).kw("TO").id(to));
    return ddlStatements([alterTable({ table, actions: [rename] })], context);
  }
  const word = constraint.kind === "check" ? context.variant.dropCheckWord : "FOREIGN KEY";
  const actions = [
    action(context, (w) => w.kw("DROP", word).id(name)),
    constraintAction({ ...constraint, name: to }, context),
  ];
  return ddlStatements([alterTable({ table, actions })], context);
}
