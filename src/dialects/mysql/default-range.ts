import { SchemaError } from "../../errors/errors.js";
import { displayName } from "../../schema/name.js";
import type { Table } from "../../schema/table.js";
import type { Value } from "../../sql/nodes/index.js";
import type { SqlType } from "../../types/type.js";
import { isUnsigned } from "./native-form.js";
import type { Variant } from "./variant.js";

/** How many bits each type of whole numbers has. @source MySQL 9.7 Reference Manual, 13.1.2 "Integer Types" */
const BITS: Readonly<Record<string, bigint>> = {
  tinyint: 8n,
  smallint: 16n,
  smallInteger: 16n,
  mediumint: 24n,
  int: 32n,
  integer: 32n,
  bigint: 64n,
  bigInteger: 64n,
};

/**
 * Refuses literal defaults that are beyond what their column holds, which the server calls an invalid default and no
 * more.
 *
 * @throws {SchemaError} `schema.invalid-column`: a default is too small or too great
 */
export function assertDefaults(table: Table, { title }: Variant): void {
  for (const { name, type, default: given } of table.columns) {
    const range = given?.kind === "value" ? rangeOf(type) : null;
    const number = range && numberOf((given as Value).value);
    if (!range || number === null) continue;
    const { low, high } = range;
    if ((low === null || number >= low) && (high === null || number <= high)) continue;
    const holds = high === null ? `no number below ${low}` : `whole numbers from ${low} to ${high}`;
    throw new SchemaError(
      "schema.invalid-column",
      `${title} does not take the default ${number} of ${displayName(table)}.${name}, which holds ${holds}.`,
      { hint: "Change the default, or the type.", details: { table: displayName(table), column: name } },
    );
  }
}

interface Range {
  readonly low: bigint | null;
  readonly high: bigint | null;
}

function rangeOf(type: SqlType): Range | null {
  const isNative = type.kind === "native";
  const isNatural = isNative && isUnsigned(type);
  const bits = BITS[isNative ? type.name : type.kind];
  if (bits !== undefined && (!isNative || type.dialect === "mysql")) {
    return isNatural
      ? { low: 0n, high: 2n ** bits - 1n }
      : { low: -(2n ** (bits - 1n)), high: 2n ** (bits - 1n) - 1n };
  }
  return isNatural ? { low: 0n, high: null } : null;
}

/** A whole number, or the one below a fraction; null where it is none. */
function numberOf(value: unknown): bigint | null {
  if (typeof value === "bigint") return value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return null;
  return /^[-+]?\d+$/.test(String(value))
    ? BigInt(String(value).replace("+", ""))
    : BigInt(Math.floor(number));
}
