import type { ForeignKey } from "../../../schema/constraint.js";
import { columnOf, type Table } from "../../../schema/table.js";
import { mayReferTo } from "../key-type.js";
import { isIndexed } from "../referred-key.js";
import type { Variant } from "../variant.js";

/**
 * Why the server would not make a foreign key any more; null where it would: with its checks off it lets columns get other
 * types, and indexes go, that keys stand on.
 *
 * @source MariaDB 11.8, measured: foreign_key_checks = 0
 */
export function outgrowthOf(
  key: ForeignKey,
  from: Pick<Table, "columns">,
  to: Pick<Table, "columns" | "constraints" | "indexes">,
  variant: Variant,
): string | null {
  if (variant.product === "mysql") return null;
  for (let i = 0; i < key.columns.length; i++) {
    const own = columnOf(from, key.columns[i]!)?.type;
    const referred = columnOf(to, key.references.columns[i] ?? "")?.type;
    // Types that are written alike are read once.
    if (own && referred && own !== referred && !mayReferTo(own, referred, variant)) {
      return "foreign key to a column of another type";
    }
  }
  return isIndexed(to, key) ? null : "foreign key to columns without an index";
}
