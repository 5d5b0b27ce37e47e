import type { Database, Statement } from "better-sqlite3";
import type { DriverConnection, DriverResult } from "../../dialect/driver.js";
import { tokenize } from "./tokens.js";

const POINT_IN_TIME = /^(?:DATETIME|TIMESTAMP)\b/i;
const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?$/;

type Row = readonly unknown[];

/**
 * A connection of better-sqlite3. The library works while the caller waits, so a statement has ended when its
 * promise is made, and there is never one to cancel.
 */
export class SqliteConnection implements DriverConnection {
  readonly serverVersion: string;
  readonly raw: Database;

  constructor(database: Database) {
    this.raw = database;
    this.serverVersion = database.prepare("SELECT sqlite_version()").pluck().get() as string;
  }

  async query(sql: string, params: readonly unknown[] = []): Promise<DriverResult> {
    if (params.length === 0 && tokenize(sql).length === 0) return EMPTY;
    const statement = this.raw.prepare<[unknown[]], Row>(sql);
    const bound = params.map(toDriver);
    return statement.reader ? read(statement, bound) : change(statement, bound);
  }

  async batch(statements: readonly string[]): Promise<readonly DriverResult[]> {
    const results: DriverResult[] = [];
    for (const sql of statements) results.push(await this.query(sql));
    return results;
  }

  inTransaction(): boolean {
    return this.raw.inTransaction;
  }

  async cancel(): Promise<void> {}

  async ping(): Promise<boolean> {
    return this.raw.open;
  }

  async close(): Promise<void> {
    this.raw.close();
  }
}

const EMPTY: DriverResult = Object.freeze({ fields: [], rows: [], rowCount: 0 });

function read(statement: Statement<[unknown[]], Row>, params: unknown[]): DriverResult {
  statement.raw(true).safeIntegers(true);
  const columns = statement.columns();
  const times = columns.map(({ type }) => type !== null && POINT_IN_TIME.test(type));
  const rows = statement.all(params).map((row) => row.map((value, i) => fromDriver(value, times[i]!)));
  return { fields: columns.map(({ name }) => name), rows, rowCount: rows.length };
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
