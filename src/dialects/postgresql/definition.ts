import { writeCollation } from "../../ddl/nodes/collation.js";
import { type ColumnDefinition, writeComputed, writeIdentity } from "../../ddl/nodes/column.js";
import { type ConstraintDefinition, writeKeyColumns, writeReference } from "../../ddl/nodes/constraint.js";
import { type CreateTable, tableElements } from "../../ddl/nodes/table.js";
import { type CreateIndex, writePartOrder } from "../../ddl/nodes/table-index.js";
import type {
  Constraint,
  ConstraintKind,
  ConstraintOf,
  Exclude,
  ForeignKey,
  PrimaryKey,
  Unique,
} from "../../schema/constraint.js";
import type { IndexPart } from "../../schema/table-index.js";
import type { Writer } from "../../sql/writer.js";
import { SERIAL } from "./identity.js";
import { quotedPath } from "./name-path.js";
import { listOption, optionWord, ownOptions, storageParameters, textOption } from "./options.js";

/** CREATE TABLE with what only PostgreSQL knows. @source PostgreSQL 18, CREATE TABLE */
export function writeCreateTable({ table, ifNotExists, temporary }: CreateTable, w: Writer): void {
  const options = ownOptions(table);
  const kind = temporary ? "TEMPORARY" : options["unlogged"] === true && "UNLOGGED";
  w.kw("CREATE", kind, "TABLE", ifNotExists && "IF NOT EXISTS").name(table);
  const columns = table.columns.filter((column) => ownOptions(column)["inherited"] !== true);
  w.paren(() => w.list(tableElements({ ...table, columns })));
  const parents = listOption(table, "inherits");
  if (parents.length > 0) w.kw("INHERITS").paren(() => w.list(parents.map(quotedPath)));
  const partitionBy = textOption(table, "partitionBy");
  if (partitionBy !== undefined) w.kw("PARTITION BY", partitionBy);
  const [using, parameters] = [textOption(table, "using"), storageParameters(table)];
  if (using !== undefined) w.kw("USING").id(using);
  if (parameters !== undefined) w.kw("WITH", parameters);
  writeTablespace(textOption(table, "tablespace"), w);
}

/** A column in CREATE TABLE and ADD COLUMN. */
export function writeColumn({ column }: ColumnDefinition, w: Writer): void {
  const isSerial = ownOptions(column)["serial"] === true && column.identity !== undefined;
  w.id(column.name);
  if (isSerial) w.kw(SERIAL[column.type.kind]?.toUpperCase());
  else w.type(column.type);
  const compression = textOption(column, "compression");
  if (compression !== undefined) w.kw("COMPRESSION", optionWord("compression", compression).toLowerCase());
  writeCollation(column.collation, w);
  if (column.computed) writeComputed(column, w);
  if (column.default) w.kw("DEFAULT").node(column.default);
  if (!column.nullable) w.kw("NOT NULL");
  if (!column.identity || isSerial) return;
  const sequence = listOption(column, "sequence");
  writeIdentity(column.identity, w, sequence.length > 0 ? sequence : undefined);
}

/** A constraint in CREATE TABLE and ADD CONSTRAINT. */
export function writeConstraint({ constraint }: ConstraintDefinition, w: Writer): void {
  if (constraint.name !== undefined) w.kw("CONSTRAINT").id(constraint.name);
  const write = BODIES[constraint.kind] as (constraint: Constraint, w: Writer) => void;
  write(constraint, w);
}

/** What follows the name, by kind. */
const BODIES: { readonly [K in ConstraintKind]: (constraint: ConstraintOf<K>, w: Writer) => void } = {
  primaryKey: (key, w) => {
    w.kw("PRIMARY KEY");
    writeKeyColumns(key, w);
    writeIndexOf(key, w);
    writeDeferrable(key, w);
  },
  unique: (key, w) => {
    w.kw("UNIQUE", key.nullsNotDistinct && "NULLS NOT DISTINCT");
    writeKeyColumns(key, w);
    writeIndexOf(key, w);
    writeDeferrable(key, w);
  },
  check: ({ expression, noInherit, ...check }, w) => {
    w.kw("CHECK").paren(() => w.node(expression));
    w.kw(noInherit && "NO INHERIT");
    writeChecked(check, w);
  },
  foreignKey: (key: ForeignKey, w) => {
    const { onDelete, onUpdate, onDeleteColumns, match } = key;
    writeReference(key, w);
    w.kw(match && `MATCH ${match.toUpperCase()}`);
    if (onDelete && onDelete !== "no action") {
      w.kw("ON DELETE", onDelete.toUpperCase());
      if (onDeleteColumns) w.paren(() => w.ids(onDeleteColumns));
    }
    if (onUpdate && onUpdate !== "no action") w.kw("ON UPDATE", onUpdate.toUpperCase());
    writeDeferrable(key, w);
    writeChecked(key, w);
  },
  exclude: (constraint: Exclude, w) => {
    const { method, parts, where } = constraint;
    w.kw("EXCLUDE USING", method ?? "gist").paren(() => {
      parts.forEach((part, i) => {
        w.kw(i > 0 && ",");
        writePart(part, w);
        w.kw("WITH", part.operator);
      });
    });
    writeIndexOf(constraint, w);
    if (where) w.kw("WHERE").paren(() => w.node(where));
    writeDeferrable(constraint, w);
  },
};

/** CREATE INDEX. @source PostgreSQL 18, CREATE INDEX */
export function writeCreateIndex({ table, index, ifNotExists, concurrently }: CreateIndex, w: Writer): void {
  w.kw("CREATE", index.unique && "UNIQUE", "INDEX", concurrently && "CONCURRENTLY");
  w.kw(ifNotExists && "IF NOT EXISTS");
  w.id(index.name).kw("ON").name(table);
  if (index.method !== undefined) w.kw("USING", index.method);
  w.paren(() => {
    index.parts.forEach((part, i) => {
      w.kw(i > 0 && ",");
      writePart(part, w);
    });
  });
  const parameters = storageParameters(index);
  if (index.include) w.kw("INCLUDE").paren(() => w.ids(index.include!));
  w.kw(index.nullsNotDistinct && "NULLS NOT DISTINCT");
  if (parameters !== undefined) w.kw("WITH", parameters);
  writeTablespace(textOption(index, "tablespace"), w);
  if (index.where) w.kw("WHERE").node(index.where);
}

function writePart(part: IndexPart, w: Writer): void {
  if (part.column !== undefined) w.id(part.column);
  else w.paren(() => w.node(part.expression));
  writePartOrder(part, w);
}

/** What is told of the index behind a key or an exclusion. */
function writeIndexOf(constraint: PrimaryKey | Unique | Exclude, w: Writer): void {
  const { include } = constraint;
  if (include && include.length > 0) w.kw("INCLUDE").paren(() => w.ids(include));
  const parameters = storageParameters(constraint);
  if (parameters !== undefined) w.kw("WITH", parameters);
  const tablespace = textOption(constraint, "tablespace");
  if (tablespace !== undefined) w.kw("USING INDEX TABLESPACE").id(tablespace);
}

function writeDeferrable({ deferrable }: Pick<Unique, "deferrable">, w: Writer): void {
  w.kw(deferrable && "DEFERRABLE", deferrable === "deferred" && "INITIALLY DEFERRED");
}

function writeChecked({ notValid, enforced }: Pick<ForeignKey, "notValid" | "enforced">, w: Writer): void {
  w.kw(enforced === false ? "NOT ENFORCED" : notValid && "NOT VALID");
}

function writeTablespace(tablespace: string | undefined, w: Writer): void {
  if (tablespace !== undefined) w.kw("TABLESPACE").id(tablespace);
}
