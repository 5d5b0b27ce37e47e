import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { writeScript } from "../../../src/migrate/index.js";
import { History } from "../history.js";
import type { Migration } from "./migration.js";
import type { ToSchema, Way } from "./there-and-back.js";

/** Ways as users take them: a script is written of the operations, loaded, and run by the runner. */
export class ScriptedWays {
  #url: string | null = null;
  #history: History | null = null;
  #written = 0;

  /**
   * The way by a script; comparing once more writes the same one.
   *
   * @param url the database, which one history after another is run on
   */
  async take(url: string, m: Migration, step: ToSchema): Promise<Way> {
    const history = await this.#begin(url);
    const { text, path } = await this.#write(history, m, step.difference);
    rmSync(path);
    const again = await this.#write(
      history,
      m,
      await m.difference(step.to, undefined, {
        map: step.to.map ?? [],
        rename: step.to.rename ?? [],
      }),
    );
    expect(again.text, "a script that is written again").toBe(text);
    const migrator = history.migrator();
    const told = async (run: Promise<unknown>): Promise<readonly string[]> => {
      try {
        await run;
        return [text];
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${text}`, { cause: error });
      }
    };
    return {
      up: () => told(migrator.upgrade("head")),
      down: () => told(migrator.downgrade("base")),
    };
  }

  /** Closes what it has opened. */
  async discard(): Promise<void> {
    await this.#history?.[Symbol.asyncDispose]();
    this.#history = null;
  }

  /** A history without scripts, on a database that has run none. */
  async #begin(url: string): Promise<History> {
    if (this.#url !== url) await this.discard();
    this.#url = url;
    if (this.#history === null) {
      this.#history = new History({ url }, { lockTimeoutMs: null });
      return this.#history;
    }
    const versions = join(this.#history.root, "versions");
    rmSync(versions, { recursive: true });
    mkdirSync(versions);
    await this.#history.migrator().stamp(["base"], { purge: true });
    return this.#history;
  }

  async #write(history: History, m: Migration, difference: ToSchema["difference"]) {
    const { operations, downgrade } = difference;
    const { path } = await writeScript(history.migrator(), {
      id: `step${++this.#written}`,
      message: "step",
      fileTemplate: "step",
      difference: { operations, downgrade, dialect: m.dialect },
      scripts: history.root,
    });
    const text = readFileSync(path, "utf8")
      .replace(/^.*Create Date.*$/im, "")
      .replaceAll(`step${this.#written}`, "step");
    return { path, text };
  }
}
