import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import { plainColumn } from "./column.js";

/** A document prepared for text search. @source PostgreSQL 18, 8.11.1 tsvector */
export function tsvector(): ColumnBuilder<string> {
  return plainColumn("tsvector");
}

/** A query of text search. @source PostgreSQL 18, 8.11.2 tsquery */
export function tsquery(): ColumnBuilder<string> {
  return plainColumn("tsquery");
}

/** Keys with values, as `"a"=>"1"`; of the extension of that name. @source PostgreSQL 18, F.18 hstore */
export function hstore(): ColumnBuilder<string> {
  return plainColumn("hstore");
}

/** Text compared without regard to case; of the extension of that name. @source PostgreSQL 18, F.9 citext */
export function citext(): ColumnBuilder<string> {
  return plainColumn("citext");
}

/** A path in a tree, as `top.science`; of the extension of that name. @source PostgreSQL 18, F.22 ltree */
export function ltree(): ColumnBuilder<string> {
  return plainColumn("ltree");
}

/** A pattern for paths; of the extension ltree. @source PostgreSQL 18, F.22 ltree */
export function lquery(): ColumnBuilder<string> {
  return plainColumn("lquery");
}

/** A search among the words of paths; of the extension ltree. @source PostgreSQL 18, F.22 ltree */
export function ltxtquery(): ColumnBuilder<string> {
  return plainColumn("ltxtquery");
}
