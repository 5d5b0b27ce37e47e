import { describe, expect, it } from "vitest";
import { dialectModule } from "../../../../src/dialects/postgresql/index.js";
import * as vocabulary from "../../../../src/dialects/postgresql/vocabulary.js";
import {
  dateTime,
  declarativeBase,
  enumOf,
  integer,
  sql,
  string,
  table,
  text,
} from "../../../../src/index.js";
import { ColumnBuilder } from "../../../../src/schema/define/column-builder.js";
import { EMPTY_SCHEMA } from "../../../../src/schema/schema.js";
import type { SqlType } from "../../../../src/types/type.js";

const { spelling, parseType, adapt } = dialectModule.newest;
const { array, bit, domain, intervalOf, jsonb, timetz, varbit } = vocabulary;

const SHAPED: readonly ColumnBuilder<unknown, boolean, boolean>[] = [
  bit(),
  bit(12),
  varbit(),
  varbit(7),
  timetz(),
  timetz(3),
  intervalOf({ fields: "year to month" }),
  intervalOf({ fields: "day to second", precision: 3 }),
  intervalOf({ fields: "second", precision: 0 }),
  intervalOf({ precision: 6 }),
  array(text()),
  array(jsonb()),
  array(varbit(3)),
  array(timetz(2)),
  array(intervalOf({ fields: "hour" })),
];

const PLAIN = Object.entries(vocabulary).flatMap(([name, make]): readonly (readonly [string, SqlType])[] => {
  if (make.length > 0) return [];
  const made = (make as () => unknown)();
  return made instanceof ColumnBuilder && made.spec.type.kind === "native" ? [[name, made.spec.type]] : [];
});

function typeOf(builder: ColumnBuilder<unknown, boolean, boolean>): SqlType {
  return builder.spec.type;
}

describe("the vocabulary of PostgreSQL", () => {
  it("has items for what only PostgreSQL knows of a table, and columns that are serial", () => {
    const base = declarativeBase();
    const email = domain("email", base.metadata, string(20), {
      nullable: false,
      default: "x@y",
      checks: { email_at: sql`VALUE LIKE '%@%'` },
    });
    table(
      "t",
      base.metadata,
      { id: vocabulary.bigserial().primaryKey(), Mail: email(), order: integer() },
      (c) => [
        vocabulary.unlogged(),
        vocabulary.partitionBy("range", c.Mail, c.order, "lower(a)"),
        vocabulary.storageParameters({ fillfactor: 70, autovacuum_enabled: false }),
        vocabulary.inherits("parent"),
        vocabulary.tablespace("fast"),
        vocabulary.replicaIdentity({ index: "ix" }),
        vocabulary.rowSecurity("forced"),
      ],
    );
    const schema = adapt(base.metadata.toSchema());
    expect(schema.tables[0]!.options).toEqual({
      postgresql: {
        unlogged: true,
        partitionBy: 'RANGE ("Mail", "order", lower(a))',
        with: ["fillfactor=70", "autovacuum_enabled=false"],
        inherits: ["parent"],
        tablespace: "fast",
        replicaIdentity: "index ix",
        rowSecurity: "forced",
      },
    });
    expect(schema.tables[0]!.columns[0]).toMatchObject({
      identity: { generated: "byDefault" },
      options: { postgresql: { serial: true } },
    });
    expect(schema.tables[0]!.columns[1]!.type).toEqual(typeOf(domain(string(20), "email")));
    expect(schema.domains).toMatchObject([
      { name: "email", nullable: false, checks: [{ name: "email_at" }] },
    ]);
  });

  it("refuses options that PostgreSQL does not have, and tells the nearest", () => {
    const options = { postgresql: { unloged: true }, mysql: { engine: "InnoDB" } };
    const plain = { name: "t", columns: [], constraints: [], indexes: [] };
    const adaptOne = (one: object) => adapt({ ...EMPTY_SCHEMA, tables: [{ ...plain, ...one }] }).tables[0]!;
    expect(() => adaptOne({ options })).toThrow(
      "PostgreSQL has no option unloged of a table, which t asks for.",
    );
    expect(adaptOne({ options: { mysql: { engine: "InnoDB" }, postgresql: { unlogged: false } } })).toEqual(
      plain,
    );
  });

  it("writes each type so that it is read as the same", () => {
    expect(PLAIN.length).toBeGreaterThan(45);
    for (const [name, type] of PLAIN) {
      expect([name, parseType(spelling.typeSql(type))]).toEqual([name, type]);
    }
    for (const type of SHAPED.map(typeOf)) expect(parseType(spelling.typeSql(type))).toEqual(type);
  });

  it("reads the words in which the server tells types", () => {
    const words = {
      "timestamp without time zone[]": array(dateTime()),
      "character varying(20)[]": null,
      "bit(3)": bit(3),
      "bit varying": varbit(),
      "time(2) with time zone": timetz(2),
      "interval day to second(3)": intervalOf({ fields: "day to second", precision: 3 }),
      "interval(3)": intervalOf({ precision: 3 }),
      "interval year": intervalOf({ fields: "year" }),
      pg_lsn: vocabulary.pgLsn(),
      "integer[]": array(integer(), 2),
    };
    for (const [given, builder] of Object.entries(words)) {
      const type = parseType(given);
      if (builder) expect(type).toEqual(typeOf(builder));
      expect(parseType(spelling.typeSql(type))).toEqual(type);
    }
    expect(parseType("interval fortnight")).toEqual({ kind: "raw", sql: "interval fortnight" });
  });

  it("writes documents, arrays and texts as literals of their types", () => {
    const literal = (value: unknown, builder: ColumnBuilder<unknown, boolean, boolean>) =>
      spelling.literal(value, builder.spec.type);
    expect(literal({ a: [1] }, jsonb())).toBe(`'{"a":[1]}'`);
    expect(literal([1, 2], jsonb())).toBe(`'[1,2]'`);
    expect(literal("x", jsonb())).toBe(`'"x"'`);
    expect(literal(["x", null], array(jsonb()))).toBe(String.raw`E'{"\\"x\\"",NULL}'`);
    expect(
      literal(
        [
          [1, 2],
          [3, 4],
        ],
        array(integer(), 2),
      ),
    ).toBe(`'{{"1","2"},{"3","4"}}'`);
    expect(literal("a@b", domain(text(), "email"))).toBe("'a@b'");
    expect(literal({ a: 1 }, domain(jsonb(), "document"))).toBe(`'{"a":1}'`);
  });

  it("refuses an array of arrays, lengths out of range, and types of other databases", () => {
    const bad = [
      () => array(array(text())),
      () => array(text(), 4 as 3),
      () => bit(0),
      () => varbit(1.5),
      () => timetz(7),
      () => intervalOf({ precision: -1 }),
    ];
    for (const make of bad) expect(make).toThrow(expect.objectContaining({ code: "schema.invalid-column" }));
    const type: SqlType = { kind: "native", dialect: "mysql", name: "mediumint", args: [] };
    const schema = {
      ...EMPTY_SCHEMA,
      tables: [{ name: "t", columns: [{ name: "c", type, nullable: true }], constraints: [], indexes: [] }],
    };
    expect(() => adapt(schema)).toThrow(
      "PostgreSQL has no type mediumint() of migr/mysql, which t.c asks for.",
    );
  });

  it("makes the type of an array's words, named by the column where it has no name", () => {
    const column = { name: "moods", type: typeOf(array(enumOf("sad", "glad"))), nullable: true };
    const table = { name: "people", columns: [column], constraints: [], indexes: [] };
    const adapted = adapt({ ...EMPTY_SCHEMA, tables: [table] });
    expect(adapted.enums).toEqual([{ name: "people_moods_enum", values: ["sad", "glad"] }]);
    expect(spelling.typeSql(adapted.tables[0]!.columns[0]!.type)).toBe('"people_moods_enum"[]');
  });
});
