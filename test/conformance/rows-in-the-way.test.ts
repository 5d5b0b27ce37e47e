import { afterEach, expect, it } from "vitest";
import * as api from "../../src/index.js";
import type { TableItem } from "../../src/schema/define/table-item.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { eachTarget } from "../support/target.js";

const { check, foreignKey, integer, numeric, smallInteger, string, text, unique } = api;

/** Models of one table, and of one that it may refer to. */
function models(columns: object, items: readonly TableItem[] = []): api.MetaData {
  const metadata = new api.MetaData();
  api.table("teams", metadata, { id: integer().primaryKey() });
  api.table("users", metadata, { id: integer().primaryKey(), ...columns }, () => items);
  return metadata;
}

interface Case {
  readonly before: api.MetaData;
  readonly after: api.MetaData;
  readonly rows: readonly string[];
  /** A statement that mends the rows. */
  readonly mend: string;
  readonly message: RegExp;
  /** Left out where the database holds what a type should not. */
  readonly ofTypes?: true;
}

const CASES: Readonly<Record<string, Case>> = {
  "a shorter text": {
    before: models({ a: string(20) }),
    after: models({ a: string(3) }),
    rows: ["(1, 'long')", "(2, 'abc')", "(3, 'longer')"],
    mend: "UPDATE users SET a = 'x' WHERE id IN (1, 3)",
    message: /In 2 rows of users a is longer than 3 characters \(id 1; id 3\)/,
    ofTypes: true,
  },
  "a text with an end": {
    before: models({ a: text() }),
    after: models({ a: string(3) }),
    rows: ["(1, 'long')"],
    mend: "UPDATE users SET a = 'x'",
    message: /In 1 row of users a is longer than 3 characters/,
    ofTypes: true,
  },
  "a smaller number": {
    before: models({ a: integer() }),
    after: models({ a: smallInteger() }),
    rows: ["(1, 40000)", "(2, 5)"],
    mend: "UPDATE users SET a = 4",
    message: /not between -32768 and 32767 \(id 1\)/,
    ofTypes: true,
  },
  "a number of fewer digits": {
    before: models({ a: numeric(10, 4) }),
    after: models({ a: numeric(5, 2) }),
    rows: ["(1, 1000.5)", "(2, 1.125)", "(3, 999.99)"],
    mend: "UPDATE users SET a = 1 WHERE id < 3",
    message: /2 rows .* 3 digits before or 2 behind the point/,
    ofTypes: true,
  },
  "NOT NULL": {
    before: models({ a: text().nullable() }),
    after: models({ a: text() }),
    rows: ["(1, NULL)", "(2, 'x')"],
    mend: "UPDATE users SET a = '' WHERE a IS NULL",
    message: /In 1 row of users a is NULL \(id 1\)/,
  },
  "a unique constraint": {
    before: models({ a: string(9).nullable() }),
    after: models({ a: string(9).nullable() }, [unique("uq_users_a", "a")]),
    rows: ["(1, 'x')", "(2, 'x')", "(3, NULL)", "(4, NULL)", "(5, 'y')"],
    mend: "UPDATE users SET a = NULL WHERE id = 2",
    message: /In 2 rows of users a is that of another row, too \(id 1; id 2\)/,
  },
  "a unique index": {
    before: models({ a: integer(), b: integer() }),
    after: models({ a: integer(), b: integer() }, [api.index("ix_users_ab", "a", "b").unique()]),
    rows: ["(1, 1, 1)", "(2, 1, 1)", "(3, 1, 2)"],
    mend: "UPDATE users SET b = 3 WHERE id = 2",
    message: /In 2 rows of users a, b is that of another row/,
  },
  "a check": {
    before: models({ a: integer().nullable() }),
    after: models({ a: integer().nullable() }, [check("ck_users_a", api.sql`a > 0`)]),
    rows: ["(1, -1)", "(2, NULL)", "(3, 1)"],
    mend: "UPDATE users SET a = 1 WHERE a < 0",
    message: /In 1 row of users the check ck_users_a does not hold \(id 1\)/,
  },
  "a foreign key": {
    before: models({ a: integer().nullable() }),
    after: models({ a: integer().nullable() }, [foreignKey("fk_users_a", ["a"], ["teams.id"])]),
    rows: ["(1, 7)", "(2, NULL)"],
    mend: "UPDATE users SET a = NULL",
    message: /In 1 row of users a leads to no row of teams \(id 1\)/,
  },
  "a foreign key to its own table": {
    before: models({ a: integer().nullable() }),
    after: models({ a: integer().nullable() }, [foreignKey("fk_users_a", ["a"], ["users.id"])]),
    rows: ["(1, 1)", "(2, NULL)", "(3, 7)"],
    mend: "UPDATE users SET a = 2 WHERE id = 3",
    message: /In 1 row of users a leads to no row of users \(id 3\)/,
  },
  "a new column that must have values": {
    before: models({}),
    after: models({ a: text() }),
    rows: ["(1)", "(2)", "(3)", "(4)", "(5)"],
    mend: "",
    message: /In 5 rows of users a is NULL \(id 1; id 2; id 3; and 2 more\)/,
  },
};

eachTarget("rows in the way of a change", (target) => {
  const open: History[] = [];
  afterEach(async () => {
    for (const history of open.splice(0)) await history[Symbol.asyncDispose]();
  });

  const start = async () => {
    const history = new History(await freshDatabase(target));
    open.push(history);
    return history;
  };

  for (const [name, { before, after, rows, mend, message, ofTypes }] of Object.entries(CASES)) {
    const isFree = ofTypes && target === "sqlite";
    it(`${isFree ? "are none to" : "are counted before"} ${name}`, async () => {
      const history = await start();
      await history.autogenerate("a1", before);
      await history.migrator().upgrade("head");
      const values = rows.map((row) => `INSERT INTO users VALUES ${row}`);
      const run = async (sql: string) => history.engine.begin((connection) => connection.execute(sql));
      for (const each of values) await run(each);
      const stood = await history.reflect();
      const script = await history.autogenerate("b2", after);
      if (isFree) {
        expect(script).not.toContain("assertNone");
        await history.migrator().upgrade("head");
        return;
      }
      const failed = await history
        .migrator()
        .upgrade("head")
        .then(
          () => null,
          (error) => error,
        );
      expect(failed).toMatchObject({
        code: "migration.rows-in-the-way",
        message: expect.stringMatching(message),
      });
      if (mend === "") {
        expect(script).toMatch(/\/\/ .*UPDATE users SET a = .*\n\s+await op\.assertNone/);
        await run("DELETE FROM users");
        if (target === "mysql" || target === "mariadb") await run("ALTER TABLE users DROP COLUMN a");
      } else {
        expect(await history.reflect()).toEqual(stood);
        await run(mend);
      }
      await history.migrator().upgrade("head");
      expect(wordsOf(await history.difference(after))).toEqual([]);
      await history.migrator().downgrade("-1");
      expect(await history.reflect()).toEqual(stood);
      await history.migrator().upgrade("head");
    });
  }

  it("are counted before anything is done, whatever else the script does first", async () => {
    const history = await start();
    const before = models({ a: integer().nullable(), b: integer() });
    await history.autogenerate("a1", before);
    await history.migrator().upgrade("head");
    const run = async (sql: string) => history.engine.begin((connection) => connection.execute(sql));
    await run("INSERT INTO users VALUES (1, NULL, 1)");
    const stood = await history.reflect();
    const after = new api.MetaData();
    api.table("added", after, { id: integer().primaryKey() });
    api.table("teams", after, { id: integer().primaryKey(), label: text().nullable() });
    api.table("users", after, {
      id: integer().primaryKey(),
      a: integer(),
      b: integer(),
      c: text().nullable(),
    });
    const script = await history.autogenerate("b2", after);
    await expect(history.migrator().upgrade("head")).rejects.toMatchObject({
      code: "migration.rows-in-the-way",
    });
    expect(await history.reflect()).toEqual(stood);
    if (target === "mysql" || target === "mariadb")
      expect(script).toMatch(/async function upgrade\(.*\n\s+await op\.assertNone/);
    await run("UPDATE users SET a = 1");
    await history.migrator().upgrade("head");
    expect(wordsOf(await history.difference(after))).toEqual([]);
  });
});
