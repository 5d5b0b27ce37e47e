import { expect, it } from "vitest";
import { check, enumOf, integer, MetaData, sql, string, table } from "../../src/index.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { columnsWith, NAMES, PLACEHOLDER, tablesCalled, VALUES } from "../support/models/hostile.js";
import { eachTarget, itIf } from "../support/target.js";

/** Writes the way from the database to the models as a script, takes it, and finds nothing left to do. */
async function migrate(h: History, id: string, metadata: MetaData): Promise<void> {
  await h.autogenerate(id, metadata);
  await h.migrator().upgrade("head");
  expect(wordsOf(await h.difference(metadata))).toEqual([]);
}

async function open(target: TestDatabase["target"]): Promise<History> {
  return new History(await freshDatabase(target));
}

eachTarget("names that are hard to write", (target) => {
  it("are kept through models, scripts and database, and back", async () => {
    await using h = await open(target);
    await migrate(h, "a1", tablesCalled(NAMES, 64, true));
    const before = await h.reflect();
    expect(before.tables.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
    await h.engine.begin(async (connection) => {
      for (const name of NAMES) {
        const columns = sql`${sql.identifier("id")}, ${sql.identifier(name)}`;
        await connection.execute(sql`insert into ${sql.identifier(name)} (${columns}) values (1, ${name})`);
      }
    });
    await migrate(h, "a2", tablesCalled(NAMES, 80, false));
    await h.migrator().downgrade("-1");
    expect(await h.reflect()).toEqual(before);
    for (const name of NAMES) {
      const rows = await h.engine.connect(async (connection) =>
        (
          await connection.execute(sql`select ${sql.identifier(name)} as v from ${sql.identifier(name)}`)
        ).all(),
      );
      expect(rows).toEqual([{ v: name }]);
    }
    await h.migrator().downgrade("base");
    expect((await h.reflect()).tables).toEqual([]);
  });

  it("are refused before anything happens where the database would cut or change them", async () => {
    await using h = await open(target);
    const long = "b".repeat(64);
    const tooLong = "b".repeat(65);
    const emoji = "smile \u{1f600}";
    const refused: readonly string[] = {
      sqlite: [],
      postgresql: [long, tooLong, "é".repeat(32)],
      mysql: [tooLong, emoji],
      mariadb: [tooLong, emoji],
    }[target];
    for (const name of refused) {
      for (const metadata of [tablesCalled([name], 5, true), withColumn(name)]) {
        await expect(h.difference(metadata), name).rejects.toMatchObject({ code: "compile.bad-identifier" });
      }
    }
    const kept = [long, tooLong, emoji].filter((name) => !refused.includes(name));
    await migrate(h, "a1", tablesCalled(kept, 5, true));
    expect((await h.reflect()).tables.map(({ name }) => name).sort()).toEqual([...kept].sort());
    await h.migrator().downgrade("base");
    expect((await h.reflect()).tables).toEqual([]);
  });

  it("may differ in nothing but capitals where the database tells them apart", async () => {
    await using h = await open(target);
    const metadata = new MetaData();
    if (target === "postgresql") {
      table("users", metadata, { id: integer().primaryKey(), name: integer(), Name: integer() });
      table("Users", metadata, { id: integer().primaryKey() });
      await migrate(h, "a1", metadata);
      await h.migrator().downgrade("base");
    } else {
      table("users", metadata, { id: integer().primaryKey(), name: integer(), Name: integer() });
      await expect(migrate(h, "a1", metadata)).rejects.toMatchObject({
        code: expect.stringMatching(/^(db|schema|compile)\./),
      });
    }
    expect((await h.reflect()).tables).toEqual([]);
  });
});

function withColumn(name: string): MetaData {
  const metadata = new MetaData();
  table("plain", metadata, { id: integer().primaryKey(), [name]: integer() });
  return metadata;
}

eachTarget("values that are hard to write", (target) => {
  const hasComments = target !== "sqlite";

  it("are kept as defaults and comments through models, scripts and database, and back", async () => {
    await using h = await open(target);
    await migrate(h, "a1", columnsWith(VALUES));
    const first = await h.reflect();
    await migrate(h, "a2", columnsWith([...VALUES].reverse()));
    await h.migrator().downgrade("-1");
    expect(await h.reflect()).toEqual(first);
    const [row] = await h.engine.begin(async (connection) => {
      await connection.execute("insert into things (id) values (1)");
      return (await connection.execute<Record<string, unknown>>("select * from things")).all();
    });
    expect(VALUES.map((_, i) => row![`c${i}`])).toEqual(VALUES);
    if (hasComments) {
      const { columns } = first.tables[0]!;
      const comments = VALUES.map((_, i) => columns.find(({ name }) => name === `c${i}`)?.comment ?? "");
      expect(comments).toEqual(VALUES);
    }
    await h.migrator().downgrade("base");
    expect((await h.reflect()).tables).toEqual([]);
  });

  it("are kept as the words of enums and inside of checks", async () => {
    await using h = await open(target);
    const words: readonly string[] = [
      "it's",
      'say "hi"',
      "back\\slash",
      PLACEHOLDER,
      "100%",
      "a,b",
      "snow ☃",
      " ",
    ];
    const model = (...more: readonly string[]) => {
      const metadata = new MetaData();
      const type = enumOf(...([...words, ...more] as [string, ...string[]]))
        .named('the "kind"')
        .serverDefault("it's");
      table("things", metadata, { id: integer().primaryKey(), kind: type, note: string(60) }, () => [
        check("ck_note", sql`note <> ${"it's a back\\slash"} and note <> ${"100% :name ? $1"}`),
      ]);
      return metadata;
    };
    await migrate(h, "a1", model());
    const first = await h.reflect();
    await h.engine.begin(async (connection) => {
      for (const [i, word] of words.entries()) {
        await connection.execute("insert into things (id, kind, note) values (:i, :word, 'n')", {
          i: i + 1,
          word,
        });
      }
    });
    await migrate(h, "a2", model("one 'more'"));
    await h.migrator().downgrade("-1");
    expect(await h.reflect()).toEqual(first);
    const rows = await h.engine.connect(async (c) =>
      (await c.execute("select kind from things order by id")).all(),
    );
    expect(rows).toEqual(
      words.map((kind) => ({ kind: target === "postgresql" || kind !== " " ? kind : expect.any(String) })),
    );
    await h.migrator().downgrade("base");
    expect(await h.reflect()).toMatchObject({ tables: [], enums: [] });
  });

  itIf(target === "postgresql", "text without NUL")(
    "are refused where the database cannot hold them",
    async () => {
      await using h = await open(target);
      await expect(migrate(h, "a1", columnsWith(["\u0000"]))).rejects.toMatchObject({
        code: "compile.bad-literal",
      });
      expect((await h.reflect()).tables).toEqual([]);
    },
  );
});
