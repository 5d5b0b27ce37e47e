import { expect, it } from "vitest";
import { AlterColumn } from "../../../src/ops/column.js";
import { AlterDomain, CreateDomain, DropDomain } from "../../../src/ops/domain.js";
import { AlterEnum } from "../../../src/ops/enum.js";
import type { Operation } from "../../../src/ops/operation.js";
import { AlterSequence, CreateSequence, DropSequence } from "../../../src/ops/sequence.js";
import { SetTableOptions } from "../../../src/ops/table-options.js";
import type { Domain, Sequence } from "../../../src/schema/object.js";
import { raw, value } from "../../../src/sql/nodes/index.js";
import { type Connected, changes, connected, onPostgresql } from "./connected.js";

/** Carries an operation out and takes it back: the schema is what it was. */
async function thereAndBack(c: Connected, operation: Operation): Promise<readonly string[]> {
  const before = await c.reflect();
  const statements = await c.run(operation);
  expect(await c.reflect()).not.toEqual(before);
  await c.run(operation.inverse()!);
  expect(await c.reflect()).toEqual(before);
  return statements;
}

onPostgresql("an enum type whose words go", () => {
  it("gives rows, arrays and defaults the words that take their place", async () => {
    await using c = await connected();
    await c.database.script(`create type mood as enum ('sad', 'meh', 'glad');
      create table t (id int, m mood default 'meh', ms mood[] default '{meh}');
      insert into t values (1, 'meh', '{sad,meh}'), (2, 'glad', '{}');`);
    const map = { meh: "sad" };
    await c.run(new AlterEnum({ name: "mood" }, ["sad", "meh", "glad"], ["sad", "glad"], { map }));
    expect(await c.database.query("select m::text, ms::text from t order by id")).toEqual([
      { m: "sad", ms: "{sad,sad}" },
      { m: "glad", ms: "{}" },
    ]);
    await c.database.script("insert into t (id) values (3)");
    expect(await c.database.query("select m::text from t where id = 3")).toEqual([{ m: "sad" }]);
  });

  it("renames words in place", async () => {
    await using c = await connected();
    await c.database.script(
      "create type mood as enum ('sad', 'glad'); create table t (m mood default 'sad')",
    );
    const operation = new AlterEnum({ name: "mood" }, ["sad", "glad"], ["blue", "glad"], {
      rename: { sad: "blue" },
    });
    expect(await thereAndBack(c, operation)).toEqual([`ALTER TYPE "mood" RENAME VALUE 'sad' TO 'blue'`]);
  });

  it("keeps its comment, its grants and its owner", async () => {
    await using c = await connected();
    const role = `r_${process.pid}_${Date.now()}`;
    await c.database.script(`create role ${role}`);
    try {
      await c.database.script(`create type mood as enum ('sad', 'glad'); comment on type mood is 'it''s moods';
        revoke all on type mood from public; grant usage on type mood to ${role} with grant option`);
      const privileges =
        "select typacl::text, obj_description(oid, 'pg_type') from pg_type where typname = 'mood'";
      const before = await c.database.query(privileges);
      await c.run(new AlterEnum({ name: "mood" }, ["sad", "glad"], ["glad"]));
      expect(await c.database.query(privileges)).toEqual(before);
    } finally {
      await c.database.script(`drop owned by ${role}; drop role ${role}`);
    }
  });

  it("is not touched while views, functions or domains know it, which are named", async () => {
    await using c = await connected();
    await c.database.script(`create type mood as enum ('sad', 'glad'); create table t (m mood, g bool generated always as (m = 'sad') stored);
      create view v as select m from t; create materialized view mv as select 'sad'::mood as m;
      create function f(mood) returns int language sql as 'select 1'; create domain d as mood;`);
    const before = await c.reflect();
    await expect(c.run(new AlterEnum({ name: "mood" }, ["sad", "glad"], ["glad"]))).rejects.toThrow(
      expect.objectContaining({
        code: "migration.in-use",
        message:
          "The words of the enum type mood cannot change while the domain d, " +
          "the function f(mood), the materialized view mv and the view v use it.",
      }),
    );
    expect(await c.reflect()).toEqual(before);
  });
});

onPostgresql("a column whose type changes", () => {
  it("is not touched while views, policies or triggers read it, which are named", async () => {
    await using c = await connected();
    await c.database.script(`create table t (id int, a varchar(5)); create view v as select a from t;
      create policy p on t using (a = 'x');
      create trigger g before update of a on t for each row execute function suppress_redundant_updates_trigger();`);
    const change = new AlterColumn({ name: "t" }, "a", { type: { kind: "text" } });
    await expect(c.run(change)).rejects.toThrow(
      "The type of t.a cannot change while the policy p on t, the trigger g on t and the view v use it.",
    );
    await c.run(new AlterColumn({ name: "t" }, "id", { type: { kind: "bigInteger", mode: "bigint" } }));
  });

  it("gets other options in the same statement", async () => {
    await using c = await connected();
    await c.database.script("create table t (a text)");
    const { columns } = (await c.reflect()).tables[0]!;
    const options = { postgresql: { storage: "external", statistics: 500, with: ["n_distinct=5"] } };
    expect(await thereAndBack(c, new AlterColumn({ name: "t" }, "a", { options }, columns[0]!))).toEqual([
      'ALTER TABLE "t" ALTER COLUMN "a" SET STORAGE EXTERNAL, ALTER COLUMN "a" SET STATISTICS 500, ' +
        'ALTER COLUMN "a" SET (n_distinct = 5)',
    ]);
  });
});

onPostgresql("options of a table", () => {
  it("are set and taken back in one statement", async () => {
    await using c = await connected();
    await c.database.script(
      "create table p (a int); create table t (a int) with (fillfactor = 90, autovacuum_enabled = off)",
    );
    const was = {
      postgresql: { unlogged: null, with: ["fillfactor=90", "autovacuum_enabled=off"], inherits: null },
    };
    const options = {
      postgresql: { unlogged: true, with: ["fillfactor=70"], inherits: ["p"], replicaIdentity: "full" },
    };
    const operation = new SetTableOptions({ name: "t" }, options, {
      postgresql: { ...was.postgresql, replicaIdentity: null },
    });
    expect(await thereAndBack(c, operation)).toEqual([
      'ALTER TABLE "t" SET UNLOGGED, SET (fillfactor = 70), RESET (autovacuum_enabled), INHERIT "p", REPLICA IDENTITY FULL',
    ]);
  });

  it("that are a list of parameters are the same in any order", async () => {
    await using c = await connected();
    await c.database.script("create table t (a int) with (fillfactor = 90, autovacuum_enabled = off)");
    const wanted = await c.reflect();
    await c.database.script("alter table t reset (fillfactor); alter table t set (fillfactor = 90)");
    expect(await c.reflect()).not.toEqual(wanted);
    expect((await changes(c, await c.reflect(), wanted)).operations).toEqual([]);
  });

  it("that are settled when a table is made are refused", async () => {
    await using c = await connected();
    await c.database.script("create table t (a int)");
    await expect(
      c.run(new SetTableOptions({ name: "t" }, { postgresql: { partitionBy: "LIST (a)" } })),
    ).rejects.toThrow("PostgreSQL cannot change the option partitionBy of the table t.");
  });
});

onPostgresql("a sequence", () => {
  it("is made, changed in place without losing its position, and dropped", async () => {
    await using c = await connected();
    await c.database.script("create table t (a int)");
    const sequence: Sequence = {
      name: "s",
      increment: 5,
      minValue: 10,
      cache: 2,
      ownedBy: { name: "t", column: "a" },
    };
    await thereAndBack(c, new CreateSequence(sequence));
    await c.run(new CreateSequence(sequence));
    await c.database.script("select setval('s', 100)");
    await thereAndBack(
      c,
      new AlterSequence({ name: "s" }, { minValue: 20, cycle: true, ownedBy: null, comment: "x" }, sequence),
    );
    expect(await c.database.query("select last_value::int as at from s")).toEqual([{ at: 100 }]);
    await thereAndBack(c, new DropSequence({ name: "s" }, sequence));
  });
});

onPostgresql("the position of a sequence", () => {
  const at = async (c: Connected, sequence: string) =>
    (await c.database.query(`select nextval('${sequence}')::int as next`))[0];

  it("is its new start where nothing was taken from it, and stays where it was used", async () => {
    await using c = await connected();
    const change = { start: 200, minValue: 100 };
    const named: Sequence = { name: "s", minValue: 1 };
    for (const [use, next] of [
      ["", 200],
      ["select nextval('s'), setval('s', 150)", 151],
      ["select setval('s', 120, false)", 120],
    ] as const) {
      await c.database.script(`drop sequence if exists s; create sequence s; ${use}`);
      await c.run(new AlterSequence({ name: "s" }, change, named));
      expect(await at(c, "s")).toEqual({ next });
    }
  });

  it("is its new start in identity and serial columns, too", async () => {
    await using c = await connected();
    await c.database.script("create table t (i int generated always as identity, s serial)");
    const [i, s] = (await c.reflect()).tables[0]!.columns;
    for (const column of [i!, s!]) {
      const identity = { ...column.identity!, minValue: 10, start: 30 };
      await c.run(new AlterColumn({ name: "t" }, column.name, { identity }, column));
    }
    expect(await c.database.query("insert into t default values returning i, s")).toEqual([{ i: 30, s: 30 }]);
  });

  it("is told of where new bounds leave it outside, and nothing is done", async () => {
    await using c = await connected();
    await c.database.script(`create table t (i int generated always as identity, b bigserial);
      create sequence "My s"; select setval('"My s"', 50), setval('t_i_seq', 50), setval('t_b_seq', 3000000000)`);
    const before = await c.reflect();
    const [i, b] = before.tables[0]!.columns;
    const runs = [
      [
        new AlterSequence({ name: "My s" }, { maxValue: 10 }, { name: "My s" }),
        "My s stands at 50, outside of its new bounds 1 to 10.",
      ],
      [
        new AlterColumn({ name: "t" }, "i", { identity: { generated: "always", minValue: 60 } }, i!),
        "public.t_i_seq stands at 50, outside of its new bounds 60 to 2147483647.",
      ],
      [
        new AlterColumn({ name: "t" }, "b", { type: { kind: "integer" } }, b!),
        "public.t_b_seq stands at 3000000000, outside of its new bounds 1 to 2147483647.",
      ],
    ] as const;
    for (const [operation, words] of runs) {
      await expect(c.run(operation)).rejects.toMatchObject({
        code: "migration.position-out-of-bounds",
        message: `The sequence ${words}`,
      });
    }
    expect(await c.reflect()).toEqual(before);
  });
});

onPostgresql("a domain", () => {
  const checks = [{ name: "at", expression: raw({ sql: "VALUE ~~ '%@%'" }) }];
  const email: Domain = { name: "email", type: { kind: "text" }, nullable: false, checks, comment: "mail" };

  it("is made, changed and dropped", async () => {
    await using c = await connected();
    await thereAndBack(c, new CreateDomain(email));
    await c.run(new CreateDomain(email));
    await c.database.script("create table t (mail email)");
    const [standing] = (await c.reflect()).domains;
    const change = {
      nullable: true,
      default: value({ value: "a@b", type: email.type }),
      dropChecks: ["at"],
      addChecks: [{ name: "long", expression: raw({ sql: "length(VALUE) > 3" }) }],
      comment: null,
    };
    await thereAndBack(c, new AlterDomain({ name: "email" }, change, standing!));
    await c.database.script("drop table t");
    await thereAndBack(c, new DropDomain({ name: "email" }, standing!));
  });
});
