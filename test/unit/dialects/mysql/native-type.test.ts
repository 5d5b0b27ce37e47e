import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseType, typeSql } from "../../../../src/dialects/mysql/native-type.js";
import { mariadbVariant, mysqlVariant } from "../../../../src/dialects/mysql/variant.js";
import {
  bigint,
  binary,
  bit,
  blob,
  datetime,
  decimal,
  double,
  float,
  geometry,
  geometrycollection,
  inet4,
  inet6,
  int,
  linestring,
  longblob,
  longtext,
  mediumblob,
  mediumint,
  mediumtext,
  multilinestring,
  multipoint,
  multipolygon,
  point,
  polygon,
  set,
  smallint,
  timestamp,
  tinyblob,
  tinyint,
  tinytext,
  varbinary,
  vector,
  year,
} from "../../../../src/dialects/mysql/vocabulary.js";
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
    [{ kind: "raw", sql: "varchar(0)" }, "varchar(0)"],
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
      "varchar(0)",
      "char(0)",
      "text(100)",
      "roundtrip_plugin_type(3)",
      "xmltype",
      // Servers that are not strict take a word twice.
      "enum('','a','')",
      "set('a','a')",
    ];
    for (const native of kept) expect(parseType(native)).toEqual({ kind: "raw", sql: native });
  });
});

describe("a type of migr/mysql", () => {
  const integers = fc
    .tuple(
      fc.constantFrom(tinyint, smallint, mediumint, int, bigint),
      fc.record({ unsigned: fc.boolean(), zerofill: fc.boolean() }),
      fc.integer({ min: 1, max: 30 }),
    )
    .map(([build, options, width]) => build({ ...options, ...(options.zerofill && { width }) }));
  const digits = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 30 }));
  const numbers = fc
    .tuple(fc.constantFrom(float, double), fc.option(digits), fc.boolean(), fc.boolean())
    .map(([build, size, unsigned, zerofill]) =>
      build({ unsigned, zerofill, ...(size && { precision: size[0], scale: size[1] }) }),
    );
  const decimals = fc
    .tuple(digits, fc.boolean(), fc.boolean())
    .map(([[precision, scale], unsigned, zerofill]) => decimal(precision, scale, { unsigned, zerofill }));
  const shapes = fc
    .tuple(
      fc.constantFrom(
        geometry,
        point,
        linestring,
        polygon,
        multipoint,
        multilinestring,
        multipolygon,
        geometrycollection,
      ),
      fc.option(fc.nat(), { nil: undefined }),
    )
    .map(([build, srid]) => build(srid === undefined ? {} : { srid }));
  const sized = fc
    .tuple(fc.constantFrom(varbinary, binary, vector), fc.integer({ min: 1, max: 255 }))
    .map(([build, length]) => build(length));
  const words = fc
    .uniqueArray(
      fc.string({ minLength: 1 }).filter((word) => !/[,\0]|\p{Surrogate}| $/u.test(word)),
      { minLength: 1 },
    )
    .map(([first, ...rest]) => set(first!, ...rest));
  const plain = fc
    .constantFrom(
      year,
      tinytext,
      mediumtext,
      longtext,
      tinyblob,
      blob,
      mediumblob,
      longblob,
      inet4,
      inet6,
      timestamp,
      datetime,
    )
    .map((build) => build());
  const bits = fc.integer({ min: 1, max: 64 }).map(bit);
  const anything = fc.oneof(integers, numbers, decimals, shapes, sized, words, plain, bits);

  it("is read back from the words it is written in", () => {
    fc.assert(
      fc.property(anything, ({ spec: { type } }) => {
        const written = typeSql(type, mariadb);
        expect(typeSql(parseType(written), mariadb)).toBe(written);
        if (!/^(?:INET[46]|VECTOR\(\d+\))$/.test(written)) {
          const other = typeSql(type, mysql);
          expect(typeSql(parseType(other), mysql)).toBe(other);
        }
      }),
    );
  });

  it("is the portable type where there is one", () => {
    expect(int().spec.type).toEqual({ kind: "integer" });
    expect(bigint().spec.type).toEqual({ kind: "bigInteger", mode: "bigint" });
    expect(decimal(8, 2).spec.type).toMatchObject({ kind: "numeric", precision: 8, scale: 2 });
    expect(timestamp({ precision: 3 }).spec.type).toEqual({ kind: "dateTime", timezone: true, precision: 3 });
    expect(parseType("mediumblob")).toEqual(mediumblob().spec.type);
  });

  it("is what the server tells, with its display width only where that means something", () => {
    expect(parseType("int(10) unsigned zerofill")).toEqual(int({ zerofill: true }).spec.type);
    expect(parseType("int(5) unsigned zerofill")).toEqual(int({ zerofill: true, width: 5 }).spec.type);
    expect(parseType("bigint(20) unsigned")).toEqual(bigint({ unsigned: true }).spec.type);
    expect(parseType("tinyint(4)")).toEqual(tinyint().spec.type);
    expect(parseType("tinyint(1) unsigned")).toEqual(tinyint({ unsigned: true, width: 1 }).spec.type);
    expect(typeSql(tinyint({ unsigned: true, width: 1 }).spec.type, mysql)).toBe("TINYINT UNSIGNED");
    expect(typeSql(tinyint({ unsigned: true, width: 1 }).spec.type, mariadb)).toBe("TINYINT(1) UNSIGNED");
    expect(parseType("geomcollection")).toEqual(geometrycollection().spec.type);
    expect(parseType("year(4)")).toEqual(year().spec.type);
    expect(parseType("float(7,3) unsigned")).toEqual(
      float({ precision: 7, scale: 3, unsigned: true }).spec.type,
    );
  });

  it("names the spatial reference system as each server does", () => {
    expect(typeSql(point({ srid: 4326 }).spec.type, mysql)).toBe("POINT SRID 4326");
    expect(typeSql(point({ srid: 4326 }).spec.type, mariadb)).toBe("POINT REF_SYSTEM_ID=4326");
  });

  it("is refused by a server that has not got it, and where it is another database's", () => {
    expect(() => typeSql(inet6().spec.type, mysql)).toThrow("MySQL has no type INET6.");
    expect(() => typeSql(vector(3).spec.type, mysqlVariant([8, 4, 0]))).toThrow(
      "MySQL has no type VECTOR(3).",
    );
    expect(() => typeSql(inet4().spec.type, mariadbVariant([10, 6, 0]))).toThrow(
      "MariaDB has no type INET4.",
    );
    const foreign = { kind: "native", dialect: "postgresql", name: "jsonb", args: [] } as const;
    expect(() => typeSql(foreign, mysql)).toThrow("MySQL has no type jsonb(), which is of migr/postgresql.");
  });

  it("refuses arguments that make no type", () => {
    expect(() => set("a", "a")).toThrow("set(a, a) needs words that all differ and hold no comma.");
    expect(() => set("a,b")).toThrow(/hold no comma/);
    expect(() => bit(65)).toThrow("bit() takes a length that is a whole number from 1 to 64, not 65.");
    expect(() => int({ zerofill: true, width: 0.5 })).toThrow(/width that is a whole number/);
    expect(() => point({ srid: -1 })).toThrow(/SRID that is a whole number/);
  });
});
