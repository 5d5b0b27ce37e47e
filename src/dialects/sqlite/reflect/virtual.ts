import type { Queryable } from "../../../dialect/dialect.js";
import { Cursor } from "../cursor.js";
import { fold } from "../tokens.js";
import type { CatalogObject } from "./catalog.js";

/**
 * The virtual tables whose module is not loaded, folded. What such a module keeps its data in, `name_…`, then looks
 * like any other table. Nothing is asked where there are no virtual tables.
 *
 * @source SQLite 3.53, "The Virtual Table Mechanism Of SQLite", 2.20: xShadowName
 */
export async function strangers(
  db: Queryable,
  objects: readonly CatalogObject[],
): Promise<readonly string[]> {
  const virtual = objects.filter(({ special }) => special === "virtual");
  if (virtual.length === 0) return [];
  const { rows } = await db.query("SELECT name FROM pragma_module_list");
  const loaded = new Set(rows.map(([name]) => fold(String(name))));
  return virtual.filter(({ sql }) => !loaded.has(fold(moduleOf(sql!)))).map(({ name }) => fold(name));
}

/** The module of a CREATE VIRTUAL TABLE text. */
function moduleOf(sql: string): string {
  const c = new Cursor(sql);
  c.expect("CREATE", "VIRTUAL", "TABLE");
  c.take("IF", "NOT", "EXISTS");
  c.qualifiedName();
  c.expect("USING");
  return c.name();
}
