import type { Node } from "../sql/node.js";
import { identifier, inList, raw, template, value } from "../sql/nodes/index.js";
import type { Spelling } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";

/** Rows that something new would not allow: which they are, and what is wrong with them. */
export interface Misfits {
  readonly condition: Node;
  /** A clause about such a row: `name is longer than 20 characters`. */
  readonly message: string;
}

/** What a native type takes, as far as its name tells. */
interface Room {
  /** Most characters. */
  readonly characters?: number;
  /** Most bytes. */
  readonly bytes?: number;
  /** Whole numbers only, and between which. */
  readonly whole?: readonly [low: bigint, high: bigint];
  /** Most digits before the point and behind it; null for no end. */
  readonly digits?: { readonly before: number; readonly behind: number } | null;
  readonly family: "text" | "number";
}

/** Bits of whole numbers by the names that databases give them. */
const BITS: Readonly<Record<string, bigint>> = {
  tinyint: 8n,
  smallint: 16n,
  mediumint: 24n,
  int: 32n,
  integer: 32n,
  bigint: 64n,
};

/** Bytes of texts whose names say it. @source MySQL 9.7 Reference Manual, 13.7 "Data Type Storage Requirements" */
const BYTES: Readonly<Record<string, number>> = {
  tinytext: 255,
  mediumtext: 2 ** 24 - 1,
  longtext: 2 ** 32 - 1,
};

const MYSQL_TEXT = 2 ** 16 - 1;

/** The rows whose values a column would not hold in another type; null where it holds all, or that is not known. */
export function typeMisfits(column: string, from: SqlType, to: SqlType, spelling: Spelling): Misfits | null {
  const words = wordMisfits(column, from, to);
  if (words) return words;
  const [before, after] = [roomOf(from, spelling), roomOf(to, spelling)];
  if (!before || !after || before.family !== after.family) return null;
  return after.family === "text" ? longerThan(column, before, after) : largerThan(column, before, after);
}

function wordMisfits(column: string, from: SqlType, to: SqlType): Misfits | null {
  if (to.kind !== "enum") return null;
  const words = (values: readonly string[]) => values.map((word) => value({ value: word }));
  const operand = identifier({ path: [column] });
  if (from.kind !== "enum") {
    const isText = from.kind === "string" || from.kind === "char" || from.kind === "text";
    if (!isText) return null;
    return {
      condition: inList({ operand, items: words(to.values), negated: true }),
      message: `${column} is none of ${to.values.join(", ")}`,
    };
  }
  // MySQL keeps no spaces at the end of a word, which the model may have.
  const kept = new Set(to.values.map((word) => word.trimEnd()));
  const gone = from.values.filter((word) => !kept.has(word.trimEnd()));
  if (gone.length === 0) return null;
  return {
    condition: inList({ operand, items: words(gone), negated: false }),
    message: `${column} is ${gone.join(" or ")}`,
  };
}

function longerThan(column: string, before: Room, { characters, bytes }: Room): Misfits | null {
  if (characters !== undefined && (before.characters ?? Number.POSITIVE_INFINITY) > characters) {
    return {
      condition: text("char_length(", column, `) > ${characters}`),
      message: `${column} is longer than ${characters} characters`,
    };
  }
  if (bytes === undefined || before.bytes === undefined || before.bytes <= bytes) return null;
  return {
    condition: text("octet_length(", column, `) > ${bytes}`),
    message: `${column} is longer than ${bytes} bytes`,
  };
}

function largerThan(column: string, before: Room, after: Room): Misfits | null {
  if (after.whole) {
    const [low, high] = after.whole;
    const fits = before.whole && before.whole[0] >= low && before.whole[1] <= high;
    if (fits) return null;
    const broken = before.whole
      ? []
      : [raw({ sql: " OR " }), own(column), raw({ sql: " <> round(" }), own(column), raw({ sql: ")" })];
    return {
      condition: template({
        pieces: [own(column), raw({ sql: ` NOT BETWEEN ${low} AND ${high}` }), ...broken],
      }),
      message: `${column} is ${before.whole ? "" : "no whole number, or "}not between ${low} and ${high}`,
    };
  }
  if (!after.digits) return null;
  const { before: places, behind } = after.digits;
  const had = digitsOf(before);
  const tests: Node[] = [];
  if (had.before > places) tests.push(text("abs(", column, `) >= 1${"0".repeat(places)}`));
  if (had.behind > behind)
    tests.push(
      template({
        pieces: [own(column), raw({ sql: " <> round(" }), own(column), raw({ sql: `, ${behind})` })],
      }),
    );
  if (tests.length === 0) return null;
  return {
    condition:
      tests.length === 1 ? tests[0]! : template({ pieces: [tests[0]!, raw({ sql: " OR " }), tests[1]!] }),
    message: `${column} has more than ${places} digits before or ${behind} behind the point`,
  };
}

/** How many digits of a number there may be. */
function digitsOf({ whole, digits }: Room): { readonly before: number; readonly behind: number } {
  if (whole)
    return { before: Math.max(...whole.map((end) => String(end < 0n ? -end : end).length)), behind: 0 };
  return digits ?? { before: Number.POSITIVE_INFINITY, behind: Number.POSITIVE_INFINITY };
}

/** What a type takes by its native name, which is the same for all that a vocabulary calls it. */
function roomOf(type: SqlType, spelling: Spelling): Room | null {
  if (type.kind === "enum" || type.kind === "boolean") return null;
  // The rounding of binary fractions is their own matter.
  if (type.kind === "float" || type.kind === "double") return null;
  const match = /^([a-z]+(?: varying)?)(?:\((\d+)(?:,\s*(-?\d+))?\))?((?: unsigned| zerofill)*)$/.exec(
    spelling.typeSql(type).toLowerCase(),
  );
  if (!match) return null;
  const [, name = "", first, second, rest = ""] = match;
  const bits = BITS[name];
  if (bits !== undefined) {
    const isUnsigned = rest !== "";
    const half = 1n << (bits - 1n);
    return { family: "number", whole: isUnsigned ? [0n, 2n * half - 1n] : [-half, half - 1n] };
  }
  if (name === "numeric" || name === "decimal") {
    if (first === undefined) return { family: "number", digits: null };
    const behind = Number(second ?? 0);
    return { family: "number", digits: { before: Number(first) - behind, behind } };
  }
  if (/^(char|character|varchar|character varying)$/.test(name)) {
    return { family: "text", ...(first !== undefined && { characters: Number(first) }) };
  }
  if (name === "text") return { family: "text", bytes: MYSQL_TEXT };
  const bytes = BYTES[name];
  return bytes === undefined ? null : { family: "text", bytes };
}

function own(column: string): Node {
  return identifier({ path: [column] });
}

function text(before: string, column: string, after: string): Node {
  return template({ pieces: [raw({ sql: before }), own(column), raw({ sql: after })] });
}
