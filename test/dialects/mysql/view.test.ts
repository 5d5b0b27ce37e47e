import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { createEngine } from "../../../src/engine/engine.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { view } from "../../../src/schema/define/entity.js";
import { MetaData, schemaOf } from "../../../src/schema/define/metadata.js";
import { findTable, type Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { loadModels } from "../../support/models/pulled.js";
import { eachProduct, openSession, type Session } from "./session.js";

const SCRIPT = `
  create table t (id int primary key, a int, b int, c int);
  create table other (id int primary key, a int, \`a.b\` int);
  create view v as select x.a as first, other.\`a.b\` from t x join other on x.id = other.id;
  create view v2 as select first from v;
  create view w as select max(c) as a from t;
  create view z as select * from other;
  create view n as select 1 as a, 't.a' as b`;

async function open(product: "mysql" | "mariadb"): Promise<Session> {
  const session = await openSession(product);
  await session.database.script(SCRIPT);
  return session;
}

/** What is told of views, where the schema becomes another. */
async function told(session: Session, before: Schema, change: Partial<Schema>): Promise<readonly string[]> {
  const { operations } = await session.compare({ ...before, unsupported: [], ...change });
  expect(operations.length).toBeGreaterThan(0);
  return session.dialect.inTheWay!(session.db, operations, before);
}

function without({ tables }: Schema, table: string, ...columns: readonly string[]): readonly Table[] {
  return tables.map((each) =>
    each.name === table
      ? { ...each, columns: each.columns.filter(({ name }) => !columns.includes(name)) }
      : each,
  );
}

eachProduct("what a view reads", (product) => {
  it("is told where it goes or gets another name, since the server lets it", async () => {
    await using session = await open(product);
    const before = await session.reflect();
    expect(await told(session, before, { tables: without(before, "t", "a", "b") })).toEqual([
      "t.a goes, which the views v and v2 read: they fail from then on, until they are made anew.",
    ]);
    expect(await told(session, before, { tables: without(before, "t", "c") })).toEqual([
      "t.c goes, which the view w reads: it fails from then on, until it is made anew.",
    ]);
    expect(await told(session, before, { tables: without(before, "t", "b") })).toEqual([]);
    expect(await told(session, before, { tables: without(before, "other", "a") })).toEqual([
      "other.a goes, which the view z reads: it fails from then on, until it is made anew.",
    ]);
    expect(await told(session, before, { tables: before.tables.filter(({ name }) => name === "t") })).toEqual(
      ["other goes, which the views v, v2 and z read: they fail from then on, until they are made anew."],
    );
    const table = findTable(before, { name: "t" })!;
    const renamed = {
      ...table,
      name: "u",
      columns: table.columns.map((column) => (column.name === "c" ? { ...column, name: "d" } : column)),
    };
    const other = findTable(before, { name: "other" })!;
    expect(
      await told(session, before, {
        tables: [renamed, other],
        renames: [
          { table: { name: "u" }, from: "t" },
          { table: { name: "u" }, column: "d", from: "c" },
        ],
      }),
    ).toEqual([
      "t becomes u, which the views v, v2 and w read: they fail from then on, until they are made anew.",
      "u.c becomes d, which the view w reads: it fails from then on, until it is made anew.",
    ]);
    await session.database.query("alter table t drop column a");
    await expect(session.database.query("select * from v2")).rejects.toThrow(/invalid/);
  });

  it("is nothing to tell where nothing goes, and no statement", async () => {
    await using session = await open(product);
    const before = await session.reflect();
    const [table] = before.tables as [Table];
    const added = {
      ...table,
      columns: [...table.columns, { ...table.columns[0]!, name: "new", nullable: true }],
    };
    const { operations } = await session.compare({
      ...before,
      tables: [added, ...before.tables.slice(1)],
      unsupported: [],
    });
    session.sent.length = 0;
    expect(await session.dialect.inTheWay!(session.db, operations, before)).toEqual([]);
    expect(session.sent).toEqual([]);
  });
});

eachProduct("how a view is run, and whose rights count", (product) => {
  const LIMIT = { length: 64, unit: "characters" } as const;

  /** What takes the database to the models; those without tables leave the tables as they are. */
  const difference = async (session: Session, models: MetaData) => {
    const from = await session.reflect();
    const to = schemaOf([models], LIMIT);
    const tables = to.tables.length > 0 ? to.tables : from.tables;
    return compareSchemas(from, { ...to, tables }, session.dialect, {
      entities: (declared) => session.dialect.readEntities(session.db, declared),
    });
  };

  it("is pulled, compared, changed in place and taken back", async () => {
    await using session = await open(product);
    await session.database.script(`
      create algorithm=merge sql security invoker view i (p, q) as select id, a from t where a > 1 with local check option;
      create view roll as select a, count(*) as n from t group by a with rollup;`);
    await using engine = createEngine(session.database.url);
    const { files } = await pullModels(engine, { split: false });
    expect(files[0]!.contents).toContain('with: ["algorithm=merge", "sql_security=invoker"]');
    const pulled = await loadModels(files);
    const { operations, problems } = await difference(session, pulled);
    expect([operations, problems]).toEqual([[], []]);

    const models = new MetaData();
    view("i", models, sql`select id, a from t where a > 1 with local check option`, {
      columns: ["p", "q"],
      with: ["algorithm=merge"],
    });
    const change = await difference(session, models);
    expect(change.operations).toHaveLength(1);
    for (const operation of change.operations) await session.run(operation);
    expect((await difference(session, models)).operations).toEqual([]);
    const shown = async () => String((await session.database.query("show create view i"))[0]!["Create View"]);
    expect(await shown()).toMatch(/^CREATE ALGORITHM=MERGE .* SQL SECURITY DEFINER VIEW/);
    for (const operation of change.downgrade) await session.run(operation);
    expect(await shown()).toMatch(/^CREATE ALGORITHM=MERGE .* SQL SECURITY INVOKER VIEW/);
  });

  it("is refused where the server has no such way", async () => {
    await using session = await openSession(product);
    const models = new MetaData();
    view("i", models, sql`select 1 as a`, { with: ["security_invoker=true"] });
    await expect(difference(session, models)).rejects.toMatchObject({ code: "compile.unsupported" });
  });
});
