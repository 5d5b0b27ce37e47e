import type { ResolvedConfig } from "../config/load.js";
import type { Engine } from "../engine/engine.js";
import type { ModuleLoader } from "../loader/module-loader.js";
import type { Migrator } from "../migrate/migrator.js";
import type { MigrationSettings } from "../migrate/settings.js";
import type { RevisionGraph } from "../revision/graph.js";
import { safeText } from "./failure.js";
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

/**
 * The project as a command sees it: configuration, history and database, each loaded when it is first asked for,
 * and with it the code that it needs.
 */
export class App {
  readonly command: string;
  readonly global: GlobalOptions;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly cwd: string;
  readonly env: Environment;
  /** Something is under way that must be rolled back before the process may end. */
  isCritical = false;
  #loader: ModuleLoader | undefined;
  #config: Promise<ResolvedConfig> | undefined;
  #engine: Engine | undefined;
  #migrator: Migrator | undefined;
  #graph: RevisionGraph | undefined;

  constructor(parts: AppParts) {
    this.command = parts.command;
    this.global = parts.global;
    this.output = parts.output;
    this.signal = parts.signal;
    this.cwd = parts.cwd;
    this.env = parts.env;
  }

  /** The configuration. @throws {ConfigError} as `loadConfig` */
  config(): Promise<ResolvedConfig> {
    this.#config ??= this.#loadConfig();
    return this.#config;
  }

  /** The history, read from the headers of the revision files. @throws {RevisionError} as `readRevisions` */
  async graph(): Promise<RevisionGraph> {
    if (this.#migrator !== undefined) return this.#migrator.graph;
    if (this.#graph === undefined) {
      const { versionLocations, recursive } = await this.config();
      const [{ RevisionGraph }, { readRevisions }] = await Promise.all([
        import("../revision/graph.js"),
        import("../revision/directory.js"),
      ]);
      this.#graph = new RevisionGraph(readRevisions(versionLocations, { recursive }));
    }
    return this.#graph;
  }

  /** The database with its history. @throws {ConfigError} config.no-url, config.bad-url: none is named, or wrongly */
  async migrator(): Promise<Migrator> {
    if (this.#migrator === undefined) {
      const config = await this.config();
      const [{ createEngine, DatabaseUrl }, { Migrator }, { requireUrl }, settings] = await Promise.all([
        import("../engine/index.js"),
        import("../migrate/migrator.js"),
        import("../config/load.js"),
        this.settings(),
      ]);
      const url = DatabaseUrl.parse(requireUrl(config), { baseDir: config.urlBase });
      this.#engine = createEngine(url, {
        ...config.engine,
        baseDir: config.baseDir,
        ...(this.global.verbose && { echo: (line: string) => this.#echo(line) }),
      });
      this.#migrator = new Migrator(this.#engine, settings);
    }
    return this.#migrator;
  }

  /** What migrations need to know of the project. */
  async settings(): Promise<MigrationSettings> {
    const { migrationSettings } = await import("./settings.js");
    return migrationSettings(await this.config(), await this.loader());
  }

  /** Loads the project's TypeScript, each file once. */
  async loader(): Promise<ModuleLoader> {
    if (this.#loader === undefined) {
      const { ModuleLoader } = await import("../loader/module-loader.js");
      this.#loader = new ModuleLoader();
    }
    return this.#loader;
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

  /** Closes whatever was opened. */
  async close(): Promise<void> {
    await this.#engine?.dispose();
  }

  async #loadConfig(): Promise<ResolvedConfig> {
    const [{ loadConfig }, loader] = await Promise.all([import("../config/load.js"), this.loader()]);
    const { config, url, x } = this.global;
    return loadConfig({ loader, command: this.command, cwd: this.cwd, file: config, url, x, env: this.env });
  }

  #echo(line: string): void {
    this.output.note(({ paint }) => [paint.dim(safeText(line))]);
  }
}
