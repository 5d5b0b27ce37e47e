import { RevisionError } from "../errors/errors.js";

/** What was typed for a revision, in its parts: `branch@name+steps`. */
export interface Identifier {
  /** As it was typed. */
  readonly text: string;
  /** The label or id before the `@`. */
  readonly branch: string | null;
  /** `head`, `heads`, `base`, `current`, an id, the beginning of one, or a label; null where only steps were typed. */
  readonly name: string | null;
  /** How many revisions up (positive) or down (negative); null where no steps were typed. */
  readonly steps: number | null;
}

/** `from:to`; a side that was left open is null. */
export interface IdentifierRange {
  readonly from: Identifier | null;
  readonly to: Identifier | null;
}

const STEPS = /[+-]\d+$/;
const NAME = /^[A-Za-z0-9_.]+(?:-[A-Za-z0-9_.]+)*$/;

/** Every form an identifier can have, for help texts. */
const IDENTIFIER_FORMS =
  "an id or its beginning, head, heads, base, current, a label, label@head, label@base, label@REV, +N, -N, REV+N, REV-N, label@+N";

/**
 * Takes an identifier apart without asking whether such a revision exists.
 *
 * @throws {RevisionError} revision.malformed: the text has none of the forms.
 */
export function parseIdentifier(text: string): Identifier {
  const typed = text.trim();
  if (typed.includes(":")) {
    throw malformed(text, "is a range", "A range `FROM:TO` is for `history -r` and for --sql.");
  }
  const [branch, rest, surplus] = typed.includes("@") ? typed.split("@") : [null, typed];
  if (surplus !== undefined) throw malformed(text, 'has more than one "@"');
  const sign = STEPS.exec(rest!)?.[0] ?? null;
  const name = sign === null ? rest! : rest!.slice(0, -sign.length);
  const steps = sign === null ? null : Number(sign);
  if (steps === 0) throw malformed(text, "takes no step", "Write +1 or more, or -1 or less.");
  if (name === "" && steps === null)
    throw malformed(text, typed === "" ? "is empty" : 'has nothing after the "@"');
  if (name !== "" && !NAME.test(name)) throw malformed(text, "has a character that identifiers cannot have");
  if (branch !== null && !NAME.test(branch!)) throw malformed(text, 'has no branch before the "@"');
  return { text: typed, branch: branch ?? null, name: name === "" ? null : name, steps };
}

/** Whether the text is meant as a range. */
export function isRange(text: string): boolean {
  return text.includes(":");
}

/**
 * Takes a range apart; either side may be open.
 *
 * @throws {RevisionError} revision.malformed: there is not exactly one colon, or a side has none of the forms.
 */
export function parseRange(text: string): IdentifierRange {
  const sides = text.split(":");
  if (sides.length !== 2)
    throw malformed(text, "is not a range", "A range is `FROM:TO`; either side may be left open.");
  const [from, to] = sides.map((side) => (side.trim() === "" ? null : parseIdentifier(side)));
  return { from: from ?? null, to: to ?? null };
}

/** Whether an identifier or a range can only be understood with the rows of a database at hand. */
export function needsDatabase(text: string): boolean {
  if (!isRange(text)) return isRelativeToDatabase(parseIdentifier(text));
  const { from, to } = parseRange(text);
  return [from, to].some(
    (side, i) => side !== null && isRelativeToDatabase(side) && !isRelativeToOther(side, i === 0 ? to : from),
  );
}

/** Whether a side of a range is bare steps that count from the other side: `-3:head`, `base:+2`. */
export function isRelativeToOther(side: Identifier, other: Identifier | null): boolean {
  return side.name === null && other !== null && other.name !== null;
}

function isRelativeToDatabase(identifier: Identifier): boolean {
  return identifier.name === null || identifier.name === "current";
}

function malformed(text: string, flaw: string, hint?: string): RevisionError {
  return new RevisionError("revision.malformed", `The revision identifier ${JSON.stringify(text)} ${flaw}.`, {
    hint: hint ?? `Write one of: ${IDENTIFIER_FORMS}.`,
    details: { identifier: text },
  });
}
