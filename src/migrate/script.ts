import { realpathSync } from "node:fs";
import { IrreversibleOperation, RevisionError } from "../errors/errors.js";
import type { Direction } from "../revision/plan.js";
import type { Revision } from "../revision/revision.js";
import { messageOf } from "../util/text.js";
import type { Operations } from "./operations.js";
import type { MigrationSettings } from "./settings.js";

/** The function of a script that a step runs, with the file whose lines its errors are told by. */
export interface Script {
  readonly revision: Revision;
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
  settings: Pick<MigrationSettings, "loadScript">,
): Promise<Script> {
  const file = realpathSync(revision.path!);
  const name = direction === "up" ? "upgrade" : "downgrade";
  const run = (await load(revision, file, settings))[name];
  if (typeof run === "function") return { revision, file, run: run as Script["run"] };
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

async function load(
  revision: Revision,
  file: string,
  settings: Pick<MigrationSettings, "loadScript">,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await settings.loadScript(file);
  } catch (thrown) {
    const message = messageOf(thrown);
    const what = message.includes(file) ? message : `${file}: ${message}`;
    throw new RevisionError("revision.invalid-file", /[.!?]$/.test(what) ? what : `${what}.`, {
      hint: "Nothing was run: all scripts are loaded before the first one starts.",
      details: { revision: revision.id, file },
      cause: thrown,
    });
  }
}
