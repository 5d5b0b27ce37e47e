import { describe, expect, it } from "vitest";
import {
  check,
  declarativeBase,
  exclude,
  foreignKey,
  index,
  integer,
  MetaData,
  namespace,
  primaryKey,
  renamedFrom,
  sequence,
  sql,
  string,
  type TableItem,
  table,
  tableOptions,
  unique,
} from "../../../src/index.js";

function itemsOf(...items: readonly TableItem[]) {
  const metadata = new MetaData();
  table("rooms", metadata, { id: integer(), name: string(20), during: string(20) }, () => items);
  return metadata.tables[0]!;
}

describe("a table that contradicts itself", () => {
  it("is refused as often as it is asked for", () => {
    const metadata = new MetaData();
    table("rooms", metadata, { id: integer(), name: string(3).serverDefault("longer") });
    for (const _ of [1, 2]) {
      expect(() => metadata.tables).toThrow(/^The default "longer" of rooms\.name is longer/);
    }
  });
});

describe("items of a table", () => {
  it("keep what keys can be told beside their columns", () => {
    const { constraints } = itemsOf(
      primaryKey("pk", "id").deferrable().include("name"),
      unique("uq", "name")
        .nullsNotDistinct()
        .deferrable("deferred")
        .options({ postgresql: { fillfactor: 70 } }),
    );
    expect(constraints).toEqual([
      { kind: "primaryKey", name: "pk", columns: ["id"], deferrable: "immediate", include: ["name"] },
      {
        kind: "unique",
        name: "uq",
        columns: ["name"],
        nullsNotDistinct: true,
        deferrable: "deferred",
        options: { postgresql: { fillfactor: 70 } },
      },
    ]);
  });

  it("say of foreign keys and checks only what differs from what databases do by themselves", () => {
    const metadata = new MetaData();
    const target = table("a", metadata, { x: integer().primaryKey(), y: integer() }, (c) => [
      unique(null, c.x, c.y),
    ]);
    table("b", metadata, { x: integer(), y: integer() }, (c) => [
      foreignKey("fk", [c.x, c.y], [target.c.x, target.c.y], {
        match: "full",
        onDelete: "set null",
        onDeleteColumns: ["y"],
        notValid: true,
        enforced: false,
      }),
      foreignKey("plain", [c.x, c.y], [target.c.x, target.c.y], { match: "simple", enforced: true }),
      check("ck", c.x.gt(0), { noInherit: true, notValid: true, enforced: false }),
      check("ck2", c.x.gt(0), { noInherit: false, enforced: true }),
    ]);
    const { constraints } = metadata.tables[1]!;
    expect(constraints[0]).toMatchObject({
      match: "full",
      onDeleteColumns: ["y"],
      notValid: true,
      enforced: false,
    });
    expect(Object.keys(constraints[1]!)).toEqual(["kind", "name", "columns", "references"]);
    expect(constraints[2]).toMatchObject({ noInherit: true, notValid: true, enforced: false });
    expect(Object.keys(constraints[3]!)).toEqual(["kind", "name", "expression"]);
  });

  it("write exclusions as columns with operators, named by the convention", () => {
    const { constraints } = itemsOf(
      exclude(
        null,
        [
          ["id", "="],
          [{ on: "during", operatorClass: "range_ops" }, "&&"],
        ],
        { using: "GIST" },
      ),
    );
    expect(constraints).toEqual([
      {
        kind: "exclude",
        name: "ex_rooms_id_during",
        parts: [
          { column: "id", operator: "=" },
          { column: "during", operatorClass: "range_ops", operator: "&&" },
        ],
      },
    ]);
  });

  it("give index parts a collation, an operator class or a length", () => {
    const { indexes } = itemsOf(
      index(
        "ix",
        { on: "name", length: 10 },
        { on: sql`lower(name)`, collation: "C", operatorClass: "text_pattern_ops" },
      )
        .unique()
        .nullsNotDistinct()
        .comment("by name")
        .options({ mysql: { invisible: true } }),
    );
    expect(indexes[0]).toMatchObject({
      parts: [
        { column: "name", length: 10 },
        { collation: "C", operatorClass: "text_pattern_ops" },
      ],
      unique: true,
      nullsNotDistinct: true,
      comment: "by name",
      options: { mysql: { invisible: true } },
    });
  });

  it("merge what several of them say about one database", () => {
    const { options } = itemsOf(
      tableOptions({ mysql: { engine: "InnoDB", rowFormat: "dynamic" } }),
      tableOptions({ mysql: { engine: "MyISAM" }, sqlite: { strict: true } }),
    );
    expect(options).toEqual({ mysql: { engine: "MyISAM", rowFormat: "dynamic" }, sqlite: { strict: true } });
  });
});

describe("metadata", () => {
  it("lists sequences and schemas that are declared, and schemas that objects name", () => {
    const Base = declarativeBase();
    sequence("order_no", Base.metadata, { start: 1000n, schema: "sales" });
    namespace("audit", Base.metadata, { comment: "who did what" });
    table("users", Base.metadata, { id: integer().primaryKey() });
    expect(Base.metadata.toSchema()).toMatchObject({
      sequences: [{ name: "order_no", schema: "sales", start: 1000n }],
      namespaces: [{ name: "audit", comment: "who did what" }, { name: "sales" }],
    });
  });

  it("refuses a sequence that counts by nothing, and one that is declared twice", () => {
    expect(() => sequence("s", new MetaData(), { increment: 0 })).toThrow("The sequence s counts by 0.");
    const metadata = new MetaData();
    sequence("s", metadata);
    sequence("s", metadata);
    expect(() => metadata.toSchema()).toThrow("The sequence s is declared twice.");
  });

  it("tells the former names of tables and columns", () => {
    const metadata = new MetaData({ naming: "snake_case" });
    table("people", metadata, { fullName: string(50).renamedFrom("name") }, () => [renamedFrom("users")]);
    expect(metadata.toSchema().renames).toEqual([
      { table: { name: "people" }, from: "users" },
      { table: { name: "people" }, column: "full_name", from: "name" },
    ]);
  });

  it("refuses two that had the same name", () => {
    const columns = new MetaData();
    table("people", columns, {
      first: string(50).renamedFrom("name"),
      last: string(50).renamedFrom("name"),
    });
    expect(() => columns.toSchema()).toThrow("Columns first and last of people are both renamed from name.");
    const tables = new MetaData();
    for (const name of ["people", "staff"]) {
      table(name, tables, { id: integer().primaryKey() }, () => [renamedFrom("users")]);
    }
    expect(() => tables.toSchema()).toThrow("Tables people and staff are both renamed from users.");
  });

  it("is put together once, and again when anything is declared after that", () => {
    const metadata = new MetaData();
    const people = table("people", metadata, { id: integer().primaryKey(), name: string(50) });
    const first = metadata.toSchema();
    expect(metadata.toSchema()).toBe(first);
    people.addItems("with()", (c) => [index("ix_name", c.name)], people.c);
    expect(metadata.toSchema().tables[0]!.indexes.map(({ name }) => name)).toEqual(["ix_name"]);
    sequence("numbers", metadata);
    expect(metadata.toSchema().sequences.map(({ name }) => name)).toEqual(["numbers"]);
    namespace("sales", metadata);
    expect(metadata.toSchema().namespaces.map(({ name }) => name)).toEqual(["sales"]);
    table("towns", metadata, { id: integer().primaryKey() });
    expect(metadata.toSchema().tables.map(({ name }) => name)).toEqual(["people", "towns"]);
    expect(metadata.toSchema().tables[0]).toBe(metadata.toSchema().tables[0]);
  });

  it("shortens names for each database that it is put together for", () => {
    const metadata = new MetaData();
    table("people", metadata, { name: string(50).unique() });
    const nameIn = (length: number) =>
      metadata.toSchema({ length, unit: "bytes" }).tables[0]!.constraints[0]!.name!;
    expect(nameIn(12)).toHaveLength(12);
    expect(nameIn(63)).toBe("uq_people_name");
    expect(nameIn(12)).toHaveLength(12);
  });
});
