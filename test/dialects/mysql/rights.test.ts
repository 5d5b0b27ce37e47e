import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadDialect } from "../../../src/dialects/registry.js";
import { createEngine } from "../../../src/engine/engine.js";
import { findDifference } from "../../../src/migrate/difference.js";
import { Migrator } from "../../../src/migrate/migrator.js";
import type { MigrationSettings } from "../../../src/migrate/settings.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { MetaData } from "../../../src/schema/define/metadata.js";
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

/** What such a user is told of that cannot be written as models; MySQL tells nothing of triggers. */
const EXPECTED = { mysql: ["view v"], mariadb: ["trigger tr", "view v"] };

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
    name,
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

eachProduct("a user who may change tables, and not their triggers", (product) => {
  const rights = "select, insert, update, delete, create, alter, drop, index, references on $.*";

  it("sees the tables whole, and pulls them", async () => {
    await using session = await open(product);
    await using user = await asUser(product, session, rights);
    const [all, seen] = [await session.reflect(), await user.reflect()];
    expect(seen.tables).toEqual(all.tables);
    const url = session.database.url.replace(/\/\/[^@]*@/, `//${user.name}:Pass_word1@`);
    await using engine = createEngine(url);
    const { files, problems, left } = await pullModels(engine, { split: false });
    expect(files[0]!.contents).toContain('name: "fk_own"');
    expect(problems.join("\n")).toContain("triggers that are hidden from this user");
    expect(left.map(({ what, name }) => `${what} ${name}`)).toEqual(EXPECTED[product]);
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

/** What the problems of a comparison say of the kinds that may be hidden. */
async function hiddenTo(product: Product, session: Session, ...rights: readonly string[]) {
  await using user = await asUser(product, session, ...rights);
  return (await user.dialect.hiddenKinds!(user.db)).map(({ what, right }) => `${what}: ${right}`);
}

eachProduct("a user from whom objects may be hidden", (product) => {
  const all = ["triggers: TRIGGER", "routines: EXECUTE", "events: EVENT"];

  it("is told of kinds that no right shows, on the database or by a pattern, and by roles", async () => {
    await using session = await open(product);
    expect(await session.dialect.hiddenKinds!(session.db)).toEqual([]);
    expect(await hiddenTo(product, session, "all on $.*")).toEqual([]);
    expect(await hiddenTo(product, session, "select on $.*", "trigger on $.t", "event on mysql.*")).toEqual(
      all,
    );
    expect(await hiddenTo(product, session, "select, trigger on $.*", "create routine on *.*")).toEqual([
      all[2],
    ]);
    const pattern = connectTargetOf(session.database.url).database!.slice(0, -2).replaceAll("_", "\\_");
    expect(await hiddenTo(product, session, "select on $.*", `event on \`${pattern}__\`.*`)).toEqual(
      all.slice(0, 2),
    );
    const role = `migr_${randomBytes(4).toString("hex")}`;
    await session.db.query(`create role ${role}`);
    await session.db.query(`grant trigger, event, execute on ${session.database.name}.* to ${role}`);
    await using member = await asUser(product, session, "select on $.*");
    await session.db.query(`grant ${role} to '${member.name}'@'%'`);
    expect(await member.dialect.hiddenKinds!(member.db)).toHaveLength(3);
    await member.db.query(`set role ${role}`);
    expect(await member.dialect.hiddenKinds!(member.db)).toEqual([]);
    await session.db.query(`drop role ${role}`);
    expect(await hiddenTo(product, session, "select on *.*")).toEqual(
      product === "mysql" ? [all[0], all[2]] : all,
    );
  });

  it("is not proposed to make a routine that may be there", async () => {
    await using session = await open(product);
    await session.database.script("create function f() returns int deterministic return 1");
    const body = raw({ sql: "returns int deterministic return 2" });
    const entity: Entity = { kind: "function", name: "f", arguments: "", definition: body };
    await using user = await asUser(product, session, "select, create, drop on $.*");
    const [reading] = await user.dialect.readEntities(user.db, [entity]);
    expect(reading).toMatchObject({
      standing: "",
      wanted: "",
      problem: expect.stringMatching(
        // MariaDB before 11.3 has no right of its own for it.
        /^The user lacks the right to see function f \((?:SHOW[ _](?:CREATE )?ROUTINE|SELECT on mysql\.proc)\)/,
      ),
    });
    await using maker = await asUser(product, session, "all on $.*");
    expect((await maker.dialect.readEntities(maker.db, [{ ...entity, name: "g" }]))[0]!.standing).toBeNull();
  });

  it("reads warnings of them where something changes and where models are pulled", async () => {
    await using session = await open(product);
    const name = `migr_${randomBytes(6).toString("hex")}`;
    const target = connectTargetOf(session.database.url);
    await session.db.query(`create user '${name}'@'%' identified by 'Pass_word1'`);
    await session.db.query(`grant select, create, drop on \`${target.database}\`.* to '${name}'@'%'`);
    const url = session.database.url.replace(/\/\/[^@]*@/, `//${name}:Pass_word1@`);
    await using engine = createEngine(url);
    const { problems } = await pullModels(engine, { split: false });
    expect(problems).toHaveLength(3);
    expect(problems[0]).toBe(
      "The database may have triggers that are hidden from this user, who lacks the right TRIGGER on it: the models may lack them.",
    );
    const metadata = [new MetaData()];
    const settings: MigrationSettings = {
      versionTable: { name: "migr_version" },
      versionLocations: [join(tmpdir(), name)],
      recursive: false,
      transaction: "each",
      lockTimeoutMs: 1000,
      x: {},
      loadScript: async () => ({}),
      metadata: async () => metadata,
    };
    const difference = await findDifference(new Migrator(engine, settings));
    expect(difference.problems.filter((problem) => problem.includes("hidden from this user"))).toHaveLength(
      3,
    );
    await session.db.query(`drop user '${name}'@'%'`);
  });
});
