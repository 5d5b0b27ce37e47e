import type { CompareOptions } from "../compare/compare-schemas.js";
import type { MetaData } from "../schema/define/metadata.js";
import type { TableName } from "../schema/name.js";

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

/** What migrations need to know of a project; the command line takes it from the configuration. */
export interface MigrationSettings {
  readonly versionTable: TableName;
  /** The folders of revision files, as absolute paths. */
  readonly versionLocations: readonly string[];
  /** Whether revision files are looked for in folders of those folders too. */
  readonly recursive: boolean;
  /** How far one transaction reaches where the database can undo schema changes. */
  readonly transaction: "each" | "all" | "none";
  /** Milliseconds to wait for another run on the same database; null takes no lock. */
  readonly lockTimeoutMs: number | null;
  /** The schemas that are compared; the connection's default schema where left out. */
  readonly schemas?: readonly string[] | undefined;
  /** What is compared between models and database, and how. */
  readonly compareOptions?: Omit<CompareOptions, "canonical"> | undefined;
  /** What scripts find in `op.context.x`. */
  readonly x: Readonly<Record<string, string>>;
  /** Called after each change of the version table, inside its transaction. */
  readonly onVersionApply?: ((change: VersionChange) => void | Promise<void>) | undefined;
  /** The exports of a revision file. */
  loadScript(file: string): Promise<Readonly<Record<string, unknown>>>;
  /** The models. */
  metadata(): Promise<readonly MetaData[]>;
}
