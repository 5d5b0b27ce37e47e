import { now } from "../util/deadline.js";
import { duration, pad } from "./layout.js";
import type { Output, Screen } from "./output.js";

const FIRST_AFTER_MS = 1000;
const EVERY_MS = 250;

/**
 * One line on a terminal that tells what takes so long; it comes after a second and leaves nothing behind.
 * There is none where nobody watches: on anything but a terminal, under `--quiet`, and among the lines of `--verbose`.
 */
export class Progress {
  readonly #screen: Screen;
  readonly #isWatched: boolean;
  #label = "";
  #started = 0;
  #timer: NodeJS.Timeout | undefined;
  #isShown = false;

  constructor({ notes, options }: Pick<Output, "notes" | "options">) {
    this.#screen = notes;
    this.#isWatched = notes.isTerminal && !options.quiet && !options.verbose;
  }

  /**
   * Begins, or goes on with, something new.
   *
   * @param label is asked for only where somebody watches
   */
  start(label: () => string): void {
    this.stop();
    if (!this.#isWatched) return;
    this.#label = label();
    this.#started = now();
    this.#timer = setTimeout(() => {
      this.#draw();
      this.#timer = setInterval(() => this.#draw(), EVERY_MS).unref();
    }, FIRST_AFTER_MS).unref();
  }

  /** Ends it and clears the line, so that others can be written. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isShown) this.#screen.stream.write(`\r${" ".repeat(this.#screen.columns - 1)}\r`);
    this.#isShown = false;
  }

  #draw(): void {
    const time = duration(now() - this.#started);
    const room = this.#screen.columns - time.length - 3;
    const label = this.#label.length > room ? `${this.#label.slice(0, room - 3)}...` : this.#label;
    this.#screen.stream.write(`\r${this.#screen.paint.dim(pad(`${label}  ${time}`, room))}`);
    this.#isShown = true;
  }
}
