import { expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, type Target } from "../support/target.js";

const TABLE = "create table migr_version (version_num varchar(32) not null)";

/** What another session does that keeps the version table from being made, and how it lets go. */
const BLOCK: Readonly<Record<Target, readonly [block: string, release: string]>> = {
  postgresql: [`begin; ${TABLE}`, "rollback"],
  mysql: [`${TABLE}; lock tables migr_version write`, "unlock tables; drop table migr_version"],
  mariadb: [`${TABLE}; lock tables migr_version write`, "unlock tables; drop table migr_version"],
  sqlite: ["begin immediate", "rollback"],
};

eachTarget("a signal", (target) => {
  it("ends the wait of ensureVersion and stamp, which leave nothing behind", async () => {
    const [block, release] = BLOCK[target];
    const db = await freshDatabase(target);
    await using h = new History(db);
    h.add("a1", null);
    await db.script(block);
    const started = performance.now();
    await expect(h.migrator().ensureVersion(AbortSignal.timeout(300))).rejects.toMatchObject({
      code: "migration.interrupted",
    });
    // What SQLite waits for in this process cannot be ended before its own time.
    expect(performance.now() - started).toBeLessThan(target === "sqlite" ? 15_000 : 5_000);
    await db.script(release);
    await expect(db.query("select * from migr_version")).rejects.toThrow();
    const aborted = AbortSignal.abort();
    await expect(h.migrator().stamp(["a1"], { signal: aborted })).rejects.toMatchObject({
      code: "migration.interrupted",
    });
    expect(await h.migrator().current()).toEqual([]);
  }, 30_000);
});
