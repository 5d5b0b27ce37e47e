import type * as mysql2 from "mysql2";
import type { DriverConnection, DriverResult } from "../../dialect/driver.js";

/** What is used of the mysql2 package. */
export interface MysqlModule {
  createConnection(options: mysql2.ConnectionOptions): mysql2.Connection;
  /** Parameters of a stated type, since mysql2 3.11. */
  readonly types?: {
    readonly LONGLONG?: ((value: bigint | number) => unknown) & {
      unsigned?(value: bigint | number): unknown;
    };
  };
}

/** Type numbers of the protocol. @source MySQL 9.7 source documentation, field_types.h */
const FLOAT = 4;
const LONGLONG = 8;
const JSON_TYPE = 245;
/** The flag of a server status that tells an open transaction. @source MySQL 9.7 source documentation, SERVER_STATUS_IN_TRANS */
const IN_TRANSACTION = 1;

type Answer = [result: unknown, fields: unknown];
type Convert = (value: unknown) => unknown;

/** An open connection of mysql2. */
export class MysqlConnection implements DriverConnection {
  readonly serverVersion: string;
  readonly raw: mysql2.Connection;
  readonly #mysql: MysqlModule;
  readonly #openAnother: () => Promise<mysql2.Connection>;
  #inTransaction: boolean | null = false;

  constructor(
    raw: mysql2.Connection,
    serverVersion: string,
    mysql: MysqlModule,
    openAnother: () => Promise<mysql2.Connection>,
  ) {
    this.raw = raw;
    this.serverVersion = serverVersion;
    this.#mysql = mysql;
    this.#openAnother = openAnother;
  }

  /** Statements with parameters are prepared, so that values never become part of the text. */
  async query(sql: string, params: readonly unknown[] = []): Promise<DriverResult> {
    const prepared = params.length > 0;
    try {
      const [result, fields] = await new Promise<Answer>((resolve, reject) => {
        const done = (error: Error | null, answer: unknown, columns: unknown) =>
          error ? reject(error) : resolve([answer, columns]);
        const values = params.map((value) => this.#typed(value)) as mysql2.ExecuteValues[];
        if (prepared) this.raw.execute({ sql, rowsAsArray: true }, values, done);
        else this.raw.query({ sql, rowsAsArray: true }, done);
      });
      return this.#result(result, fields, prepared);
    } catch (thrown) {
      // A deadlock ends the transaction, most other errors do not, and the error packet does not tell.
      if (this.#inTransaction) this.#inTransaction = null;
      throw thrown;
    }
  }

  async batch(statements: readonly string[]): Promise<readonly DriverResult[]> {
    const results: DriverResult[] = [];
    for (const statement of statements) results.push(await this.query(statement));
    return results;
  }

  inTransaction(): boolean | null {
    return this.#inTransaction;
  }

  /** @source MySQL 9.7 Reference Manual, 15.7.8.4 "KILL Statement" */
  async cancel(): Promise<void> {
    const id = this.raw.threadId;
    const other = await this.#openAnother();
    try {
      await new Promise<void>((resolve, reject) => {
        other.query(`KILL QUERY ${Number(id)}`, (error: Error | null) => (error ? reject(error) : resolve()));
      });
    } finally {
      other.destroy();
    }
  }

  ping(): Promise<boolean> {
    return new Promise((resolve) => {
      this.raw.ping((error: Error | null) => resolve(error === null || error === undefined));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      // An error tells that the connection is gone already, which is what was asked for.
      this.raw.end(() => {
        this.raw.destroy();
        resolve();
      });
    });
  }

  /** Whole numbers as the server's integers, since as floating-point numbers they are refused in a LIMIT. */
  #typed(value: unknown): unknown {
    const { LONGLONG: signed } = this.#mysql.types ?? {};
    if (typeof value === "number" && Number.isSafeInteger(value) && !Object.is(value, -0)) {
      return signed ? signed(value) : value;
    }
    if (typeof value !== "bigint") return value;
    if (signed && BigInt.asIntN(64, value) === value) return signed(value);
    if (signed?.unsigned && BigInt.asUintN(64, value) === value) return signed.unsigned(value);
    return String(value);
  }

  #result(result: unknown, fields: unknown, prepared: boolean): DriverResult {
    const sets = severalOf(result, fields);
    if (sets) {
      // A procedure gives its result sets and then a status; the first of them is the answer.
      for (const [header, columns] of sets) {
        if (columns === undefined) this.#note(header as mysql2.ResultSetHeader);
      }
      return this.#result(sets[0]![0], sets[0]![1], prepared);
    }
    if (fields === undefined) return this.#changed(result as mysql2.ResultSetHeader);
    return rowsOf(result as readonly unknown[][], fields as readonly mysql2.FieldPacket[], prepared);
  }

  #changed(header: mysql2.ResultSetHeader): DriverResult {
    this.#note(header);
    const id = header.insertId as number | string;
    return {
      fields: [],
      rows: [],
      rowCount: header.affectedRows,
      ...(Number(id) !== 0 && { lastInsertId: typeof id === "string" ? BigInt(id) : id }),
    };
  }

  #note(header: mysql2.ResultSetHeader): void {
    const { serverStatus } = header as { readonly serverStatus?: number };
    if (serverStatus !== undefined) this.#inTransaction = (serverStatus & IN_TRANSACTION) !== 0;
  }
}

/** The answers of a statement that gave several, each with its columns; null where it gave one. */
function severalOf(result: unknown, fields: unknown): readonly Answer[] | null {
  if (!Array.isArray(result) || !Array.isArray(fields)) return null;
  const columns: readonly unknown[] = fields;
  if (!columns.some((each) => each === undefined || Array.isArray(each))) return null;
  return columns.map((each, i) => [result[i], each]);
}

function rowsOf(
  rows: readonly unknown[][],
  columns: readonly mysql2.FieldPacket[],
  prepared: boolean,
): DriverResult {
  const converts = columns.map((column) => converterOf(column, prepared));
  converts.forEach((convert, i) => {
    if (!convert) return;
    for (const row of rows) row[i] = convert(row[i]);
  });
  return { fields: columns.map(({ name }) => name), rows, rowCount: rows.length };
}

/** What mysql2 leaves to be done for a column. */
function converterOf(column: mysql2.FieldPacket, prepared: boolean): Convert | undefined {
  const { columnType, extendedFormat } = column as mysql2.FieldPacket & { readonly extendedFormat?: string };
  if (columnType === LONGLONG) return (value) => (typeof value === "string" ? BigInt(value) : value);
  if (columnType === JSON_TYPE || extendedFormat === "json") {
    return (value) => (typeof value === "string" ? (JSON.parse(value) as unknown) : value);
  }
  return prepared && columnType === FLOAT ? shortest : undefined;
}

/** A 32-bit number as the shortest decimal that means it, as the text protocol has it: 0.1, not 0.10000000149011612. */
function shortest(value: unknown): unknown {
  if (typeof value !== "number" || !Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
