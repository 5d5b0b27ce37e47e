import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { type Connected, connected, dialect, onPostgresql } from "./connected.js";

const SCRIPT = `
  create schema app;
  create type app.mood as enum ('sad', 'ok');
  create sequence app.tickets start 5;
  create table t (id serial primary key, n int generated always as identity, m app.mood default 'ok',
    g int generated always as (id * 2) stored, constraint ck check (id > 0 or m = 'ok'));
  create index ix on t ((id % 7)) where m = 'ok';
  create table app.u (id int primary key references t (id) on delete cascade, at timestamp default now());
  alter table t enable row level security; create policy p on t using (id > 1);
  create view v as select * from t;
  insert into t default values;`;

const sql = (text: string) => raw({ sql: text });

/** Does work as a role that has no rights but those that `grants` gives it. */
async function asNobody(c: Connected, grants: string, work: (role: string) => Promise<void>): Promise<void> {
  const role = `few_${randomBytes(6).toString("hex")}`;
  await c.database.script(`create role ${role}; ${grants.replaceAll("ROLE", role)}`);
  try {
    await c.db.batch([`SET ROLE ${role}`]);
    await work(role);
  } finally {
    await c.db.batch(["RESET ROLE"]);
    await c.database.script(`drop owned by ${role}; drop role ${role}`);
  }
}

onPostgresql("a role with few rights", () => {
  it("sees all that the owner sees, though it may read no row and use no other schema", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT);
    const all = await c.reflect(["", "app"]);
    await asNobody(c, "", async () => {
      const seen = await c.reflect(["", "app"]);
      expect(seen).toEqual(all);
      const { operations, problems } = await compareSchemas(seen, { ...all, entities: [] }, dialect, {
        canonical: (tables, adapted) => dialect.canonical(c.db, adapted, tables),
      });
      expect({ operations, problems }).toEqual({ operations: [], problems: [] });
    });
  });

  it("is proposed nothing for expressions that are only written otherwise, whatever it may not make", async () => {
    await using c = await connected();
    await c.database.script(`create table t (a int, b int, c int default (1 + 1) * 2, g int generated always as (a + b) stored,
      constraint ck check (a > 0 and b > 0));
      create index ix on t ((a + b)) where a > 0 and b > 0;
      create domain positive as int constraint ck check (value > 0 and value < 9);
      create function twice(n int) returns int language sql as 'select n + n';
      create view v as select a + b as sum from t;`);
    const declared = async (check: string) => {
      const { tables, domains, ...rest } = await c.reflect();
      const t = tables[0]!;
      return {
        ...rest,
        tables: [
          {
            ...t,
            columns: t.columns.map((column) => ({
              ...column,
              ...(column.default && { default: sql("(1+1)*2") }),
              ...(column.computed && { computed: { ...column.computed, expression: sql("a+b") } }),
            })),
            constraints: t.constraints.map((each) =>
              each.kind === "check" ? { ...each, expression: sql(check) } : each,
            ),
            indexes: t.indexes.map((index) => ({
              ...index,
              parts: [{ expression: sql("a+b") }],
              where: sql("a > 0 AND b > 0"),
            })),
          },
        ],
        domains: domains.map((domain) => ({
          ...domain,
          checks: [{ name: "ck", expression: sql("VALUE > 0 AND VALUE < 9") }],
        })),
        entities: [
          { kind: "view" as const, name: "v", definition: sql("SELECT a+b AS sum FROM t") },
          {
            kind: "function" as const,
            name: "twice",
            arguments: "n int",
            definition: sql("RETURNS int LANGUAGE sql AS 'select n + n'"),
          },
        ],
      };
    };
    const compare = async (check: string) => {
      const to = await declared(check);
      const { operations, problems } = await compareSchemas(await c.reflect(), to, dialect, {
        canonical: (tables, adapted) => dialect.canonical(c.db, adapted, tables),
        entities: (entities) => dialect.readEntities(c.db, entities),
      });
      return { operations: operations.map((each) => each.constructor.name), problems };
    };
    const [same, other] = ["a > 0 AND b > 0", "a > 0 OR b > 0"];
    const changed = { operations: ["DropConstraint", "AddConstraint"], problems: [] };
    expect(await compare(same)).toEqual({ operations: [], problems: [] });
    expect(await compare(other)).toEqual(changed);
    await c.database.script(`revoke temp on database ${c.database.name} from public`);
    // Whoever may create in a schema is asked there, and it stays as it was.
    const before = await c.database.query("select relname from pg_class order by 1");
    await asNobody(c, "grant create on schema public to ROLE; grant select on t to ROLE", async () => {
      expect(await compare(same)).toEqual({ operations: [], problems: [] });
      expect(await compare(other)).toEqual(changed);
    });
    expect(await c.database.query("select relname from pg_class order by 1")).toEqual(before);
    // Where there is nothing to ask with, nothing is proposed that may only be written otherwise.
    await asNobody(c, "", async () => {
      const refused = (reason: string) => ({
        operations: [],
        problems: expect.arrayContaining([
          `The server cannot tell how it would write the expressions of t and positive: ${reason} What may differ in them is left out.`,
        ]),
      });
      const denied = `Permission denied to create temporary tables in database "${c.database.name}".`;
      expect(await compare(same)).toEqual(refused(denied));
      expect(await compare(other)).toEqual(refused(denied));
    });
    await c.db.batch(["SET default_transaction_read_only = on"]);
    expect(await compare(same)).toMatchObject({
      operations: [],
      problems: expect.arrayContaining([expect.stringContaining("read-only transaction")]),
    });
  });

  it("is told that it may not use the schema of its tables, which would seem to be all new", async () => {
    await using c = await connected();
    await c.database.script(`${SCRIPT} revoke all on schema public from public;`);
    await asNobody(c, "", async (role) => {
      await expect(c.reflect()).rejects.toMatchObject({
        code: "db.permission",
        message: `The role ${role} may not use the schema public, which its search path leads to.`,
        details: { role, schema: "public" },
      });
      expect((await c.reflect(["app"])).tables.map(({ name }) => name)).toEqual(["u"]);
    });
  });

  it("is told so where the schema after that one would be read in its place", async () => {
    await using c = await connected();
    await c.database.script(`${SCRIPT} create schema "My ""own"""; create schema last`);
    const path = `SET search_path = nowhere, "$user", "My ""own""", App, public, last`;
    await asNobody(c, 'grant usage on schema "My ""own""" to ROLE', async () => {
      await c.db.batch([path]);
      expect((await c.reflect()).defaultSchema).toBe('My "own"');
    });
    await asNobody(c, "", async () => {
      await c.db.batch([path.replace('"My ""own""", ', "")]);
      await expect(c.reflect()).rejects.toMatchObject({ details: { schema: "app" } });
      await c.db.batch(["SET search_path = public, app"]);
      expect((await c.reflect()).tables.map(({ name }) => name)).toEqual(["t"]);
    });
  });
});
