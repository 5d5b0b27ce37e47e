import type { RenameAnswers } from "../compare/rename.js";
import type { SchemaDifference } from "../migrate/difference.js";
import { type ChangeDocument, changeDocuments } from "./change-document.js";
import type { Project } from "./project.js";
import type { OnLimits } from "./standing.js";

/** What is asked of `check`. */
export interface CheckOptions {
  /** Is told what could not be compared in full, and what is left alone. */
  readonly onLimits?: OnLimits | undefined;
  /** What was renamed, and what was not; what may have been is dropped and made anew. */
  readonly renames?: RenameAnswers | undefined;
}

/** What `check` gives. */
export interface CheckResult {
  /** Whether nothing differs. */
  readonly inStep: boolean;
  readonly changes: readonly ChangeDocument[];
  /** What could not be compared in full, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Whether the models have changes that no revision has.
 *
 * @throws {MigrationError} `migration.out-of-date`: revisions are pending
 */
export async function check(project: Project, options: CheckOptions = {}): Promise<CheckResult> {
  const difference = await differenceOf(project, { requireHead: true, renames: options.renames });
  options.onLimits?.(difference);
  const changes = changesOf(difference);
  return { inStep: changes.length === 0, changes, problems: difference.problems };
}

/** What is asked of `diff`. */
export interface DiffOptions<Sql extends boolean = boolean> extends CheckOptions {
  /** The SQL that would be run, in place of a unified diff. */
  readonly sql?: Sql | undefined;
}

/** What `diff` gives. */
export interface DiffResult extends Omit<CheckResult, "inStep"> {
  /** A unified diff from the database's schema to the models'; left out where the SQL was asked for. */
  readonly diff?: string;
  /** The statements that would be run; left out where they were not asked for. */
  readonly statements?: readonly string[];
}

/** How the models differ from the database. @throws {SchemaError} the models contradict themselves */
export async function diff(
  project: Project,
  { sql = false, onLimits, renames }: DiffOptions = {},
): Promise<DiffResult> {
  const [difference, { schemaPatch }] = await Promise.all([
    differenceOf(project, { sql, renames }),
    import("./schema-patch.js"),
  ]);
  onLimits?.(difference);
  const { problems } = difference;
  const changes = changesOf(difference);
  if (sql) return { changes, statements: difference.statements.map((statement) => statement.sql), problems };
  return { changes, diff: schemaPatch(difference).join("\n"), problems };
}

/** Compares models and database. @throws {MigrationError} as `findDifference` */
export async function differenceOf(
  project: Project,
  options: {
    readonly requireHead?: boolean;
    readonly sql?: boolean;
    readonly renames?: RenameAnswers | undefined;
  },
): Promise<SchemaDifference> {
  const migrator = await project.migrator();
  const { findDifference } = await import("../migrate/difference.js");
  return findDifference(migrator, options);
}

/** The changes of a difference as data. */
export function changesOf(
  { operations, dialect }: Pick<SchemaDifference, "operations" | "dialect">,
  database: string | null = null,
): readonly ChangeDocument[] {
  return changeDocuments(operations, dialect.spelling, database);
}
