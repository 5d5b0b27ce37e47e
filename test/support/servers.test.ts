import { describe, expect, it } from "vitest";
import { freshDatabase } from "./database.js";
import { eachTarget, serverOf, targets } from "./target.js";

const COUNT_TABLES: Record<string, string> = {
  sqlite: "select count(*) as n from sqlite_schema where type = 'table'",
  postgresql: "select count(*)::int as n from information_schema.tables where table_schema = 'public'",
  mysql: "select count(*) as n from information_schema.tables where table_schema = database()",
};

eachTarget("a fresh database", (target) => {
  const countTables = COUNT_TABLES[target] ?? COUNT_TABLES["mysql"]!;

  it("is empty and apart from the next one", async () => {
    const first = await freshDatabase(target);
    const second = await freshDatabase(target);
    await first.script(
      "create table a (id int primary key); insert into a values (1); create table b (id int)",
    );
    expect(await first.query("select id from a")).toEqual([{ id: 1 }]);
    expect(await first.query(countTables)).toEqual([{ n: 2 }]);
    expect(await second.query(countTables)).toEqual([{ n: 0 }]);
  });

  it("is gone once dropped, even where someone is still in a transaction", async () => {
    const database = await freshDatabase(target);
    await database.script("create table a (id int primary key)");
    await database.script("begin; insert into a values (1)");
    await database.drop();
    await database.drop();
    if (target === "sqlite") return;
    const other = await freshDatabase(target);
    const sql = `select count(*) as n from information_schema.schemata where schema_name = '${database.name}'`;
    expect(Number((await other.query(sql))[0]?.["n"])).toBe(0);
  });
});

describe("the targets", () => {
  it("name servers by the scheme of their URL", async () => {
    for (const target of targets) {
      const { url } = await freshDatabase(target);
      expect(url.startsWith(`${target}://`)).toBe(true);
    }
  });

  it("are what they are called", () => {
    for (const target of targets) {
      const version = serverOf(target)?.version;
      if (target === "mariadb") expect(version).toContain("MariaDB");
      else expect(version ?? "").not.toContain("MariaDB");
    }
  });
});
