import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import { plainColumn } from "./column.js";

/** An address of a host, with its network where it is given. @source PostgreSQL 18, 8.9.1 inet */
export function inet(): ColumnBuilder<string> {
  return plainColumn("inet");
}

/** A network. @source PostgreSQL 18, 8.9.2 cidr */
export function cidr(): ColumnBuilder<string> {
  return plainColumn("cidr");
}

/** A hardware address of six bytes. @source PostgreSQL 18, 8.9.4 macaddr */
export function macaddr(): ColumnBuilder<string> {
  return plainColumn("macaddr");
}

/** A hardware address of eight bytes. @source PostgreSQL 18, 8.9.5 macaddr8 */
export function macaddr8(): ColumnBuilder<string> {
  return plainColumn("macaddr8");
}
