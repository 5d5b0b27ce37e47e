import { realpathSync } from "node:fs";
import { IrreversibleOperation, RevisionError } from "../errors/errors.js";
import type { Direction } from "../revision/plan.js";
import type { Revision } from "../revision/revision.js";
import { messageOf, nearest } from "../util/text.js";
import type { Operations } from "./operations.js";
import type { MigrationSettings } from "./settings.js";

/** The function of a script that a step runs. */
export interface Script {
  readonly revision: Revision;
  /** The file whose lines its errors are told by, asked of the file system when one is. */
  readonly file: string;
  readonly run: (op: Operations) => unknown;
}

/**
 * Loads the function of a revision's script that goes in a direction.
 *
 * @throws {RevisionError} `revision.invalid-file`: the file cannot be loaded, or has no `upgrade`
 * @throws {IrreversibleOperation} `migration.irreversible`: it has no `downgrade`
 */
export async function loadScript(
  revision: Revision,
  direction: Direction,
  settings: Pick<MigrationSettings, "loadScript" | "databases" | "place">,
): Promise<Script> {
  const name = direction === "up" ? "upgrade" : "downgrade";
  const exported = (await load(revision, settings))[name];
  const run = isFunctions(exported) ? chooseFunction(exported, { name, revision }, settings) : exported;
  if (typeof run === "function") {
    return {
      revision,
      get file() {
        return fileOf(revision);
      },
      run: run as Script["run"],
    };
  }
  const file = fileOf(revision);
  if (direction === "down") {
    throw new IrreversibleOperation(
      "migration.irreversible",
      `Revision ${revision.id} has no downgrade function, so it cannot be undone.`,
      { hint: `Write one in ${file}.`, details: { revision: revision.id, file } },
    );
  }
  throw new RevisionError("revision.invalid-file", `${file} exports no function upgrade.`, {
    hint: "Write `export async function upgrade(op: Operations) { … }`.",
    details: { revision: revision.id, file },
  });
}

/** Where the script is: the stacks of errors have no links in their paths. */
function fileOf({ path }: Revision): string {
  try {
    return realpathSync.native(path!);
  } catch {
    return path!;
  }
}

/** A function for each of several databases, by their names. */
function isFunctions(exported: unknown): exported is Readonly<Record<string, unknown>> {
  return typeof exported === "object" && exported !== null;
}

/**
 * The function for the database at hand; one that does nothing where the script has none for it.
 *
 * @throws {RevisionError} `revision.invalid-file`: it has one for a database that there is not
 */
function chooseFunction(
  functions: Readonly<Record<string, unknown>>,
  { name, revision }: { readonly name: string; readonly revision: Revision },
  { databases = [], place }: Pick<MigrationSettings, "databases" | "place">,
): unknown {
  const broken = (message: (file: string) => string, hint: string) => {
    const file = fileOf(revision);
    const details = { revision: revision.id, file };
    return new RevisionError("revision.invalid-file", message(file), { hint, details });
  };
  const stranger = Object.keys(functions).find((key) => !databases.includes(key));
  if (stranger !== undefined) {
    const meant = nearest(stranger, databases);
    const known = databases.length === 0 ? "no names at all" : databases.join(", ");
    throw broken(
      (file) =>
        `${file} has ${name} for ${JSON.stringify(stranger)}, which is no database of the configuration.`,
      meant === null ? `The configuration's "databases" has ${known}.` : `Did you mean "${meant}"?`,
    );
  }
  const own = place?.database == null ? undefined : functions[place.database];
  if (own === undefined) return () => undefined;
  if (typeof own === "function") return own;
  throw broken(
    (file) => `${name} for "${place?.database}" in ${file} is no function.`,
    "Write `async name(op: Operations) { … }`.",
  );
}

async function load(
  revision: Revision,
  settings: Pick<MigrationSettings, "loadScript">,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await settings.loadScript(revision.path!);
  } catch (thrown) {
    const file = fileOf(revision);
    const message = messageOf(thrown);
    const what = message.includes(file) ? message : `${file}: ${message}`;
    throw new RevisionError("revision.invalid-file", /[.!?]$/.test(what) ? what : `${what}.`, {
      hint: "Nothing was run: all scripts are loaded before the first one starts.",
      details: { revision: revision.id, file },
      cause: thrown,
    });
  }
}
