import { ConfigError } from "../errors/errors.js";
import { formatCreateDate } from "../revision/file-name.js";
import { MAX_ID_LENGTH, newRevisionId } from "../revision/revision-id.js";
import type { RevisionIdMaker } from "./shape.js";

const DIGITS = /^\d+$/;

/**
 * Ids that count: `0001`, `0002`, one above the highest number that there is.
 *
 * @param options.width the fewest digits; 4 by default
 * @param options.start the first number; 1 by default
 * @throws {ConfigError} config.invalid: a number is out of range
 */
export function sequenceIds(
  options: { readonly width?: number; readonly start?: number } = {},
): RevisionIdMaker {
  const { width = 4, start = 1 } = options;
  assertWhole("sequenceIds", "width", width, 1, MAX_ID_LENGTH);
  assertWhole("sequenceIds", "start", start, 0, Number.MAX_SAFE_INTEGER);
  return ({ revisions }) => {
    const highest = revisions
      .filter((id) => DIGITS.test(id))
      .reduce((most, id) => (BigInt(id) > most ? BigInt(id) : most), BigInt(start) - 1n);
    return String(highest + 1n).padStart(width, "0");
  };
}

/**
 * Ids that tell when: `20261121135502`, a second later where that is taken.
 *
 * @param options.timezone an IANA name, `utc` (the default) or `local`
 */
export function timestampIds(options: { readonly timezone?: string } = {}): RevisionIdMaker {
  return ({ revisions, createdAt }) => {
    for (let time = createdAt.getTime(); ; time += 1000) {
      const id = formatCreateDate(new Date(time), options.timezone).replace(/\D/g, "").slice(0, 14);
      if (!revisions.includes(id)) return id;
    }
  };
}

/**
 * Random ids of hexadecimal digits, which is what revisions get by default.
 *
 * @param options.length 12 by default
 * @throws {ConfigError} config.invalid: the length is out of range
 */
export function randomIds(options: { readonly length?: number } = {}): RevisionIdMaker {
  const { length = 12 } = options;
  assertWhole("randomIds", "length", length, 4, MAX_ID_LENGTH);
  return ({ revisions }) => newRevisionId((id) => revisions.includes(id), length);
}

function assertWhole(maker: string, option: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new ConfigError(
    "config.invalid",
    `The option ${option} of ${maker} must be a whole number from ${least} to ${most}, and is ${value}.`,
  );
}
