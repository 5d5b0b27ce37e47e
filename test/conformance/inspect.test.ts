import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine } from "../../src/engine/engine.js";
import { createEngine } from "../../src/engine/engine.js";
import { inspect, MetaData, SchemaError } from "../../src/index.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { eachTarget } from "../support/target.js";

const SHOP = `
  CREATE TABLE customers (id INTEGER NOT NULL, email VARCHAR(50) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT uq_customers_email UNIQUE (email));
  CREATE TABLE orders (id INTEGER NOT NULL, customer_id INTEGER NOT NULL, total INTEGER DEFAULT 0,
    PRIMARY KEY (id),
    CONSTRAINT fk_orders_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT ck_orders_total CHECK (total >= 0));
  CREATE INDEX ix_orders_total ON orders (total);
  CREATE TABLE notes (body VARCHAR(20));
`;

eachTarget("a database is inspected", (target) => {
  let database: TestDatabase;
  let engine: Engine;
  let statements = 0;

  beforeAll(async () => {
    database = await freshDatabase(target, "inspect");
    await database.script(SHOP);
    engine = createEngine(database.url, { echo: () => statements++ });
  });
  afterAll(() => engine.dispose());

  it("by the names of its tables and schemas", async () => {
    const inspector = inspect(engine);
    expect(await inspector.tableNames()).toEqual(["customers", "notes", "orders"]);
    expect(await inspector.hasTable("orders")).toBe(true);
    expect(await inspector.hasTable("order")).toBe(false);
    const names = await inspector.schemaNames();
    expect(names.some((name) => /^(pg_|information_schema|mysql$|sys$)/.test(name))).toBe(false);
    const own = await inspector.defaultSchemaName();
    if (own !== null) {
      expect(names).toContain(own);
      expect(await inspector.hasTable({ name: "orders", schema: own })).toBe(true);
      expect(await inspector.tableNames({ schema: own })).toContain("orders");
    }
  });

  it("by the parts of one table", async () => {
    const inspector = inspect(engine);
    const columns = await inspector.columns("orders");
    expect(columns.map(({ name, nullable }) => [name, nullable])).toEqual([
      ["id", false],
      ["customer_id", false],
      ["total", true],
    ]);
    expect(await inspector.primaryKey("orders")).toMatchObject({ columns: ["id"] });
    expect(await inspector.primaryKey("notes")).toBeNull();
    expect(await inspector.foreignKeys("orders")).toMatchObject([
      {
        name: "fk_orders_customers",
        columns: ["customer_id"],
        references: { name: "customers", columns: ["id"] },
        onDelete: "cascade",
      },
    ]);
    expect(await inspector.uniqueConstraints("customers")).toMatchObject([
      { name: "uq_customers_email", columns: ["email"] },
    ]);
    expect(await inspector.checkConstraints("orders")).toMatchObject([{ name: "ck_orders_total" }]);
    expect((await inspector.indexes("orders")).map(({ name }) => name)).toContain("ix_orders_total");
    expect(await inspector.comment("orders")).toBeNull();
  });

  it("as a whole, with what each table has", async () => {
    const inspector = inspect(engine);
    const tables = ["customers", "notes", "orders"];
    expect([...(await inspector.allColumns()).keys()]).toEqual(tables);
    expect((await inspector.allPrimaryKeys()).get("notes")).toBeNull();
    expect((await inspector.allForeignKeys()).get("orders")).toHaveLength(1);
    expect((await inspector.allUniqueConstraints()).get("customers")).toHaveLength(1);
    expect((await inspector.allCheckConstraints()).get("orders")).toHaveLength(1);
    expect((await inspector.allIndexes()).get("notes")).toEqual([]);
    expect((await inspector.allComments()).get("orders")).toBeNull();
    expect(await inspector.table("orders")).toEqual((await inspector.tables()).at(-1));
    expect(await inspector.enums()).toEqual([]);
    expect(await inspector.sequences()).toEqual([]);
    expect(await inspector.domains()).toEqual([]);
    expect(await inspector.unsupported()).toEqual([]);
  });

  it("once, until the cache is cleared", async () => {
    const inspector = inspect(engine);
    await inspector.columns("orders");
    const first = statements;
    await inspector.foreignKeys("orders");
    await inspector.indexes("orders");
    expect(statements).toBe(first);
    await inspector.tables();
    const second = statements;
    expect(second).toBeGreaterThan(first);
    await inspector.columns("customers");
    await inspector.allIndexes();
    expect(statements).toBe(second);
    await database.script("CREATE TABLE later (id INTEGER NOT NULL PRIMARY KEY)");
    expect(await inspector.hasTable("later")).toBe(false);
    inspector.clearCache();
    expect(await inspector.hasTable("later")).toBe(true);
    await database.script("DROP TABLE later");
  });

  it("with an error that names the table nearest to one that is not there", async () => {
    const error = await inspect(engine)
      .columns("order")
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SchemaError);
    expect(error).toMatchObject({ code: "schema.no-such-table", hint: "Did you mean orders?" });
  });

  it("into a MetaData, whose tables are as those of the database", async () => {
    const metadata = new MetaData();
    const tables = await metadata.reflect(engine);
    expect([...tables.keys()]).toEqual(["customers", "notes", "orders"]);
    expect(tables.get("orders")?.c["customer_id"]).toMatchObject({
      name: "customer_id",
      table: { name: "orders" },
    });
    const inspected = await inspect(engine).tables();
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect([...metadata.tables].sort(byName)).toEqual(inspected);
  });

  it("into a MetaData, table by table, with those that they refer to", async () => {
    const metadata = new MetaData();
    const notes = await metadata.reflect(engine, { only: ["notes"] });
    expect([...notes.keys()]).toEqual(["notes"]);
    const orders = await metadata.reflect(engine, { only: (name) => name !== "customers" });
    expect([...orders.keys()]).toEqual(["customers", "notes", "orders"]);
    expect(orders.get("notes")).toBe(notes.get("notes"));
    expect(metadata.tables.map(({ name }) => name).sort()).toEqual(["customers", "notes", "orders"]);
    await expect(metadata.reflect(engine, { only: ["note"] })).rejects.toMatchObject({
      code: "schema.no-such-table",
      hint: "Did you mean notes?",
    });
  });
});
