import { describe, expect, it } from "vitest";
import { createDialect } from "../../../../src/dialects/mysql/index.js";
import { columnOfRow } from "../../../../src/dialects/mysql/reflect/column.js";
import { type Variant, variantOf } from "../../../../src/dialects/mysql/variant.js";
import { EMPTY_SCHEMA } from "../../../../src/schema/schema.js";
import type { Table } from "../../../../src/schema/table.js";
import { cast, value } from "../../../../src/sql/nodes/index.js";
import { writeSql } from "../../../../src/sql/writer.js";

const VERSIONS = ["8.0.16", "8.0.36-0ubuntu0.22.04.1", "8.4.3", "9.7.4"] as const;

/** What a version of MySQL has that another lacks. */
function ofVersions<K extends keyof Variant>(name: K): readonly Variant[K][] {
  return VERSIONS.map((version) => variantOf(version)[name]);
}

describe("what a version of MySQL has", () => {
  it.each([
    ["castsToFloat", [false, true, true, true]],
    ["displayWidths", [true, false, false, false]],
    ["engineAttributes", [false, true, true, true]],
    ["invisibleColumns", [false, true, true, true]],
    ["autoextendSize", [false, true, true, true]],
    ["threeByteName", ["utf8", "utf8mb3", "utf8mb3", "utf8mb3"]],
    ["vectorType", [false, false, false, true]],
    ["unenforcedChecks", [true, true, true, true]],
    ["dropCheckWord", ["CHECK", "CHECK", "CHECK", "CHECK"]],
  ] as const)("is told by its number: %s", (name, values) => {
    expect(ofVersions(name)).toEqual(values);
  });

  it("begins with the version that brought it", () => {
    const firsts = [
      ["8.0.17", "castsToFloat"],
      ["8.0.21", "engineAttributes"],
      ["8.0.23", "invisibleColumns"],
      ["8.0.23", "autoextendSize"],
      ["9.0.0", "vectorType"],
    ] as const;
    for (const [version, name] of firsts) expect(variantOf(version)[name], version).toBe(true);
    const lasts = [
      ["8.0.16", "castsToFloat"],
      ["8.0.20", "engineAttributes"],
      ["8.0.22", "invisibleColumns"],
      ["8.4.9", "vectorType"],
    ] as const;
    for (const [version, name] of lasts) expect(variantOf(version)[name], version).toBe(false);
    expect(variantOf("8.0.19").displayWidths).toBe(false);
    expect(variantOf("8.0.18").displayWidths).toBe(true);
  });

  it("is the right that shows routines", () => {
    expect(VERSIONS.map((version) => variantOf(version).seesEntities["function"])).toEqual([
      "SELECT on *.*",
      "SHOW_ROUTINE",
      "SHOW_ROUTINE",
      "SHOW_ROUTINE",
    ]);
    const mariadb = ["10.11.18-MariaDB", "11.8.6-MariaDB-0+deb13u1"].map((each) => variantOf(each));
    expect(mariadb.map(({ seesEntities }) => seesEntities["procedure"])).toEqual([
      "SELECT on mysql.proc",
      "SHOW CREATE ROUTINE",
    ]);
  });
});

describe("an older MySQL", () => {
  const adapt = (version: string, table: Partial<Table>) => {
    const base: Table = { name: "t", columns: [], constraints: [], indexes: [] };
    return createDialect(variantOf(version)).adapt({ ...EMPTY_SCHEMA, tables: [{ ...base, ...table }] });
  };
  const column = (options: object) => ({
    columns: [
      { name: "a", type: { kind: "integer" as const }, nullable: true, options: { mysql: { ...options } } },
    ],
  });

  it("refuses what came later, by its name", () => {
    for (const [version, table, word] of [
      ["8.0.22", column({ invisible: true }), "invisible"],
      ["8.0.20", column({ secondaryEngineAttribute: "{}" }), "secondaryEngineAttribute"],
      ["8.0.22", { options: { mysql: { autoextendSize: 4194304 } } }, "autoextendSize"],
      ["8.0.36", column({ displayWidth: 5 }), "displayWidth"],
    ] as const) {
      expect(() => adapt(version, table), version).toThrow(
        expect.objectContaining({ code: "compile.unsupported", message: expect.stringContaining(word) }),
      );
    }
    const hidden = {
      name: "ix",
      unique: false,
      parts: [{ column: "a" }],
      options: { mysql: { invisible: true } },
    };
    expect(() => adapt("8.0.16", { ...column({}), indexes: [hidden] })).not.toThrow();
    expect(() => adapt("8.0.23", column({ invisible: true }))).not.toThrow();
    expect(() => adapt("8.0.18", column({ displayWidth: 5 }))).not.toThrow();
  });

  it("tells widths of integers, which are none of their types", () => {
    const row = {
      ...{ db: "d", tbl: "t", name: "a", fallback: null, nullable: "YES" as const, collation: null },
      ...{ extra: "", comment: "", generation: null, srid: null },
    };
    const read = (version: string, type: string) =>
      columnOfRow(
        { ...row, type },
        {
          variant: variantOf(version),
          ...{ tableCollation: null, own: "d", isJson: false, srid: null },
        },
      );
    const plain = { name: "a", type: { kind: "integer" }, nullable: true };
    expect(read("8.0.16", "int(11)")).toEqual(plain);
    expect(read("9.7.0", "int")).toEqual(plain);
    expect(read("8.0.16", "int(5)")).toEqual({ ...plain, options: { mysql: { displayWidth: 5 } } });
    expect(read("8.0.16", "tinyint(1)")).toEqual(read("9.7.0", "tinyint(1)"));
    expect(read("8.0.16", "bigint(20) unsigned")).toEqual(read("9.7.0", "bigint unsigned"));
  });

  it("casts to no floating-point number before 8.0.17", () => {
    const node = cast({ operand: value({ value: 1 }), type: { kind: "double" } });
    const sqlOf = (version: string) => writeSql(node, createDialect(variantOf(version)).spelling).sql;
    expect(() => sqlOf("8.0.16")).toThrow(expect.objectContaining({ code: "compile.unsupported" }));
    expect(sqlOf("8.0.17")).toBe("CAST(? AS DOUBLE)");
  });
});
