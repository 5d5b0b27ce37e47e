import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
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
