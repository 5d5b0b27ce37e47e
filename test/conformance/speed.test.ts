import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as migr from "../../src/index.js";
import {
  foreignKey,
  index,
  integer,
  MetaData,
  numeric,
  string,
  table,
  text,
  unique,
} from "../../src/index.js";
import { FolderCache, type TransformCache } from "../../src/loader/cache.js";
import { ModuleLoader } from "../../src/loader/module-loader.js";
import { findDifference } from "../../src/migrate/index.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, type Target } from "../support/target.js";

/** So many statements may reading a schema take, however many tables it has. */
const MOST_STATEMENTS: Readonly<Record<Target, number>> = { postgresql: 8, mysql: 8, mariadb: 8, sqlite: 5 };

const CREATE = (name: string) => `await op.createTable("${name}", { id: integer().primaryKey() });`;

function models(tables: number): MetaData {
  const metadata = new MetaData();
  for (let i = 1; i <= tables; i++) {
    table(
      `t${i}`,
      metadata,
      {
        id: integer().primaryKey(),
        email: string(120),
        status: string(20).serverDefault("new"),
        score: integer().serverDefault(0),
        price: numeric(10, 2).nullable(),
        note: text().nullable(),
        parentId: integer().nullable(),
      },
      (c) => [
        unique(null, c.email),
        index(null, c.status, c.score),
        ...(i > 1 ? [foreignKey(null, [c.parentId], [`t${i - 1}.id`])] : []),
      ],
    );
  }
  return metadata;
}

/** A database with so many tables, made from models by a revision. */
async function withTables(db: TestDatabase, tables: number) {
  const history = new History(db);
  const metadata = models(tables);
  await history.autogenerate("a1", metadata);
  await history.migrator().upgrade("head");
  return { history, metadata };
}

/** What was sent while `work` ran, on a connection that was open before. */
async function sentBy(history: History, work: () => Promise<unknown>): Promise<readonly string[]> {
  await history.engine.connect(() => undefined);
  history.statements.length = 0;
  await work();
  return [...history.statements];
}

eachTarget("the statements that are sent", (target) => {
  it("are one for the current revision, and at most one to open the connection", async () => {
    await using history = new History(await freshDatabase(target));
    history.add("a1", null, { upgrade: CREATE("a") });
    await history.migrator().upgrade("head");
    expect(await sentBy(history, () => history.migrator().current())).toHaveLength(1);
    if (target !== "mysql" && target !== "mariadb") return;
    await using fresh = migr.createEngine(history.engine.url, { poolSize: 1 });
    await history.migrator({}, fresh).current();
    const counted = await fresh.connect((connection) =>
      connection.withDriver((driver) => driver.query("SHOW SESSION STATUS LIKE 'Questions'")),
    );
    // The server counts this question too.
    expect(Number(counted.rows[0]![1])).toBeLessThanOrEqual(3);
  });

  it("are four for a revision that makes a table, in a transaction of its own where there is one", async () => {
    await using history = new History(await freshDatabase(target));
    history.add("a1", null, { upgrade: CREATE("a") });
    await history.migrator().upgrade("head");
    history.add("a2", "a1", { upgrade: CREATE("b") });
    history.add("a3", "a2", { upgrade: CREATE("c") });
    const sent = await sentBy(history, () => history.migrator().upgrade("head"));
    const [first, second] = [/table "?`?b\b/i, /table "?`?c\b/i].map((made) =>
      sent.findIndex((sql) => made.test(sql)),
    );
    const most: Readonly<Record<Target, number>> = { postgresql: 4, sqlite: 5, mysql: 2, mariadb: 2 };
    expect(second! - first!).toBeLessThanOrEqual(most[target]);
  });

  it("are as many for sixty tables as for two, whether the schema is read or compared", async () => {
    const counts: number[] = [];
    for (const tables of [2, 60]) {
      const { history, metadata } = await withTables(await freshDatabase(target), tables);
      await using _ = history;
      const read = await sentBy(history, () => history.reflect());
      counts.push(read.length);
      const migrator = history.migrator({ metadata: async () => [metadata] });
      const compared = await sentBy(history, async () => {
        expect((await findDifference(migrator)).operations).toEqual([]);
      });
      expect(compared).toHaveLength(read.length);
      const atHead = await sentBy(history, () => findDifference(migrator, { requireHead: true }));
      expect(atHead).toHaveLength(read.length + 1);
    }
    expect(counts[1]).toBe(counts[0]);
    expect(counts[0]).toBeLessThanOrEqual(MOST_STATEMENTS[target]);
  });

  it("are one where there is nothing to apply, and no script is run to find that out", async () => {
    await using history = new History(await freshDatabase(target));
    const files = ["a1", "a2", "a3"].map((id, i) =>
      history.add(id, i === 0 ? null : `a${i}`, { upgrade: CREATE(id) }),
    );
    await history.migrator().upgrade("head");
    history.loaded.length = 0;
    for (const file of files) {
      writeFileSync(
        file,
        `${readFileSync(file, "utf8")}\nthrow new Error("run");\nthis is no TypeScript(;\n`,
      );
    }
    const sent = await sentBy(history, async () => {
      expect((await history.migrator().upgrade("head")).applied).toEqual([]);
    });
    expect(sent).toHaveLength(1);
    expect(history.loaded).toEqual([]);
  });
});

/** A cache that counts what it has not had before. */
class CountingCache implements TransformCache {
  readonly written: string[] = [];
  readonly #cache: FolderCache;

  constructor(folder: string) {
    this.#cache = new FolderCache(folder);
  }

  read: TransformCache["read"] = (file, source) => this.#cache.read(file, source);

  write: TransformCache["write"] = (file, source, transformed) => {
    this.written.push(file);
    this.#cache.write(file, source, transformed);
  };
}

describe("the scripts of a run", () => {
  const withCache = (cache: TransformCache) => {
    const loader = new ModuleLoader({ cache, own: { name: "migr", root: null, load: async () => migr } });
    return { loadScript: (file: string) => loader.load(file) };
  };
  const ran = globalThis as { migrSpeedTest?: string[] };
  const COUNT = "((globalThis as { migrSpeedTest?: string[] }).migrSpeedTest ??= []).push(revision);\n";

  it("are each executed once, upgrade and downgrade together, and transpiled once for all runs", async () => {
    await using history = new History(await freshDatabase("sqlite"));
    const files = ["a1", "a2", "a3"].map((id, i) =>
      history.add(id, i === 0 ? null : `a${i}`, {
        upgrade: CREATE(id),
        downgrade: `await op.dropTable("${id}");`,
      }),
    );
    for (const file of files) writeFileSync(file, `${readFileSync(file, "utf8")}${COUNT}`);
    ran.migrSpeedTest = [];
    const first = new CountingCache(join(history.root, "cache"));
    const migrator = history.migrator(withCache(first));
    await migrator.upgrade("head");
    await migrator.downgrade("base");
    expect(ran.migrSpeedTest).toEqual(["a1", "a2", "a3"]);
    expect(first.written).toEqual(files);

    const second = new CountingCache(join(history.root, "cache"));
    await history.migrator(withCache(second)).upgrade("head");
    expect(ran.migrSpeedTest).toHaveLength(6);
    expect(second.written).toEqual([]);
    delete ran.migrSpeedTest;
  });
});
