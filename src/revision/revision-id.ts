import { randomBytes } from "node:crypto";
import { RevisionError } from "../errors/errors.js";

/** Words that stand for places in the history, so that no revision or branch may be called so. */
export const RESERVED_WORDS: readonly string[] = ["head", "heads", "base", "current"];

/** The most characters a revision id may have: the version table's column holds no more. */
export const MAX_ID_LENGTH = 32;

const ID = /^[A-Za-z0-9_][A-Za-z0-9_.]*$/;
const LABEL = /^[A-Za-z0-9_.]+(?:-[A-Za-z0-9_.]+)*$/;
const ENDS_LIKE_A_STEP = /-\d+$/;

/** A new random id of hexadecimal digits, other than those that `isTaken` knows. */
export function newRevisionId(isTaken: (id: string) => boolean = () => false, length = 12): string {
  for (;;) {
    const id = randomBytes(Math.ceil(length / 2))
      .toString("hex")
      .slice(0, length);
    if (!isTaken(id)) return id;
  }
}

/**
 * The id itself where it may be one.
 *
 * @param where names the file or option in the message.
 * @throws {RevisionError} revision.bad-id: it is empty, too long, a reserved word or has a character that ids cannot have.
 */
export function checkRevisionId(id: string, where: string): string {
  const flaw = idFlaw(id);
  if (flaw === null) return id;
  throw new RevisionError("revision.bad-id", `The revision id ${JSON.stringify(id)} in ${where} ${flaw}.`, {
    hint: `An id has 1 to ${MAX_ID_LENGTH} letters, digits, "_" or "." and is none of ${RESERVED_WORDS.join(", ")}.`,
    details: { id },
  });
}

/**
 * The branch label itself where it may be one.
 *
 * @param where names the file or option in the message.
 * @throws {RevisionError} revision.bad-label: it is empty, a reserved word or has a character that labels cannot have.
 */
export function checkBranchLabel(label: string, where: string): string {
  const flaw = labelFlaw(label);
  if (flaw === null) return label;
  throw new RevisionError(
    "revision.bad-label",
    `The branch label ${JSON.stringify(label)} in ${where} ${flaw}.`,
    {
      hint: `A label has letters, digits, "_", "." and inner "-", does not end like a step ("-2") and is none of ${RESERVED_WORDS.join(", ")}.`,
      details: { label },
    },
  );
}

function idFlaw(id: string): string | null {
  if (id === "") return "is empty";
  if (RESERVED_WORDS.includes(id)) return "is a reserved word";
  if (!ID.test(id)) return "has a character that ids cannot have";
  if (id.length > MAX_ID_LENGTH) return `is longer than ${MAX_ID_LENGTH} characters`;
  return null;
}

function labelFlaw(label: string): string | null {
  if (label === "") return "is empty";
  if (RESERVED_WORDS.includes(label)) return "is a reserved word";
  if (!LABEL.test(label)) return "has a character that labels cannot have";
  if (ENDS_LIKE_A_STEP.test(label)) return "ends like a relative step";
  return null;
}
