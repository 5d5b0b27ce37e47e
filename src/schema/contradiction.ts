import { SchemaError } from "../errors/errors.js";
import type { Node } from "../sql/node.js";
import type { ColumnReference, Value } from "../sql/nodes/index.js";
import { walk } from "../sql/walk.js";
import { nearest } from "../util/text.js";
import type { Column } from "./column.js";
import { defaultMisfit } from "./default-fit.js";
import { displayName, nameKey } from "./name.js";
import type { Table } from "./table.js";

/**
 * Checks that what a declared table says of its columns goes together, which a database would say later, or when the
 * first row comes: defaults are values of their columns, and expressions are about the table's own columns. What is
 * written as SQL text is left to the database.
 *
 * @throws {SchemaError} `schema.invalid-column`: a default is no value of its column
 * @throws {SchemaError} `schema.no-such-column`: an expression is about a column of another table, or of none
 */
export function assertConsistent(table: Table): void {
  for (const column of table.columns) assertDefault(table, column);
  for (const [what, node] of expressionsOf(table)) assertOwn(table, what, node);
  for (const { name, computed } of table.columns) {
    if (computed && columnsIn(computed.expression).some((each) => each.name === name)) {
      throw new SchemaError(
        "schema.invalid-column",
        `${displayName(table)}.${name} is computed from itself.`,
        {
          hint: "Compute it from other columns of the table.",
          details: { table: displayName(table), column: name },
        },
      );
    }
  }
}

function columnsIn(expression: Node): readonly ColumnReference[] {
  return [...walk(expression)].filter(
    ({ kind }) => kind === "columnReference",
  ) as readonly Node[] as readonly ColumnReference[];
}

function assertDefault(table: Table, column: Column): void {
  if (column.default?.kind !== "value") return;
  const { value } = column.default as Value;
  const isNull = value === null && !column.nullable;
  const problem = isNull ? "is NULL, which the column does not take" : defaultMisfit(value, column.type);
  if (problem === null) return;
  const shown = isNull ? "The default" : `The default ${shownValue(value)}`;
  throw new SchemaError(
    "schema.invalid-column",
    `${shown} of ${displayName(table)}.${column.name} ${problem}${isNull ? "" : `, and the column is of type ${typeWords(column)}`}.`,
    {
      hint: isNull
        ? "Leave it out, or make the column nullable."
        : "Change one of them; what the database is to make of a text stands in sql`…`.",
      details: { table: displayName(table), column: column.name },
    },
  );
}

function shownValue(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function typeWords({ type }: Column): string {
  if (type.kind === "enum") return `enum (${type.values.join(", ")})`;
  if (type.kind === "numeric" && type.precision !== undefined)
    return `numeric(${type.precision}, ${type.scale ?? 0})`;
  return "length" in type && type.length !== undefined ? `${type.kind}(${type.length})` : type.kind;
}

/** Every expression of a table by what it belongs to. */
function expressionsOf(table: Table): readonly (readonly [what: string, node: Node])[] {
  const found: (readonly [string, Node])[] = [];
  const add = (what: string, ...nodes: readonly (Node | undefined)[]) => {
    for (const node of nodes) if (node) found.push([what, node]);
  };
  for (const { name, default: given, computed, onUpdate } of table.columns) {
    add(`default of column ${name}`, given);
    add(`computed column ${name}`, computed?.expression);
    add(`value on update of column ${name}`, onUpdate);
  }
  for (const each of table.constraints) {
    const what = `${each.kind === "check" ? "check" : "constraint"} ${each.name ?? ""}`.trim();
    if (each.kind === "check") add(what, each.expression);
    if (each.kind === "exclude") add(what, each.where, ...each.parts.map(({ expression }) => expression));
  }
  for (const { name, parts, where } of table.indexes) {
    add(`index ${name}`, where, ...parts.map(({ expression }) => expression));
  }
  return found;
}

function assertOwn(table: Table, what: string, expression: Node): void {
  const names = table.columns.map(({ name }) => name);
  for (const { name, table: other, schema } of columnsIn(expression)) {
    const isOwn =
      other === undefined ||
      nameKey({ name: other, ...(schema !== undefined && { schema }) }) === nameKey(table);
    if (isOwn && names.includes(name)) continue;
    const like = nearest(name, names);
    throw new SchemaError(
      "schema.no-such-column",
      isOwn
        ? `The ${what} of ${displayName(table)} is about a column ${name}, which the table does not have.`
        : `The ${what} of ${displayName(table)} is about ${other}.${name}, a column of another table.`,
      {
        hint: isOwn && like !== null ? `Did you mean ${like}?` : undefined,
        details: { table: displayName(table) },
      },
    );
  }
}
