import { CompileError } from "../../errors/errors.js";
import type { SqlType } from "../../types/type.js";

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/**
 * A value as an SQL literal.
 *
 * @throws {CompileError} `compile.bad-literal`: the value has no literal form
 * @source SQLite 3.53, "SQL Language Expressions", 3: literals have no escapes but a doubled quote
 */
export function literal(value: unknown, type?: SqlType): string {
  if (value === null) return "NULL";
  if (type?.kind === "json") return quoted(json(value));
  switch (typeof value) {
    case "string":
      return type?.kind === "numeric" && DECIMAL.test(value) ? value : quoted(value);
    case "number":
      return number(value);
    case "bigint":
      return whole(value);
    case "boolean":
      return value ? "1" : "0";
    case "object":
      if (value instanceof Date) return quoted(timestamp(value));
      if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString("hex").toUpperCase()}'`;
      return quoted(json(value));
    default:
      throw bad(`A ${typeof value} has no literal form.`);
  }
}

/**
 * The form in which the driver takes a value: booleans are 0 and 1, dates are texts in UTC, objects are JSON.
 *
 * @throws {CompileError} `compile.bad-parameters`: SQLite cannot hold the value
 */
export function bind(value: unknown, type?: SqlType): unknown {
  if (value === null) return null;
  if (type?.kind === "json") return json(value);
  switch (typeof value) {
    case "boolean":
      return value ? 1 : 0;
    case "number":
      if (Number.isNaN(value)) throw unbindable("NaN would be stored as NULL.");
      return value;
    case "bigint":
      if (value > MAX || value < MIN) throw unbindable(`${value} does not fit into 64 bits.`);
      return value;
    case "string":
      return value;
    case "object":
      if (value instanceof Date) return timestamp(value);
      if (value instanceof Uint8Array) return toBuffer(value);
      return json(value);
    default:
      throw unbindable(`A ${typeof value} cannot be stored.`);
  }
}

/**
 * A point in time as SQLite's own functions read it: `2026-11-21 14:32:00.000`, in UTC.
 *
 * @throws {CompileError} `compile.bad-literal`: it is no date, or not of the years 0 to 9999
 * @source SQLite 3.53, "Date And Time Functions", 2
 */
export function timestamp(date: Date): string {
  if (Number.isNaN(date.getTime())) throw bad("The date is invalid.");
  const iso = date.toISOString();
  if (iso.length !== 24) throw bad(`The year of ${iso} is not within 0 and 9999.`);
  return iso.slice(0, 23).replace("T", " ");
}

function number(value: number): string {
  if (Number.isNaN(value)) throw bad("NaN has no literal form.");
  if (Object.is(value, -0)) return "-0.0";
  if (Math.abs(value) === Number.POSITIVE_INFINITY) return value > 0 ? "9e999" : "-9e999";
  const text = String(value);
  // Digits alone would be an integer, and one too great for 64 bits is read as a floating-point number anyway.
  return Number.isInteger(value) && !Number.isSafeInteger(value) && !text.includes("e") ? `${text}.0` : text;
}

function whole(value: bigint): string {
  if (value > MAX || value < MIN) throw bad(`${value} does not fit into 64 bits.`);
  return String(value);
}

function quoted(text: string): string {
  if (text.includes("\u0000")) throw bad("A text holds a NUL byte, which an SQL statement cannot carry.");
  if (/\p{Surrogate}/u.test(text))
    throw bad("A text holds half of a surrogate pair, which UTF-8 cannot carry.");
  return `'${text.replaceAll("'", "''")}'`;
}

function json(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw bad("The value has no JSON form.");
  return text;
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bad(message: string): CompileError {
  return new CompileError("compile.bad-literal", message);
}

function unbindable(message: string): CompileError {
  return new CompileError("compile.bad-parameters", message);
}
