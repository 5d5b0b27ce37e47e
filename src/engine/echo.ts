import { inspect } from "node:util";
import type { DriverConnection, DriverResult } from "../dialect/driver.js";
import { now } from "../util/deadline.js";
import { messageOf, plainText, plural } from "../util/text.js";

/** What is written down: every statement, and with `rows` what it gave. */
export interface Echo {
  readonly log: (line: string) => void;
  readonly rows: boolean;
  readonly hideParameters: boolean;
}

const LONGEST_TEXT = 100;
const MOST_VALUES = 20;
const MOST_ROWS = 30;

/** Writes lines to the standard error stream. */
export function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A driver's connection that writes down every statement with its time and parameters. */
export function echoing(driver: DriverConnection, echo: Echo): DriverConnection {
  return new EchoingConnection(driver, echo);
}

class EchoingConnection implements DriverConnection {
  readonly #driver: DriverConnection;
  readonly #echo: Echo;

  constructor(driver: DriverConnection, echo: Echo) {
    this.#driver = driver;
    this.#echo = echo;
  }

  get serverVersion(): string {
    return this.#driver.serverVersion;
  }

  get raw(): unknown {
    return this.#driver.raw;
  }

  query(sql: string, params?: readonly unknown[]): Promise<DriverResult> {
    const call = () => (params ? this.#driver.query(sql, params) : this.#driver.query(sql));
    return this.#timed(sql, params ?? [], call, (result) => [result]);
  }

  batch(statements: readonly string[]): Promise<readonly DriverResult[]> {
    return this.#timed(
      statements.join(";\n"),
      [],
      () => this.#driver.batch(statements),
      (results) => results,
    );
  }

  inTransaction(): boolean | null {
    return this.#driver.inTransaction();
  }

  cancel(): Promise<void> {
    return this.#driver.cancel();
  }

  ping(): Promise<boolean> {
    return this.#driver.ping();
  }

  close(): Promise<void> {
    return this.#driver.close();
  }

  async #timed<T>(
    sql: string,
    params: readonly unknown[],
    call: () => Promise<T>,
    resultsOf: (answer: T) => readonly DriverResult[],
  ): Promise<T> {
    const startMs = now();
    const line = (end = "") => {
      const shown = this.#echo.hideParameters && params.length > 0 ? " -- [hidden]" : listOf(params);
      this.#echo.log(`[${(now() - startMs).toFixed(1)} ms] ${plainText(sql.trim())}${shown}${end}`);
    };
    let answer: T;
    try {
      answer = await call();
    } catch (error) {
      line(` -- failed: ${plainText(messageOf(error))}`);
      throw error;
    }
    line();
    if (this.#echo.rows) for (const result of resultsOf(answer)) this.#logRows(result);
    return answer;
  }

  #logRows(result: DriverResult): void {
    if (result.fields.length === 0) return;
    const { log } = this.#echo;
    log(`  columns: ${result.fields.map(plainText).join(", ")}`);
    for (const row of result.rows.slice(0, MOST_ROWS)) log(`  row: [${shownValues(row)}]`);
    const rest = result.rows.length - MOST_ROWS;
    if (rest > 0) log(`  and ${plural(rest, "row")} more`);
  }
}

function listOf(params: readonly unknown[]): string {
  return params.length === 0 ? "" : ` -- [${shownValues(params)}]`;
}

/** Values in a line: long texts and long lists are cut. */
function shownValues(values: readonly unknown[]): string {
  const shown = values.slice(0, MOST_VALUES).map(shownValue).join(", ");
  const rest = values.length - MOST_VALUES;
  return rest > 0 ? `${shown}, and ${rest} more` : shown;
}

function shownValue(value: unknown): string {
  if (typeof value === "string") return textOf(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Uint8Array) return `<${plural(value.length, "byte")}>`;
  if (typeof value !== "object" || value === null) return String(value);
  return cut(plainText(inspect(value, { breakLength: Number.POSITIVE_INFINITY })), (text) => text);
}

function textOf(text: string): string {
  return cut(text, (shown) => plainText(JSON.stringify(shown)));
}

function cut(text: string, show: (text: string) => string): string {
  if (text.length <= LONGEST_TEXT) return show(text);
  return `${show(`${text.slice(0, LONGEST_TEXT)}…`)} (${plural(text.length, "character")})`;
}
