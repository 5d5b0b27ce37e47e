import { quoter } from "../../dialect/compiler.js";
import { CompileError } from "../../errors/errors.js";
import type { SqlType } from "../../types/type.js";
import { IDENTIFIER_LIMIT } from "./features.js";
import { arrayElement, baseType, isJson } from "./native-kind.js";

/**
 * A name between double quotes.
 *
 * @throws {CompileError} `compile.bad-identifier`: the name is empty, too long or holds a NUL byte
 */
export const quoteName: (name: string) => string = quoter('"', IDENTIFIER_LIMIT);

/** A number as SQL reads it without quotes. */
const DIGITS = /^-?\d+(\.\d+)?$/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * A value as SQL text that means the same whatever `standard_conforming_strings` is.
 *
 * @throws {CompileError} `compile.bad-literal`: the value has no literal form
 * @source PostgreSQL 18, 4.1.2 Constants
 */
export function literal(value: unknown, declared?: SqlType): string {
  if (value === null) return "NULL";
  const type = declared && baseType(declared);
  if (isJson(type)) return stringLiteral(jsonText(value));
  switch (typeof value) {
    case "string":
      return type?.kind === "numeric" && DIGITS.test(value) ? value : stringLiteral(value);
    case "number":
      return numberLiteral(value, type);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "TRUE" : "FALSE";
    case "object":
      if (value instanceof Date) return stringLiteral(dateText(value, type));
      if (value instanceof Uint8Array) return `${stringLiteral(bytesText(value))}::bytea`;
      return stringLiteral(Array.isArray(value) ? arrayText(value, type) : jsonText(value));
    default:
      throw badLiteral(
        `${typeof value === "undefined" ? "undefined" : `A ${typeof value}`} has no form in SQL.`,
      );
  }
}

/**
 * Text between quotes.
 *
 * @throws {CompileError} `compile.bad-literal`: it holds a NUL byte or half a character
 */
export function stringLiteral(text: string): string {
  if (text.includes("\u0000")) throw badLiteral("A text holds a NUL byte, which PostgreSQL cannot store.");
  if (LONE_SURROGATE.test(text)) throw badLiteral("A text holds half of a character (a lone surrogate).");
  const doubled = text.replaceAll("'", "''");
  return text.includes("\\") ? `E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}

/**
 * The driver's form of a value.
 *
 * @throws {CompileError} `compile.bad-parameters`: the value is undefined, which is not NULL
 */
export function bindValue(value: unknown, declared?: SqlType): unknown {
  const type = declared && baseType(declared);
  if (value === undefined) {
    throw new CompileError("compile.bad-parameters", "undefined stands where a value is expected.", {
      hint: "NULL is null.",
    });
  }
  if (value === null) return null;
  if (isJson(type)) return jsonText(value);
  if (value instanceof Date) return dateText(value, type);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return arrayText(value, type);
  if (typeof value === "object") return jsonText(value);
  if (typeof value === "function" || typeof value === "symbol") {
    throw new CompileError("compile.bad-parameters", `A ${typeof value} cannot be a parameter.`);
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

function numberLiteral(value: number, type?: SqlType): string {
  if (Number.isFinite(value) && !Object.is(value, -0)) return String(value);
  if (type?.kind === "integer" || type?.kind === "smallInteger" || type?.kind === "bigInteger") {
    if (Object.is(value, -0)) return "0";
    throw badLiteral(`${value} is no integer.`);
  }
  const text = Object.is(value, -0) ? "-0" : String(value);
  return `'${text}'::${type?.kind === "numeric" ? "numeric" : "double precision"}`;
}

/** A Date as the type has it; without a time zone it is the time in UTC. */
function dateText(value: Date, type?: SqlType): string {
  if (Number.isNaN(value.getTime())) throw badLiteral("A Date is invalid.");
  const [day, time] = [dayText(value), value.toISOString().split("T")[1]!.replace("Z", "")];
  const era = value.getUTCFullYear() <= 0 ? " BC" : "";
  if (type?.kind === "date") return day + era;
  if (type?.kind === "time") return time;
  const zone = type?.kind === "dateTime" && !type.timezone ? "" : "+00";
  return `${day} ${time}${zone}${era}`;
}

/** @source PostgreSQL 18, 8.5.1 Date/Time Input: there is no year 0, it is 1 BC */
function dayText(value: Date): string {
  const year = value.getUTCFullYear();
  const pad = (part: number, width: number) => String(part).padStart(width, "0");
  return `${pad(year <= 0 ? 1 - year : year, 4)}-${pad(value.getUTCMonth() + 1, 2)}-${pad(value.getUTCDate(), 2)}`;
}

function bytesText(value: Uint8Array): string {
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`;
}

function jsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new CompileError("compile.bad-literal", "A value has no form in JSON.", { cause });
  }
  if (text === undefined) throw badLiteral(`A ${typeof value} has no form in JSON.`);
  return text;
}

/** @source PostgreSQL 18, 8.15.2 Array Value Input */
function arrayText(items: readonly unknown[], type?: SqlType): string {
  const element = (type && arrayElement(type)) ?? undefined;
  const parts = items.map((item) =>
    Array.isArray(item) && !isJson(element) ? arrayText(item, type) : elementText(item, element),
  );
  return `{${parts.join(",")}}`;
}

function elementText(item: unknown, type: SqlType | undefined): string {
  if (item === null) return "NULL";
  const text = item instanceof Uint8Array ? bytesText(item) : String(bindValue(item, type));
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function badLiteral(message: string): CompileError {
  return new CompileError("compile.bad-literal", message);
}
