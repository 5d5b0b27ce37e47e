import { readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { callCode, stringCode } from "../ops/code.js";
import type { Operation } from "../ops/operation.js";
import type { SourceWriter } from "../ops/source.js";
import type { Revision } from "../revision/revision.js";
import { writeRevisionFile } from "../revision/write-revision-file.js";
import type { MigrationSettings } from "./settings.js";

/** What a script goes by that is kept for its code: beginning so, it is no revision of the history. */
const KEPT = "_";

/** Where the copy of a script is whose code a squash calls: beside it, so that what it imports stays where it was. */
function copyOf({ path }: Revision): string {
  return join(dirname(path!), KEPT + basename(path!));
}

/** The copies of scripts that a squash needs. */
export interface KeptScripts {
  readonly paths: readonly string[];
  /** Those that were not there before. */
  readonly written: string[];
}

/**
 * Copies scripts for a squash that calls them.
 *
 * @throws {RevisionError} `revision.file-exists`: another file has the name; `revision.write-failed`
 */
export function keepScripts(revisions: readonly Revision[]): KeptScripts {
  const written: string[] = [];
  const paths = revisions.map((revision) => {
    const [copy, text] = [copyOf(revision), readFileSync(revision.path!, "utf8")];
    if (textOf(copy) === text) return copy;
    written.push(writeRevisionFile(dirname(copy), basename(copy), text));
    return copy;
  });
  return { paths, written };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Calls of scripts, as operations of another script. */
export interface ScriptCalls {
  /** Says where the script is that calls; must be said before the calls are written. */
  from(folder: string): void;
  /** What makes the calls of the functions for a database. */
  of(database: string | null): (revision: Revision, direction: "upgrade" | "downgrade") => Operation;
}

/** The calls of scripts; which functions they have is seen by loading them. */
export async function scriptCalls(
  revisions: readonly Revision[],
  settings: Pick<MigrationSettings, "loadScript">,
): Promise<ScriptCalls> {
  const perDatabase = new Set<string>();
  for (const revision of revisions) {
    const exported = await settings.loadScript(revision.path!);
    for (const name of ["upgrade", "downgrade"]) {
      if (typeof exported[name] === "object") perDatabase.add(`${revision.id} ${name}`);
    }
  }
  let here = "";
  return {
    from(folder) {
      here = folder;
    },
    of: (database) => (revision, direction) => {
      const isPerDatabase = perDatabase.has(`${revision.id} ${direction}`);
      return scriptCall({
        revision,
        direction,
        database: isPerDatabase ? database : null,
        module: () => moduleName(here, copyOf(revision)),
      });
    },
  };
}

/** How a script imports a file: as what TypeScript is compiled to. */
function moduleName(from: string, path: string): string {
  const to = relative(from, path)
    .split(sep)
    .join("/")
    .replace(/\.([cm]?)ts$/, ".$1js");
  return to.startsWith(".") ? to : `./${to}`;
}

/** The call of a function of another script. */
function scriptCall({
  revision,
  direction,
  database,
  module,
}: {
  readonly revision: Revision;
  readonly direction: "upgrade" | "downgrade";
  readonly database: string | null;
  readonly module: () => string;
}): Operation {
  return {
    kind: "callScript",
    describe: () => ({ sign: "~", subject: revision.id, detail: `what its ${direction} does` }),
    inverse: () => null,
    apply: (before) => before,
    ddl: () => [],
    source(s: SourceWriter) {
      const id = revision.id.replace(/\W/g, "_");
      const alias = direction + id.charAt(0).toUpperCase() + id.slice(1);
      s.useAs(direction, module(), alias);
      return callCode(database === null ? alias : `${alias}[${stringCode(database)}]`, "op");
    },
  };
}
