import type { Migrator } from "../migrate/migrator.js";
import type { Unsupported } from "../schema/object.js";
import { safeText } from "../util/text.js";
import { type ChangeDocument, changeDocuments } from "./change-document.js";
import type { Project } from "./project.js";
import { type RevisionDocument, revisionDocument } from "./revision-document.js";

/** What `current` gives. */
export interface CurrentResult {
  /** The revisions at which the database stands. */
  readonly revisions: readonly RevisionDocument[];
  /** Ids in the version table that no revision file has. */
  readonly unknown: readonly string[];
  /** Whether everything is applied. */
  readonly atHeads: boolean;
  /** How many revisions are not applied. */
  readonly pending: number;
}

/** Where the database stands. @throws {DatabaseError} it cannot be asked */
export async function current(project: Project): Promise<CurrentResult> {
  const rows = await (await project.migrator()).current();
  const graph = (await project.graph()).at(rows);
  const { currentRevisions, pendingRevisions } = await import("../revision/plan.js");
  const unknown = graph.unknownRows(rows);
  const known = rows.filter((row) => !unknown.includes(row));
  const pending = pendingRevisions(graph, known).length;
  return {
    revisions: currentRevisions(graph, known).map((revision) => revisionDocument(revision, { graph })),
    unknown,
    atHeads: pending === 0 && unknown.length === 0,
    pending,
  };
}

/** How models and database stand to each other; while revisions are pending they are not compared. */
export type ModelsState =
  | { readonly state: "none" | "notCompared" | "inStep" }
  | { readonly state: "changed"; readonly changes: readonly ChangeDocument[] };

/** What `status` gives. */
export interface StatusResult {
  /** The database's URL, its password masked, and the product with its version. */
  readonly database: { readonly url: string; readonly server: string };
  readonly current: readonly RevisionDocument[];
  /** Ids in the version table that no revision file has. */
  readonly unknown: readonly string[];
  readonly heads: readonly RevisionDocument[];
  readonly pending: readonly RevisionDocument[];
  readonly models: ModelsState;
}

/** Is told what a comparison could not see in full. */
export type OnLimits = (limits: {
  readonly problems: readonly string[];
  readonly unsupported: readonly Unsupported[];
}) => void;

/** What is asked of `status`. */
export interface StatusOptions {
  /** Is told what could not be compared in full, and what is left alone. */
  readonly onLimits?: OnLimits | undefined;
}

/** Where database, history and models stand. @throws {DatabaseError} the database cannot be asked */
export async function status(project: Project, options: StatusOptions = {}): Promise<StatusResult> {
  const migrator = await project.migrator();
  const { engine } = migrator;
  const [{ currentRevisions, pendingRevisions }, server, rows] = [
    await import("../revision/plan.js"),
    await engine.connect(
      ({ dialect, driver }) => `${dialect.title} ${driver.serverVersion.split(/[\s-]/, 1)[0]}`,
    ),
    await migrator.current(),
  ];
  const graph = migrator.graph.at(rows);
  const unknown = graph.unknownRows(rows);
  const known = rows.filter((row) => !unknown.includes(row));
  const pending = pendingRevisions(graph, known);
  const document = (revision: (typeof pending)[number]) => revisionDocument(revision, { graph });
  const isAtHead = pending.length === 0 && unknown.length === 0;
  return {
    database: { url: safeText(String(engine.url)), server: safeText(server) },
    current: currentRevisions(graph, known).map(document),
    unknown,
    heads: graph.heads.map(document),
    pending: pending.map(document),
    models: await modelsState(project, migrator, isAtHead, options.onLimits),
  };
}

async function modelsState(
  project: Project,
  migrator: Migrator,
  isAtHead: boolean,
  onLimits: OnLimits | undefined,
): Promise<ModelsState> {
  const { metadata } = await project.databaseConfig();
  if (metadata === null) return { state: "none" };
  if (!isAtHead) return { state: "notCompared" };
  const { findDifference } = await import("../migrate/difference.js");
  const difference = await findDifference(migrator);
  onLimits?.(difference);
  if (difference.operations.length === 0) return { state: "inStep" };
  return { state: "changed", changes: changeDocuments(difference.operations, difference.dialect.spelling) };
}
