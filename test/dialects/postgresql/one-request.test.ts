import { expect, it } from "vitest";
import type { DriverConnection } from "../../../src/dialect/driver.js";
import * as migr from "../../../src/index.js";
import { freshDatabase, type TestDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { onPostgresql } from "./connected.js";

const CREATE = (name: string) => `await op.createTable("${name}", { id: integer().primaryKey() });`;
/** A key that is checked at the end of a transaction alone, and a row that breaks it. */
const BREAK = `
  await op.execute(sql\`create table p (id int primary key)\`);
  await op.execute(sql\`create table c (p int references p deferrable initially deferred)\`);
  await op.execute(sql\`insert into c values (1)\`);`;

/** What is sent in one request each. */
function requestsOf(h: History): readonly string[] {
  const sent: string[] = [];
  migr.listen(h.engine, "connect", ({ driver }: { readonly driver: DriverConnection }) => {
    const raw = driver.raw as { query(config: { readonly text: string }): unknown };
    const query = raw.query.bind(raw);
    raw.query = (config) => {
      sent.push(config.text);
      return query(config);
    };
  });
  return sent;
}

/** Transactions that a connection holds open. */
async function leftOpen(db: TestDatabase): Promise<number> {
  const sql =
    "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'";
  return (await db.query(sql)).length;
}

async function historyOf(db: TestDatabase, ...upgrades: readonly string[]): Promise<History> {
  const h = new History(db);
  for (const [i, upgrade] of upgrades.entries()) {
    h.add(`a${i + 1}`, i === 0 ? null : `a${i}`, { upgrade });
  }
  return h;
}

onPostgresql("revisions that each have a transaction", () => {
  it("end one and begin the next in one request", async () => {
    const db = await freshDatabase("postgresql");
    await using h = await historyOf(db, ...["a", "b", "c"].map(CREATE));
    const requests = requestsOf(h);
    await h.migrator().upgrade("head");
    const ends = requests.filter((text) => /BEGIN|COMMIT/.test(text));
    expect(ends.slice(-4).map((text) => text.split(/\s*;\s*/))).toEqual([
      ["BEGIN"],
      ["COMMIT", "BEGIN"],
      ["COMMIT", "BEGIN"],
      ["COMMIT"],
    ]);
    expect(await leftOpen(db)).toBe(0);
  });

  it("keep their settings to themselves", async () => {
    await using h = await historyOf(
      await freshDatabase("postgresql"),
      "await op.execute(sql`set local work_mem = '77MB'`);",
      `const found = await op.connection.execute(sql\`show work_mem\`);
       if (found.scalar() === "77MB") throw new Error("still set");`,
    );
    expect((await h.migrator().upgrade("head")).applied).toHaveLength(2);
  });

  it("stop at one that cannot be committed, and those before it stay", async () => {
    const db = await freshDatabase("postgresql");
    await using h = await historyOf(db, CREATE("a"), BREAK, CREATE("b"));
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({
      details: expect.objectContaining({ revision: "a2" }),
    });
    expect(await h.migrator().current()).toEqual(["a1"]);
    expect((await h.reflect()).tables.map(({ name }) => name)).toEqual(["a"]);
    expect(await leftOpen(db)).toBe(0);
  });

  it("leave no transaction open where the run ends between two of them", async () => {
    const db = await freshDatabase("postgresql");
    await using h = await historyOf(db, ...["a", "b", "c"].map(CREATE));
    const stop = new AbortController();
    const onEvent = ({ kind }: { readonly kind: string }) => {
      if (kind === "done") stop.abort();
    };
    await expect(h.migrator().upgrade("head", { onEvent, signal: stop.signal })).rejects.toMatchObject({
      code: "migration.interrupted",
    });
    expect(await leftOpen(db)).toBe(0);
    expect((await h.reflect()).tables.map(({ name }) => name)).toEqual(["a"]);
    const thrower = ({ kind }: { readonly kind: string }) => {
      if (kind === "done") throw new Error("broken watcher");
    };
    await expect(h.migrator().upgrade("head", { onEvent: thrower })).rejects.toThrow("broken watcher");
    expect(await leftOpen(db)).toBe(0);
  });
});
