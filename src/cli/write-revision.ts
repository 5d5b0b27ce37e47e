import type { SchemaDifference } from "../migrate/difference.js";
import type { NewScript } from "../migrate/new-script.js";
import type { App } from "./app.js";
import { type RevisionDocument, revisionDocument } from "./revision-text.js";

/** What the commands that write a script have in common. */
export interface ScriptOptions {
  readonly message?: string;
  readonly branchLabel?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly versionPath?: string;
  readonly revId?: string;
}

/** What a new script is to be. */
export interface ScriptRequest extends ScriptOptions {
  readonly follows?: readonly string[] | undefined;
  readonly splice?: boolean | undefined;
  readonly merge?: boolean;
  readonly difference?: SchemaDifference | undefined;
}

/** A script that was written, as data and by its path. */
export interface NewScriptFile {
  readonly document: RevisionDocument;
  readonly path: string;
}

/** Writes a revision script as the configuration says, and formats it. */
export async function writeRevision(app: App, request: ScriptRequest): Promise<NewScriptFile> {
  const config = await app.config();
  const [{ writeScript }, { formatFile }, { RevisionGraph }, { resolve }] = await Promise.all([
    import("../migrate/new-script.js"),
    import("../config/format.js"),
    import("../revision/graph.js"),
    import("node:path"),
  ]);
  const { message = "", revId, branchLabel, dependsOn, versionPath, follows, splice } = request;
  const script: NewScript = {
    id: revId ?? config.revisionId?.(),
    message,
    follows,
    splice,
    branchLabels: branchLabel,
    dependsOn,
    merge: request.merge ?? false,
    difference: request.difference,
    scripts: config.scripts,
    folder: versionPath === undefined ? undefined : resolve(app.cwd, versionPath),
    fileTemplate: config.fileTemplate,
    truncateSlug: config.truncateSlug,
    timezone: config.timezone,
  };
  const graph = await app.graph();
  const { revision, path } = await writeScript({ graph, settings: await app.settings() }, script);
  await formatFile(config, path);
  const written = { ...revision, path };
  const document = revisionDocument(written, { graph: new RevisionGraph([...graph.revisions, written]) });
  return { document, path };
}
