import { dirname, resolve } from "node:path";
import type { Comparator, CompareRules, IncludeName, IncludeObject } from "../compare/rules.js";
import { ConfigError } from "../errors/errors.js";
import type { RenderItem } from "../ops/render-item.js";
import { DEFAULT_FILE_TEMPLATE, DEFAULT_SLUG_LENGTH } from "../revision/file-name.js";
import { shownPath } from "./failure.js";
import type {
  Config,
  ConfigContext,
  DatabaseConfig,
  ModelSource,
  ProcessRevisionDirectives,
  RevisionHook,
  RevisionIdMaker,
  TargetRules,
  Timeouts,
  TransactionScope,
  VersionStep,
} from "./shape.js";

/** Who gave the URL. */
export type UrlSource = "--url" | "config" | "MIGR_URL" | "DATABASE_URL";

/** A configuration with every default filled in and every path absolute. */
export interface ResolvedConfig {
  /** The configuration file. */
  readonly file: string;
  /** Its folder, from which the paths in it count. */
  readonly baseDir: string;
  /** The folder in which the command runs. */
  readonly cwd: string;
  readonly context: ConfigContext;
  /** Its name among several databases; null where there is but one. */
  readonly database: string | null;
  /** Its name among many targets; null where there are none, or none is chosen yet. */
  readonly target: string | null;
  readonly url: string | null;
  readonly urlSource: UrlSource | null;
  /** The folder from which a relative SQLite path counts: the file's, but for `--url` the one of the command. */
  readonly urlBase: string;
  /** What stands in the place of the URL's database; null where that stays. */
  readonly urlDatabase: string | null;
  /** The schema that connections begin in, and those that are searched after it; null leaves it to the server. */
  readonly schemaPath: readonly string[] | null;
  /** Whether that schema is made where it is missing. */
  readonly createSchema: boolean;
  readonly engine: NonNullable<Config["engine"]>;
  /** Not loaded yet: `loadMetadata` does. */
  readonly metadata: ModelSource | null;
  readonly scripts: string;
  readonly versionLocations: readonly string[];
  readonly recursive: boolean;
  readonly fileTemplate: string;
  readonly truncateSlug: number;
  readonly timezone: string;
  readonly revisionId: RevisionIdMaker | null;
  readonly versionTable: string;
  readonly versionTableSchema: string | null;
  readonly schemas: readonly string[] | null;
  readonly includeName: IncludeName | null;
  readonly includeObject: IncludeObject | null;
  readonly comparators: readonly Comparator[];
  readonly compare: CompareRules;
  /** Milliseconds to wait for another run on the same database; null takes no lock. */
  readonly lockTimeoutMs: number | null;
  readonly timeouts: Timeouts;
  readonly transaction: TransactionScope;
  readonly format: string | readonly string[] | null;
  readonly onVersionApply: ((step: VersionStep) => void | Promise<void>) | null;
  readonly beforeRevision: RevisionHook | null;
  readonly afterRevision: RevisionHook | null;
  readonly run: NonNullable<Config["run"]> | null;
  readonly renderItem: RenderItem | null;
  readonly processRevisionDirectives: ProcessRevisionDirectives | null;
  /** The names of all databases that share the history; none where there is but one. */
  readonly databaseNames: readonly string[];
  /** Each of several databases; null where there is but one. */
  readonly databases: readonly ResolvedConfig[] | null;
  /** The targets that follow the history; not listed yet: `listTargets` does. */
  readonly targets: TargetRules | null;
  readonly lint: NonNullable<Config["lint"]>;
}

/** What stands outside of the file: where it is, and what the command line and the environment say. */
export interface ResolveOptions {
  readonly file: string;
  readonly cwd: string;
  readonly context: ConfigContext;
  /** What `--url` says. */
  readonly url?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Fills in every default and makes every path absolute, for the whole and for each of its databases.
 *
 * @throws {ConfigError} config.bad-url: `--url` is empty, which must not lead to another database than was meant
 */
export function resolveConfig(config: Config, options: ResolveOptions): ResolvedConfig {
  const whole = resolveOne(config, options);
  if (config.databases === undefined) return whole;
  const { url: _, databases, ...shared } = config;
  const named = Object.entries(databases).map(([name, own]): ResolvedConfig => {
    // One URL for all of them would be a mistake, so that only its own and --url count.
    const only = resolveOne({ ...shared, ...withoutUndefined<DatabaseConfig>(own) }, { ...options, env: {} });
    return { ...only, database: name, databaseNames: whole.databaseNames };
  });
  return { ...whole, url: null, urlSource: null, databases: named };
}

function resolveOne(config: Config, options: ResolveOptions): ResolvedConfig {
  const { file, cwd, context } = options;
  const baseDir = dirname(file);
  const scripts = resolve(baseDir, config.scripts ?? "migrations");
  const locations = config.versionLocations?.map((folder) => resolve(baseDir, folder));
  return {
    file,
    baseDir,
    cwd,
    context,
    database: null,
    target: null,
    ...chooseUrl(config, baseDir, options),
    urlDatabase: null,
    schemaPath: null,
    createSchema: false,
    engine: config.engine ?? {},
    metadata: config.metadata ?? null,
    scripts,
    versionLocations: locations ?? [resolve(scripts, "versions")],
    recursive: config.recursive ?? false,
    fileTemplate: config.fileTemplate ?? DEFAULT_FILE_TEMPLATE,
    truncateSlug: config.truncateSlug ?? DEFAULT_SLUG_LENGTH,
    timezone: config.timezone ?? "utc",
    revisionId: config.revisionId ?? null,
    versionTable: config.versionTable ?? "migr_version",
    versionTableSchema: config.versionTableSchema ?? null,
    schemas: config.schemas ?? null,
    includeName: config.includeName ?? null,
    includeObject: config.includeObject ?? null,
    comparators: config.comparators ?? [],
    compare: { type: true, serverDefault: true, comment: true, ...withoutUndefined(config.compare) },
    lockTimeoutMs: lockTimeout(config.lock),
    timeouts: config.timeouts ?? {},
    transaction: config.transaction ?? "each",
    format: config.format ?? null,
    onVersionApply: config.onVersionApply ?? null,
    beforeRevision: config.beforeRevision ?? null,
    afterRevision: config.afterRevision ?? null,
    run: config.run ?? null,
    renderItem: config.renderItem ?? null,
    processRevisionDirectives: config.processRevisionDirectives ?? null,
    databaseNames: Object.keys(config.databases ?? {}),
    databases: null,
    targets: targetRules(config.targets),
    lint: config.lint ?? {},
  };
}

function chooseUrl(
  config: Config,
  baseDir: string,
  { cwd, url, env }: ResolveOptions,
): Pick<ResolvedConfig, "url" | "urlSource" | "urlBase"> {
  if (url === "") {
    throw new ConfigError("config.bad-url", "--url is empty.", {
      hint: "The variable that it comes from may not be set; without --url the configuration names the database.",
    });
  }
  const candidates: readonly (readonly [UrlSource, string | undefined])[] = [
    ["--url", url],
    ["config", config.url],
    ["MIGR_URL", env["MIGR_URL"]],
    ["DATABASE_URL", env["DATABASE_URL"]],
  ];
  for (const [urlSource, value] of candidates) {
    if (value) return { url: value, urlSource, urlBase: urlSource === "--url" ? cwd : baseDir };
  }
  return { url: null, urlSource: null, urlBase: baseDir };
}

function withoutUndefined<T extends object>(value: T | undefined): Partial<T> {
  const kept = Object.entries(value ?? {}).filter(([, held]) => held !== undefined);
  return Object.fromEntries(kept) as Partial<T>;
}

/**
 * The URL of the database, for a command that cannot do without.
 *
 * @throws {ConfigError} config.no-url: nothing names a database
 */
export function requireUrl(config: ResolvedConfig): string {
  if (config.url !== null) return config.url;
  throw new ConfigError("config.no-url", "No database is named.", {
    hint: `Set "url" in ${shownPath(config.file, config.cwd)}, MIGR_URL or DATABASE_URL, or pass --url.`,
    details: { file: config.file },
  });
}

const LOCK_TIMEOUT_MS = 60_000;

function lockTimeout(lock: Config["lock"]): number | null {
  if (lock === false) return null;
  return typeof lock === "object" ? lock.timeout : LOCK_TIMEOUT_MS;
}

function targetRules(targets: Config["targets"]): TargetRules | null {
  if (targets === undefined) return null;
  return typeof targets === "object" && "list" in targets ? targets : { list: targets };
}
