import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { loadDialect } from "../../../src/dialects/registry.js";
import type { Entity } from "../../../src/schema/object.js";
import { findTable } from "../../../src/schema/schema.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { connectTargetOf, eachProduct, openSession, type Product, type Session } from "./session.js";

const TABLES = `
  create table p (id int primary key);
  create table t (id int primary key, a int default 5, p_id int, q_id int, g int as (a + 1) stored,
    index ix_a (a), constraint ck_a check (a > 1),
    constraint \`fk ON DELETE SET NULL\` foreign key (p_id) references p (id) on delete cascade,
    constraint fk_own foreign key (q_id) references p (id) on update set null);
  create view v as select id from t;
  create trigger tr before insert on t for each row set new.a = 7;
`;

/** A connection of a user who has these rights on the session's database, whose name stands for `$`. */
async function asUser(product: Product, session: Session, ...rights: readonly string[]) {
  const name = `migr_${randomBytes(6).toString("hex")}`;
  const target = connectTargetOf(session.database.url);
  await session.db.query(`create user '${name}'@'%' identified by 'Pass_word1'`);
  for (const right of rights) {
    await session.db.query(`grant ${right.replaceAll("$", `\`${target.database}\``)} to '${name}'@'%'`);
  }
  const { driver, dialectFor } = await loadDialect(product);
  const db = await driver.open({ ...target, user: name, password: "Pass_word1" });
  const dialect = dialectFor(db.serverVersion);
  return {
    db,
    dialect,
    reflect: () => dialect.reflect(db),
    async [Symbol.asyncDispose]() {
      await db.close();
      await session.db.query(`drop user '${name}'@'%'`);
    },
  };
}

async function open(product: Product): Promise<Session> {
  const session = await openSession(product);
  await session.database.script(TABLES);
  return session;
}

eachProduct("a user who may only read", (product) => {
  it("sees the tables whole, with what foreign keys do", async () => {
    await using session = await open(product);
    await using user = await asUser(product, session, "select on $.*");
    const [all, seen] = [await session.reflect(), await user.reflect()];
    expect(seen.tables).toEqual(all.tables);
    await user.dialect.assertVisible!(user.db);
  });

  it("is told of a view and a trigger that cannot be compared, and nothing is proposed", async () => {
    await using session = await open(product);
    await using user = await asUser(product, session, "select on $.*");
    const body = raw({ sql: "for each row set new.a = 8" });
    const entities: readonly Entity[] = [
      { kind: "view", name: "v", definition: raw({ sql: "select a from t" }) },
      { kind: "trigger", name: "tr", table: { name: "t" }, event: "before insert", definition: body },
    ];
    const readings = await user.dialect.readEntities(user.db, entities);
    expect(readings.map(({ standing, wanted }) => standing === wanted)).toEqual([true, true]);
    expect(readings.map(({ problem }) => problem)).toEqual([
      "The user lacks the right to see view v (SHOW VIEW), so it is not compared.",
      "The user lacks the right to see trigger tr (TRIGGER), so it is not compared.",
    ]);
  });
});

eachProduct("a user who may not see all", (product) => {
  const hidden = { code: "db.catalog-hidden" };

  it("is told of columns that are hidden", async () => {
    await using session = await open(product);
    await using user = await asUser(product, session, "select (id, a) on $.t");
    await expect(user.reflect()).rejects.toMatchObject(hidden);
    await using creator = await asUser(product, session, "create on $.*");
    await expect(creator.reflect()).rejects.toMatchObject(hidden);
  });

  it("sees a table on which there are rights, and is told that others may be hidden", async () => {
    await using session = await open(product);
    await using user = await asUser(product, session, "select on $.t", "select (id) on $.t");
    const table = findTable(await user.reflect(), { name: "t" });
    expect(table!.columns).toHaveLength(5);
    await expect(user.dialect.assertVisible!(user.db)).rejects.toMatchObject(hidden);
  });
});
