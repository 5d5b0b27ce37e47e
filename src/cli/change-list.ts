import type { ChangeDocument } from "../api/change-document.js";
import type { Description } from "../ops/operation.js";
import type { Unsupported } from "../schema/object.js";
import { displayWidth } from "../util/display-width.js";
import { oneLine, plural, safeText } from "../util/text.js";
import { alignRows, type Cell } from "./layout.js";
import type { Output, Screen } from "./output.js";
import type { Palette } from "./palette.js";

/** What a terminal shows while models and database are compared. */
export const COMPARING = "comparing models and database";

const INDENT = "  ";
/** A column of details is no wider than this, so that what is destroyed is near what destroys it. */
const MOST_DETAIL = 24;
const LEAST_DETAIL = 15;
const MOST_SUBJECT = 30;

/** Changes as aligned lines: `  + users.bio   text, null`. */
export function changeLines(
  changes: readonly ChangeDocument[],
  { paint, columns }: Pick<Screen, "paint" | "columns">,
): readonly string[] {
  const rows = changes.map(({ sign, subject, detail, destroys }): readonly Cell[] => {
    const named = { text: `${sign} ${subject}`, paint: paintOf(sign, paint) };
    if (destroys === undefined) return [named, { text: detail }];
    const loss = { text: `destroys ${destroys}`, paint: paint.bad };
    const fits = displayWidth(subject) <= MOST_SUBJECT && displayWidth(detail) <= MOST_DETAIL;
    if (fits) return [named, { text: detail.padEnd(LEAST_DETAIL) }, loss];
    return [named, { text: `${detail}, destroys ${destroys}`, paint: paint.bad }];
  });
  return alignRows(rows, { columns, indent: INDENT });
}

/**
 * What to do about tables that were there before the history begins, which a first revision would drop; null where it
 * drops none.
 */
export function pullHint(changes: readonly ChangeDocument[]): string | null {
  const { length } = changes.filter(({ kind }) => kind === "dropTable");
  if (length === 0) return null;
  const them = length === 1 ? "it" : "them";
  return `The database has ${plural(length, "table")} that no model declares: \`migr pull\` writes models of ${them}, includeName leaves ${them} alone.`;
}

function paintOf(sign: Description["sign"], paint: Palette): (text: string) => string {
  return sign === "+" ? paint.good : sign === "-" ? paint.bad : paint.attention;
}

/** Tells what could not be compared, and with `--verbose` what is left alone. */
export function reportLimits(
  output: Output,
  {
    problems,
    unsupported,
  }: { readonly problems: readonly string[]; readonly unsupported: readonly Unsupported[] },
): void {
  for (const problem of problems) output.warn(safeText(problem));
  if (!output.options.verbose) return;
  output.note(({ paint }) =>
    unsupported.map(({ what, schema, name }) => {
      const full = schema === undefined ? name : `${schema}.${name}`;
      return paint.dim(`left alone: ${oneLine(what)} ${oneLine(full)}`);
    }),
  );
}
