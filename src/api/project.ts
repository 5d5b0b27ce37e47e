import type { Places } from "../config/places.js";
import type { ResolvedConfig } from "../config/resolve.js";
import type { ConfigInput } from "../config/shape.js";
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
  /** The configuration itself, in place of a file. */
  readonly config?: ConfigInput | undefined;
  /** The database in place of the configured one. */
  readonly url?: string | undefined;
  /** The names of the databases to work on, of several that the configuration has. */
  readonly databases?: readonly string[] | undefined;
  /** The names of the targets to work on. */
  readonly targets?: readonly string[] | undefined;
  /** What `-x` says. */
  readonly x?: Readonly<Record<string, string>> | undefined;
  /** What `--tag` says. */
  readonly tag?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is told each statement with its time, a line each. */
  readonly echo?: ((line: string) => void) | undefined;
}

/** What a project of one database has from that of several: nothing is loaded twice. */
export interface SharedParts {
  readonly config: ResolvedConfig;
  readonly loader: ModuleLoader;
  readonly graph: () => Promise<RevisionGraph>;
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
  #places: Promise<Places | null> | undefined;
  readonly #references: Project[] = [];
  readonly #shared: SharedParts | undefined;

  constructor(options: ProjectOptions, shared?: SharedParts) {
    this.options = options;
    this.#shared = shared;
    this.#loader = shared?.loader;
    this.#config = shared && Promise.resolve(shared.config);
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
    if (this.#shared !== undefined) return this.#shared.graph();
    if (this.#graph === undefined) {
      const config = await this.config();
      const [{ RevisionGraph }, { readRevisions }, { keptHeaders }] = await Promise.all([
        import("../revision/graph.js"),
        import("../revision/directory.js"),
        import("./settings.js"),
      ]);
      const { versionLocations, recursive } = config;
      const headers = keptHeaders(config);
      this.#graph = new RevisionGraph(readRevisions(versionLocations, { recursive, headers }));
    }
    return this.#graph;
  }

  /**
   * The history in which these revisions stand: where a squash replaces some of them, the old ones instead of it.
   *
   * @throws {RevisionError} as `readRevisions`
   */
  async graphWith(found: readonly { readonly revision: string }[]): Promise<RevisionGraph> {
    return (await this.graph()).at(found.map(({ revision }) => revision));
  }

  /**
   * The databases to work on, where the configuration has several and no single one is named.
   *
   * @throws {UsageError} cli.usage: one is asked for that there is not
   */
  async places(): Promise<Places | null> {
    this.#places ??= this.#findPlaces();
    const places = await this.#places;
    const { databases, targets } = this.options;
    const isNamed = databases !== undefined || targets !== undefined;
    return isNamed && places?.configs.length === 1 ? null : places;
  }

  /** The configuration of the one database to work on. @throws {UsageError} cli.usage: there are several */
  async databaseConfig(): Promise<ResolvedConfig> {
    const config = await this.config();
    await this.places();
    const places = await this.#places;
    if (!places) return config;
    const [only, ...others] = places.configs;
    if (only !== undefined && others.length === 0) return only;
    const { UsageError } = await import("../errors/errors.js");
    throw new UsageError(`The configuration has ${places.configs.length} databases to choose from.`, {
      hint: config.databases === null ? "Name one with --target." : "Name one with --db.",
    });
  }

  /**
   * What a script is compared with: the database; of several each one, and of the targets of one the first.
   *
   * @throws {UsageError} cli.usage: one is asked for that there is not
   */
  async references(): Promise<readonly Project[]> {
    await this.places();
    const places = await this.#places;
    if (!places) return [this];
    const first = new Map(places.configs.toReversed().map((config) => [config.database, config]));
    const inOrder = places.configs.filter((config) => first.get(config.database) === config);
    const projects = await Promise.all(
      inOrder.map(async (config) => new Project(this.options, await this.sharedWith(config))),
    );
    this.#references.push(...projects);
    return projects;
  }

  /** What the project of one of its databases has from this one. */
  async sharedWith(config: ResolvedConfig): Promise<SharedParts> {
    return { config, loader: await this.loader(), graph: () => this.graph() };
  }

  /**
   * The database with its history.
   *
   * @throws {ConfigError} config.no-url, config.bad-url: none is named, or wrongly
   * @throws {UsageError} cli.usage: there are several to choose from
   */
  async migrator(): Promise<Migrator> {
    if (this.#migrator === undefined) {
      const config = await this.databaseConfig();
      const [{ openEngine }, { Migrator }, settings, graph] = await Promise.all([
        import("../config/engine.js"),
        import("../migrate/migrator.js"),
        this.settings(),
        this.graph(),
      ]);
      this.#engine = openEngine(config, this.options.echo);
      this.#migrator = new Migrator(this.#engine, settings, graph);
    }
    return this.#migrator;
  }

  /** What migrations need to know of the project. */
  async settings(): Promise<MigrationSettings> {
    const { migrationSettings } = await import("./settings.js");
    return migrationSettings(await this.databaseConfig(), await this.loader());
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
    await Promise.all(this.#references.map((project) => project.close()));
    await this.#engine?.dispose();
    if (this.#shared === undefined) this.#loader?.keepCompiled();
  }

  async #findPlaces(): Promise<Places | null> {
    const config = await this.config();
    const { databases, targets } = this.options;
    const isOne = config.databases === null && config.targets === null && !databases && !targets;
    if (isOne || this.#shared !== undefined) return null;
    const { findPlaces } = await import("../config/places.js");
    return findPlaces(config, { databases, targets });
  }

  async #loadConfig(): Promise<ResolvedConfig> {
    const [{ loadConfig }, loader] = await Promise.all([import("../config/load.js"), this.loader()]);
    return loadConfig({ ...this.options, loader });
  }
}
