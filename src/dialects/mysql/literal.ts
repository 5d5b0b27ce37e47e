import { CompileError } from "../../errors/errors.js";
import type { SqlType } from "../../types/type.js";

/**
 * A value as a literal. Strings double their quotes and backslashes, which holds in the `sql_mode` that every
 * connection is given. One with characters beyond U+FFFF is written in bytes: the catalogue keeps the text of DDL in
 * three bytes a character, and would give such a default or check back with question marks.
 *
 * @throws {CompileError} `compile.bad-literal`: the value has no literal form
 * @source MySQL 9.7 Reference Manual, 11.1 "Literal Values"
 */
export function literal(value: unknown, type?: SqlType): string {
  if (value === null) return "NULL";
  if (type?.kind === "json") return stringLiteral(jsonText(value));
  switch (typeof value) {
    case "string":
      return stringLiteral(value);
    case "number":
      return numberLiteral(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "1" : "0";
    case "object":
      if (value instanceof Date) return `'${dateText(value)}'`;
      if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString("hex")}'`;
  }
  throw badLiteral(`A value of kind ${describe(value)} has no literal form.`);
}

/** The driver's form of a value. */
export function bind(value: unknown, type?: SqlType): unknown {
  if (value === null || value === undefined) return value;
  if (type?.kind === "json") return jsonText(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return dateText(value);
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) return Buffer.from(value);
  return value;
}

function stringLiteral(text: string): string {
  if (!isAstral(text)) return quoted(text);
  assertText(text);
  return `CONVERT(0x${Buffer.from(text).toString("hex")} USING utf8mb4)`;
}

/** A name in backquotes, whatever is in it. @source MySQL 9.7 Reference Manual, 11.2 "Schema Object Names" */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/**
 * A text between quotes, whatever characters it holds: for comments and enums, where nothing else may stand.
 *
 * @throws {CompileError} `compile.bad-literal`: the text holds a NUL byte or half of a surrogate pair
 */
export function quoted(text: string): string {
  assertText(text);
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** Whether the text has characters beyond U+FFFF, which the catalogue does not keep. */
export function isAstral(text: string): boolean {
  return /[\u{10000}-\u{10ffff}]/u.test(text);
}

function assertText(text: string): void {
  if (text.includes("\u0000")) throw badLiteral("A string literal cannot hold a NUL byte.");
  if (/\p{Surrogate}/u.test(text)) throw badLiteral("A string literal holds half of a surrogate pair.");
}

function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) throw badLiteral(`${value} has no literal form.`);
  return Object.is(value, -0) ? "-0e0" : String(value);
}

/** A moment as `2026-11-21 14:32:00.123` in UTC, the fraction only where there is one. */
function dateText(date: Date): string {
  const year = date.getUTCFullYear();
  if (Number.isNaN(year)) throw badLiteral("An invalid Date has no literal form.");
  if (year < 1 || year > 9999) throw badLiteral(`A date in the year ${year} has no literal form.`);
  return date
    .toISOString()
    .slice(0, 23)
    .replace("T", " ")
    .replace(/\.000$/, "");
}

function jsonText(value: unknown): string {
  const text = isSerializable(value) ? JSON.stringify(value) : undefined;
  if (text === undefined) throw badLiteral(`A value of kind ${describe(value)} is no JSON document.`);
  return text;
}

function isSerializable(value: unknown): boolean {
  if (typeof value === "bigint") return false;
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(isSerializable);
}

function describe(value: unknown): string {
  return typeof value === "object" && value !== null ? (value.constructor?.name ?? "object") : typeof value;
}

/** The error for a value that cannot be written. */
export function badLiteral(message: string, hint?: string): CompileError {
  return new CompileError("compile.bad-literal", message, { hint });
}
