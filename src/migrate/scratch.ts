import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../engine/engine.js";
import { MigrationError } from "../errors/errors.js";
import { messageOf } from "../util/text.js";

/** An empty database of its own for a short time, on the server of another. */
export interface Scratch extends AsyncDisposable {
  readonly engine: Engine;
}

/**
 * Makes an empty database beside the one of an engine: a new database on its server, or a file in the temporary folder.
 *
 * @throws {MigrationError} `migration.no-scratch`: the user may not make one
 */
export async function openScratch(engine: Engine): Promise<Scratch> {
  const { scratchDatabase } = (await engine.dialectModule()).newest;
  if (scratchDatabase === null) {
    const folder = mkdtempSync(join(tmpdir(), "migr-scratch-"));
    const file = engine.withDatabase(join(folder, "scratch.db"));
    return {
      engine: file,
      async [Symbol.asyncDispose]() {
        await file.dispose();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  }
  const name = `migr_scratch_${randomBytes(6).toString("hex")}`;
  await runAlone(engine, scratchDatabase.create(name)).catch((cause: unknown) => {
    throw new MigrationError(
      "migration.no-scratch",
      `No scratch database can be made: ${messageOf(cause)}`.replace(/[.!?]?$/, "."),
      {
        hint: "Give the user the right to make databases, or name another server with --url.",
        cause,
      },
    );
  });
  const scratch = engine.withDatabase(name);
  return {
    engine: scratch,
    async [Symbol.asyncDispose]() {
      await scratch.dispose();
      await runAlone(engine, scratchDatabase.drop(name));
    },
  };
}

/** Databases are made and dropped outside of any transaction. */
async function runAlone(engine: Engine, sql: string): Promise<void> {
  await engine.connect((connection) => connection.withDriver((driver) => driver.query(sql)));
}
