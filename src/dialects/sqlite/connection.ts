import type { Database, Statement } from "better-sqlite3";
import type { DriverConnection, DriverResult } from "../../dialect/driver.js";
import { OperationalError } from "../../errors/errors.js";
import { Deadline, now, sleep } from "../../util/deadline.js";
import { WorkQueue } from "../../util/work-queue.js";
import { nextToken } from "./tokens.js";

const POINT_IN_TIME = /^(?:DATETIME|TIMESTAMP)\b/;
const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?$/;

type Row = readonly unknown[];

/** The columns of a statement's rows, and which of them hold points in time. */
interface Columns {
  readonly fields: readonly string[];
  readonly times: readonly boolean[];
}

/** Asks for what only this connection sees. Each operation asks it, so that its statement is kept. */
export const TEMPORARY_OBJECTS = "SELECT type, name FROM temp.sqlite_schema WHERE type <> 'trigger'";

/**
 * Asks for rows that refer to none. It is prepared each time: without a foreign key SQLite makes nothing of it, in which
 * a key that came later would go unseen.
 *
 * @source SQLite 3.53, src/pragma.c: PragTyp_FOREIGN_KEY_CHECK
 */
export const BROKEN_KEYS = "PRAGMA main.foreign_key_check";

/**
 * A connection of better-sqlite3. The library works while the caller waits, so a statement cannot be stopped once it
 * runs. Where another connection holds the file, it is asked again after a pause, for as long as the timeout says:
 * the library's own waiting would hold up the whole process, with the connection that is waited for.
 */
export class SqliteConnection implements DriverConnection {
  readonly raw: Database;
  readonly #timeoutMs: number;
  #version = "";
  readonly #work = new WorkQueue();
  #waiting: AbortController | null = null;
  /** Whether the transaction, where one is open, has read or written, so that it stands on a state of the file. */
  #settled = false;
  readonly #kept = new Map<string, Statement<[unknown[]], Row>>();
  /** Of statements that each revision asks, whose columns are always the same: to ask for them takes longer than to run one. */
  readonly #columns = new Map<string, Columns>();
  #repeated: { readonly sql: string; readonly statement: Statement<[unknown[]], Row> } | null = null;

  /** @param timeoutMs milliseconds to wait for other connections; the library itself is not to wait */
  constructor(database: Database, timeoutMs: number) {
    this.raw = database;
    this.#timeoutMs = timeoutMs;
  }

  get serverVersion(): string {
    return this.#version;
  }

  /** Does what a connection begins with. Even to learn the version the file is read, which another may be writing. */
  async begin(pragmas: readonly string[]): Promise<void> {
    const results = await this.batch([...pragmas, "PRAGMA schema_version", "SELECT sqlite_version()"]);
    this.#version = String(results.at(-1)?.rows[0]?.[0]);
  }

  query(sql: string, params: readonly unknown[] = []): Promise<DriverResult> {
    return this.#work.run(() => this.#patiently(sql, params));
  }

  async batch(statements: readonly string[]): Promise<readonly DriverResult[]> {
    const results: DriverResult[] = [];
    for (const sql of statements) results.push(await this.query(sql));
    return results;
  }

  inTransaction(): boolean {
    return this.raw.inTransaction;
  }

  /** Ends a wait for another connection; a statement at work cannot be stopped. */
  async cancel(): Promise<void> {
    this.#waiting?.abort();
  }

  async ping(): Promise<boolean> {
    return this.raw.open;
  }

  async close(): Promise<void> {
    this.#waiting?.abort();
    this.raw.close();
  }

  async #patiently(sql: string, params: readonly unknown[]): Promise<DriverResult> {
    let deadline: Deadline | null = null;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        const startMs = now();
        const result = this.#run(sql, params);
        if (now() - startMs > LONG_MS) await turnOfOthers();
        return result;
      } catch (thrown) {
        if (!this.#canWait(thrown, sql)) throw thrown;
        deadline ??= Deadline.after(this.#timeoutMs);
        if (deadline.expired) throw thrown;
        // Those who wait must not all come back at the same moment.
        await this.#pause(Math.min(pauseMs * (0.5 + Math.random() / 2), deadline.remainingMs));
      }
    }
  }

  #run(sql: string, params: readonly unknown[]): DriverResult {
    const { raw } = this;
    if (!raw.open) throw new OperationalError("db.lost", "The connection to the database file is closed.");
    const wasOpen = raw.inTransaction;
    const statement = this.#prepare(sql, params.length > 0);
    if (statement === null) return EMPTY;
    const bound = params.map(toDriver);
    const result = statement.reader
      ? read(statement, bound, this.#columnsOf(sql, statement))
      : change(statement, bound);
    this.#settled = wasOpen && !OF_TRANSACTIONS.has(sql);
    return result;
  }

  /**
   * Prepares a statement, or takes one that is prepared: those of transactions, what is asked before each operation, and the
   * last one with parameters that gives no rows. SQLite prepares it again by itself where the schema has changed; what
   * else gives rows is not kept, as the columns it had before would be told.
   *
   * @returns null where the text holds nothing but comments
   * @source SQLite 3.53, "Compiling An SQL Statement", sqlite3_prepare_v2
   */
  #prepare(sql: string, hasParameters: boolean): Statement<[unknown[]], Row> | null {
    const kept = hasParameters
      ? this.#repeated?.sql === sql
        ? this.#repeated.statement
        : undefined
      : this.#kept.get(sql);
    if (kept) return kept;
    let statement: Statement<[unknown[]], Row>;
    try {
      statement = this.raw.prepare<[unknown[]], Row>(sql);
    } catch (thrown) {
      if (!hasParameters && !nextToken(sql, 0)) return null;
      throw thrown;
    }
    if (hasParameters && !statement.reader) this.#repeated = { sql, statement };
    if (!hasParameters && KEPT.has(sql)) this.#kept.set(sql, statement);
    return statement;
  }

  #columnsOf(sql: string, statement: Statement<[unknown[]], Row>): Columns {
    const known = this.#columns.get(sql);
    if (known) return known;
    const columns = columnsOf(statement);
    if (SAME_COLUMNS.has(sql)) this.#columns.set(sql, columns);
    return columns;
  }

  /**
   * Whether waiting can help. A transaction that has read and now wants to write cannot go on while another one
   * writes, which in turn may wait for it to end.
   *
   * @source SQLite 3.53, "Set A Busy Handler"
   */
  #canWait(thrown: unknown, sql: string): boolean {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "SQLITE_BUSY")) return false;
    return !this.raw.inTransaction || !this.#settled || COMMIT.test(sql);
  }

  async #pause(ms: number): Promise<void> {
    this.#waiting = new AbortController();
    try {
      await sleep(ms, this.#waiting.signal);
    } catch {
      throw new OperationalError("db.cancelled", "Waiting for the database file was cancelled.");
    } finally {
      this.#waiting = null;
    }
  }
}

/**
 * Lets the process hear what came while the library worked, such as an interrupt. Signals are read between two turns of
 * its loop, the first of which may be half over.
 */
async function turnOfOthers(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A statement that takes longer has kept others waiting. */
const LONG_MS = 50;

/** After these no transaction is open, or one that has read and written nothing. */
const OF_TRANSACTIONS: ReadonlySet<string> = new Set(["BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"]);
const KEPT: ReadonlySet<string> = new Set([...OF_TRANSACTIONS, TEMPORARY_OBJECTS]);
const SAME_COLUMNS: ReadonlySet<string> = new Set([TEMPORARY_OBJECTS, BROKEN_KEYS]);
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;
const COMMIT = /^\s*(?:COMMIT|END)\b/i;

const EMPTY: DriverResult = Object.freeze({ fields: [], rows: [], rowCount: 0 });

/**
 * The rows of a statement. Bigints are slow to make and seldom needed, so that what only reads is asked for them
 * again where a number is too great to be certain of.
 */
function read(
  statement: Statement<[unknown[]], Row>,
  params: unknown[],
  { fields, times }: Columns,
): DriverResult {
  statement.raw(true).safeIntegers(!statement.readonly);
  let rows = statement.all(params) as unknown[][];
  if (statement.readonly && rows.some(hasGreatNumber)) {
    rows = statement.safeIntegers(true).all(params) as unknown[][];
  }
  for (const row of rows) convert(row, times);
  return { fields, rows, rowCount: rows.length };
}

function columnsOf(statement: Statement<[unknown[]], Row>): Columns {
  const columns = statement.columns();
  return {
    fields: columns.map(({ name }) => name),
    times: columns.map(({ type }) => type !== null && POINT_IN_TIME.test(type.toUpperCase())),
  };
}

function hasGreatNumber(row: Row): boolean {
  for (const value of row) {
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) return true;
  }
  return false;
}

/** Puts values of ours in the place of the library's. */
function convert(row: unknown[], times: readonly boolean[]): void {
  for (let i = 0; i < row.length; i++) {
    const value = row[i];
    if (typeof value === "bigint" || (typeof value === "object" && value !== null) || times[i]) {
      row[i] = fromDriver(value, times[i]!);
    }
  }
}

function change(statement: Statement<[unknown[]], Row>, params: unknown[]): DriverResult {
  const { changes, lastInsertRowid } = statement.safeIntegers(true).run(params);
  return { fields: [], rows: [], rowCount: changes, lastInsertId: toNumber(BigInt(lastInsertRowid)) };
}

/** Whole numbers go as integers: the library would make floating-point numbers of them. */
function toDriver(value: unknown): unknown {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
  }
  if (typeof value === "boolean") return value ? 1n : 0n;
  return value;
}

function fromDriver(value: unknown, isTime: boolean): unknown {
  if (typeof value === "bigint") return toNumber(value);
  if (Buffer.isBuffer(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return isTime && typeof value === "string" ? toDate(value) : value;
}

function toNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A text of a DATETIME column as a date, in UTC where it names no zone; as it is where it is no such text. */
function toDate(text: string): Date | string {
  const match = TIMESTAMP.exec(text);
  if (!match) return text;
  const date = new Date(`${match[1]}T${match[2]}${match[3] ?? "Z"}`);
  return Number.isNaN(date.getTime()) ? text : date;
}
