import { expect, it } from "vitest";
import { findTable, type Schema } from "../../../src/schema/schema.js";
import { eachProduct, openSession } from "./session.js";

const SCRIPT = `
  create table t (id int primary key, a int, b int, c int);
  create table other (id int primary key, a int);
  create trigger tr before insert on t for each row set new.b = New.\`a\` + 1;
  create trigger tr2 after update on other for each row insert into t (id) values (old.id)`;

function without(schema: Schema, name: string): Schema {
  const table = findTable(schema, { name: "t" })!;
  const changed = { ...table, columns: table.columns.filter((column) => column.name !== name) };
  return {
    ...schema,
    tables: schema.tables.map((each) => (each === table ? changed : each)),
    unsupported: [],
  };
}

eachProduct("a column that a trigger reads", (product) => {
  it("is told where it goes or gets another name, since the server lets it", async () => {
    await using session = await openSession(product);
    await session.database.script(SCRIPT);
    const before = await session.reflect();
    for (const name of ["a", "b"]) {
      const { operations, problems } = await session.compare(without(before, name));
      expect(operations).toHaveLength(1);
      expect(problems).toEqual([
        `t.${name} goes, which the trigger tr reads: it fails from then on, until it is made anew.`,
      ]);
    }
    expect((await session.compare(without(before, "c"))).problems).toEqual([]);
    const renamed = without(before, "b");
    const table = findTable(renamed, { name: "t" })!;
    const columns = [...table.columns, { ...table.columns[1]!, name: "n" }];
    const { problems } = await session.compare({
      ...renamed,
      tables: renamed.tables.map((each) => (each === table ? { ...table, columns } : each)),
      renames: [{ table: { name: "t" }, column: "n", from: "b" }],
    });
    expect(problems).toEqual([
      "t.b becomes n, which the trigger tr reads: it fails from then on, until it is made anew.",
    ]);
    await session.database.query("alter table t drop column a");
    await expect(session.database.query("insert into t (id) values (1)")).rejects.toThrow(/'a'/);
  });
});
