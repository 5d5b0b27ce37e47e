import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import type { Column } from "../../../src/schema/column.js";
import type { Schema } from "../../../src/schema/schema.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { type Connected, connected, dialect, onPostgresql } from "./connected.js";

const SCRIPT = `
  create type mood as enum ('sad', 'ok', 'old');
  create table t (id int primary key, m mood default 'ok', n int, z int, double int generated always as (n * 2) stored);
  create table gone (id int primary key);
  create view moods as select m from t;
  create materialized view numbers as select n from t;
  create view doubles as select double from t;
  create view gones as select id from gone;
  create function is_sad(x mood) returns boolean language sql as 'select true';
  create function untouched(x int) returns boolean language sql as 'select true';
  create policy p on t using (z > 0);`;

/** The schema without `gone`, `t` with other columns; null leaves one out. */
function changed(schema: Schema, change: (column: Column) => Column | null): Schema {
  const tables = schema.tables
    .filter(({ name }) => name === "t")
    .map((table) => ({ ...table, columns: table.columns.flatMap((each) => change(each) ?? []) }));
  return { ...schema, tables, enums: [{ name: "mood", values: ["sad", "ok"] }] };
}

async function proposed(c: Connected, to: Schema) {
  const from = await c.reflect();
  const { operations } = await compareSchemas(from, to, dialect, {
    entities: (declared) => dialect.readEntities(c.db, declared),
  });
  return { operations, told: (await dialect.inTheWay?.(c.db, operations, from)) ?? [] };
}

const OTHERS: Readonly<Record<string, (column: Column) => Column | null>> = {
  m: (column) => ({ ...column, type: { kind: "enum", name: "mood", values: ["sad", "ok"] } }),
  n: (column) => ({ ...column, type: { kind: "bigInteger", mode: "bigint" } }),
  z: () => null,
};

const other = (column: Column) => (OTHERS[column.name] ?? ((each: Column) => each))(column);

onPostgresql("what no model declares and changes would be refused for", () => {
  it("is told by name where they are proposed, with the way out", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT);
    const { told } = await proposed(c, changed(await c.reflect(), other));
    const way = (words: string, it: string) =>
      `${words}: declare ${it} in the models to have ${it} make way, or drop ${it} in the script before with op.execute(…) and make ${it} again after.`;
    expect([...told].sort()).toEqual(
      [
        way("The type of t.n cannot change while the materialized view numbers uses it", "it"),
        way("t.double cannot be made anew while the view doubles uses it", "it"),
        way("t.z cannot be dropped while the policy p on t uses it", "it"),
        way("gone cannot be dropped while the view gones uses it", "it"),
        way(
          "The words of the enum type mood cannot change while the function is_sad(mood) and the view moods use it",
          "them",
        ),
      ].sort(),
    );
  });

  it("says nothing of what models declare, which makes way and comes again", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT);
    const sql = (text: string) => raw({ sql: text });
    const { operations, told } = await proposed(c, {
      ...changed(await c.reflect(), other),
      entities: [
        { kind: "view", name: "moods", definition: sql("select m from t") },
        { kind: "materializedView", name: "numbers", definition: sql("select n from t") },
        { kind: "view", name: "doubles", definition: sql("select double from t") },
        {
          kind: "function",
          name: "is_sad",
          arguments: "x mood",
          definition: sql("returns boolean language sql as 'select true'"),
        },
        {
          kind: "function",
          name: "untouched",
          arguments: "x int",
          definition: sql("returns boolean language sql as 'select true'"),
        },
      ],
    });
    expect(told.map((each) => each.split(" while ")[0]).sort()).toEqual([
      "gone cannot be dropped",
      "t.z cannot be dropped",
    ]);
    await c.database.script("drop view gones; drop policy p on t");
    for (const operation of operations) await c.run(operation);
    expect((await proposed(c, changed(await c.reflect(), other))).operations).toEqual([]);
    const left = await c.database.query(
      "select oid::regprocedure::text as f from pg_proc where pronamespace = 'public'::regnamespace order by 1",
    );
    expect(left).toEqual([{ f: "is_sad(mood)" }, { f: "untouched(integer)" }]);
  });
});
