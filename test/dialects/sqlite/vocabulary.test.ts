import { describe, expect, it } from "vitest";
import { any, int, integer, strict, withoutRowid } from "../../../src/dialects/sqlite/vocabulary.js";
import {
  boolean,
  check,
  dateTime,
  enumOf,
  foreignKey,
  index,
  MetaData,
  numeric,
  primaryKey,
  string,
  table,
  text,
  unique,
} from "../../../src/index.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";

const OPTIONS = (own: Readonly<Record<string, string | boolean>>) => ({ sqlite: own });

/** Models in everything that SQLite alone has, or the same without. */
function models(isFull: boolean): MetaData {
  const metadata = new MetaData();
  const items = isFull ? [strict()] : [];
  table(
    "users",
    metadata,
    {
      id: integer({ autoincrement: isFull }).primaryKey(),
      email: string(50).collation("NOCASE"),
      name: isFull ? text().options(OPTIONS({ onConflictNotNull: "ignore" })) : text(),
      role: enumOf("admin", "member").serverDefault("member"),
      active: boolean().serverDefault(true),
      balance: numeric(10, 2).nullable(),
      seenAt: dateTime().nullable(),
      value: any<string | number>().nullable(),
    },
    (c) => [
      ...items,
      isFull ? unique(null, c.email).options(OPTIONS({ onConflict: "replace" })) : unique(null, c.email),
      check("ck_users_balance", c.balance.between("0", "1000")),
      index("ix_users_name", { on: c.name, ...(isFull && { collation: "NOCASE" }) }),
    ],
  );
  table("logins", metadata, { userId: int(), number: int() }, (c) => [
    primaryKey(null, c.userId, c.number),
    foreignKey(null, [c.userId], ["users.id"], { deferrable: "deferred", match: "full" }),
    ...(isFull ? [withoutRowid()] : []),
  ]);
  table("keys", metadata, { id: int().primaryKey() });
  return metadata;
}

describe("models in what SQLite alone has", () => {
  it("are made, changed and taken back by what autogenerate writes, and nothing is seen after", async () => {
    const db = await freshDatabase("sqlite");
    await using h = new History(db);
    const [plain, full] = [models(false), models(true)];
    const silent = async (metadata: MetaData) => {
      const { operations, problems } = await h.difference(metadata);
      expect({ operations, problems }).toEqual({ operations: [], problems: [] });
    };
    await h.autogenerate("a1", plain);
    await h.migrator().upgrade("head");
    await silent(plain);
    await db.script(`insert into users(email, name, balance, value) values ('a@x', 'a', '1.50', x'00');
      insert into logins values (1, 1);`);
    const before = await h.reflect();
    const source = await h.autogenerate("a2", full);
    expect(source).toContain("setTableOptions");
    await h.migrator().upgrade("head");
    await silent(full);
    expect(await db.query("select id, email, role, active, balance from users")).toEqual([
      { id: 1, email: "a@x", role: "member", active: 1, balance: 1.5 },
    ]);
    expect(await db.query("select * from logins")).toEqual([{ userId: 1, number: 1 }]);
    await h.migrator().downgrade("a1");
    await silent(plain);
    expect(await h.reflect()).toEqual(before);
    await h.migrator().downgrade("base");
    expect((await h.reflect()).tables).toEqual([]);
    await h.migrator().upgrade("head");
    await silent(full);
  });
});
