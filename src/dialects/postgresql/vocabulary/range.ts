import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import { plainColumn } from "./column.js";

/** A range of integers, as `[1,10)`. @source PostgreSQL 18, 8.17 Range Types */
export function int4range(): ColumnBuilder<string> {
  return plainColumn("int4range");
}

/** A range of 64-bit integers, as `[1,10)`. @source PostgreSQL 18, 8.17 Range Types */
export function int8range(): ColumnBuilder<string> {
  return plainColumn("int8range");
}

/** A range of decimals, as `[1.5,2.5]`. @source PostgreSQL 18, 8.17 Range Types */
export function numrange(): ColumnBuilder<string> {
  return plainColumn("numrange");
}

/** A range of timestamps without a time zone. @source PostgreSQL 18, 8.17 Range Types */
export function tsrange(): ColumnBuilder<string> {
  return plainColumn("tsrange");
}

/** A range of timestamps with a time zone. @source PostgreSQL 18, 8.17 Range Types */
export function tstzrange(): ColumnBuilder<string> {
  return plainColumn("tstzrange");
}

/** A range of days, as `[2026-11-21,2026-12-01)`. @source PostgreSQL 18, 8.17 Range Types */
export function daterange(): ColumnBuilder<string> {
  return plainColumn("daterange");
}

/** Several ranges of integers, as `{[1,3),[5,9)}`. @source PostgreSQL 18, 8.17 Range Types */
export function int4multirange(): ColumnBuilder<string> {
  return plainColumn("int4multirange");
}

/** Several ranges of 64-bit integers. @source PostgreSQL 18, 8.17 Range Types */
export function int8multirange(): ColumnBuilder<string> {
  return plainColumn("int8multirange");
}

/** Several ranges of decimals. @source PostgreSQL 18, 8.17 Range Types */
export function nummultirange(): ColumnBuilder<string> {
  return plainColumn("nummultirange");
}

/** Several ranges of timestamps without a time zone. @source PostgreSQL 18, 8.17 Range Types */
export function tsmultirange(): ColumnBuilder<string> {
  return plainColumn("tsmultirange");
}

/** Several ranges of timestamps with a time zone. @source PostgreSQL 18, 8.17 Range Types */
export function tstzmultirange(): ColumnBuilder<string> {
  return plainColumn("tstzmultirange");
}

/** Several ranges of days. @source PostgreSQL 18, 8.17 Range Types */
export function datemultirange(): ColumnBuilder<string> {
  return plainColumn("datemultirange");
}
