import { expect, it } from "vitest";
import type { MigrationSettings } from "../../src/migrate/index.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, type Target } from "../support/target.js";

/** Where each server tells its timeouts, and what it then says for 2.5 seconds for locks and 90 for statements. */
const TOLD: Readonly<Record<Target, readonly [query: string, told: readonly unknown[]]>> = {
  postgresql: [
    "select current_setting('lock_timeout') as a, current_setting('statement_timeout') as b",
    ["2500ms", "90s"],
  ],
  mysql: ["select @@session.lock_wait_timeout as a, @@session.max_execution_time as b", [3, 90_000]],
  mariadb: ["select @@session.lock_wait_timeout as a, @@session.max_statement_time as b", [3, 90]],
  sqlite: ["select timeout as a, null as b from pragma_busy_timeout", [2500, null]],
};

eachTarget("the timeouts of a run", (target) => {
  const [query, told] = TOLD[target];

  it("are in force in scripts and put back afterwards, a dialect's own going before those for all", async () => {
    const seen: unknown[] = [];
    const settings: Partial<MigrationSettings> = {
      timeouts: { lock: 9_000, statement: 90_000, [target]: { lock: 2_500 } },
      afterRevision: async ({ op }) => {
        const [row] = (await op.connection.execute(query)).all<{ a: unknown; b: unknown }>();
        seen.push(...Object.values(row!).map(plain));
      },
    };
    await using h = new History(await freshDatabase(target), settings);
    const ask = () =>
      h.engine.connect(async (c) => (await c.execute(query)).all().map((row) => ({ ...row })));
    const before = await ask();
    h.add("a1", null);
    await h.migrator().upgrade("head");
    expect(seen).toEqual(told.map(plain));
    expect(await ask()).toEqual(before);
  });
});

/** Numbers as numbers, whatever the driver makes of decimals, and PostgreSQL's durations in one unit. */
function plain(value: unknown): unknown {
  if (value === null) return null;
  const text = String(value);
  const minutes = /^(\d+(?:\.\d+)?)min$/.exec(text)?.[1];
  if (minutes !== undefined) return `${Number(minutes) * 60}s`;
  return /^[\d.]+$/.test(text) ? Number(text) : text;
}

eachTarget("the functions around a revision", (target) => {
  const rollsBack = target === "postgresql" || target === "sqlite";
  const TABLE = {
    upgrade: `op.createTable("t", { id: integer() }); await Promise.resolve();`,
    downgrade: `await op.dropTable("t");`,
  };

  it("run before and after the script, which is done by then, awaited or not", async () => {
    const told: unknown[] = [];
    const count = async ({ op }: { op: import("../../src/index.js").Operations }) => {
      await op.execute("create table if not exists seen (n integer)");
      return op.connection
        .execute("select count(*) from t")
        .then((result) => Number(result.scalar()))
        .catch(() => "none");
    };
    await using h = new History(await freshDatabase(target), {
      place: { database: "main", target: "acme", schemaPath: null, createSchema: false },
      x: { key: "value" },
      beforeRevision: ({ revision, message, direction, op }) => {
        told.push([
          "before",
          revision,
          message,
          direction,
          op.context.database,
          op.context.target,
          op.context.x,
        ]);
      },
      afterRevision: async (step) => {
        told.push(["after", step.revision, step.direction === "upgrade" ? await count(step) : null]);
      },
    });
    h.add("a1", null, TABLE);
    await h.migrator().upgrade("head");
    await h.migrator().downgrade("base");
    expect(told).toEqual([
      ["before", "a1", "makes a1", "upgrade", "main", "acme", { key: "value" }],
      ["after", "a1", 0],
      ["before", "a1", "makes a1", "downgrade", "main", "acme", { key: "value" }],
      ["after", "a1", null],
    ]);
  });

  it.each(["beforeRevision", "afterRevision"] as const)("fail the revision where %s throws", async (name) => {
    await using h = new History(await freshDatabase(target), {
      [name]: async () => {
        throw new RangeError("not today");
      },
    });
    h.add("a1", null, TABLE);
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({
      code: "migration.failed",
      message: `${name} failed at the upgrade of a1: not today.`,
      details: { revision: "a1", rolledBack: rollsBack },
    });
    expect(await h.migrator().current()).toEqual([]);
    const tables = (await h.reflect()).tables.map(({ name: table }) => table);
    expect(tables).toEqual(rollsBack || name === "beforeRevision" ? [] : ["t"]);
  });
});
