import type { Comparator, CompareRules, IncludeName, IncludeObject } from "../compare/rules.js";
import type { Connection } from "../engine/connection.js";
import type { Engine } from "../engine/engine.js";
import type { EngineOptions } from "../engine/options.js";
import type { RunReport } from "../migrate/migrator.js";
import type { RevisionStep } from "../migrate/settings.js";
import type { Operation } from "../ops/operation.js";
import type { RenderItem } from "../ops/render-item.js";
import type { MetaData } from "../schema/define/metadata.js";

/** What a configuration function is told about the run. */
export interface ConfigContext {
  /** The values of `-x key=value`. */
  readonly x: Readonly<Record<string, string>>;
  /** What `--tag` says. */
  readonly tag?: string | undefined;
  /** The command that runs, such as `upgrade`. */
  readonly command: string;
}

/** The tables of the models: of one `MetaData`, or of several together. */
export type Models = MetaData | readonly MetaData[];

/** Where the models are: themselves, a function that imports them when they are needed, or the path of a module. */
export type ModelSource = Models | (() => ModelsOrModule | Promise<ModelsOrModule>) | string;

/** A module, or a base class, that has the models in `metadata`, `Base` or its default export. */
export type ModelsOrModule = Models | Readonly<Record<string, unknown>> | { readonly metadata: MetaData };

/** How runs on the same database wait for each other. */
export interface LockRule {
  /** Milliseconds to wait for another run to end; 0 fails at once. */
  readonly timeout: number;
}

/** How long the statements of a run may take: milliseconds, 0 for no end; the server's own settings hold where left out. */
export interface TimeoutRule {
  /** How long a statement waits for a lock that others hold. */
  readonly lock?: number | undefined;
  /** How long a statement runs; SQLite has no such limit, and MySQL has one for SELECT only. */
  readonly statement?: number | undefined;
}

/** Timeouts for every database, and those of one product, which go before them. */
export interface Timeouts extends TimeoutRule {
  readonly postgresql?: TimeoutRule | undefined;
  readonly mysql?: TimeoutRule | undefined;
  readonly mariadb?: TimeoutRule | undefined;
  readonly sqlite?: TimeoutRule | undefined;
}

/** What a function that makes ids knows of the new revision. */
export interface NewRevisionContext {
  /** The ids that there are already. */
  readonly revisions: readonly string[];
  readonly message: string;
  /** The ids that it follows; none for a first one. */
  readonly downRevisions: readonly string[];
  readonly createdAt: Date;
}

/** Makes the id of a new revision. */
export type RevisionIdMaker = (context: NewRevisionContext) => string;

/** How far one transaction reaches: over each revision, over the whole run, or none at all. */
export type TransactionScope = "each" | "all" | "none";

/** A change of the version table that has just been made. */
export interface VersionStep {
  readonly step: "upgrade" | "downgrade" | "stamp";
  /** The revision that was run; for a stamp its targets, as they were given. */
  readonly revision: string;
  /** The database's heads before the step. */
  readonly from: readonly string[];
  /** The database's heads after the step. */
  readonly to: readonly string[];
}

/** What a run loop of a project's own is given. */
export interface RunContext {
  /** The database, with its pool. */
  readonly engine: Engine;
  readonly direction: "upgrade" | "downgrade";
  /** The target as it was given: `head`, `+1`, an id… */
  readonly target: string;
  /** The database's name among `databases`; null where there is but one. */
  readonly database: string | null;
  /** Its name among `targets`; null where there are none. */
  readonly targetName: string | null;
  /** The values of `-x key=value`. */
  readonly x: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  /** Runs the revisions as `migr` would, on a connection of its own unless one is given. */
  runMigrations(options?: { readonly connection?: Connection }): Promise<RunReport>;
}

/** What a new script is to do in one database. */
export interface DirectiveOperations {
  /** The database's name among `databases`; null where there is but one. */
  readonly database: string | null;
  upgrade: readonly Operation[];
  downgrade: readonly Operation[];
}

/** A script that is about to be written; each of its parts may be changed. */
export interface RevisionDirective {
  message: string;
  /** Its id; one is made where there is none. */
  id?: string | undefined;
  /** What it follows, as identifiers; the head where left out. */
  follows?: readonly string[] | undefined;
  splice?: boolean | undefined;
  branchLabels?: readonly string[] | undefined;
  dependsOn?: readonly string[] | undefined;
  /** The version folder it goes to. */
  versionPath?: string | undefined;
  /** What fills it; empty for a script that is to be written by hand. */
  operations: readonly DirectiveOperations[];
}

/** What `processRevisionDirectives` knows of the command. */
export interface DirectiveContext extends ConfigContext {
  /** The scripts are filled from the difference of models and database. */
  readonly autogenerate: boolean;
}

/** Changes the scripts that are about to be written, in place or by giving others; none leaves nothing to write. */
export type ProcessRevisionDirectives = (
  directives: RevisionDirective[],
  context: DirectiveContext,
) => readonly RevisionDirective[] | undefined | Promise<readonly RevisionDirective[] | undefined>;

/** Called around each revision; what it throws fails the revision. */
export type RevisionHook = (step: RevisionStep) => void | Promise<void>;

/** One of many databases or schemas that follow one history. */
export interface Target {
  /** What it is called in messages and for `--target`. */
  readonly name: string;
  /** Its database, where that is another than the configuration's. */
  readonly url?: string | undefined;
  /** The database's name on the configuration's server; the path of the file for SQLite. */
  readonly database?: string | undefined;
  /** The schema its tables are in, and after it those that are searched for other names. */
  readonly schema?: string | readonly string[] | undefined;
  /** The table that holds its applied revisions, where that is called otherwise than the configuration says. */
  readonly versionTable?: string | undefined;
  /** Values for its scripts (`op.context.x`), beside those of `-x`. */
  readonly x?: Readonly<Record<string, string>> | undefined;
}

/** What a function that lists targets is given. */
export interface TargetContext extends ConfigContext {
  /** The configuration's own database, where the list may be kept; it connects when it is asked. */
  readonly engine: Engine;
}

/** Targets as they are, or a function that finds them when they are needed. */
export type TargetList =
  | readonly Target[]
  | ((context: TargetContext) => readonly Target[] | Promise<readonly Target[]>);

/** Targets with how they are worked on. */
export interface TargetRules {
  readonly list: TargetList;
  /** How many are worked on at a time; 4 by default, `--jobs` goes before it. */
  readonly concurrency?: number | undefined;
  /** Whether a schema that is missing is made when revisions are to be applied to it. */
  readonly createSchema?: boolean | undefined;
}

/** The keys that are the history's, which databases share. */
type HistoryKey =
  | "scripts"
  | "versionLocations"
  | "recursive"
  | "fileTemplate"
  | "truncateSlug"
  | "timezone"
  | "revisionId"
  | "format"
  | "renderItem"
  | "processRevisionDirectives"
  | "lint"
  | "databases";

/** One of several databases: the keys of the configuration, which hold for it where it has none of its own. */
export type DatabaseConfig = Omit<Config, HistoryKey>;

/** The configuration file's contents. Paths are relative to the file. */
export interface Config {
  /** The database; `--url` goes before it, `MIGR_URL` and `DATABASE_URL` stand behind it. */
  readonly url?: string | undefined;
  /** Options of `createEngine`. */
  readonly engine?: Omit<EngineOptions, "baseDir"> | undefined;
  /** The models, for autogenerate and for whatever compares them with the database. */
  readonly metadata?: ModelSource | undefined;
  /** The folder of `versions/` and `script.ts.eta`; `migrations` by default. */
  readonly scripts?: string | undefined;
  /** The folders of revision files; `versions` inside `scripts` by default. */
  readonly versionLocations?: readonly string[] | undefined;
  /** Whether revision files are looked for in folders of those folders too. */
  readonly recursive?: boolean | undefined;
  /** The names of new revision files, with tokens such as `{rev}`, `{slug}`, `{year}`. */
  readonly fileTemplate?: string | undefined;
  /** The most characters of the message in a file name; 40 by default. */
  readonly truncateSlug?: number | undefined;
  /** The time zone of dates in file names and scripts: an IANA name, `utc` (the default) or `local`. */
  readonly timezone?: string | undefined;
  /** Makes the ids of new revisions; `sequenceIds`, `timestampIds` and `randomIds` are ready-made. */
  readonly revisionId?: RevisionIdMaker | undefined;
  /** The table that holds the applied revisions; `migr_version` by default. */
  readonly versionTable?: string | undefined;
  /** The schema of that table; the connection's default schema where left out. */
  readonly versionTableSchema?: string | undefined;
  /** The schemas that are compared, the empty text being the connection's own; that one and those models name where left out. */
  readonly schemas?: readonly string[] | undefined;
  /** Names in the database that are to be read. */
  readonly includeName?: IncludeName | undefined;
  /** Objects that take part in comparing. */
  readonly includeObject?: IncludeObject | undefined;
  /** Comparators of your own, whose operations come after all others. */
  readonly comparators?: readonly Comparator[] | undefined;
  /** What is compared, and how. */
  readonly compare?: CompareRules | undefined;
  /** Writes items of scripts in the project's own way. */
  readonly renderItem?: RenderItem | undefined;
  /** Changes the scripts that are about to be written. */
  readonly processRevisionDirectives?: ProcessRevisionDirectives | undefined;
  /** Whether one run at a time works on a database, and how many milliseconds another one waits for it; 60,000 by default. */
  readonly lock?: boolean | LockRule | undefined;
  /** How long the statements of a run may take. */
  readonly timeouts?: Timeouts | undefined;
  /** How far a transaction reaches where the database can undo schema changes; `each` by default. */
  readonly transaction?: TransactionScope | undefined;
  /** A command that is run on each new revision file, whose path is added: a line for the shell, or its arguments. */
  readonly format?: string | readonly string[] | undefined;
  /** Called after each change of the version table, inside its transaction. */
  readonly onVersionApply?: ((step: VersionStep) => void | Promise<void>) | undefined;
  /** Called before the script of each revision, inside its transaction. */
  readonly beforeRevision?: RevisionHook | undefined;
  /** Called after the script of each revision, inside its transaction. */
  readonly afterRevision?: RevisionHook | undefined;
  /** A run loop of the project's own for `upgrade` and `downgrade`. */
  readonly run?: ((context: RunContext) => void | Promise<void>) | undefined;
  /** Several databases under one history, by name; the keys beside them hold for all. */
  readonly databases?: Readonly<Record<string, DatabaseConfig>> | undefined;
  /** Many databases or schemas that follow one history alike, such as one for each tenant. */
  readonly targets?: TargetList | TargetRules | undefined;
  /** Rules of `migr lint`, by name. */
  readonly lint?: Readonly<Record<string, unknown>> | undefined;
}

/** A configuration, or a function that makes one for the run at hand. */
export type ConfigInput = Config | ((context: ConfigContext) => Config | Promise<Config>);
