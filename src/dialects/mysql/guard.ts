import { createHash } from "node:crypto";
import type { IsolationLevel, MigrationGuard } from "../../dialect/dialect.js";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import type { Timeouts } from "../../dialect/timeouts.js";
import { OperationalError } from "../../errors/errors.js";
import { sqlMode } from "./session.js";
import type { Variant } from "./variant.js";

/** How long a schema change waits for the statements of others to end, in seconds. */
const LOCK_WAIT_S = 60;
/** The longest that these servers wait for a lock, in seconds: a year, and for rows about three. */
const LONGEST_WAIT_S = 31_536_000;
/** How long one GET_LOCK waits, in seconds, so that a signal is heard in between. */
const POLL_S = 1;

/** The statements that begin a transaction; AUTOCOMMIT has none. */
export function begin(isolation: IsolationLevel | null): readonly string[] {
  if (isolation === "AUTOCOMMIT") return [];
  if (isolation === null) return ["START TRANSACTION"];
  return [`SET TRANSACTION ISOLATION LEVEL ${isolation}`, "START TRANSACTION"];
}

/**
 * Prepares a connection for schema changes: foreign keys are checked, waiting for locks has an end, statements have
 * no time limit of the server's, and literals mean what they mean.
 *
 * @source MySQL 9.7 Reference Manual, 7.1.8 "Server System Variables"
 * @source MariaDB Server documentation, "Server System Variables": max_statement_time
 */
export async function guard(
  db: DriverConnection,
  variant: Variant,
  timeouts: Timeouts = {},
): Promise<MigrationGuard> {
  const settings: Readonly<Record<string, string | number>> = {
    sql_mode: sqlMode(variant),
    time_zone: "+00:00",
    foreign_key_checks: 1,
    unique_checks: 1,
    lock_wait_timeout: LOCK_WAIT_S,
    ...(variant.product === "mariadb" && { max_statement_time: 0 }),
    ...timeoutSettings(variant, timeouts),
  };
  const names = Object.keys(settings);
  const result = await db.query(`SELECT ${names.map((name) => `@@SESSION.${name} AS ${name}`).join(", ")}`);
  const [before] = toObjects<Record<string, unknown>>(result);
  await db.query(assignments(settings));
  return {
    commitVerifies: true,
    // Foreign keys are checked with every statement, so there is nothing left to verify.
    verify: async () => {},
    release: async () => void (await db.query(assignments(before ?? {}))),
  };
}

/**
 * Waiting for a lock is counted in whole seconds. A time for statements is MariaDB's for all of them, and MySQL's for
 * SELECT only.
 *
 * @source MySQL 9.7 Reference Manual, 7.1.8 "Server System Variables": lock_wait_timeout, max_execution_time
 * @source MySQL 9.7 Reference Manual, 17.14 "InnoDB Startup Options": innodb_lock_wait_timeout
 * @source MariaDB Server documentation, "Server System Variables": max_statement_time
 */
export function timeoutSettings(
  variant: Variant,
  { lock, statement }: Timeouts,
): Readonly<Record<string, number>> {
  const waitS =
    lock === 0 ? LONGEST_WAIT_S : Math.min(Math.max(1, Math.ceil((lock ?? 0) / 1000)), LONGEST_WAIT_S);
  return {
    ...(lock !== undefined && { lock_wait_timeout: waitS, innodb_lock_wait_timeout: waitS }),
    ...(statement !== undefined &&
      (variant.product === "mariadb"
        ? { max_statement_time: statement / 1000 }
        : { max_execution_time: Math.ceil(statement) })),
  };
}

/** The statement that sets variables of the session. */
export function assignments(settings: Readonly<Record<string, unknown>>): string {
  const each = Object.entries(settings).map(
    ([name, value]) => `SESSION ${name} = ${typeof value === "string" ? `'${value}'` : String(value)}`,
  );
  return `SET ${each.join(", ")}`;
}

/**
 * Takes a lock of the server's by name. Names are the server's, not the database's, so the database is part of it.
 *
 * @source MySQL 9.7 Reference Manual, 14.14 "Locking Functions"
 * @throws {OperationalError} `db.other`: the server could not tell whether the lock is ours
 */
export async function lock(
  db: DriverConnection,
  name: string,
  timeoutMs: number,
): Promise<(() => Promise<void>) | null> {
  const [[database]] = (await db.query("SELECT DATABASE()")).rows as [[string | null]];
  const hash = createHash("sha256")
    .update(`${database ?? ""}\u0000${name}`)
    .digest("hex");
  const key = `migr:${hash.slice(0, 40)}`;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const left = Math.max(0, deadline - Date.now());
    const seconds = Math.min(POLL_S, Math.ceil(left / 1000));
    const [[taken]] = (await db.query(`SELECT GET_LOCK('${key}', ${seconds})`)).rows as [[number | null]];
    if (taken === null) {
      throw new OperationalError("db.other", "The server could not take the lock that keeps runners apart.", {
        hint: "It is out of memory, or the connection was killed; run again.",
      });
    }
    if (Number(taken) === 1) break;
    if (Date.now() >= deadline) return null;
  }
  return async () => void (await db.query(`DO RELEASE_LOCK('${key}')`));
}
