import type { Question } from "../compare/compare-schemas.js";
import type { RenameAnswers } from "../compare/rename.js";
import type { ResolvedConfig } from "../config/resolve.js";
import type { RevisionDirective } from "../config/shape.js";
import { MigrError } from "../errors/base.js";
import { ConfigError, UsageError } from "../errors/errors.js";
import type { SchemaDifference } from "../migrate/difference.js";
import type { NewScript, WrittenScript } from "../migrate/new-script.js";
import type { SquashedDatabase } from "../migrate/squash.js";
import type { RevisionGraph } from "../revision/graph.js";
import { orAborted } from "../util/or-aborted.js";
import { plural } from "../util/text.js";
import type { ChangeDocument } from "./change-document.js";
import { changesOf, differenceOf } from "./difference.js";
import type { Project } from "./project.js";
import { type RevisionDocument, revisionDocument } from "./revision-document.js";
import type { OnLimits } from "./standing.js";

/** What is asked of a new script. */
export interface ScriptOptions {
  /** What the revision does. */
  readonly message?: string | undefined;
  /** Names for its branch. */
  readonly branchLabel?: readonly string[] | undefined;
  /** Revisions that must be applied first. */
  readonly dependsOn?: readonly string[] | undefined;
  /** The version folder, where there are several. */
  readonly versionPath?: string | undefined;
  /** Its id, in place of the one it would be given. */
  readonly revId?: string | undefined;
  /** Stops it: nothing is written then. */
  readonly signal?: AbortSignal | undefined;
}

/** What is asked of `revision`. */
export interface RevisionOptions extends ScriptOptions {
  /** Fills it from the difference of models and database. */
  readonly autogenerate?: boolean | undefined;
  /** With `autogenerate`: writes nothing where nothing differs. */
  readonly skipEmpty?: boolean | undefined;
  /** The revision to follow; the head where left out. */
  readonly head?: string | undefined;
  /** Allows it to follow one that others follow already. */
  readonly splice?: boolean | undefined;
  /** With `autogenerate`: what was renamed, and what was not. */
  readonly renames?: RenameAnswers | undefined;
  /** Writes it without a database, which `autogenerate` cannot do without. */
  readonly sql?: boolean | undefined;
  /** Is told what could not be compared in full, and what is left alone. */
  readonly onLimits?: OnLimits | undefined;
}

/** What `revision` gives. */
export interface RevisionResult {
  /** The revision; null where none was written. */
  readonly revision: RevisionDocument | null;
  /** All that were written: several where `processRevisionDirectives` makes several of it. */
  readonly revisions: readonly RevisionDocument[];
  readonly changes: readonly ChangeDocument[];
  /** What could not be compared in full, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Writes a new revision script.
 *
 * @throws {RevisionError} it does not fit into the history, the template fails, or the file cannot be written
 * @throws {UsageError} both `autogenerate` and `sql` are set
 * @throws {UsageError} `autogenerate.undecided`: something may have been renamed, and nothing tells
 * @throws {MigrationError} `migration.out-of-date`: it is to be filled, and revisions are pending
 */
export async function revision(project: Project, options: RevisionOptions = {}): Promise<RevisionResult> {
  if (options.autogenerate && options.sql) {
    throw new UsageError("--autogenerate compares the models with the database, which --sql does without.", {
      hint: "Leave one of them out.",
    });
  }
  const differences = options.autogenerate
    ? await orAborted(differencesOf(project, options.renames), options.signal)
    : [];
  assertDecided(differences.flatMap(({ difference }) => difference.questions));
  for (const { difference } of differences) options.onLimits?.(difference);
  const problems = differences.flatMap(({ difference }) => difference.problems);
  const { message = "", head, splice, revId, branchLabel, dependsOn, versionPath } = options;
  const planned: RevisionDirective = {
    message,
    id: revId,
    follows: head === undefined ? undefined : [head],
    splice,
    branchLabels: branchLabel,
    dependsOn,
    versionPath,
    operations: differences.map(({ database, difference: { operations, downgrade } }) => ({
      database,
      upgrade: operations,
      downgrade,
    })),
  };
  const directives = await process(project, planned, options.autogenerate ?? false);
  const filled = directives.map((directive) => fill(directive, differences));
  const changes = filled.flatMap((each) =>
    each.flatMap(({ database, difference }) => changesOf(difference, database)),
  );
  const isEmpty = differences.length > 0 && changes.length === 0;
  if (directives.length === 0 || (isEmpty && options.skipEmpty)) {
    return { revision: null, revisions: [], changes, problems };
  }
  options.signal?.throwIfAborted();
  const revisions: RevisionDocument[] = [];
  let graph = await project.graph();
  for (const [i, { message: said, id, ...place }] of directives.entries()) {
    const { branchLabels, versionPath: folder, ...others } = place;
    const script = { message: said, revId: id, branchLabel: branchLabels, versionPath: folder, ...others };
    const written = await writeRevision(project, graph, script, place, filled[i]!);
    revisions.push(written.document);
    graph = written.graph;
  }
  return { revision: revisions[0]!, revisions, changes, problems };
}

/** What the project makes of a script that is about to be written. */
async function process(
  project: Project,
  planned: RevisionDirective,
  autogenerate: boolean,
): Promise<readonly RevisionDirective[]> {
  const { processRevisionDirectives, context, file, cwd } = await project.config();
  const directives = [planned];
  if (processRevisionDirectives === null) return directives;
  try {
    return (await processRevisionDirectives(directives, { ...context, autogenerate })) ?? directives;
  } catch (thrown) {
    if (thrown instanceof MigrError) throw thrown;
    const { loadFailure } = await import("../config/failure.js");
    const { message, ...parts } = loadFailure(thrown, file, cwd);
    throw new ConfigError("config.failed", message, parts);
  }
}

/** The operations of a directive, with what else is known of the databases they are for. */
function fill(
  { operations }: RevisionDirective,
  differences: readonly DatabaseDifference[],
): readonly DatabaseDifference[] {
  return differences.map(({ database, difference }) => {
    const own = operations.find((each) => each.database === database);
    const { upgrade = [], downgrade = [] } = own ?? {};
    return { database, difference: { ...difference, operations: upgrade, downgrade } };
  });
}

/**
 * Refuses changes that only a person can tell the meaning of.
 *
 * @throws {UsageError} `autogenerate.undecided`: something may have been renamed, or rows hold words that go
 */
function assertDecided(questions: readonly Question[]): void {
  const [first] = questions;
  if (!first) return;
  const each = questions.length > 1 ? " for each" : "";
  const hint = "from" in first ? `, or write .renamedFrom(${JSON.stringify(first.from)}) in the model` : "";
  throw new UsageError(
    questions.every((question) => "from" in question)
      ? `${plural(questions.length, "change")} can be read in two ways, and nothing was written.`
      : `${plural(questions.length, "question")} must be answered first, and nothing was written.`,
    {
      hint: `Pass one of the flags${each}${hint}.`,
      details: { questions },
    },
    "autogenerate.undecided",
  );
}

/** How the models of a database differ from it. */
interface DatabaseDifference {
  readonly database: string | null;
  readonly difference: SchemaDifference;
}

/** Compares each database with its models; of several those that have models. */
async function differencesOf(
  project: Project,
  renames: RenameAnswers | undefined,
): Promise<readonly DatabaseDifference[]> {
  const found: DatabaseDifference[] = [];
  const references = await project.references();
  const configs = await Promise.all(references.map((reference) => reference.databaseConfig()));
  const hasModels = configs.some(({ metadata }) => metadata !== null);
  for (const [i, reference] of references.entries()) {
    const { database, metadata } = configs[i]!;
    if (metadata === null && hasModels) continue;
    found.push({ database, difference: await differenceOf(reference, { requireHead: true, renames }) });
  }
  return found;
}

/** What is asked of `merge`. */
export interface MergeOptions extends Omit<ScriptOptions, "dependsOn"> {
  /** The revisions to join, or `heads` for all of them. */
  readonly revisions: readonly string[];
  /** Allows it to follow one that others follow already. */
  readonly splice?: boolean | undefined;
}

/** What `merge` gives. */
export interface MergeResult {
  readonly revision: RevisionDocument;
}

/** Writes a revision script that joins branches. @throws {RevisionError} as `revision`, or there is nothing to join */
export async function merge(
  project: Project,
  { revisions, splice, ...options }: MergeOptions,
): Promise<MergeResult> {
  const place = { follows: revisions, splice, merge: true };
  const { document } = await writeRevision(project, await project.graph(), options, place);
  return { revision: document };
}

/** Writes a revision script as the configuration says, and formats it; gives the history with it too. */
async function writeRevision(
  project: Project,
  graph: RevisionGraph,
  options: ScriptOptions,
  place: Pick<NewScript, "follows" | "splice" | "merge">,
  differences: readonly DatabaseDifference[] = [],
): Promise<{ readonly document: RevisionDocument; readonly graph: RevisionGraph }> {
  const config = await project.config();
  const differenceIn = (name: string | null) =>
    differences.find(({ database }) => database === name)?.difference;
  const { writeScript } = await import("../migrate/new-script.js");
  const { branchLabel: branchLabels, dependsOn, signal } = options;
  const script: NewScript = {
    ...place,
    ...(await scriptPlace(project, options, graph)),
    branchLabels,
    dependsOn,
    difference: differenceIn(null),
    databases: config.databases?.map(({ database }) => ({
      name: database!,
      difference: differenceIn(database),
    })),
  };
  signal?.throwIfAborted();
  return finished(project, await writeScript({ graph, settings: config }, script), graph);
}

/** Formats a new script as the configuration says, and tells of it. */
async function finished(
  project: Project,
  { revision: created, path }: WrittenScript,
  graph: RevisionGraph,
): Promise<{ readonly document: RevisionDocument; readonly graph: RevisionGraph }> {
  const [{ formatFile }, { RevisionGraph }] = await Promise.all([
    import("../config/format.js"),
    import("../revision/graph.js"),
  ]);
  await formatFile(await project.config(), path);
  const written = { ...created, path };
  const grown = new RevisionGraph([...graph.all, written]);
  return { document: revisionDocument(written, { graph: grown }), graph: grown };
}

/** How a new script is called and where it goes, as the configuration and the options say. */
async function scriptPlace(
  project: Project,
  { message = "", revId, versionPath }: Pick<ScriptOptions, "message" | "revId" | "versionPath">,
  graph: RevisionGraph,
): Promise<NewScript> {
  const config = await project.config();
  const { resolve } = await import("node:path");
  return {
    id: revId ?? idMaker(config, graph, message),
    message,
    renderItem: config.renderItem ?? undefined,
    scripts: config.scripts,
    folder: versionPath === undefined ? undefined : resolve(project.cwd, versionPath),
    fileTemplate: config.fileTemplate,
    truncateSlug: config.truncateSlug,
    timezone: config.timezone,
  };
}

/** What is asked of `squash`. */
export interface SquashOptions extends Pick<ScriptOptions, "message" | "revId" | "versionPath" | "signal"> {
  /** `FROM:TO`, both ends included; either side may be left open. */
  readonly range: string;
}

/** What `squash` gives. */
export interface SquashResult {
  readonly revision: RevisionDocument;
  /** The revisions that it replaces, from old to new. */
  readonly replaces: readonly string[];
  /** How many operations the revisions asked for, and how many the squash does. */
  readonly operations: { readonly before: number; readonly after: number };
  /** Copies of the scripts whose code it calls: what runs queries or functions of its own cannot be folded. */
  readonly kept: readonly string[];
}

/**
 * Writes one revision in place of a line of revisions, equal in effect, which is tried on a scratch database.
 *
 * @throws {RevisionError} the range is malformed or no line
 * @throws {UsageError} some of several databases are named: the script has a function for each
 * @throws {MigrationError} `migration.no-scratch`, `migration.squash-differs`
 */
export async function squash(project: Project, options: SquashOptions): Promise<SquashResult> {
  const [{ resolveRange }, { squash: fold }] = await Promise.all([
    import("../revision/target.js"),
    import("../migrate/squash.js"),
  ]);
  const graph = await project.graph();
  const revisions = resolveRange(graph, options.range).toReversed();
  const place = await scriptPlace(project, options, graph);
  const databases = await everyDatabase(project);
  const written = await fold(databases, { ...place, revisions, signal: options.signal });
  return {
    revision: (await finished(project, written, graph)).document,
    replaces: written.revision.replaces,
    operations: written.operations,
    kept: written.kept,
  };
}

/** Each database that a squash is of, of the targets of one the first. */
async function everyDatabase(project: Project): Promise<readonly [SquashedDatabase, ...SquashedDatabase[]]> {
  const { databases, databaseNames } = await project.config();
  const found: SquashedDatabase[] = [];
  for (const reference of await project.references()) {
    const { database } = await reference.databaseConfig();
    found.push({ database, migrator: await reference.migrator() });
  }
  const [first, ...others] = found;
  if (first !== undefined && (databases === null || found.length === databases.length))
    return [first, ...others];
  throw new UsageError("A squash is of all databases that share the history.", {
    hint: `Leave --db out: they are ${databaseNames.join(", ")}.`,
  });
}

/** What makes the id as the configuration says; a random one is made where it says nothing. */
function idMaker({ revisionId }: ResolvedConfig, graph: RevisionGraph, message: string): NewScript["id"] {
  if (revisionId === null) return undefined;
  const revisions = graph.all.map(({ id }) => id);
  return (downRevisions) => revisionId({ revisions, message, downRevisions, createdAt: new Date() });
}
