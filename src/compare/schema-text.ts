import { creatingEntity } from "../ddl/nodes/entity.js";
import type { Dialect } from "../dialect/dialect.js";
import type { Operation } from "../ops/operation.js";
import type { Column } from "../schema/column.js";
import type { Constraint, ConstraintKind, ConstraintOf } from "../schema/constraint.js";
import { displayName, nameKey } from "../schema/name.js";
import type { Entity } from "../schema/object.js";
import { compareText } from "../schema/order.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { IndexPart, TableIndex } from "../schema/table-index.js";
import type { Node } from "../sql/node.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import { plainText } from "../util/text.js";

/** The schema that operations make of another, as the database would hold it. */
export function schemaAfter(from: Schema, operations: readonly Operation[], dialect: Dialect): Schema {
  const after = operations.reduce((schema, operation) => operation.apply(schema), from);
  return { ...dialect.adapt(after), entities: after.entities };
}

/**
 * A schema as text for people, a line for each thing, such that two schemas that are alike give the same text:
 * tables and what they have besides columns are in order of name.
 */
export function schemaText(schema: Schema, spelling: Spelling): string {
  const enums = [...schema.enums].sort(byKey).map((type) => {
    return `enum ${displayName(type)} (${type.values.map((value) => spelling.literal(value)).join(", ")})\n`;
  });
  const tables = [...schema.tables].sort(byKey).map((table) => tableText(table, spelling));
  const entities = [...schema.entities].sort(byKey).map((entity) => entityText(entity, spelling));
  return [...enums, ...tables, ...entities].join("\n");
}

function entityText(entity: Entity, spelling: Spelling): string {
  const sql = creatingEntity(entity)
    .map((node) => writeSql(node, spelling, { literals: true }).sql)
    .join(";\n");
  return `${plainText(sql)
    .split("\n")
    .map((line, i) => (i === 0 ? line : `  ${line}`).trimEnd())
    .join("\n")}\n`;
}

function tableText(table: Table, spelling: Spelling): string {
  const constraints = [...table.constraints].map((each) => constraintText(each, spelling));
  const indexes = [...table.indexes].sort((a, b) => compareText(a.name, b.name));
  const lines = [
    ...table.columns.map((column) => columnText(column, spelling)),
    ...constraints.sort(compareText),
    ...indexes.map((index) => indexText(index, spelling)),
    ...(table.comment === undefined ? [] : [`comment ${spelling.literal(table.comment)}`]),
  ];
  return `table ${displayName(table)}\n${lines.map((line) => `  ${oneLine(line)}\n`).join("")}`;
}

function columnText(column: Column, spelling: Spelling): string {
  const { identity, computed } = column;
  const sql = (node: Node) => expressionText(node, spelling);
  return [
    column.name,
    spelling.typeSql(column.type).toLowerCase(),
    column.collation !== undefined && `collate ${column.collation}`,
    column.nullable ? "null" : "not null",
    column.default && `default ${sql(column.default)}`,
    identity && `identity ${identity.generated === "always" ? "always" : "by default"}`,
    identity?.start !== undefined && `start ${identity.start}`,
    identity?.increment !== undefined && `increment ${identity.increment}`,
    computed && `computed ${sql(computed.expression)} ${computed.stored ? "stored" : "virtual"}`,
    column.onUpdate && `on update ${sql(column.onUpdate)}`,
    column.comment !== undefined && `comment ${spelling.literal(column.comment)}`,
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

function partsText(parts: readonly IndexPart[], spelling: Spelling): readonly string[] {
  return parts.map(({ column, expression, descending, nulls, collation, operatorClass, length }) =>
    [
      column === undefined ? `(${expressionText(expression!, spelling)})` : column,
      length !== undefined && `(${length})`,
      collation !== undefined && `collate ${collation}`,
      operatorClass,
      descending && "desc",
      nulls && `nulls ${nulls}`,
    ]
      .filter((part) => typeof part === "string")
      .join(" "),
  );
}

const BODIES: {
  readonly [K in ConstraintKind]: (constraint: ConstraintOf<K>, spelling: Spelling) => string;
} = {
  primaryKey: ({ columns }) => `primary key (${columns.join(", ")})`,
  unique: ({ columns }) => `unique (${columns.join(", ")})`,
  check: ({ expression }, spelling) => `check (${expressionText(expression, spelling)})`,
  exclude: ({ parts, method, where, deferrable }, spelling) => {
    const texts = partsText(parts, spelling).map((text, i) => `${text} with ${parts[i]!.operator}`);
    return [
      `exclude using ${method ?? "gist"} (${texts.join(", ")})`,
      where && `where ${expressionText(where, spelling)}`,
      deferrable && `deferrable initially ${deferrable}`,
    ]
      .filter((part) => typeof part === "string")
      .join(" ");
  },
  foreignKey: ({ columns, references, onDelete, onUpdate, deferrable }) =>
    [
      `foreign key (${columns.join(", ")}) to ${displayName(references)} (${references.columns.join(", ")})`,
      onDelete && `on delete ${onDelete}`,
      onUpdate && `on update ${onUpdate}`,
      deferrable && `deferrable initially ${deferrable}`,
    ]
      .filter((part) => typeof part === "string")
      .join(" "),
};

function constraintText(constraint: Constraint, spelling: Spelling): string {
  const body = BODIES[constraint.kind] as (constraint: Constraint, spelling: Spelling) => string;
  const name = constraint.name === undefined ? "" : `constraint ${constraint.name} `;
  return name + body(constraint, spelling);
}

function indexText(index: TableIndex, spelling: Spelling): string {
  const parts = partsText(index.parts, spelling);
  return [
    index.unique ? "unique index" : "index",
    index.name,
    index.method !== undefined && `using ${index.method}`,
    `(${parts.join(", ")})`,
    index.include && `include (${index.include.join(", ")})`,
    index.where && `where ${expressionText(index.where, spelling)}`,
  ]
    .filter((part) => typeof part === "string")
    .join(" ");
}

function expressionText(node: Node, spelling: Spelling): string {
  return writeSql(node, spelling, { literals: true, unqualified: true }).sql;
}

function oneLine(text: string): string {
  return plainText(text).replace(/\s*\n\s*/g, " ");
}

function byKey(a: { readonly name: string }, b: { readonly name: string }): number {
  return compareText(nameKey(a), nameKey(b));
}
