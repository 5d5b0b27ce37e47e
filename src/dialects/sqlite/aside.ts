import type { Live, Statement } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import { brokenAmong, dependentsOf, OBJECTS_OF_VIEWS_SQL, type ObjectRow } from "./dependents.js";
import { assertNoneHidden } from "./hidden.js";
import { SPELLING } from "./spelling.js";
import { sameName } from "./tokens.js";

/** What is dropped before a rename, and made again by the same texts behind it. */
export interface Aside {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Where nothing is in the way. */
export const NOTHING_ASIDE: Aside = { before: [], after: [] };

/**
 * The views and triggers that did not work before, which would keep SQLite from renaming anything in the file, be they
 * in it or the connection's own. Where one of them mentions the table nothing is set aside: the rename could not follow
 * into it, and SQLite names it.
 *
 * @source SQLite 3.53, "ALTER TABLE", 3 and 5; src/alter.c: renameTestSchema
 */
export async function asideFor(live: Live, table: string): Promise<Aside> {
  const result = await live.query(OBJECTS_OF_VIEWS_SQL);
  const rows = result ? toObjects<ObjectRow>(result) : [];
  const broken = await brokenAmong(live, rows);
  if (broken.length === 0) return NOTHING_ASIDE;
  const touched = new Set<string | null>(dependentsOf(rows, table).map(({ sql }) => sql));
  const mentions = (row: ObjectRow) => sameName(row.table, table) || touched.has(row.sql);
  const isAside = (row: ObjectRow) =>
    broken.includes(row) ||
    (row.type === "trigger" && broken.some(({ type, name }) => type === "view" && sameName(name, row.table)));
  const moved = rows.filter(isAside);
  if (moved.some(mentions)) return NOTHING_ASIDE;
  await assertNoneHidden(
    moved.flatMap(({ place, name, table: owner }) => (place === "main" ? [name, owner] : [])),
    live,
  );
  const views = moved.filter(({ type }) => type === "view");
  const triggers = moved.filter(({ type }) => type === "trigger");
  const drop = ({ place, type, name }: ObjectRow) =>
    `DROP ${type.toUpperCase()} ${place}.${SPELLING.quote(name)}`;
  return {
    before: [...triggers, ...views].map(drop),
    after: [...views, ...triggers].map(({ sql }) => sql!),
  };
}

/** A rename with what is set aside for it, as one transaction where none is open. */
export function withAside(
  { before, after }: Aside,
  statements: readonly Statement[],
  live: Live,
): readonly Statement[] {
  if (before.length === 0) return statements;
  const [begin, commit] = live.inTransaction?.() === false ? [["BEGIN IMMEDIATE"], ["COMMIT"]] : [[], []];
  const asStatements = (texts: readonly string[]) => texts.map((sql) => ({ sql }));
  return [...asStatements([...begin, ...before]), ...statements, ...asStatements([...after, ...commit])];
}
