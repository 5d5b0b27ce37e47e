import { Project } from "../api/project.js";
import { safeText } from "../util/text.js";
import type { GlobalOptions } from "./global-options.js";
import type { Environment, Output } from "./output.js";
import { Progress } from "./progress.js";

/** What one run of a command is given. */
export interface AppParts {
  readonly command: string;
  readonly global: GlobalOptions;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly cwd: string;
  readonly env: Environment;
}

/** A run of a command: the project, where its output goes, and what interrupts it. */
export class App extends Project {
  readonly command: string;
  readonly global: GlobalOptions;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly env: Environment;
  /** Something is under way that must be rolled back before the process may end. */
  isCritical = false;

  constructor({ command, global, output, signal, cwd, env }: AppParts) {
    const { config: file, url, x, verbose } = global;
    const echo = (line: string) => output.note(({ paint }) => [paint.dim(safeText(line))]);
    super({ command, cwd, file, url, x, env, ...(verbose && { echo }) });
    this.command = command;
    this.global = global;
    this.output = output;
    this.signal = signal;
    this.env = env;
  }

  /** Does work that may take long, with a line on the terminal that tells so. */
  async during<T>(label: string, work: () => Promise<T>): Promise<T> {
    const progress = new Progress(this.output);
    progress.start(label);
    try {
      return await work();
    } finally {
      progress.stop();
    }
  }
}
