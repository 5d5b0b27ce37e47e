import { fstatSync, writeSync } from "node:fs";
import { UsageError } from "../errors/errors.js";
import { messageOf } from "../util/text.js";
import { EXIT } from "./exit-code.js";
import type { TextStream } from "./output.js";

/** The streams of a process that people and programs read. */
const NAMES = { 1: "stdout", 2: "stderr" } as const;

/**
 * Standard output or standard error. Into pipes and files it writes at once, without Node's stream, which takes longer
 * to load than most commands take for their work; terminals, and pipes that are full, have theirs.
 */
export class StandardStream implements TextStream {
  readonly #descriptor: keyof typeof NAMES;
  #stream: NodeJS.WriteStream | null | undefined;

  constructor(descriptor: keyof typeof NAMES) {
    this.#descriptor = descriptor;
  }

  get isTTY(): boolean {
    return this.#terminal()?.isTTY === true;
  }

  get columns(): number | undefined {
    return this.#terminal()?.columns;
  }

  /** How much text is still to be written. */
  get pending(): number {
    return this.#stream?.writableLength ?? 0;
  }

  write(text: string): void {
    const stream = this.#terminal();
    if (stream) {
      stream.write(text);
      return;
    }
    const bytes = Buffer.from(text);
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(this.#descriptor, bytes, done);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") this.#open().write(bytes.subarray(done));
      else leaveUnlessClosed(error);
    }
  }

  /** The stream, where it may be a terminal or had to be opened; else null. */
  #terminal(): NodeJS.WriteStream | null {
    if (this.#stream === undefined) {
      this.#stream = null;
      if (isCharacterDevice(this.#descriptor)) this.#open();
    }
    return this.#stream;
  }

  #open(): NodeJS.WriteStream {
    const stream = process[NAMES[this.#descriptor]];
    stream.on("error", leaveUnlessClosed);
    this.#stream = stream;
    return stream;
  }
}

/** A reader such as `head` may leave before all is written; that is no error of ours. */
function leaveUnlessClosed(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code === "EPIPE") return;
  const { code, message, hint } = unwritable(error);
  try {
    writeSync(2, `error[${code}]: ${message}\nhint: ${hint}\n`);
  } catch {
    // Nobody listens there either; the exit code says it.
  }
  process.exit(EXIT.failed);
}

function unwritable(cause: unknown): UsageError {
  return new UsageError(
    `The output cannot be written: ${messageOf(cause)}.`,
    { hint: "Make room, or send it elsewhere; `migr status` tells where the database stands.", cause },
    "cli.output",
  );
}

function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}
