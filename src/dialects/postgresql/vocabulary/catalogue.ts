import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import { plainColumn } from "./column.js";

/** The number of an object of the catalogue. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function oid(): ColumnBuilder<number> {
  return plainColumn("oid");
}

/** The name of a relation. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regclass(): ColumnBuilder<string> {
  return plainColumn("regclass");
}

/** The name of a collation. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regcollation(): ColumnBuilder<string> {
  return plainColumn("regcollation");
}

/** The name of a configuration of text search. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regconfig(): ColumnBuilder<string> {
  return plainColumn("regconfig");
}

/** The name of a dictionary of text search. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regdictionary(): ColumnBuilder<string> {
  return plainColumn("regdictionary");
}

/** The name of a schema. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regnamespace(): ColumnBuilder<string> {
  return plainColumn("regnamespace");
}

/** The name of an operator. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regoper(): ColumnBuilder<string> {
  return plainColumn("regoper");
}

/** The name of an operator with its arguments. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regoperator(): ColumnBuilder<string> {
  return plainColumn("regoperator");
}

/** The name of a function. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regproc(): ColumnBuilder<string> {
  return plainColumn("regproc");
}

/** The name of a function with its arguments. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regprocedure(): ColumnBuilder<string> {
  return plainColumn("regprocedure");
}

/** The name of a role. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regrole(): ColumnBuilder<string> {
  return plainColumn("regrole");
}

/** The name of a type. @source PostgreSQL 18, 8.19 Object Identifier Types */
export function regtype(): ColumnBuilder<string> {
  return plainColumn("regtype");
}

/** A place in the write-ahead log. @source PostgreSQL 18, 8.20 pg_lsn Type */
export function pgLsn(): ColumnBuilder<string> {
  return plainColumn("pgLsn");
}
