import { Project, type SharedParts } from "../api/project.js";
import type { ResolvedConfig } from "../config/resolve.js";
import { safeText } from "../util/text.js";
import type { GlobalOptions } from "./global-options.js";
import type { Interruption } from "./interruption.js";
import type { Environment, Output } from "./output.js";
import { Progress } from "./progress.js";

/** What one run of a command is given. */
export interface AppParts {
  readonly command: string;
  readonly global: GlobalOptions;
  /** What `--tag` says, of a command that takes it. */
  readonly tag?: string | undefined;
  readonly output: Output;
  readonly interruption: Interruption;
  readonly cwd: string;
  readonly env: Environment;
}

/** A run of a command: the project, where its output goes, and what interrupts it. */
export class App extends Project {
  readonly command: string;
  readonly global: GlobalOptions;
  readonly output: Output;
  readonly env: Environment;
  readonly #parts: AppParts;
  readonly #others = new Set<App>();
  #isCritical = false;

  constructor({ command, global, tag, output, interruption, cwd, env }: AppParts, shared?: SharedParts) {
    const { config: file, url, databases, targets, x, verbose } = global;
    const echo = (line: string) => output.note(({ paint }) => [paint.dim(safeText(line))]);
    super({ command, cwd, file, url, databases, targets, x, tag, env, ...(verbose && { echo }) }, shared);
    this.#parts = { command, global, tag, output, interruption, cwd, env };
    this.command = command;
    this.global = global;
    this.output = output;
    this.env = env;
  }

  /** Aborted when the command is to stop. */
  get signal(): AbortSignal {
    return this.#parts.interruption.signal;
  }

  /** Something is under way, here or on one of several databases, that must be rolled back before the process may end. */
  get isCritical(): boolean {
    return this.#isCritical || [...this.#others].some((other) => other.isCritical);
  }

  set isCritical(isCritical: boolean) {
    this.#isCritical = isCritical;
  }

  /** Does work with the same command on one of several databases. */
  async at<T>(config: ResolvedConfig, output: Output, work: (app: App) => Promise<T>): Promise<T> {
    const app = new App({ ...this.#parts, output }, await this.sharedWith(config));
    this.#others.add(app);
    try {
      return await work(app);
    } finally {
      await app.close().catch(() => undefined);
      this.#others.delete(app);
    }
  }

  /** Does work that may take long, with a line on the terminal that tells so. */
  async during<T>(label: string, work: () => Promise<T>): Promise<T> {
    const progress = new Progress(this.output);
    progress.start(() => label);
    try {
      return await work();
    } finally {
      progress.stop();
    }
  }
}
