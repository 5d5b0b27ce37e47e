import { afterEach, expect, it } from "vitest";
import { compareSchemas } from "../../src/compare/compare-schemas.js";
import * as api from "../../src/index.js";
import type { TableItem } from "../../src/schema/define/table-item.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/schema.js";
import { byName, type Migration } from "../support/models/migration.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget } from "../support/target.js";

const { check, func, index, integer, numeric, sql, string, text } = api;
const id = () => integer().primaryKey();

/** A schema of one table and perhaps others before it. */
function models(
  ...tables: readonly (readonly [name: string, columns: object, items?: readonly TableItem[]])[]
): Schema {
  const metadata = new api.MetaData();
  for (const [name, columns, items = []] of tables) api.table(name, metadata, columns, () => items);
  return metadata.toSchema();
}

/** Conditions as people write them; databases write most of them in another way. */
const CONDITIONS = [
  "a > 0",
  "a>0",
  "((a > 0))",
  "a > 0 AND b < 5",
  "a > 0 or (b < 5 and c <> 'x')",
  "a in (1, 2, 3)",
  "a NOT IN (4, 5)",
  "a BETWEEN 1 AND 5",
  "c like 'a%'",
  "c is not null",
  "not (a = 3)",
  "coalesce(a, 0) >= 0",
  "a % 2 = 0",
  "length(c) > 1",
  "upper(c) = 'IT''S'",
  "a = -1",
  "b > 1.50",
  "a * 2 + 1 < 100",
  "case when a > 0 then b else 1 end > 0",
];

/** What the models have that the database has not, in words. */
async function left(m: Migration, schema: Schema): Promise<readonly string[]> {
  const { operations, problems } = await m.difference(schema);
  return [...problems, ...operations.map((each) => JSON.stringify(each.describe(m.dialect.spelling)))];
}

eachTarget("autogenerate", (target) => {
  const bench = new Workbench(target, "auto");
  afterEach(() => bench.discard());

  it("finds nothing after an upgrade, however conditions are written", async () => {
    const m = await bench.open();
    const schema = models([
      "t",
      { id: id(), a: integer(), b: numeric(8, 2), c: string(20).nullable() },
      CONDITIONS.map((condition, i) => check(`ck${i}`, sql.raw(condition))),
    ]);
    await m.run((await m.difference(schema)).operations);
    expect(await left(m, schema)).toEqual([]);
  });

  it("finds each condition that changes, and no other", async () => {
    const m = await bench.open();
    const declared = (last: string) =>
      models([
        "t",
        { id: id(), a: integer(), b: numeric(8, 2), c: string(20).nullable() },
        [...CONDITIONS.slice(0, 6), last].map((condition, i) => check(`ck${i}`, sql.raw(condition))),
      ]);
    await m.run((await m.difference(declared("a < 10"))).operations);
    const { operations } = await m.difference(declared("a < 11"));
    expect(operations.flatMap((each) => ("operations" in each ? each.operations : [each]))).toMatchObject([
      { kind: "dropConstraint", name: "ck6" },
      { kind: "addConstraint", constraint: { name: "ck6" } },
    ]);
  });

  it("finds nothing after an upgrade, however defaults are written", async () => {
    const m = await bench.open();
    const schema = models([
      "t",
      {
        id: id(),
        negative: integer().serverDefault(-5),
        sum: integer().serverDefault(sql.raw("(1 + 2)")),
        price: numeric(10, 2).serverDefault("1.50"),
        ratio: api.double().serverDefault(0.1),
        yes: api.boolean().serverDefault(true),
        no: api.boolean().serverDefault(sql.raw(target === "postgresql" ? "'f'" : "0")),
        empty: string(10).serverDefault(""),
        quoted: string(20).serverDefault("it's \"\\ odd"),
        digits: string(10).serverDefault("007"),
        raw: string(10).serverDefault(sql.raw("'x'")),
        made: api.dateTime().serverDefault(func.now()),
        called: api.dateTime().serverDefault(sql.raw("CURRENT_TIMESTAMP")),
        day: api.date().serverDefault("2024-02-29"),
        none: text().nullable().serverDefault(sql.raw("NULL")),
      },
    ]);
    await m.run((await m.difference(schema)).operations);
    expect(await left(m, schema)).toEqual([]);
  });

  it("leaves what it does not manage as it is", async () => {
    const m = await bench.open();
    const schema = models(["t", { id: id(), a: integer() }]);
    await m.run((await m.difference(schema)).operations);
    await m.connection.query("CREATE VIEW v AS SELECT a FROM t");
    expect(await left(m, schema)).toEqual([]);
    const wider = models(["t", { id: id(), a: integer(), b: text().nullable() }]);
    await m.run((await m.difference(wider)).operations);
    expect((await m.connection.query("SELECT a FROM v")).rows).toEqual([]);
  });

  it("refuses a model by the name of a view", async () => {
    const m = await bench.open();
    await m.connection.query("CREATE VIEW v AS SELECT 1 AS a");
    await expect(m.difference(models(["v", { id: id() }]))).rejects.toMatchObject({
      code: "schema.name-taken",
    });
  });

  it("takes over tables that were written by hand, and gives them back", async () => {
    const m = await bench.open();
    await m.connection.query(
      "CREATE TABLE p (id integer NOT NULL PRIMARY KEY, code varchar(10) NOT NULL UNIQUE)",
    );
    await m.connection.query(
      "CREATE TABLE c (id integer NOT NULL PRIMARY KEY, pid integer NOT NULL, FOREIGN KEY (pid) REFERENCES p (id), CHECK (pid > 0))",
    );
    await m.connection.query("INSERT INTO p VALUES (1, 'a')");
    await m.connection.query("INSERT INTO c VALUES (1, 1)");
    const before = await m.reflect();
    const key = () => integer().primaryKey().autoincrement(false);
    const schema = models(
      ["p", { id: key(), code: string(10).unique() }],
      ["c", { id: key(), pid: integer().references("p.id", { onDelete: "cascade" }) }],
    );
    const difference = await m.difference(schema);
    await m.run(difference.operations);
    expect(await left(m, schema)).toEqual([]);
    await m.run(difference.downgrade);
    const names = ({ tables }: Schema) =>
      byName({ ...EMPTY_SCHEMA, tables }).tables.map(({ columns }) => columns);
    expect(names(await m.reflect())).toEqual(names(before));
    expect((await m.connection.query("SELECT count(*) FROM c")).rows).toEqual([[1]]);
  });

  it("asks the database nothing where texts agree", async () => {
    const m = await bench.open();
    const schema = models([
      "t",
      { id: id(), a: integer().serverDefault(1) },
      [check("ck", sql.raw("a > 0"))],
    ]);
    await m.run((await m.difference(schema)).operations);
    const reflected = await m.reflect();
    const asked: string[] = [];
    const canonical = async (tables: readonly { readonly name: string }[]) => {
      asked.push(...tables.map(({ name }) => name));
      return { tables: [] };
    };
    await compareSchemas(reflected, reflected, m.dialect, { canonical });
    expect(asked).toEqual([]);
  });

  it("drops an index over two columns before one of them, and brings both back", async () => {
    const m = await bench.open();
    const both = models(["t", { id: id(), a: integer(), b: integer() }, [index("ix", "a", "b")]]);
    const one = models(["t", { id: id(), a: integer() }]);
    await m.run((await m.difference(both)).operations);
    const before = await m.reflect();
    const difference = await m.difference(one);
    await m.run(difference.operations);
    expect(await left(m, one)).toEqual([]);
    await m.run(difference.downgrade);
    expect(byName(await m.reflect())).toEqual(byName(before));
  });
});
