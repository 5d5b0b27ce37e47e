import type { CompareOptions } from "../compare/compare-schemas.js";
import type { Dialect } from "../dialect/dialect.js";
import type { Timeouts } from "../dialect/timeouts.js";
import type { HeaderStore } from "../revision/header-index.js";
import type { MetaData } from "../schema/define/metadata.js";
import type { TableName } from "../schema/name.js";
import type { Operations } from "./operations.js";

/** A change of the version table, as `onVersionApply` is told. */
export interface VersionChange {
  readonly step: "upgrade" | "downgrade" | "stamp";
  /** The revision that was run; for a stamp its targets, as they were given. */
  readonly revision: string;
  /** The database's heads before the step. */
  readonly from: readonly string[];
  /** The database's heads after the step. */
  readonly to: readonly string[];
}

/** What `beforeRevision` and `afterRevision` are told. */
export interface RevisionStep {
  /** The revision's id. */
  readonly revision: string;
  readonly message: string;
  readonly direction: "upgrade" | "downgrade";
  /** Runs statements where the revision runs, in its transaction; `op.context` tells more. */
  readonly op: Operations;
}

/** Which of a project's databases a run is about. */
export interface DatabasePlace {
  /** Its name among the configuration's `databases`; null where there is but one. */
  readonly database: string | null;
  /** Its name among the configuration's `targets`. */
  readonly target: string | null;
  /** The schema that its connections begin in, and those that are searched after it; null leaves it to the server. */
  readonly schemaPath: readonly string[] | null;
  /** Whether that schema is made where it is missing. */
  readonly createSchema: boolean;
}

/** How long statements may take: for every database, and by the name of a dialect for that one. */
export type TimeoutRules = Timeouts & { readonly [dialect: string]: Timeouts | number | undefined };

/** What migrations need to know of a project; the command line takes it from the configuration. */
export interface MigrationSettings {
  readonly versionTable: TableName;
  /** The folders of revision files, as absolute paths. */
  readonly versionLocations: readonly string[];
  /** Whether revision files are looked for in folders of those folders too. */
  readonly recursive: boolean;
  /** Keeps the headers of revision files from one run to the next. */
  readonly headers?: HeaderStore | undefined;
  /** How far one transaction reaches where the database can undo schema changes. */
  readonly transaction: "each" | "all" | "none";
  /** Milliseconds to wait for another run on the same database; null takes no lock. */
  readonly lockTimeoutMs: number | null;
  /** The schemas that are compared; the connection's default schema where left out. */
  readonly schemas?: readonly string[] | undefined;
  /** What is compared between models and database, and how. */
  readonly compareOptions?: Omit<CompareOptions, "canonical"> | undefined;
  /** How long the statements of a run may take. */
  readonly timeouts?: TimeoutRules | undefined;
  /** The names of the databases that share the history, which scripts may have functions for. */
  readonly databases?: readonly string[] | undefined;
  /** Which database it is, where a project has several. */
  readonly place?: DatabasePlace | undefined;
  /** What scripts find in `op.context.x`. */
  readonly x: Readonly<Record<string, string>>;
  /** What scripts find in `op.context.tag`. */
  readonly tag?: string | undefined;
  /** Called after each change of the version table, inside its transaction. */
  readonly onVersionApply?: ((change: VersionChange) => void | Promise<void>) | undefined;
  /** Called before the script of each revision, inside its transaction. */
  readonly beforeRevision?: ((step: RevisionStep) => void | Promise<void>) | undefined;
  /** Called after the script of each revision, inside its transaction. */
  readonly afterRevision?: ((step: RevisionStep) => void | Promise<void>) | undefined;
  /** The exports of a revision file. */
  loadScript(file: string): Promise<Readonly<Record<string, unknown>>>;
  /** The models. */
  metadata(): Promise<readonly MetaData[]>;
}

/** The timeouts of a run on a database: those for its dialect go before those for all. */
export function timeoutsFor({ name }: Dialect, { timeouts = {} }: MigrationSettings): Timeouts {
  const { lock, statement } = timeouts;
  const own = timeouts[name];
  return { lock, statement, ...(typeof own === "object" && own) };
}
