import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import { plainColumn } from "./column.js";

/** A point, as `(x,y)`. @source PostgreSQL 18, 8.8 Geometric Types */
export function point(): ColumnBuilder<string> {
  return plainColumn("point");
}

/** A line, as `{A,B,C}`. @source PostgreSQL 18, 8.8 Geometric Types */
export function line(): ColumnBuilder<string> {
  return plainColumn("line");
}

/** A line between two points, as `[(x1,y1),(x2,y2)]`. @source PostgreSQL 18, 8.8 Geometric Types */
export function lseg(): ColumnBuilder<string> {
  return plainColumn("lseg");
}

/** A rectangle, as `(x1,y1),(x2,y2)`. @source PostgreSQL 18, 8.8 Geometric Types */
export function box(): ColumnBuilder<string> {
  return plainColumn("box");
}

/** Points joined by lines: closed as `((x1,y1),…)`, open as `[(x1,y1),…]`. @source PostgreSQL 18, 8.8 Geometric Types */
export function path(): ColumnBuilder<string> {
  return plainColumn("path");
}

/** A polygon, as `((x1,y1),…)`. @source PostgreSQL 18, 8.8 Geometric Types */
export function polygon(): ColumnBuilder<string> {
  return plainColumn("polygon");
}

/** A circle, as `<(x,y),r>`. @source PostgreSQL 18, 8.8 Geometric Types */
export function circle(): ColumnBuilder<string> {
  return plainColumn("circle");
}
