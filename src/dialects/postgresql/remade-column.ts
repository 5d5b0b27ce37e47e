import { addColumn, columnDefinition, dropColumn } from "../../ddl/nodes/column.js";
import { commentOnColumn } from "../../ddl/nodes/comment.js";
import { addConstraint, constraintDefinition } from "../../ddl/nodes/constraint.js";
import { alterTable } from "../../ddl/nodes/table.js";
import { ddlText } from "../../dialect/compiler.js";
import type { Live } from "../../dialect/dialect.js";
import { CreateIndex } from "../../ops/table-index.js";
import type { Column } from "../../schema/column.js";
import { constraintColumns } from "../../schema/constraint.js";
import type { TableName } from "../../schema/name.js";
import type { Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import type { ColumnReference } from "../../sql/nodes/index.js";
import { walk } from "../../sql/walk.js";
import { clause } from "./clause.js";
import { assertRemakable } from "./dependents.js";
import { isVirtual } from "./kept-parts.js";
import { obstaclesOfColumns } from "./obstacles.js";
import { spelling } from "./spelling.js";
import { columnOptionActions } from "./table-options.js";
import { tokenize } from "./tokens.js";

/** The columns that are computed from this one; the server refuses to change its type while they are there. */
export function computedFrom(column: string, standing: Table | null): readonly Column[] {
  return (standing?.columns ?? []).filter(
    ({ name: other, computed }) => other !== column && computed && mentions(computed.expression, column),
  );
}

/** How columns are made anew: actions before and after others in one ALTER TABLE, and statements around it. */
export interface Anew {
  readonly before: readonly Node[];
  readonly drops: readonly Node[];
  readonly adds: readonly Node[];
  readonly after: readonly Node[];
}

/**
 * Computed columns made anew, with the constraints and indexes that fall with the old ones, who may use them and what
 * else they had.
 *
 * @throws {MigrationError} `migration.in-use`: views and their like read one of them
 */
export async function madeAnew(
  table: TableName,
  columns: readonly Column[],
  standing: Table | null,
  live: Live,
): Promise<Anew> {
  if (columns.length === 0) return { before: [], drops: [], adds: [], after: [] };
  const names = columns.map((column) => column.name);
  for (const name of names) await assertRemakable(live, table, name);
  const obstacles = await obstaclesOfColumns(table, names, live);
  if (!obstacles) return madeAnewUnseen(table, columns, standing);
  const isBare = columns.every(isVirtual);
  const parts = obstacles.filter(({ what }) => what !== "column" && !(isBare && what === "values"));
  return {
    // What is of the table goes with its column, and what refers to it does not.
    before: parts.flatMap(({ what, drop }) => (what === "key" ? clause(drop) : [])),
    drops: columns.map((column) => dropColumn({ name: column.name })),
    adds: columns.map((column) => addColumn({ definition: columnDefinition({ column }) })),
    after: [...comments(table, columns), ...parts.map(({ create }) => clause(create))],
  };
}

/** The same without a look at the database. */
function madeAnewUnseen(table: TableName, columns: readonly Column[], standing: Table | null): Anew {
  const names = columns.map((column) => column.name);
  const uses = (used: readonly string[], expressions: readonly (Node | undefined)[]) =>
    names.some((each) => used.includes(each) || expressions.some((node) => node && mentions(node, each)));
  const constraints = (standing?.constraints ?? []).filter((constraint) =>
    uses(constraintColumns(constraint), constraint.kind === "check" ? [constraint.expression] : []),
  );
  const indexes = (standing?.indexes ?? []).filter((index) =>
    uses(
      [...index.parts.flatMap(({ column }) => column ?? []), ...(index.include ?? [])],
      [index.where, ...index.parts.map(({ expression }) => expression)],
    ),
  );
  const options = columns.flatMap((column) => columnOptionActions({}, column));
  return {
    before: [],
    drops: columns.map((column) => dropColumn({ name: column.name })),
    adds: [
      ...columns.map((column) => addColumn({ definition: columnDefinition({ column }) })),
      ...constraints.map((constraint) => addConstraint({ definition: constraintDefinition({ constraint }) })),
    ],
    after: [
      ...(options.length > 0 ? [alterTable({ table, actions: options })] : []),
      ...indexes.flatMap((index) => new CreateIndex(table, index).ddl()),
      ...comments(table, columns),
    ],
  };
}

function comments(table: TableName, columns: readonly Column[]): readonly Node[] {
  return columns.flatMap(({ name: column, comment }) =>
    comment === undefined ? [] : commentOnColumn({ table, column, text: comment }),
  );
}

/** Whether an expression names a column, in a node or in its text. */
function mentions(node: Node, column: string): boolean {
  for (const part of walk(node)) {
    if (part.kind === "columnReference" && (part as ColumnReference).name === column) return true;
  }
  return tokenize(ddlText(node, spelling)).some(
    ({ kind, text }) =>
      (kind === "word" && text === column) ||
      (kind === "name" && text.slice(1, -1).replaceAll('""', '"') === column),
  );
}
