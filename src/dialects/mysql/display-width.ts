import { remembering } from "../../util/remember.js";

/**
 * The widths that integers are shown with where none is given: signed, unsigned.
 *
 * @source MariaDB Server documentation, "Numeric Data Type Overview"
 */
const WIDTHS: Readonly<Record<string, readonly [signed: number, unsigned: number]>> = {
  tinyint: [4, 3],
  smallint: [6, 5],
  mediumint: [9, 8],
  int: [11, 10],
  bigint: [20, 20],
};

/**
 * The display width of an integer where it is another than the server's own and not part of the type: `tinyint(1)` and
 * numbers with ZEROFILL have theirs there.
 */
export const displayWidthOf = remembering((type: string): number | null => {
  const [, name = "", width = "", rest = ""] = /^(\w+int|int)\((\d+)\)(.*)$/.exec(type) ?? [];
  const own = Object.hasOwn(WIDTHS, name) ? WIDTHS[name]! : undefined;
  if (!own || rest.includes("zerofill") || (name === "tinyint" && width === "1")) return null;
  const usual = rest.includes("unsigned") ? own[1] : own[0];
  return Number(width) === usual ? null : Number(width);
});

/** The words of a type with a display width, where it is an integer that names none. */
export function withDisplayWidth(sql: string, width: number): string {
  return sql.replace(/^(?:TINY|SMALL|MEDIUM|BIG)?INT\b(?!\()/i, `$&(${width})`);
}
