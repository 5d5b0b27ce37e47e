import { writeComputed } from "../../ddl/nodes/column.js";
import type { RenameTable } from "../../ddl/nodes/table.js";
import { type AlterTable, type CreateTable, tableElements } from "../../ddl/nodes/table.js";
import type { CreateIndex, DropIndex } from "../../ddl/nodes/table-index.js";
import { ddlText } from "../../dialect/compiler.js";
import type { Column } from "../../schema/column.js";
import type { IndexPart, TableIndex } from "../../schema/table-index.js";
import type { Node } from "../../sql/node.js";
import type { Writer } from "../../sql/writer.js";
import type { SqlType } from "../../types/type.js";
import { howOf } from "./algorithm.js";
import { withDisplayWidth } from "./display-width.js";
import { isPlainLiteral } from "./expression.js";
import { quoted } from "./literal.js";
import { optionsOf, writePartitioning, writeTableOptions } from "./option.js";
import { isLargeObject, isTimestamp, sridOf, withoutSrid } from "./type-trait.js";
import { writeUnseen } from "./unseen-option.js";
import { unsupported } from "./unsupported.js";
import type { Variant } from "./variant.js";

/**
 * Writes a column as it stands in CREATE TABLE, ADD COLUMN and MODIFY COLUMN, which take the same.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22 "CREATE TABLE Statement"
 */
export function writeColumn(column: Column, w: Writer, variant: Variant): void {
  const options = optionsOf(column);
  const srid = column.computed && variant.product === "mysql" ? sridOf(column.type) : undefined;
  const { displayWidth } = options;
  w.id(column.name);
  if (typeof displayWidth === "number") {
    w.kw(withDisplayWidth(w.spelling.typeSql(column.type), displayWidth));
  } else w.type(srid === undefined ? column.type : withoutSrid(column.type));
  if (options?.["compressed"]) w.kw("COMPRESSED");
  if (column.collation !== undefined) w.kw("COLLATE").id(column.collation);
  if (column.computed) writeComputed(column, w);
  // The system of a generated column's shapes comes after its expression.
  if (srid !== undefined) w.kw(`SRID ${srid}`);
  // A TIMESTAMP that says nothing is NOT NULL on servers without explicit_defaults_for_timestamp.
  const saysNull = isTimestamp(column.type) && !column.computed;
  if (!column.nullable) w.kw("NOT NULL");
  else if (saysNull) w.kw("NULL");
  if (column.default) writeDefault(column.default, column.type, w, variant);
  if (column.onUpdate) {
    w.kw("ON UPDATE");
    writeMoment(column.onUpdate, column.type, w);
  }
  if (column.identity) w.kw("AUTO_INCREMENT");
  if (options?.["invisible"]) w.kw("INVISIBLE");
  if (options?.["unversioned"]) w.kw("WITHOUT SYSTEM VERSIONING");
  if (column.comment !== undefined) w.kw("COMMENT", quoted(column.comment));
  writeUnseen(options, w);
  const { check } = options;
  if (check !== undefined) w.kw("CHECK").paren(() => w.kw(String(check)));
}

function writeDefault(node: Node, type: SqlType, w: Writer, variant: Variant): void {
  w.kw("DEFAULT");
  const inParentheses = variant.literalDefaultsInParentheses && isLargeObject(type);
  const bare = !inParentheses && isPlainLiteral(ddlText(node, w.spelling));
  if (node.kind === "currentTimestamp" && type.kind === "dateTime") writeMoment(node, type, w);
  else if (bare) w.node(node);
  else w.paren(() => w.node(node));
}

/** The current time with as many digits as the column has, which the server insists on. */
function writeMoment(node: Node, type: SqlType, w: Writer): void {
  const precision = type.kind === "dateTime" ? type.precision : undefined;
  if (node.kind !== "currentTimestamp") w.node(node);
  else w.kw(precision ? `CURRENT_TIMESTAMP(${precision})` : "CURRENT_TIMESTAMP");
}

/** Writes CREATE TABLE with everything the table has, so that it is there whole or not at all. */
export function writeCreateTable(n: CreateTable, w: Writer, variant: Variant): void {
  const { table } = n;
  w.kw("CREATE", n.temporary && "TEMPORARY", "TABLE", n.ifNotExists && "IF NOT EXISTS").name(table);
  w.paren(() => {
    w.list(tableElements(table));
    for (const index of table.indexes) {
      w.kw(",");
      writeIndex(index, w, variant);
    }
  });
  writeTableOptions(table, w);
  if (table.comment !== undefined) w.kw("COMMENT", quoted(table.comment));
  writePartitioning(table, w);
}

/** Writes an index as it stands in CREATE TABLE and after ADD. */
export function writeIndex(index: TableIndex, w: Writer, variant: Variant): void {
  assertIndex(index, variant);
  w.kw(kindOf(index), "INDEX").id(index.name);
  writeParts(index, w, variant);
}

function kindOf({ unique, method }: TableIndex): string | false {
  if (method === "fulltext" || method === "spatial") return method.toUpperCase();
  return unique && "UNIQUE";
}

/** Writes CREATE INDEX. */
export function writeCreateIndex(
  { table, index, ifNotExists }: CreateIndex,
  w: Writer,
  variant: Variant,
): void {
  assertIndex(index, variant);
  w.kw("CREATE", kindOf(index), "INDEX", ifNotExists && "IF NOT EXISTS").id(index.name);
  w.kw("ON").name(table);
  writeParts(index, w, variant);
  w.kw(...howOf([index]));
}

/** Writes DROP INDEX, which names the index's table. */
export function writeDropIndex({ table, name, ifExists }: DropIndex, w: Writer): void {
  w.kw("DROP INDEX", ifExists && "IF EXISTS")
    .id(name)
    .kw("ON")
    .name(table);
}

/** Writes ALTER TABLE; a new table name keeps its schema, which the server would otherwise take from the connection. */
export function writeAlterTable({ table, actions }: AlterTable, w: Writer): void {
  w.kw("ALTER TABLE").name(table);
  actions.forEach((action, i) => {
    w.kw(i > 0 && ",");
    if (action.kind === "renameTable" && table.schema !== undefined) {
      w.kw("RENAME TO").id(table.schema, (action as RenameTable).to);
    } else w.node(action);
  });
}

/** Writes what an index or a key is on. */
export function writeKeyParts(parts: readonly IndexPart[], w: Writer): void {
  w.paren(() => {
    parts.forEach(({ column, expression, length, descending }, i) => {
      w.kw(i > 0 && ",");
      if (column === undefined) w.paren(() => w.node(expression));
      else w.id(column);
      if (length !== undefined) w.paren(() => w.kw(String(length)));
      w.kw(descending && "DESC");
    });
  });
}

function writeParts({ parts, method, comment, options }: TableIndex, w: Writer, variant: Variant): void {
  writeKeyParts(parts, w);
  if (method === "btree") w.kw("USING BTREE");
  if (comment !== undefined) w.kw("COMMENT", quoted(comment));
  const own = optionsOf({ ...(options && { options }) });
  if (own["invisible"]) w.kw(variant.hiddenIndex[0]);
  writeUnseen(own, w);
}

/**
 * Checks that the server has such an index.
 *
 * @throws {CompileError} `compile.unsupported`: it is partial, has INCLUDE, or another thing that the server lacks
 */
export function assertIndex(index: TableIndex, variant: Variant): void {
  const refuse = (what: string) => {
    throw unsupported(variant, `${what}, which the index ${index.name} asks for`);
  };
  if (index.where) refuse("partial indexes");
  if (index.include) refuse("INCLUDE columns in indexes");
  if (index.nullsNotDistinct) refuse("NULLS NOT DISTINCT");
  if (index.parts.some(({ operatorClass }) => operatorClass)) refuse("operator classes");
  if (index.parts.some(({ collation }) => collation)) refuse("collations in indexes");
  if (index.method !== undefined && !METHODS.has(index.method)) refuse(`index method ${index.method}`);
  if (!variant.expressionIndexes && index.parts.some(({ expression }) => expression)) {
    refuse("indexes on expressions");
  }
  if (index.parts.some(({ nulls, descending }) => nulls && nulls !== (descending ? "last" : "first"))) {
    refuse("choice of where NULL sorts");
  }
}

/** InnoDB makes a B-tree of the first two. */
const METHODS: ReadonlySet<string> = new Set(["btree", "hash", "fulltext", "spatial"]);
