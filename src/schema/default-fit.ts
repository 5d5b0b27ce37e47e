import type { SqlType, TypeKind } from "../types/type.js";

/** Says in a word or two why no value of a type can be this one; null where it can, or where that is not sure. */
type Fit<K extends TypeKind> = (
  value: unknown,
  type: Extract<SqlType, { readonly kind: K }>,
) => string | null;

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i;
const NO_NUMBERS = /^\s*[-+]?(?:nan|inf(?:inity)?)\s*$/i;
const BOOLEAN = /^\s*(?:t|true|f|false|y|yes|n|no|on|off|0|1)\s*$/i;

function isNumber(value: unknown): string | null {
  if (typeof value === "boolean" || typeof value === "object") return "is no number";
  if (typeof value !== "string") return null;
  return NUMBER.test(value) || NO_NUMBERS.test(value) ? null : "is no number";
}

function isWhole(value: unknown): string | null {
  const isFraction =
    (typeof value === "number" && !Number.isInteger(value)) ||
    (typeof value === "string" && /\.\d*[1-9]/.test(value) && NUMBER.test(value));
  return isNumber(value) ?? (isFraction ? "is no whole number" : null);
}

function hasLength(value: unknown, length: number | undefined): string | null {
  const isLonger = typeof value === "string" && length !== undefined && [...value].length > length;
  return isLonger ? `is longer than ${length}` : null;
}

/** A day that there is, or one of the words and of the forms without a day that a database may take. */
function isDay(value: unknown): string | null {
  if (typeof value !== "string") return null;
  if (!/\d/.test(value)) {
    return /^\s*(?:now|today|tomorrow|yesterday|epoch|[-+]?infinity)\s*$/i.test(value) ? null : "is no date";
  }
  const [, year, month, day] = /^\s*(\d{4})-(\d\d)-(\d\d)(?!\d)/.exec(value)?.map(Number) ?? [];
  if (year === undefined || month === 0 || day === 0) return null;
  const days = new Date(Date.UTC(2000, month!, 0)).getUTCDate();
  return month! > 12 || day! > days ? "is no date" : null;
}

const FITS: { readonly [K in TypeKind]?: Fit<K> } = {
  integer: isWhole,
  smallInteger: isWhole,
  bigInteger: isWhole,
  numeric(value, { precision, scale = 0 }) {
    const number = isNumber(value);
    if (number !== null || precision === undefined || !/^(?:string|number|bigint)$/.test(typeof value)) {
      return number;
    }
    const size = Math.abs(Number(value));
    return Number.isFinite(size) && size >= 10 ** (precision - scale) ? "is too great for it" : null;
  },
  float: isNumber,
  double: isNumber,
  string: (value, { length }) => hasLength(value, length),
  char: (value, { length }) => hasLength(value, length),
  boolean: (value) => (typeof value !== "string" || BOOLEAN.test(value) ? null : "is neither true nor false"),
  date: isDay,
  dateTime: isDay,
  uuid: (value) =>
    typeof value !== "string" || /^[0-9a-f]{32}$/i.test(value.replace(/[-{}]/g, "")) ? null : "is no UUID",
  enum: (value, { values }) =>
    typeof value !== "string" || values.includes(value) ? null : "is no word of the enum",
};

/**
 * Why a value can be none of a type, as what follows its name in a sentence; null where it can be one, or where that
 * depends on the database.
 */
export function defaultMisfit(value: unknown, type: SqlType): string | null {
  if (value === null || value === undefined) return null;
  return (FITS[type.kind] as Fit<TypeKind> | undefined)?.(value, type as never) ?? null;
}
