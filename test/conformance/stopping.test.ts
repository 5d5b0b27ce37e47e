import { expect, it, vi } from "vitest";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, type Target } from "../support/target.js";

const TABLE = "create table migr_version (version_num varchar(32) not null)";

type Release = () => Promise<unknown>;

/** Another session that keeps the version table from being made, until it lets go. */
const BLOCK: Readonly<Record<Target, (db: TestDatabase, h: History) => Promise<Release>>> = {
  async postgresql(db) {
    await db.script(`begin; ${TABLE}`);
    return () => db.script("rollback");
  },
  mysql: slowlyMade,
  mariadb: slowlyMade,
  async sqlite(db) {
    await db.script("begin immediate");
    return () => db.script("rollback");
  },
};

/** The name is taken while the table is being made of a query that takes its time. */
async function slowlyMade(db: TestDatabase, h: History): Promise<Release> {
  const made = db.script("create table migr_version as select sleep(3) as slept");
  await vi.waitFor(async () => {
    const { rows } = await h.engine.connect((connection) =>
      connection.withDriver((driver) =>
        driver.query("select id from information_schema.processlist where db = ? and state = 'User sleep'", [
          db.name,
        ]),
      ),
    );
    expect(rows).toHaveLength(1);
  }, 10_000);
  return async () => {
    await made;
    await db.script("drop table migr_version");
  };
}

eachTarget("a signal", (target) => {
  it("ends the wait of ensureVersion and stamp, which leave nothing behind", async () => {
    const db = await freshDatabase(target);
    await using h = new History(db);
    h.add("a1", null);
    const release = await BLOCK[target](db, h);
    const started = performance.now();
    await expect(h.migrator().ensureVersion(AbortSignal.timeout(300))).rejects.toMatchObject({
      code: "migration.interrupted",
    });
    // What SQLite waits for in this process cannot be ended before its own time.
    expect(performance.now() - started).toBeLessThan(target === "sqlite" ? 15_000 : 5_000);
    await release();
    await expect(db.query("select * from migr_version")).rejects.toThrow();
    const aborted = AbortSignal.abort();
    await expect(h.migrator().stamp(["a1"], { signal: aborted })).rejects.toMatchObject({
      code: "migration.interrupted",
    });
    expect(await h.migrator().current()).toEqual([]);
  }, 30_000);
});
