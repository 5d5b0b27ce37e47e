import type { DriverConnection, DriverResult } from "../../dialect/driver.js";

const SAVEPOINT = "migr_canonical";

/** What statements gave whose work was taken back, or what the server said against them. */
export type Tried =
  | { readonly ok: true; readonly results: readonly DriverResult[] }
  | { readonly ok: false; readonly error: unknown };

/** Runs statements in a transaction, or in a part of the one that is open, that is rolled back. */
export async function rolledBack(db: DriverConnection, statements: readonly string[]): Promise<Tried> {
  const nested = db.inTransaction() === true;
  const undo = nested
    ? [`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`, `RELEASE SAVEPOINT ${SAVEPOINT}`]
    : ["ROLLBACK"];
  // Opened alone: statements that cannot even be read fail before the first of them has run.
  await db.query(nested ? `SAVEPOINT ${SAVEPOINT}` : "BEGIN");
  try {
    const results = await db.batch([...statements, ...undo]);
    return { ok: true, results: results.slice(0, statements.length) };
  } catch (error) {
    await db.batch(undo);
    return { ok: false, error };
  }
}
