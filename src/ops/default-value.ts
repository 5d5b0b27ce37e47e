import { defaultMisfit } from "../schema/default-fit.js";
import type { SqlType, TypeOf } from "../types/type.js";

/** The form of a literal default that a type's builder takes, or undefined where it takes it as SQL only. */
type Form<T extends SqlType> = (value: unknown, type: T) => unknown;

const asText: Form<SqlType> = (value) => (typeof value === "string" ? value : undefined);

function asNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  if (typeof value !== "string" || value === "" || String(Number(value)) !== value) return undefined;
  return Number(value);
}

function asBigInt(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  const isWhole = Number.isSafeInteger(value) || (typeof value === "string" && /^-?\d+$/.test(value));
  return isWhole ? BigInt(value as number | string) : undefined;
}

function asDecimal(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value)))
    return String(value);
  return undefined;
}

const FORMS: { readonly [K in SqlType["kind"]]: Form<TypeOf<K>> } = {
  integer: asNumber,
  smallInteger: asNumber,
  bigInteger: (value, { mode }) => (mode === "number" ? asNumber(value) : asBigInt(value)),
  numeric: (value, { mode }) => (mode === "number" ? asNumber(value) : asDecimal(value)),
  float: asNumber,
  double: asNumber,
  string: asText,
  char: asText,
  text: asText,
  date: asText,
  time: asText,
  interval: asText,
  uuid: asText,
  boolean: (value) =>
    value === 0 || value === 1 ? value === 1 : typeof value === "boolean" ? value : undefined,
  json: (value) => value,
  native: (value) => value,
  raw: (value) => value,
  dateTime: (value) => (value instanceof Date ? value : undefined),
  largeBinary: (value) => (value instanceof Uint8Array ? value : undefined),
  enum: (value, { values }) => (values.includes(value as string) ? value : undefined),
};

/** A literal default as the TypeScript type of its column has it; undefined where it has no such form. */
export function valueOfType(value: unknown, type: SqlType): unknown {
  if (defaultMisfit(value, type) !== null) return undefined;
  return (FORMS[type.kind] as Form<SqlType>)(value, type);
}
