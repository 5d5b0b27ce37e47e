import type { ErrorCode } from "../errors/codes.js";

/** What the process tells its caller. */
export const EXIT = {
  /** All is done, or the answer is yes. */
  done: 0,
  /** Something failed; the message has a code. */
  failed: 1,
  /** The command line is wrong, or a decision is missing. */
  usage: 2,
  /** The question was answered with no. */
  answeredNo: 3,
  /** Another run holds the lock and the wait ran out. */
  locked: 4,
  /** A half-applied revision needs attention. */
  halfApplied: 5,
  /** Interrupted, after the running statement was cancelled and its transaction rolled back. */
  interrupted: 130,
} as const;

/** One of the numbers above. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_CODE: Partial<Record<ErrorCode, ExitCode>> = {
  "cli.usage": EXIT.usage,
  "autogenerate.undecided": EXIT.usage,
  "cli.editor": EXIT.usage,
  "revision.range-needed": EXIT.usage,
  "migration.locked": EXIT.locked,
  "migration.interrupted": EXIT.interrupted,
};

/** The exit code for an error by its stable code; `failed` for what has none. */
export function exitCodeOf(code: ErrorCode | undefined): ExitCode {
  return (code === undefined ? undefined : BY_CODE[code]) ?? EXIT.failed;
}
