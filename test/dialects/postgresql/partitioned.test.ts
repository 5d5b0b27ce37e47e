import { expect, it } from "vitest";
import { AlterIndex } from "../../../src/ops/index-change.js";
import { CreateTable } from "../../../src/ops/table.js";
import type { Schema } from "../../../src/schema/schema.js";
import { byName } from "../../support/models/migration.js";
import { changes, connected, dialect, onPostgresql } from "./connected.js";

const SCRIPT = `
  create table parted (id int not null, at date not null, note text,
    constraint parted_pk primary key (id, at) with (fillfactor = 80)) partition by range (at);
  create table parted_1 partition of parted for values from ('2025-01-01') to ('2026-01-01');
  create table refers (parted_id int, parted_at date,
    constraint to_parted foreign key (parted_id, parted_at) references parted (id, at) on delete cascade);
  create index by_note on parted (note) with (fillfactor = 70);
  insert into parted values (1, '2025-02-03', 'a'); insert into refers values (1, '2025-02-03')`;

/** The schema with other storage parameters of all indexes and keys of a table. */
function withParameters(schema: Schema, fillfactor: number): Schema {
  const options = { postgresql: { with: [`fillfactor=${fillfactor}`] } };
  return {
    ...schema,
    tables: schema.tables.map((table) =>
      table.name === "parted"
        ? {
            ...table,
            constraints: table.constraints.map((each) =>
              each.kind === "primaryKey" ? { ...each, options } : each,
            ),
            indexes: table.indexes.map((each) => ({ ...each, options })),
          }
        : table,
    ),
  };
}

onPostgresql("a table in partitions", () => {
  it("gets indexes and keys with other storage parameters, made anew with all that refers to them, and back", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT);
    const before = await c.reflect();
    const wanted = withParameters(before, 60);
    const { operations, downgrade, problems } = await changes(c, before, wanted);
    expect(problems).toEqual([]);
    expect(operations.map(({ kind }) => kind)).toEqual([
      "dropConstraint",
      "dropIndex",
      "dropConstraint",
      "addConstraint",
      "createIndex",
      "addConstraint",
    ]);
    for (const each of operations) await c.run(each);
    expect(byName(await c.reflect())).toEqual(byName(wanted));
    const leaf =
      "select relname, reloptions from pg_class where relname in ('parted_1_pkey', 'parted_1_note_idx') order by 1";
    expect(await c.database.query(leaf)).toEqual([
      { relname: "parted_1_note_idx", reloptions: ["fillfactor=60"] },
      { relname: "parted_1_pkey", reloptions: ["fillfactor=60"] },
    ]);
    for (const each of downgrade) await c.run(each);
    expect(byName(await c.reflect())).toEqual(byName(before));
  });

  it("gets the partitions that its model names, keeps others, and gives up only those with a downgrade", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT);
    const before = await c.reflect();
    const named = (list: readonly string[]): Schema => ({
      ...before,
      tables: before.tables.map((table) =>
        table.name === "parted"
          ? { ...table, options: { postgresql: { ...table.options!["postgresql"], partitions: list } } }
          : table,
      ),
    });
    const rest = ["parted_2 for values from ('2026-01-01') to ('2027-01-01')", '"Rest" default'];
    const { operations, downgrade } = await changes(c, before, named(rest));
    expect(operations.flatMap((each) => each.describe(dialect.spelling).detail)).toHaveLength(1);
    for (const each of operations) await c.run(each);
    const partitions = async () =>
      (
        await c.database.query(
          "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'parted'::regclass order by 1",
        )
      ).map(({ name }) => name);
    expect(await partitions()).toEqual(['"Rest"', "parted_1", "parted_2"]);
    await c.database.script("insert into parted values (2, '2026-02-03', 'b'), (3, '2030-01-01', 'c')");
    for (const list of [rest, [], ["parted_1 for values from ('2025-01-01') to ('2026-01-01')"]]) {
      expect((await changes(c, await c.reflect(), named(list))).operations).toEqual([]);
    }
    for (const each of downgrade) await c.run(each);
    expect(await partitions()).toEqual(["parted_1"]);
    expect(await c.database.query("select id from parted")).toEqual([{ id: 1 }]);
  });

  it("takes no partition without a bound", async () => {
    await using c = await connected();
    const table = { name: "t", columns: [], constraints: [], indexes: [] };
    const options = { postgresql: { partitionBy: "LIST (a)", partitions: ["t_1"] } };
    await expect(c.run(new CreateTable({ ...table, options }))).rejects.toMatchObject({
      code: "compile.unsupported",
      message: 'PostgreSQL cannot make a partition of t of "t_1".',
    });
  });

  it("has no index whose storage parameters change in place, and says what to do", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT);
    const change = { options: { postgresql: { with: ["fillfactor=60"] } } };
    await expect(c.run(new AlterIndex({ name: "parted" }, "by_note", change))).rejects.toMatchObject({
      code: "compile.unsupported",
      message:
        "PostgreSQL cannot change the storage parameters of by_note, since the table parted is in partitions.",
    });
  });
});
