import { Chalk, type ChalkInstance } from "chalk";

/** Colors by what they mean; each gives the text back as it is where there is no color. */
export interface Palette {
  /** Done, applied, as it should be. */
  readonly good: (text: string) => string;
  /** Pending, changed, worth a look. */
  readonly attention: (text: string) => string;
  /** Failed, or destroys something. */
  readonly bad: (text: string) => string;
  /** What may be passed over. */
  readonly dim: (text: string) => string;
  /** What a line is about. */
  readonly strong: (text: string) => string;
}

/** The palette of a terminal. The sixteen colors of its own theme are all that is used. */
export function colors(): Palette {
  const chalk: ChalkInstance = new Chalk({ level: 1 });
  // Chalk joins all the arguments it is given; a paint takes one, so that it can be passed to map().
  return {
    good: (text) => chalk.green(text),
    attention: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    dim: (text) => chalk.dim(text),
    strong: (text) => chalk.bold(text),
  };
}
