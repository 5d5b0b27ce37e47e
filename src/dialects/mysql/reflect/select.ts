import type { Queryable, ReflectRequest } from "../../../dialect/dialect.js";
import { type DriverResult, toObjects } from "../../../dialect/driver.js";

/** A statement on one view. */
export interface Select {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** What a statement reads of one view: its columns, and which of them name the database and the table. */
export type SelectParts = readonly [
  columns: string,
  view: string,
  dbColumn: string,
  tableColumn: string | null,
  rest?: string,
];

/** The rows of all of them in one statement. */
export function unionOf(parts: readonly Select[]): Select {
  return {
    sql: parts.map(({ sql }) => sql).join(" UNION ALL "),
    params: parts.flatMap(({ params }) => params),
  };
}

/**
 * Runs statements one after the other; what one gave becomes objects while the server works on the next.
 *
 * @typeParam Rows what each of them gives
 */
export async function readInTurn<Rows extends readonly unknown[]>(
  db: Queryable,
  statements: { readonly [K in keyof Rows]: Select },
): Promise<{ readonly [K in keyof Rows]: readonly Rows[K][] }> {
  const read: (readonly unknown[])[] = [];
  let before: DriverResult | null = null;
  for (const { sql, params } of statements as readonly Select[]) {
    const asked: Promise<DriverResult> = db.query(sql, params);
    if (before) read.push(toObjects(before));
    before = await asked;
  }
  if (before) read.push(toObjects(before));
  return read as unknown as { readonly [K in keyof Rows]: readonly Rows[K][] };
}

/** Makes statements that give rows of the asked-for tables alone. */
export function selectorOf({ schemas, tables }: ReflectRequest): (...of: SelectParts) => Select {
  const names = tables && [...new Set(tables.map(({ name }) => name))];
  const marks = (values: readonly unknown[]) => values.map(() => "?").join(", ");
  return (columns, view, dbColumn, tableColumn, rest = "") => {
    // The empty text stands for the default schema.
    const wanted = schemas?.map((schema) => (schema === "" ? "DATABASE()" : "?")) ?? ["DATABASE()"];
    const where = [wanted.length === 0 ? "1 = 0" : `${dbColumn} IN (${wanted.join(", ")})`];
    const params: unknown[] = schemas?.filter((schema) => schema !== "") ?? [];
    if (names && tableColumn) {
      where.push(names.length === 0 ? "1 = 0" : `${tableColumn} IN (${marks(names)})`);
      params.push(...names);
    }
    const sql = `SELECT ${columns} FROM information_schema.${view} WHERE ${where.join(" AND ")} ${rest}`;
    return { sql: sql.trim(), params };
  };
}
