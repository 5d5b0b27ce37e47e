import { describe, expect, it } from "vitest";
import { parseCreateIndex, parseCreateTrigger } from "../../../../src/dialects/sqlite/create-index.js";
import { parseCreateTable } from "../../../../src/dialects/sqlite/create-sql.js";
import { createTableSql, rowidAlias, rulesOf } from "../../../../src/dialects/sqlite/created-table.js";

const roundTrip = (sql: string) => createTableSql(parseCreateTable(sql), "t");

describe("a CREATE TABLE text", () => {
  it("is the same text when it is put together again", () => {
    const text = `CREATE TABLE t (
      id integer PRIMARY KEY AUTOINCREMENT, -- the key
      "na,me" varchar(10, 2) NOT NULL DEFAULT 'a,b)' /* why ( */ COLLATE nocase,
      [a b] CONSTRAINT c1 CHECK ([a b] IN (1, 2)) CONSTRAINT c2 REFERENCES u (x) ON DELETE SET NULL DEFERRABLE,
      n GENERATED ALWAYS AS (id * 2) STORED,
      CONSTRAINT "u q" UNIQUE (id, "na,me" COLLATE nocase DESC) ON CONFLICT REPLACE,
      FOREIGN KEY (id) REFERENCES u
    ) STRICT, WITHOUT ROWID`;
    expect(roundTrip(text)).toBe(text);
  });

  it("gives the names of constraints, wherever they stand", () => {
    const table = parseCreateTable(
      "CREATE TABLE t(a CONSTRAINT one UNIQUE CONSTRAINT two CHECK (a > 0) CHECK (a < 9), CONSTRAINT x CONSTRAINT three UNIQUE (a))",
    );
    expect(rulesOf(table, "unique").map(({ name }) => name)).toEqual(["one", "three"]);
    expect(rulesOf(table, "check")).toMatchObject([
      { name: "two", expression: "a > 0" },
      { name: undefined, expression: "a < 9" },
    ]);
  });

  it("may have no types, odd types, and types that are called like keywords", () => {
    const table = parseCreateTable(
      `CREATE TABLE t(a, b 'my type', c "x y"(1), d unsigned big int, e generated always, f key not null, g text generated always as (1))`,
    );
    expect(table.columns.map(({ type }) => type)).toEqual([
      "",
      "'my type'",
      `"x y"(1)`,
      "unsigned big int",
      "generated always",
      "key",
      "text",
    ]);
  });

  it("may leave out commas between the table's constraints", () => {
    const table = parseCreateTable(
      "CREATE TABLE t(a, b, UNIQUE (a) CHECK (b > 0) CONSTRAINT k PRIMARY KEY (b))",
    );
    expect(table.constraints.map(({ rule }) => rule.kind)).toEqual(["unique", "check", "primaryKey"]);
    expect(createTableSql(table, "t")).toBe(
      "CREATE TABLE t (a, b, UNIQUE (a), CHECK (b > 0), CONSTRAINT k PRIMARY KEY (b))",
    );
  });

  it("gives defaults as they are written", () => {
    const table = parseCreateTable(
      "CREATE TABLE t(a DEFAULT -1, b DEFAULT - +2.5, c DEFAULT (1 + (2)), d DEFAULT 'x', e DEFAULT CURRENT_TIMESTAMP NOT NULL, f DEFAULT x'00')",
    );
    expect(rulesOf(table, "default").map(({ expression }) => expression)).toEqual([
      "-1",
      "-+2.5",
      "1 + (2)",
      "'x'",
      "CURRENT_TIMESTAMP",
      "x'00'",
    ]);
  });

  it("tells when a foreign key is looked at", () => {
    const table = parseCreateTable(
      `CREATE TABLE t(a REFERENCES u DEFERRABLE INITIALLY DEFERRED, b REFERENCES u NOT DEFERRABLE INITIALLY DEFERRED,
        c REFERENCES u ON UPDATE CASCADE MATCH FULL NOT NULL, FOREIGN KEY (a, b) REFERENCES u (x, "y") DEFERRABLE INITIALLY IMMEDIATE)`,
    );
    expect(rulesOf(table, "foreignKey").map(({ deferrable }) => deferrable)).toEqual([
      "deferred",
      undefined,
      undefined,
      "immediate",
    ]);
    expect(rulesOf(table, "foreignKey").at(-1)).toMatchObject({
      columns: ["a", "b"],
      references: ["x", "y"],
    });
    expect(rulesOf(table, "notNull")).toHaveLength(1);
  });

  it("tells which column is another name of the rowid", () => {
    const alias = (columns: string) => rowidAlias(parseCreateTable(`CREATE TABLE t(${columns}`))?.name;
    expect(alias("a integer primary key)")).toBe("a");
    expect(alias("a INTEGER, primary key (A))")).toBe("a");
    expect(alias('"a" "integer", primary key ("a" autoincrement))')).toBe("a");
    expect(alias("a int primary key)")).toBeUndefined();
    expect(alias("a integer primary key desc)")).toBeUndefined();
    expect(alias("a integer, primary key (a desc))")).toBe("a");
    expect(alias("a integer, b, primary key (a, b))")).toBeUndefined();
    expect(alias("a integer primary key) without rowid")).toBeUndefined();
  });

  it("that is none is refused", () => {
    expect(() => parseCreateTable("CREATE VIRTUAL TABLE t USING fts5(x)")).toThrow(/text has no TABLE/);
    expect(() => parseCreateTable("CREATE TABLE t (a CHECK (b")).toThrow(/ends too soon/);
  });
});

describe("a CREATE INDEX text", () => {
  it("gives its parts and its condition", () => {
    const index = parseCreateIndex(
      `CREATE UNIQUE INDEX "i x" ON "t t" (a DESC, (lower(b)), "c" COLLATE nocase asc, (a + (b))) WHERE ((a > 0) and b)`,
    );
    expect(index).toEqual({
      parts: [
        { text: "a", collated: false },
        { text: "lower(b)", collated: false },
        { text: `"c" COLLATE nocase`, collated: true },
        { text: "a + (b)", collated: false },
      ],
      where: "(a > 0) and b",
    });
  });
});

describe("a CREATE TRIGGER text", () => {
  it("gives its event and columns", () => {
    expect(parseCreateTrigger("CREATE TRIGGER x INSTEAD OF INSERT ON v BEGIN SELECT 1; END").event).toBe(
      "INSERT",
    );
    expect(parseCreateTrigger('CREATE TRIGGER "a b" DELETE ON t BEGIN SELECT 1; END').event).toBe("DELETE");
    expect(parseCreateTrigger('CREATE TRIGGER x AFTER UPDATE OF a, "b c" ON t BEGIN SELECT 1; END')).toEqual({
      event: "UPDATE",
      columns: ["a", "b c"],
    });
  });
});
