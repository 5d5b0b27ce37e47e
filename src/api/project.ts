import type { ResolvedConfig } from "../config/load.js";
import type { Engine } from "../engine/engine.js";
import type { ModuleLoader } from "../loader/module-loader.js";
import type { Migrator } from "../migrate/migrator.js";
import type { MigrationSettings } from "../migrate/settings.js";
import type { RevisionGraph } from "../revision/graph.js";

/** What a run of a command knows before it loads anything. */
export interface ProjectOptions {
  /** The command that runs, as the configuration function is told. */
  readonly command: string;
  /** The folder in which it runs. */
  readonly cwd: string;
  /** The configuration file, where it is not to be looked for. */
  readonly file?: string | undefined;
  /** The database in place of the configured one. */
  readonly url?: string | undefined;
  /** What `-x` says. */
  readonly x?: Readonly<Record<string, string>> | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is told each statement with its time, a line each. */
  readonly echo?: ((line: string) => void) | undefined;
}

/**
 * A project as a command sees it: configuration, history and database, each loaded when it is first asked for,
 * and with it the code that it needs.
 */
export class Project {
  readonly options: ProjectOptions;
  #loader: ModuleLoader | undefined;
  #config: Promise<ResolvedConfig> | undefined;
  #engine: Engine | undefined;
  #migrator: Migrator | undefined;
  #graph: RevisionGraph | undefined;

  constructor(options: ProjectOptions) {
    this.options = options;
  }

  /** The folder in which the command runs. */
  get cwd(): string {
    return this.options.cwd;
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
      const { echo } = this.options;
      this.#engine = createEngine(url, {
        ...config.engine,
        baseDir: config.baseDir,
        ...(echo && { echo }),
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

  /** Closes whatever was opened. */
  async close(): Promise<void> {
    await this.#engine?.dispose();
  }

  async #loadConfig(): Promise<ResolvedConfig> {
    const [{ loadConfig }, loader] = await Promise.all([import("../config/load.js"), this.loader()]);
    const { command, cwd, file, url, x, env } = this.options;
    return loadConfig({ loader, command, cwd, file, url, x, env });
  }
}
