import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { IsolationLevel, MigrationGuard } from "../../dialect/dialect.js";
import type { DriverConnection } from "../../dialect/driver.js";
import type { Timeouts } from "../../dialect/timeouts.js";
import { now } from "../../util/deadline.js";
import { toDatabaseError } from "./errors.js";
import { stringLiteral } from "./literal.js";

/**
 * What schema changes need of a session: literals are read as they are written, and a revision that works for long
 * in JavaScript is not ended by the server.
 *
 * @source PostgreSQL 18, 19.13.1 Previous PostgreSQL Versions; 19.11.1 Statement Behavior
 */
const PINNED: Readonly<Record<string, string>> = {
  standard_conforming_strings: "on",
  idle_in_transaction_session_timeout: "0",
};

/**
 * Has constraints wait again that do so from the start, once all have been checked: the next revision of the same
 * transaction is as if it were the first. A name that tables share stands for the constraints of all of them, which
 * have to be alike for that.
 *
 * @source PostgreSQL 18, SET CONSTRAINTS
 */
const DEFERRED_AGAIN = `DO $migr$ DECLARE names text := (SELECT pg_catalog.string_agg(k.name, ', ')
  FROM (SELECT pg_catalog.format('%I.%I', n.nspname, o.conname) AS name
    FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_namespace n ON n.oid = o.connamespace
    GROUP BY n.nspname, o.conname HAVING pg_catalog.bool_and(o.condeferred)) k);
BEGIN IF names IS NOT NULL THEN EXECUTE 'SET CONSTRAINTS ' || names || ' DEFERRED'; END IF; END $migr$`;

/** Sets a setting, and tells what it was. */
function settingSql([name, value]: readonly [name: string, value: string]): string {
  return (
    `SELECT ${stringLiteral(name)} AS name, pg_catalog.current_setting(${stringLiteral(name)}) AS was, ` +
    `pg_catalog.set_config(${stringLiteral(name)}, ${stringLiteral(value)}, false) AS now`
  );
}

/** The settings that limit statements. @source PostgreSQL 18, 19.11.1 Statement Behavior: lock_timeout, statement_timeout */
export function timeoutSettings({ lock, statement }: Timeouts): Readonly<Record<string, string>> {
  return {
    ...(lock !== undefined && { lock_timeout: `${Math.ceil(lock)}` }),
    ...(statement !== undefined && { statement_timeout: `${Math.ceil(statement)}` }),
  };
}

/** Prepares a connection for schema changes, outside of any transaction. */
export async function guardConnection(
  db: DriverConnection,
  timeouts: Timeouts = {},
): Promise<MigrationGuard> {
  const wanted = Object.entries({ ...PINNED, ...timeoutSettings(timeouts) }).map(settingSql);
  const settings = (await db.batch(wanted)).flatMap(({ rows }) => rows);
  return {
    commitVerifies: true,
    async verify() {
      if (db.inTransaction() === false) return;
      // Constraints that wait until commit are checked here, where more than one revision is committed at once.
      await db.batch(["SET CONSTRAINTS ALL IMMEDIATE", DEFERRED_AGAIN]).catch((error: unknown) => {
        throw toDatabaseError(error);
      });
    },
    async release() {
      await db.batch(
        settings.map(
          ([name, was]) =>
            `SELECT pg_catalog.set_config(${stringLiteral(String(name))}, ${stringLiteral(String(was))}, false)`,
        ),
      );
    },
  };
}

/** The statements that begin a transaction. */
export function beginTransaction(isolation: IsolationLevel | null): readonly string[] {
  if (isolation === "AUTOCOMMIT") return [];
  return [isolation === null ? "BEGIN" : `BEGIN ISOLATION LEVEL ${isolation}`];
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/**
 * Takes a session's advisory lock. It is asked for again and again and never waited for: a waiting statement holds a
 * snapshot, for which CREATE INDEX CONCURRENTLY of the holder would wait in turn.
 *
 * @source PostgreSQL 18, 13.3.5 Advisory Locks
 */
export async function takeLock(
  db: DriverConnection,
  name: string,
  timeoutMs: number,
): Promise<(() => Promise<void>) | null> {
  const key = lockKey(name);
  const endMs = now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const { rows } = await db.query(`SELECT pg_catalog.pg_try_advisory_lock(${key})`);
    if (rows[0]?.[0] === true) {
      return async () => {
        await db.query(`SELECT pg_catalog.pg_advisory_unlock(${key})`);
      };
    }
    const leftMs = endMs - now();
    if (leftMs <= 0) return null;
    await sleep(Math.min(pauseMs * (0.5 + Math.random() / 2), leftMs));
  }
}

/** The 63 bits by which a lock of this name is known. */
function lockKey(name: string): bigint {
  const digest = createHash("sha256").update(`migr:v1:${name}`).digest();
  return digest.readBigUInt64BE() >> 1n;
}
