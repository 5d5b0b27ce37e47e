import type { ForeignKey } from "../../../schema/constraint.js";
import { nameKey } from "../../../schema/name.js";
import type { Unsupported } from "../../../schema/object.js";
import { columnOf, type Table } from "../../../schema/table.js";
import { mayReferTo } from "../key-type.js";
import { isIndexed } from "../referred-key.js";
import type { Variant } from "../variant.js";

/**
 * The tables without foreign keys that the server would not make any more, each of which is told: with its checks off it
 * lets columns get other types, and indexes go, that keys stand on.
 *
 * @param unsupported gets the keys
 * @source MariaDB 11.8, measured: foreign_key_checks = 0
 */
export function withoutOutgrownKeys(
  tables: readonly Table[],
  variant: Variant,
  unsupported: Unsupported[],
): readonly Table[] {
  if (variant.product === "mysql") return tables;
  const byKey = new Map<string, Table>();
  for (const table of tables) byKey.set(nameKey(table), table);
  return tables.map((table) => {
    let kept = table.constraints;
    for (const key of table.constraints) {
      if (key.kind !== "foreignKey") continue;
      const target = byKey.get(nameKey(key.references));
      const what = target && reasonOf(table, key, target, variant);
      if (!what) continue;
      kept = kept.filter((each) => each !== key);
      const { name, schema } = table;
      const owner = schema === undefined ? { name } : { name, schema };
      unsupported.push({ ...owner, name: key.name ?? "", what, table: owner });
    }
    return kept === table.constraints ? table : { ...table, constraints: kept };
  });
}

function reasonOf(table: Table, key: ForeignKey, target: Table, variant: Variant): string | null {
  const isOther = key.columns.some((name, i) => {
    const own = columnOf(table, name)?.type;
    const referred = columnOf(target, key.references.columns[i] ?? "")?.type;
    // Types that are written alike are read once.
    return own && referred && own !== referred && !mayReferTo(own, referred, variant);
  });
  if (isOther) return "foreign key to a column of another type";
  return isIndexed(target, key) ? null : "foreign key to columns without an index";
}
