import { dirname, join } from "node:path";
import { guarded } from "../compare/guard.js";
import { renderEach, renderOperations } from "../compare/render.js";
import type { RenderItem } from "../ops/render-item.js";
import { formatCreateDate, revisionFileName } from "../revision/file-name.js";
import { type NewRevision, newMerge, newRevision, versionFolderFor } from "../revision/new-revision.js";
import type { Revision } from "../revision/revision.js";
import { renderScript, type ScriptContent } from "../revision/template.js";
import { writeRevisionFile } from "../revision/write-revision-file.js";
import type { SchemaDifference } from "./difference.js";
import type { Migrator } from "./migrator.js";
import type { MigrationSettings } from "./settings.js";

/** What the functions of a script do. */
export interface ScriptFilling {
  /** What fills `upgrade` and `downgrade`; both stay empty without it. */
  readonly difference?: Pick<SchemaDifference, "operations" | "downgrade" | "dialect"> | undefined;
  /** Each of several databases that share the history, with what fills its functions. */
  readonly databases?: readonly DatabaseScript[] | undefined;
}

/** What is asked of a new script beside its place in the history. */
export interface NewScript extends NewRevision, ScriptFilling {
  readonly message: string;
  /** Joins the heads instead of following one. */
  readonly merge?: boolean;
  /** Gives what the functions do, of the folder that the script's file will be in. */
  readonly fill?: ((folder: string) => ScriptFilling) | undefined;
  /** The project's own way to write some items. */
  readonly renderItem?: RenderItem | undefined;
  /** The scripts folder, whose own template is used where it has one. */
  readonly scripts: string;
  /** The version folder it goes to, where there are several. */
  readonly folder?: string | undefined;
  /** With tokens such as `{rev}`. */
  readonly fileTemplate?: string | undefined;
  /** The most characters of the message in the file's name. */
  readonly truncateSlug?: number | undefined;
  /** An IANA name, `utc` or `local`. */
  readonly timezone?: string | undefined;
}

/** What a new script is to do in one of several databases. */
export interface DatabaseScript {
  readonly name: string;
  readonly difference?: ScriptFilling["difference"];
}

/** A script that was written. */
export interface WrittenScript {
  readonly revision: Revision;
  /** Absolute path. */
  readonly path: string;
}

/** The history that a new script joins, and where its files are. */
export interface ScriptHome extends Pick<Migrator, "graph"> {
  readonly settings: Pick<MigrationSettings, "versionLocations" | "recursive">;
}

/**
 * Writes a new revision's script; the file appears complete or not at all, and never in place of another.
 *
 * @throws {RevisionError} it does not fit into the history, the template fails, or the file cannot be written
 */
export async function writeScript(
  { graph, settings }: ScriptHome,
  request: NewScript,
): Promise<WrittenScript> {
  const now = new Date();
  const createDate = formatCreateDate(now, request.timezone);
  const place = { ...request, createdAt: createDate };
  const created = request.merge ? newMerge(graph, place) : newRevision(graph, place);
  const [parent = null, ...more] = created.downRevisions;
  const folder = versionFolderFor(graph, created, settings.versionLocations, request.folder);
  const fileName = revisionFileName({
    id: created.id,
    message: request.message,
    createdAt: now,
    template: request.fileTemplate,
    truncateSlug: request.truncateSlug,
    timezone: request.timezone,
    recursive: settings.recursive,
  });
  const filling = request.fill?.(dirname(join(folder, fileName))) ?? request;
  const body = bodyOf(filling, request.renderItem);
  const content = await renderScript(
    {
      revision: created.id,
      downRevision: more.length > 0 ? created.downRevisions : parent,
      branchLabels: created.branchLabels,
      dependsOn: created.dependsOn,
      replaces: request.replaces ?? [],
      message: request.message,
      createDate,
      ...body,
    },
    request.scripts,
  );
  return { revision: created, path: writeRevisionFile(folder, fileName, content) };
}

/** How deep the statements of a function are that is a method of an object. */
const METHOD_INDENT = 4;

/** What the script does, in the one database or in each of several. */
function bodyOf(
  { difference, databases }: ScriptFilling,
  renderItem: RenderItem | undefined,
): Pick<ScriptContent, "upgrade" | "downgrade" | "imports" | "databases"> {
  if (!databases) return difference ? renderOperations(asked(difference), renderItem) : {};
  const inputs = databases.flatMap((each) =>
    each.difference ? [{ ...asked(each.difference), indent: METHOD_INDENT }] : [],
  );
  const { bodies, imports } = renderEach(inputs, renderItem);
  const left = [...bodies];
  const functions = databases.map((each) => ({ name: each.name, ...(each.difference && left.shift()) }));
  return { imports, databases: functions };
}

/** Both directions with the questions that keep rows from harm. */
function asked<T extends NonNullable<ScriptFilling["difference"]>>(difference: T): T {
  const { operations, downgrade, dialect } = difference;
  return { ...difference, operations: guarded(operations, dialect), downgrade: guarded(downgrade, dialect) };
}
