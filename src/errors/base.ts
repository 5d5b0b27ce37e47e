import type { ErrorCode } from "./codes.js";

/** What an error may carry beside its message. */
export interface ErrorParts {
  /** What to do about it, one sentence. */
  readonly hint?: string | undefined;
  /** Data for programs: JSON-safe and without secrets. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** Base of every error `migr` throws on purpose; anything else is a bug. */
export abstract class MigrError extends Error {
  /** A stable word such as `revision.multiple-heads`; its meaning never changes. */
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, parts: ErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = parts.hint;
    this.details = parts.details ?? {};
  }

  /** Adds a sentence to the hint, for those who know more than where the error was thrown. @internal */
  addHint(sentence: string): void {
    Object.assign(this, { hint: this.hint === undefined ? sentence : `${this.hint} ${sentence}` });
  }

  /** The form that `--json` prints. */
  toJSON(): { code: ErrorCode; message: string; hint?: string; details: object } {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint !== undefined && { hint: this.hint }),
      details: this.details,
    };
  }
}
