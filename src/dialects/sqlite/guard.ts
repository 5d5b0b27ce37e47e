import { realpathSync } from "node:fs";
import type BetterSqlite3 from "better-sqlite3";
import type { IsolationLevel, MigrationGuard } from "../../dialect/dialect.js";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import type { Timeouts } from "../../dialect/timeouts.js";
import { IntegrityError, OperationalError, StateError } from "../../errors/errors.js";
import { Deadline } from "../../util/deadline.js";
import { plural } from "../../util/text.js";
import { BROKEN_KEYS } from "./connection.js";
import { literal } from "./literal.js";

/** A row that refers to one that is not there; the id is null in tables WITHOUT ROWID. */
interface Violation {
  readonly table: string;
  readonly rowid: number | bigint | null;
  readonly parent: string;
}

/**
 * The statements that begin a transaction. One that will write takes its lock at once, since a transaction that has
 * read and then wants to write fails without waiting when another one has written.
 *
 * @source SQLite 3.53, "Transaction", 2.2
 */
export function begin(isolation: IsolationLevel | null, write: boolean): readonly string[] {
  if (isolation === "AUTOCOMMIT") return [];
  return [write ? "BEGIN IMMEDIATE" : "BEGIN"];
}

/**
 * What is off while revisions run. Foreign keys, or dropping a table would delete the rows that refer to it. Else a
 * rename would leave the keys, views and triggers that mention what is renamed as they are, or those that it cannot
 * read. Else a copy would take rows that its checks refuse, and the checks of the copy itself would find nothing.
 *
 * @source SQLite 3.53, "PRAGMA Statements"; src/alter.c: sqlite3WritableSchema
 */
const OFF = ["foreign_keys", "legacy_alter_table", "writable_schema", "ignore_check_constraints"] as const;

/**
 * Turns foreign keys off, so that dropping a table does not delete the rows that refer to it, and remembers which
 * rows break a key already. A PRAGMA inside a transaction would do nothing. Statements have no time limit here.
 *
 * @throws {StateError} `state.in-transaction`: a transaction is open
 * @throws {OperationalError} `db.other`: foreign keys stay on
 * @source SQLite 3.53, "SQLite Foreign Key Support", 2 and 5
 */
export async function guard(db: DriverConnection, timeouts: Timeouts = {}): Promise<MigrationGuard> {
  if (db.inTransaction()) {
    throw new StateError("state.in-transaction", "Foreign keys cannot be turned off inside a transaction.", {
      hint: "Commit or roll back before schema changes begin.",
    });
  }
  const found: (readonly [name: string, value: number])[] = [];
  const set = async (name: string, value: number) => {
    const now = await pragma(db, name);
    found.unshift([name, now]);
    if (now !== value) await setPragma(db, name, value);
  };
  for (const name of OFF) await set(name, 0);
  if (timeouts.lock !== undefined) await set("busy_timeout", busyMs(timeouts.lock));
  const before = await violations(db);
  return {
    commitVerifies: false,
    async verify() {
      const after = await violations(db);
      if (after.length === 0) return;
      const added = await newViolations(db, before, after);
      if (added.length > 0) throw broken(added);
    },
    async release() {
      for (const [name, value] of found) await setPragma(db, name, value);
    },
  };
}

/** Here 0 means not to wait at all, so that no end is the longest there is. @source SQLite 3.53, PRAGMA busy_timeout */
export function busyMs(lock: number): number {
  return lock === 0 ? 2 ** 31 - 1 : Math.min(Math.ceil(lock), 2 ** 31 - 1);
}

/** The runs that are at work in this process, by file and lock: each is done when its promise settles. */
const holders = new Map<string, Promise<void>>();

/**
 * Keeps the runs of this process apart, each for as long as it is told and no longer. Other processes are kept out by
 * a transaction that writes, which locks the whole file.
 */
export async function lock(
  db: DriverConnection,
  name: string,
  timeoutMs: number,
): Promise<(() => Promise<void>) | null> {
  const { name: file, memory } = db.raw as BetterSqlite3.Database;
  if (memory || file === "") return async () => {};
  const key = `${realpathSync(file)}\u0000${name}`;
  const waiting = new AbortController();
  const deadline = Deadline.after(timeoutMs, waiting.signal);
  for (let held = holders.get(key); held; held = holders.get(key)) {
    const ended = held.then(() => true);
    if (!(await Promise.race([ended, deadline.sleep(deadline.remainingMs)]))) return null;
  }
  waiting.abort();
  let free = () => {};
  holders.set(
    key,
    new Promise((done) => {
      free = done;
    }),
  );
  return async () => {
    holders.delete(key);
    free();
  };
}

async function pragma(db: DriverConnection, name: string): Promise<number> {
  const { rows } = await db.query(`PRAGMA ${name}`);
  return rows[0]?.[0] as number;
}

async function setPragma(db: DriverConnection, name: string, value: number): Promise<void> {
  await db.query(`PRAGMA ${name} = ${value}`);
  if ((await pragma(db, name)) === value) return;
  throw new OperationalError("db.other", `SQLite does not set PRAGMA ${name} to ${value}.`, {
    hint: "A transaction may still be open on the connection.",
  });
}

/** Every row that breaks a foreign key, and every key that cannot be checked, which has no row. */
async function violations(db: DriverConnection): Promise<readonly Violation[]> {
  try {
    return toObjects<Violation>(await db.query(BROKEN_KEYS));
  } catch {
    // One key that leads to columns which are not unique keeps all the others from being checked.
    return violationsByTable(db);
  }
}

async function violationsByTable(db: DriverConnection): Promise<readonly Violation[]> {
  const found: Violation[] = [];
  const { rows } = await db.query(
    "SELECT DISTINCT s.name FROM sqlite_schema AS s JOIN pragma_foreign_key_list(s.name, 'main') WHERE s.type = 'table'",
  );
  for (const [name] of rows) {
    const table = name as string;
    try {
      const check = await db.query(`PRAGMA main.foreign_key_check(${literal(table)})`);
      found.push(...toObjects<Violation>(check));
    } catch {
      found.push({ table, rowid: null, parent: UNCHECKED });
    }
  }
  return found;
}

/** Stands for the parent of a key that cannot be checked; no table has this name. */
const UNCHECKED = "";

/** Those of `after` that were not there before; a row of a table that was renamed is still the same row. */
async function newViolations(
  db: DriverConnection,
  before: readonly Violation[],
  after: readonly Violation[],
): Promise<readonly Violation[]> {
  const { left: gone, others: added } = matched(before, after, ({ table, rowid, parent }) =>
    JSON.stringify([table, String(rowid), parent]),
  );
  if (added.length === 0) return added;
  const { rows } = await db.query("SELECT name FROM sqlite_schema WHERE type = 'table'");
  const tables = new Set(rows.map(([name]) => name));
  const renamed = gone.filter(({ table, parent }) => !tables.has(table) || !tables.has(parent));
  return matched(renamed, added, ({ rowid }) => String(rowid)).others;
}

/** Pairs what has the same key, and gives what is left on both sides. */
function matched(
  before: readonly Violation[],
  after: readonly Violation[],
  keyOf: (violation: Violation) => string,
): { readonly left: readonly Violation[]; readonly others: readonly Violation[] } {
  const byKey = new Map<string, Violation[]>();
  for (const violation of before) {
    const same = byKey.get(keyOf(violation));
    if (same) same.push(violation);
    else byKey.set(keyOf(violation), [violation]);
  }
  const others = after.filter((violation) => !byKey.get(keyOf(violation))?.pop());
  return { left: [...byKey.values()].flat(), others };
}

function broken(violations: readonly Violation[]): IntegrityError {
  const [first] = violations;
  const { table, parent, rowid } = first!;
  const others = violations.length - 1;
  const more = others > 0 ? ` ${plural(others, "more row")} ${others === 1 ? "does" : "do"} so too.` : "";
  const message =
    parent === UNCHECKED
      ? `A foreign key of ${table} refers to columns that are not there or not unique.`
      : `${rowid === null ? "A row" : `Row ${rowid}`} of ${table} refers to a row of ${parent} that is not there.${more}`;
  return new IntegrityError("db.foreign-key", message, {
    hint:
      parent === UNCHECKED
        ? "Keep a primary key or a unique constraint on just those columns, or drop the foreign key before."
        : "Insert the missing rows, or change or remove those that refer to them. Foreign keys are off while revisions run, so ON DELETE and ON UPDATE do nothing there.",
    details: {
      violations: violations
        .slice(0, 20)
        .map((each) => ({ ...each, rowid: each.rowid && String(each.rowid) })),
    },
  });
}
