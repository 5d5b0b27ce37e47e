import { expect, it } from "vitest";
import { check, dateTime, enumOf, func, integer, MetaData, sql, table } from "../../src/index.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { eachTarget } from "../support/target.js";

function models(...words: readonly [string, ...string[]]): MetaData {
  const metadata = new MetaData();
  table("users", metadata, { id: integer().primaryKey(), role: enumOf(...words).named("role") });
  return metadata;
}

eachTarget("a word of an enum that goes", (target) => {
  /** What flags call the list of words. */
  const subject = target === "postgresql" ? "role" : "users.role";

  const start = async () => {
    const h = new History(await freshDatabase(target));
    await h.autogenerate("a1", models("admin", "guest", "bot"));
    await h.migrator().upgrade("head");
    return h;
  };
  const fill = (h: History) =>
    h.engine.begin(async (c) => {
      for (const role of ["admin", "guest", "guest"]) {
        await c.execute("INSERT INTO users (role) VALUES (:role)", { role });
      }
    });
  const roles = (h: History) =>
    h.engine.connect(async (c) => (await c.execute("SELECT role FROM users ORDER BY id")).scalars().all());

  it("is a question where rows hold it, and none where no row does", async () => {
    await using h = await start();
    expect((await h.difference(models("admin"))).questions).toEqual([]);
    await fill(h);
    const { questions } = await h.difference(models("admin"));
    expect(questions).toEqual([
      { subject, word: "guest", count: 2, choices: ["admin"], flag: `${subject}.guest` },
    ]);
    const refused = await h.difference(models("admin"), { renames: { noMap: [`${subject}.guest`] } });
    expect(refused.questions).toEqual([]);
  });

  it("is replaced in the rows by the word that a mapping names, and may be used after a downgrade", async () => {
    await using h = await start();
    await fill(h);
    const to = models("admin", "bot");
    await h.autogenerate("b2", to, { renames: { map: [`${subject}.guest:bot`] } });
    await h.migrator().upgrade("head");
    expect(await roles(h)).toEqual(["admin", "bot", "bot"]);
    expect(wordsOf(await h.difference(to))).toEqual([]);
    await h.migrator().downgrade("a1");
    expect(wordsOf(await h.difference(models("admin", "guest", "bot")))).toEqual([]);
    expect(await roles(h)).toEqual(["admin", "bot", "bot"]);
    await fill(h);
    await h.migrator().upgrade("head");
    expect(await roles(h)).toEqual(["admin", "bot", "bot", "admin", "bot", "bot"]);
  });

  it("has one answer", async () => {
    await using h = await start();
    await fill(h);
    const to = models("admin", "bot");
    const flag = `${subject}.guest`;
    for (const [renames, message] of [
      [
        { map: [`${flag}:admin`, `${flag}:bot`] },
        `Of ${flag} is said that rows get admin, and that rows get bot.`,
      ],
      [
        { map: [`${flag}:bot`], noMap: [flag] },
        `Of ${flag} is said that no row holds it, and that rows get bot.`,
      ],
    ] as const) {
      await expect(h.difference(to, { renames })).rejects.toMatchObject({ code: "cli.usage", message });
    }
  });

  it("is replaced by a word that comes with the same change", async () => {
    await using h = await start();
    await fill(h);
    const to = models("admin", "bot", "member");
    await h.autogenerate("b2", to, { renames: { map: [`${subject}.guest:member`] } });
    await h.migrator().upgrade("head");
    expect(await roles(h)).toEqual(["admin", "member", "member"]);
    expect(wordsOf(await h.difference(to))).toEqual([]);
    await h.migrator().downgrade("a1");
    expect(await roles(h)).toEqual(["admin", "guest", "guest"]);
    expect(wordsOf(await h.difference(models("admin", "guest", "bot")))).toEqual([]);
  });

  it("is replaced in rows that do not count as updated for that", async () => {
    if (target !== "mysql" && target !== "mariadb") return;
    const declared = (...words: readonly [string, ...string[]]) => {
      const metadata = new MetaData();
      const touched = dateTime().serverDefault(func.now()).serverOnUpdate(func.now());
      table("notes", metadata, { id: integer().primaryKey(), role: enumOf(...words), "at it": touched });
      return metadata;
    };
    await using h = new History(await freshDatabase(target));
    await h.autogenerate("a1", declared("admin", "guest"));
    await h.migrator().upgrade("head");
    const insert = "INSERT INTO notes (role, `at it`) VALUES ('guest', '2020-01-02 03:04:05')";
    await h.engine.begin((c) => c.execute(insert));
    await h.autogenerate("b2", declared("admin", "member"), {
      renames: { rename: ["notes.role.guest:member"] },
    });
    const rows = () =>
      h.engine.connect(async (c) =>
        (await c.execute("SELECT role, CAST(`at it` AS CHAR) AS at FROM notes")).mappings().all(),
      );
    await h.migrator().upgrade("head");
    expect(await rows()).toEqual([{ role: "member", at: "2020-01-02 03:04:05" }]);
    await h.migrator().downgrade("a1");
    expect(await rows()).toEqual([{ role: "guest", at: "2020-01-02 03:04:05" }]);
  });

  it("is replaced in a column whose name needs quotes, and of a table whose name does", async () => {
    await using h = new History(await freshDatabase(target));
    const odd = (...words: readonly [string, ...string[]]) => {
      const metadata = new MetaData();
      const role = enumOf(...words).named("user's role");
      table('odd "users.`', metadata, { id: integer().primaryKey(), "user's \"role`": role });
      return metadata;
    };
    await h.autogenerate("a1", odd("admin", "it's"));
    await h.migrator().upgrade("head");
    await h.engine.begin(async (c) => {
      const { quote } = c.dialect.spelling;
      const column = quote("user's \"role`");
      await c.execute(`INSERT INTO ${quote('odd "users.`')} (${column}) VALUES (:role)`, { role: "it's" });
    });
    const to = odd("admin", "bot");
    const place = target === "postgresql" ? "user's role" : 'odd "users.`.user\'s "role`';
    await h.autogenerate("b2", to, { renames: { map: [`${place}.it's:bot`] } });
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(to))).toEqual([]);
    await h.migrator().downgrade("a1");
    expect(wordsOf(await h.difference(odd("admin", "it's")))).toEqual([]);
  });

  it("is renamed in the rows, and back", async () => {
    await using h = await start();
    await fill(h);
    const to = models("admin", "visitor", "bot");
    await h.autogenerate("b2", to, { renames: { rename: [`${subject}.guest:visitor`] } });
    await h.migrator().upgrade("head");
    expect(await roles(h)).toEqual(["admin", "visitor", "visitor"]);
    expect(wordsOf(await h.difference(to))).toEqual([]);
    await h.migrator().downgrade("a1");
    expect(await roles(h)).toEqual(["admin", "guest", "guest"]);
    expect(wordsOf(await h.difference(models("admin", "guest", "bot")))).toEqual([]);
  });

  it("stops the upgrade where rows hold it after all", async () => {
    await using h = await start();
    const stood = await h.reflect();
    await h.autogenerate("b2", models("admin", "bot"));
    await fill(h);
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({
      code: target === "postgresql" ? "migration.value-in-use" : "migration.rows-in-the-way",
      message: expect.stringContaining("2 rows"),
    });
    expect(await h.reflect()).toEqual(stood);
    expect(await roles(h)).toEqual(["admin", "guest", "guest"]);
  });

  it("has mappings that name what is there", async () => {
    await using h = await start();
    const to = models("admin", "bot");
    const refused = (flag: string) => expect(h.difference(to, { renames: { map: [flag] } })).rejects;
    await refused(`${subject}.gest:bot`).toMatchObject({
      code: "schema.no-such-value",
      hint: "Did you mean guest?",
    });
    await refused(`${subject}.guest:bt`).toMatchObject({
      code: "schema.no-such-value",
      hint: "Did you mean bot?",
    });
    await refused("rank.guest:bot").toMatchObject({ code: "schema.no-such-value" });
  });
});

eachTarget("a word that gets another name", (target) => {
  const subject = target === "postgresql" ? "role" : "users.role";
  const users = (
    word: string,
    parts: { readonly isDefault: boolean; readonly isNamed: boolean },
  ): MetaData => {
    const metadata = new MetaData();
    const role = enumOf("admin", word, "bot").named("role");
    table(
      "users",
      metadata,
      { id: integer().primaryKey(), role: parts.isDefault ? role.serverDefault(word) : role, age: integer() },
      (c) => (parts.isNamed ? [check("ck_users_age", sql`${c.role} <> ${word} OR ${c.age} > 17`)] : []),
    );
    return metadata;
  };

  it.each([
    ["stays the default, and in the rule", { isDefault: true, isNamed: true }],
    ["is the default no more", { isDefault: false, isNamed: true }],
    ["is in no rule any more", { isDefault: true, isNamed: false }],
  ])("%s, and is so again after a downgrade", async (_, parts) => {
    await using h = new History(await freshDatabase(target));
    const before = users("guest", { isDefault: true, isNamed: true });
    await h.autogenerate("a1", before);
    await h.migrator().upgrade("head");
    const to = users("visitor", parts);
    const renames = { rename: [`${subject}.guest:visitor`] };
    const { operations } = await h.difference(to, { renames });
    // Where words are a type's, the database renames them wherever they stand.
    const others = parts.isDefault && parts.isNamed ? 0 : 1;
    if (target === "postgresql") expect(operations).toHaveLength(1 + others);
    await h.autogenerate("b2", to, { renames });
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(to))).toEqual([]);
    await h.migrator().downgrade("a1");
    expect(wordsOf(await h.difference(before))).toEqual([]);
  });
});
