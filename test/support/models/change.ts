import * as api from "../../../src/index.js";
import type { TableItem } from "../../../src/schema/define/table-item.js";

/** The columns of a table and its items. */
export type Side = readonly [columns: Readonly<Record<string, object>>, items?: () => readonly TableItem[]];

/** What a table `t` is like before a change and behind it. */
export interface Change {
  readonly title: string;
  readonly from: Side;
  readonly to: Side;
}

/** The key of most tables. */
export const ID = { id: api.integer().primaryKey() };

/** Models of the table alone. */
export function modelsOf([columns, items]: Side): api.MetaData {
  const metadata = new api.MetaData();
  api.table("t", metadata, columns, items);
  return metadata;
}
