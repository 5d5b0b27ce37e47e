import { createInterface, type Interface } from "node:readline";
import { enumerate } from "../util/text.js";

/** Asks questions on a terminal, one after another. */
export class Prompt implements Disposable {
  readonly #terminal: Interface;
  #isClosed = false;

  private constructor(terminal: Interface) {
    this.#terminal = terminal;
  }

  /** Begins to listen to the keyboard. */
  static open(): Prompt {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const prompt = new Prompt(terminal);
    terminal.once("close", () => {
      prompt.#isClosed = true;
    });
    // Here the keyboard no longer makes a signal of Ctrl-C.
    terminal.on("SIGINT", () => {
      process.stderr.write("\n");
      process.kill(process.pid, "SIGINT");
    });
    return prompt;
  }

  /**
   * Asks until the answer is one of those there are; letters of the other case will do where that leaves one.
   *
   * @returns null where the person ends the input
   */
  async ask(question: string, choices: readonly string[]): Promise<string | null> {
    let text = `${question} [${choices.join("/")}] `;
    for (;;) {
      const answer = await this.#line(text);
      if (answer === null) return null;
      const found = choices.find((each) => each === answer) ?? meant(choices, answer);
      if (found !== undefined) return found;
      text = `Answer ${enumerate(choices, "or")}: `;
    }
  }

  /** Ends the listening, so that the process can end. */
  [Symbol.dispose](): void {
    this.#terminal.close();
  }

  #line(text: string): Promise<string | null> {
    if (this.#isClosed) return Promise.resolve(null);
    return new Promise((resolve) => {
      const onClose = () => {
        process.stderr.write("\n");
        resolve(null);
      };
      this.#terminal.once("close", onClose);
      this.#terminal.question(text, (answer) => {
        this.#terminal.off("close", onClose);
        resolve(answer.trim());
      });
    });
  }
}

/** The only choice that is this word in letters of either case; yes is y, and no is n. */
function meant(choices: readonly string[], answer: string): string | undefined {
  const lower = answer.toLowerCase();
  const wanted = lower === "yes" ? "y" : lower === "no" ? "n" : lower;
  const found = choices.filter((each) => each.toLowerCase() === wanted);
  return found.length === 1 ? found[0] : undefined;
}
