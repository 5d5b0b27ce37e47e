import { describe, expect, it } from "vitest";
import { parseType, typeSql } from "../../../../src/dialects/mysql/native-type.js";
import { mariadbVariant, mysqlVariant } from "../../../../src/dialects/mysql/variant.js";
import type { SqlType } from "../../../../src/types/type.js";

const mysql = mysqlVariant([9, 7, 0]);
const mariadb = mariadbVariant([11, 8, 0]);

describe("a type", () => {
  const NATIVE: readonly (readonly [SqlType, string])[] = [
    [{ kind: "integer" }, "INT"],
    [{ kind: "smallInteger" }, "SMALLINT"],
    [{ kind: "bigInteger", mode: "bigint" }, "BIGINT"],
    [{ kind: "numeric", precision: 10, scale: 2, mode: "string" }, "DECIMAL(10,2)"],
    [{ kind: "numeric", mode: "string" }, "DECIMAL(10,0)"],
    [{ kind: "float" }, "FLOAT"],
    [{ kind: "double" }, "DOUBLE"],
    [{ kind: "string", length: 50 }, "VARCHAR(50)"],
    [{ kind: "char", length: 3 }, "CHAR(3)"],
    [{ kind: "text" }, "TEXT"],
    [{ kind: "boolean" }, "TINYINT(1)"],
    [{ kind: "date" }, "DATE"],
    [{ kind: "time" }, "TIME"],
    [{ kind: "time", precision: 3 }, "TIME(3)"],
    [{ kind: "dateTime", timezone: false, precision: 0 }, "DATETIME"],
    [{ kind: "dateTime", timezone: false, precision: 6 }, "DATETIME(6)"],
    [{ kind: "dateTime", timezone: true }, "TIMESTAMP"],
    [{ kind: "largeBinary" }, "BLOB"],
    [{ kind: "largeBinary", length: 255 }, "TINYBLOB"],
    [{ kind: "largeBinary", length: 256 }, "BLOB"],
    [{ kind: "largeBinary", length: 65_536 }, "MEDIUMBLOB"],
    [{ kind: "largeBinary", length: 2 ** 24 }, "LONGBLOB"],
    [{ kind: "json" }, "JSON"],
    [
      { kind: "enum", values: ["a", "it's", "\\", "b,c"], name: "not kept" },
      "ENUM('a','it''s','\\\\','b,c')",
    ],
    [{ kind: "raw", sql: "geometry" }, "geometry"],
  ];

  it("has a native word, which means the same type", () => {
    for (const [type, native] of NATIVE) {
      for (const variant of [mysql, mariadb]) {
        expect(typeSql(type, variant)).toBe(native);
        expect(typeSql(parseType(native), variant)).toBe(native);
      }
    }
  });

  it("is CHAR(36) for a UUID, or the type that MariaDB has had since 10.7", () => {
    expect(typeSql({ kind: "uuid" }, mysql)).toBe("CHAR(36)");
    expect(typeSql({ kind: "uuid" }, mariadb)).toBe("UUID");
    expect(typeSql({ kind: "uuid" }, mariadbVariant([10, 6, 0]))).toBe("CHAR(36)");
  });

  it("is refused where there is none, or where a part of it would be lost", () => {
    const refused =
      (type: SqlType, variant = mysql) =>
      () =>
        typeSql(type, variant);
    expect(refused({ kind: "string" })).toThrow("MySQL has no string() without a length.");
    expect(refused({ kind: "interval" }, mariadb)).toThrow("MariaDB has no type for interval().");
    expect(refused({ kind: "enum", values: ["😀"] })).toThrow(/character beyond U\+FFFF/);
  });
});

describe("a native name", () => {
  it("means one type however it is spelt", () => {
    const same: readonly (readonly [string, string])[] = [
      ["INTEGER", "int"],
      ["int(11)", "int"],
      ["INT(10) UNSIGNED", "int unsigned"],
      ["integer unsigned", "int unsigned"],
      ["bool", "tinyint(1)"],
      ["BOOLEAN", "tinyint(1)"],
      ["numeric(5)", "decimal(5,0)"],
      ["dec(5, 2)", "decimal(5,2)"],
      ["double precision", "double"],
      ["DOUBLE PRECISION UNSIGNED", "double unsigned"],
      ["real", "double"],
      ["character varying(5)", "varchar(5)"],
      ["char", "char(1)"],
      ["bigint(20)", "bigint"],
      ["tinyint(4)", "tinyint"],
      ["year(4)", "year"],
      ["timestamp(0)", "timestamp"],
      ["SET( 'a' , 'B' )", "set('a','B')"],
      ["timestamp /* mariadb-5.3 */", "timestamp"],
    ];
    for (const [a, b] of same) expect(parseType(a), a).toEqual(parseType(b));
  });

  it("is kept as it is, in lower case, where the vocabulary has no word for it", () => {
    const kept = [
      "int unsigned",
      "tinyint",
      "mediumint",
      "year",
      "set('a','B')",
      "float(7,3)",
      "bit(8)",
      "point",
      "int(5) unsigned zerofill",
      "tinyint(1) unsigned",
      "mediumtext",
      "varbinary(16)",
    ];
    for (const native of kept) expect(parseType(native)).toEqual({ kind: "raw", sql: native });
  });
});
