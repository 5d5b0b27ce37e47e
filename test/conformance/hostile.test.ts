import { expect, it } from "vitest";
import {
  check,
  enumOf,
  foreignKey,
  index,
  integer,
  MetaData,
  sql,
  string,
  table,
  tableComment,
} from "../../src/index.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { eachTarget, itIf } from "../support/target.js";

const PLACEHOLDER = ["${", "x}"].join("");

const NAMES: readonly string[] = [
  "it's",
  'say "hi"',
  "back`tick",
  "two words",
  "dot.ted",
  "[brackets]",
  "CamelCase",
  "camelcase too",
  "select",
  "Order",
  PLACEHOLDER,
  "back\\slash",
  "*/ end",
  "-- nothing",
  "%s :name ? $1",
  "naïve ☃",
  "__proto__",
  "constructor",
  "a".repeat(63),
];

const VALUES: readonly string[] = [
  "it's",
  'say "hi"',
  "back\\slash",
  "\\",
  "\\'",
  "''",
  `\`tick\` ${PLACEHOLDER}`,
  "two\nlines",
  "return\r\nand\ttab",
  "*/ /* -- #",
  "\u2028 \u2029",
  "100% :name ? $1 @x",
  "",
  " spaces ",
  "NULL",
  "CURRENT_TIMESTAMP",
  "now()",
  "(1)",
  "0x41",
  "'quoted'",
  "snow ☃",
  "\u0001 \u007f \u202e",
  "nextval('x'::regclass)",
];

/** Tables that are called as `names` say, each with such columns, a key to the one before, an index and a check. */
function tablesCalled(names: readonly string[], length: number, indexed: boolean): MetaData {
  const metadata = new MetaData();
  names.forEach((name, i) => {
    const before = names[i - 1];
    const other = `other ${name}`.slice(0, 63);
    const columns = {
      id: integer().primaryKey(),
      [name]: string(length),
      [other]: integer().nullable(),
    };
    table(name, metadata, columns, () => [
      check(null, sql`${sql.identifier(name)} <> 'x'`),
      check(`ck of ${name}`.slice(0, 63), sql`${sql.identifier(other)} > 0`),
      ...(indexed ? [index(null, name, other).unique()] : []),
      ...(before === undefined ? [] : [key(name, other, before)]),
    ]);
  });
  return metadata;
}

function key(name: string, column: string, to: string) {
  return foreignKey(`fk of ${name}`.slice(0, 63), [column], [{ table: to, column: "id" }]);
}

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

  /** A column for each value, which has it as its default and as its comment. */
  function columnsWith(values: readonly string[]) {
    const metadata = new MetaData();
    const columns = values.map((value, i) => {
      const column = string(60).serverDefault(value);
      return [`c${i}`, value === "" ? column : column.comment(value)] as const;
    });
    table("things", metadata, { id: integer().primaryKey(), ...Object.fromEntries(columns) }, () => [
      tableComment(values.find((value) => value !== "") ?? "none"),
    ]);
    return metadata;
  }

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
