import { expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget } from "../support/target.js";

const TABLE =
  'await op.createTable("users", { id: integer().primaryKey(), name: string(20), born: date().nullable() });';

/** What was sent about the index, without quotes. */
function aboutIndex(h: History): readonly string[] {
  return h.statements
    .filter((sql) => /\bix\b/.test(sql) && /^(?:create|drop|alter)\b/i.test(sql))
    .map((sql) => sql.replace(/["`]/g, ""));
}

eachTarget("forms of a change that keep nobody out", (target) => {
  it("make and drop the index whether or not the database has a form of its own for it", async () => {
    await using h = new History(await freshDatabase(target));
    await h.run(`${TABLE}
      await op.createIndex("ix", "users", ["name"], { concurrently: true, unique: true });`);
    const { indexes, constraints } = (await h.reflect()).tables[0]!;
    const names = [...indexes, ...constraints].map(({ name }) => name);
    expect(names).toContain("ix");
    const words = target === "postgresql" ? "CREATE UNIQUE INDEX CONCURRENTLY ix" : "CREATE UNIQUE INDEX ix";
    expect(aboutIndex(h)[0]).toContain(words);
    h.add("b1", "a1", { upgrade: 'await op.dropIndex("ix", "users", { concurrently: true });' });
    await h.migrator().upgrade("head");
    const [left] = (await h.reflect()).tables;
    expect([...left!.indexes, ...left!.constraints].map(({ name }) => name)).not.toContain("ix");
  });

  it("go with ifNotExists and ifExists, and a second time nothing happens", async () => {
    await using h = new History(await freshDatabase(target));
    await h.run(`${TABLE}
      await op.createIndex("ix", "users", ["name"], { concurrently: true, ifNotExists: true });
      await op.createIndex("ix", "users", ["name"], { concurrently: true, ifNotExists: true });
      await op.dropIndex("ix", "users", { concurrently: true, ifExists: true });
      await op.dropIndex("ix", "users", { concurrently: true, ifExists: true });`);
    expect((await h.reflect()).tables[0]!.indexes).toEqual([]);
  });

  it("leave the options of other databases alone", async () => {
    await using h = new History(await freshDatabase(target));
    const how = '{ mysql: { algorithm: "INPLACE", lock: "NONE" }, postgresql: {}, sqlite: {} }';
    await h.run(`${TABLE}
      await op.createIndex("ix", "users", ["name"], { options: ${how} });
      await op.addColumn("users", "note", string(20).nullable().options(${how}));`);
    const [made] = aboutIndex(h);
    const isMysql = target === "mysql" || target === "mariadb";
    expect(/ALGORITHM=INPLACE LOCK=NONE$/.test(made!)).toBe(isMysql);
    const [added] = h.statements.filter((sql) => /^alter table .*add column/i.test(sql));
    expect(/, ALGORITHM=INPLACE, LOCK=NONE$/.test(added!)).toBe(isMysql);
    const [table] = (await h.reflect()).tables;
    expect(table!.columns.find(({ name }) => name === "note")!.options).toBeUndefined();
  });
});

eachTarget(
  "an online form that the server cannot keep",
  (target) => {
    it("is refused by the server before anything is done, and the change can be made without it", async () => {
      await using h = new History(await freshDatabase(target));
      await h.run(TABLE);
      const change = (options: string) =>
        `await op.alterColumn("users", "name", { type: integer()${options} });`;
      h.add("b1", "a1", { upgrade: change(', options: { mysql: { algorithm: "INSTANT" } }') });
      await expect(h.migrator().upgrade("head")).rejects.toMatchObject({
        message: expect.stringMatching(/ALGORITHM=INSTANT is not supported/),
      });
      expect((await h.reflect()).tables[0]!.columns[1]!.type.kind).toBe("string");
    });
  },
  ["mysql", "mariadb"],
);
