import { describe, expect, it } from "vitest";
import { createTable } from "../../../../src/ddl/nodes/table.js";
import { createIndex } from "../../../../src/ddl/nodes/table-index.js";
import { ddlText } from "../../../../src/dialect/compiler.js";
import { createDialect } from "../../../../src/dialects/mysql/index.js";
import {
  assertServed,
  mariadbVariant,
  mysqlVariant,
  variantOf,
} from "../../../../src/dialects/mysql/variant.js";
import type { Column } from "../../../../src/schema/column.js";
import type { Constraint } from "../../../../src/schema/constraint.js";
import { EMPTY_SCHEMA } from "../../../../src/schema/schema.js";
import type { Table } from "../../../../src/schema/table.js";
import type { TableIndex } from "../../../../src/schema/table-index.js";
import { castTo } from "../../../../src/sql/build/expression.js";
import { func } from "../../../../src/sql/build/func.js";
import { sql } from "../../../../src/sql/build/sql-tag.js";
import { raw } from "../../../../src/sql/nodes/index.js";
import { writeSql } from "../../../../src/sql/writer.js";

const mysql = createDialect(mysqlVariant([9, 7, 0]));
const mariadb = createDialect(mariadbVariant([11, 8, 0]));

const COLUMN: Column = { name: "a", type: { kind: "integer" }, nullable: false };
const tableOf = (parts: Partial<Table>): Table => ({
  name: "t",
  columns: [COLUMN],
  constraints: [],
  indexes: [],
  ...parts,
});
const schemaOf = (table: Table) => ({ ...EMPTY_SCHEMA, tables: [table] });
const adapted = (table: Table, dialect = mysql) => dialect.adapt(schemaOf(table)).tables[0]!;

describe("a version", () => {
  it("tells the product", () => {
    expect(variantOf("9.7.4-2")).toMatchObject({ product: "mysql", version: [9, 7, 4] });
    expect(variantOf("8.0.36-0ubuntu0.22.04.1")).toMatchObject({ product: "mysql", version: [8, 0, 36] });
    expect(variantOf("11.8.6-MariaDB-0+deb13u1 from Debian")).toMatchObject({
      product: "mariadb",
      version: [11, 8, 6],
    });
    expect(variantOf("5.5.5-10.11.6-MariaDB-log")).toMatchObject({
      product: "mariadb",
      version: [10, 11, 6],
    });
  });
});

describe("a server", () => {
  it("is refused where it is too old", () => {
    const served = [
      "8.0.16",
      "8.0.mysql_aurora.3.04.0",
      "8.4.0",
      "9.7.4-2",
      "10.11.0-MariaDB",
      "11.8.6-MariaDB",
      "12.0.2-MariaDB",
    ];
    for (const version of served) expect(() => assertServed(variantOf(version)), version).not.toThrow();
    for (const version of ["5.7.44", "8.0.15", "10.6.20-MariaDB", "5.5.5-10.3.39-MariaDB"]) {
      expect(() => assertServed(variantOf(version)), version).toThrow(
        expect.objectContaining({ code: "db.too-old" }),
      );
    }
  });
});

describe("a name", () => {
  it("is quoted, its own quotes doubled", () => {
    expect(mysql.spelling.quote("a`b\\'\" c")).toBe("`a``b\\'\" c`");
    expect(mysql.spelling.quote("n".repeat(64))).toHaveLength(66);
    expect(mysql.spelling.quote("é".repeat(64))).toHaveLength(66);
  });

  it("is refused where the database would refuse or change it", () => {
    for (const name of ["", "a\u0000b", "n".repeat(65), "trailing ", "emoji 😀"]) {
      expect(() => mysql.spelling.quote(name), name).toThrow(
        expect.objectContaining({ code: "compile.bad-identifier" }),
      );
    }
  });
});

describe("an expression", () => {
  const text = (expression: { readonly node: Parameters<typeof writeSql>[0] }) =>
    writeSql(expression.node, mysql.spelling);

  it("is bound, joined, cast and ordered in the server's own words", () => {
    expect(text(sql`a = ${"it's"} and b = ${true}`)).toEqual({ sql: "a = ? and b = ?", params: ["it's", 1] });
    expect(text(func.concat("a", sql<string>`b`)).sql).toBe("CONCAT(?, b)");
    expect(text(castTo(sql`a`, { kind: "integer" })).sql).toBe("CAST(a AS SIGNED)");
    expect(text(castTo(sql`a`, { kind: "text" })).sql).toBe("CAST(a AS CHAR)");
    expect(text(castTo(sql`a`, { kind: "dateTime", timezone: true, precision: 3 })).sql).toBe(
      "CAST(a AS DATETIME(3))",
    );
    expect(text(sql`a`.desc()).sql).toBe("a DESC");
    expect(text(sql`a`.asc().nullsLast()).sql).toBe("a IS NULL, a");
    expect(text(sql`a`.desc().nullsFirst()).sql).toBe("a IS NULL DESC, a DESC");
    expect(text(sql`a`.asc().nullsFirst()).sql).toBe("a");
  });
});

describe("a schema as the database will hold it", () => {
  const key = (parts: object): Constraint => ({
    kind: "foreignKey",
    name: "fk",
    columns: ["a"],
    references: { name: "p", columns: ["id"] },
    ...parts,
  });

  it("adapted twice is the same", () => {
    const table = tableOf({
      columns: [
        { ...COLUMN, identity: { generated: "byDefault" } },
        { name: "e", type: { kind: "enum", values: ["x"], name: "e_enum" }, nullable: true, comment: "c 😀" },
        {
          name: "m",
          type: { kind: "dateTime", timezone: false, precision: 3 },
          nullable: true,
          default: raw({ sql: "now(3)" }),
        },
      ],
      constraints: [
        { kind: "primaryKey", name: "pk_t", columns: ["a"] },
        key({ onDelete: "restrict", onUpdate: "cascade" }),
      ],
      indexes: [
        { name: "uq", unique: true, parts: [{ column: "a", nulls: "first" }], method: "btree" },
        { name: "ix", unique: true, parts: [{ column: "a", descending: true, nulls: "last" }] },
      ],
    });
    const once = adapted(table);
    expect(adapted(once)).toEqual(once);
    expect(once.constraints).toEqual([
      { kind: "primaryKey", columns: ["a"] },
      { kind: "unique", name: "uq", columns: ["a"] },
      key({ onUpdate: "cascade" }),
    ]);
    expect(once.indexes).toEqual([{ name: "ix", unique: true, parts: [{ column: "a", descending: true }] }]);
    expect(once.columns[1]).toMatchObject({ type: { kind: "enum", values: ["x"] }, comment: "c ?" });
    expect(once.columns[2]!.default).toEqual({ kind: "currentTimestamp" });
  });

  it("has no enum types, and on MariaDB no computed column that is NOT NULL", () => {
    const enums = [{ name: "e", values: ["x"] }];
    expect(mysql.adapt({ ...EMPTY_SCHEMA, enums }).enums).toEqual([]);
    const computed: Column = { ...COLUMN, computed: { expression: raw({ sql: "1" }), stored: true } };
    expect(adapted(tableOf({ columns: [computed] })).columns[0]!.nullable).toBe(false);
    expect(adapted(tableOf({ columns: [computed] }), mariadb).columns[0]!.nullable).toBe(true);
  });

  it("is refused where the server lacks a part of it", () => {
    const index = (parts: Partial<TableIndex>): Table =>
      tableOf({ indexes: [{ name: "ix", unique: false, parts: [{ column: "a" }], ...parts }] });
    const refused: readonly (readonly [Table, string])[] = [
      [index({ where: raw({ sql: "a > 1" }) }), "MySQL has no partial indexes, which the index ix asks for."],
      [index({ include: ["a"] }), "MySQL has no INCLUDE columns in indexes, which the index ix asks for."],
      [index({ method: "gin" }), "MySQL has no index method gin, which the index ix asks for."],
      [
        index({ parts: [{ column: "a", nulls: "last" }] }),
        "MySQL has no choice of where NULL sorts, which the index ix asks for.",
      ],
      [
        tableOf({ constraints: [key({ deferrable: "deferred" })] }),
        "MySQL has no deferrable constraints, which fk asks for.",
      ],
      [
        tableOf({ constraints: [key({ onDelete: "set default" })] }),
        "MySQL has no SET DEFAULT for foreign keys in InnoDB, which fk asks for.",
      ],
      [
        tableOf({ columns: [{ ...COLUMN, identity: { generated: "byDefault", start: 5 } }] }),
        "MySQL has no options of an identity, which t.a asks for.",
      ],
      [
        tableOf({ columns: [{ ...COLUMN, identity: { generated: "always" } }] }),
        "MySQL has no GENERATED ALWAYS AS IDENTITY, which t.a asks for.",
      ],
    ];
    for (const [table, message] of refused) {
      expect(() => adapted(table)).toThrow(expect.objectContaining({ code: "compile.unsupported", message }));
    }
    const expression = index({ parts: [{ expression: raw({ sql: "lower(a)" }) }] });
    expect(() => adapted(expression, mariadb)).toThrow("MariaDB has no indexes on expressions");
    expect(adapted(expression).indexes).toHaveLength(1);
    const emoji = tableOf({
      constraints: [{ kind: "check", name: "ck", expression: raw({ sql: "a <> '😀'" }) }],
    });
    expect(() => adapted(emoji)).toThrow(expect.objectContaining({ code: "compile.bad-literal" }));
  });
});

describe("DDL", () => {
  it("says NULL of a TIMESTAMP, and gives the current time the column's digits", () => {
    const columns: readonly Column[] = [
      {
        name: "a",
        type: { kind: "dateTime", timezone: true, precision: 3 },
        nullable: true,
        default: func.now().node,
        onUpdate: func.now().node,
      },
    ];
    expect(ddlText(createTable({ table: tableOf({ columns }) }), mysql.spelling)).toBe(
      "CREATE TABLE `t` (`a` TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3))",
    );
  });

  it("has an index on an expression in parentheses of its own", () => {
    const index = {
      name: "ix",
      unique: true,
      parts: [{ expression: func.lower(sql<string>`a`).node }, { column: "b", descending: true }],
    };
    expect(ddlText(createIndex({ table: { name: "t", schema: "s" }, index }), mysql.spelling)).toBe(
      "CREATE UNIQUE INDEX `ix` ON `s`.`t` ((lower(a)), `b` DESC)",
    );
  });
});
