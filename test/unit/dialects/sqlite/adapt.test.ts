import { describe, expect, it } from "vitest";
import { adapt, adaptTable } from "../../../../src/dialects/sqlite/adapt.js";
import { typeSql } from "../../../../src/dialects/sqlite/type-names.js";
import type { Column } from "../../../../src/schema/column.js";
import { EMPTY_SCHEMA } from "../../../../src/schema/schema.js";
import type { Table } from "../../../../src/schema/table.js";
import type { SqlType } from "../../../../src/types/type.js";

const key = (column: Column): Table => ({
  name: "t",
  columns: [column],
  constraints: [{ kind: "primaryKey", name: "pk_t", columns: [column.name] }],
  indexes: [],
});
const column = (type: SqlType, rest: Partial<Column> = {}): Column => ({
  name: "id",
  type,
  nullable: false,
  ...rest,
});
const identity = { generated: "byDefault" } as const;

describe("adapting a schema", () => {
  it("gives every numbering key the type that numbers itself", () => {
    for (const type of [{ kind: "smallInteger" }, { kind: "bigInteger", mode: "bigint" }] as const) {
      expect(adaptTable(key(column(type, { identity }))).columns).toEqual([
        column({ kind: "integer" }, { identity }),
      ]);
      expect(adaptTable(key(column(type))).columns).toEqual([column(type)]);
    }
  });

  it("knows that a sole INTEGER key numbers itself anyway", () => {
    expect(adaptTable(key(column({ kind: "integer" }))).columns).toEqual([
      column({ kind: "integer" }, { identity }),
    ]);
    expect(adaptTable(key(column({ kind: "raw", sql: "integer" }))).columns[0]!.identity).toEqual(identity);
  });

  it("makes of an enum a text with a check", () => {
    const role = column({ kind: "enum", values: ["admin", "member"], name: "role" }, { name: "role" });
    const adapted = adaptTable({ name: "t", columns: [role], constraints: [], indexes: [] });
    expect(adapted.columns).toEqual([column({ kind: "string", length: 6 }, { name: "role" })]);
    expect(adapted.constraints).toMatchObject([{ kind: "check", name: "ck_t_role" }]);
    expect(adaptTable(adapted)).toEqual(adapted);
  });

  it("gives an enum's check another name where its own is taken", () => {
    const role = column({ kind: "enum", values: ["a"] }, { name: "role" });
    const taken = { kind: "check", name: "ck_t_role", expression: { kind: "raw", sql: "1" } } as never;
    const { constraints } = adaptTable({ name: "t", columns: [role], constraints: [taken], indexes: [] });
    expect(constraints.map(({ name }) => name)).toEqual(["ck_t_role", "ck_t_role_enum"]);
  });

  it("drops comments, the schema main, and what is so anyway", () => {
    const table: Table = {
      name: "t",
      schema: "main",
      comment: "about",
      columns: [column({ kind: "text" }, { comment: "x", collation: "binary" })],
      constraints: [
        {
          kind: "foreignKey",
          columns: ["id"],
          references: { name: "u", schema: "main", columns: ["id"] },
          onDelete: "no action",
        },
      ],
      indexes: [{ name: "ix", parts: [{ column: "id", nulls: "first" }], unique: false, method: "btree" }],
    };
    expect(adapt({ ...EMPTY_SCHEMA, tables: [table] }).tables).toEqual([
      {
        name: "t",
        columns: [column({ kind: "text" })],
        constraints: [{ kind: "foreignKey", columns: ["id"], references: { name: "u", columns: ["id"] } }],
        indexes: [{ name: "ix", parts: [{ column: "id" }], unique: false }],
      },
    ]);
  });

  it("takes AUTOINCREMENT only of a key that numbers itself", () => {
    const options = { sqlite: { autoincrement: true } };
    const adapted = adaptTable(key(column({ kind: "integer" }, { options })));
    expect(adapted.columns).toEqual([column({ kind: "integer" }, { identity, options })]);
    expect(adaptTable(adapted)).toEqual(adapted);
    expect(() => adaptTable(key(column({ kind: "text" }, { options })))).toThrow(/AUTOINCREMENT outside/);
  });

  it("keeps only its own options, and none that say what is so anyway", () => {
    const options = { mysql: { engine: "InnoDB" }, sqlite: { strict: false, withoutRowid: true } };
    const table: Table = { ...key(column({ kind: "integer" })), options };
    expect(adaptTable(table).options).toEqual({ sqlite: { withoutRowid: true } });
    expect(adaptTable({ ...table, options: { mysql: { engine: "x" } } })).not.toHaveProperty("options");
    expect(() => adaptTable({ ...table, options: { sqlite: { strickt: true } } })).toThrow(
      expect.objectContaining({ code: "compile.unsupported", hint: "Did you mean strict?" }),
    );
    expect(() => adaptTable({ ...table, options: { sqlite: { strict: "yes" } } })).toThrow(/cannot be "yes"/);
  });

  it("knows that the key of a table WITHOUT ROWID does not number itself", () => {
    const table: Table = { ...key(column({ kind: "integer" })), options: { sqlite: { withoutRowid: true } } };
    expect(adaptTable(table).columns).toEqual([column({ kind: "integer" })]);
  });

  it("takes the types that a STRICT table has", () => {
    const kinds: readonly SqlType[] = [
      { kind: "boolean" },
      { kind: "numeric", precision: 10, scale: 2, mode: "string" },
      { kind: "numeric", mode: "number" },
      { kind: "numeric", precision: 18, scale: 0, mode: "string" },
      { kind: "numeric", precision: 19, scale: 0, mode: "string" },
      { kind: "string", length: 5 },
      { kind: "double" },
      { kind: "enum", values: ["a"] },
    ];
    const table: Table = {
      name: "t",
      columns: kinds.map((type, i) => column(type, { name: `c${i}` })),
      constraints: [],
      indexes: [],
      options: { sqlite: { strict: true } },
    };
    expect(adaptTable(table).columns.map(({ type }) => typeSql(type))).toEqual([
      ...["INTEGER", "REAL", "REAL", "INTEGER", "REAL"],
      ...["TEXT", "REAL", "TEXT"],
    ]);
  });

  it("says which column asks for another database's type", () => {
    const alien: SqlType = { kind: "native", dialect: "postgresql", name: "jsonb", args: [] };
    expect(() => adaptTable(key(column(alien)))).toThrow(/jsonb\(\), which is one of postgresql; t\.id asks/);
  });

  it("refuses what SQLite has not", () => {
    const text = column({ kind: "text" });
    const plain: Table = { name: "t", columns: [text], constraints: [], indexes: [] };
    const index = { name: "ix", parts: [{ column: "id" }], unique: false };
    const refused: Table[] = [
      { ...plain, schema: "sales" },
      { ...plain, columns: [column({ kind: "interval" })] },
      { ...plain, columns: [column({ kind: "integer" }, { identity })] },
      key(column({ kind: "integer" }, { identity: { generated: "always" } })),
      key(column({ kind: "integer" }, { identity: { generated: "byDefault", start: 5 } })),
      { ...plain, columns: [column({ kind: "text" }, { onUpdate: { kind: "currentTimestamp" } })] },
      { ...plain, indexes: [{ ...index, method: "gin" }] },
      { ...plain, indexes: [{ ...index, include: ["id"] }] },
      { ...plain, indexes: [{ ...index, parts: [{ column: "id", nulls: "last" }] }] },
    ];
    for (const table of refused) {
      expect(() => adaptTable(table), JSON.stringify(table)).toThrow(
        expect.objectContaining({
          code: "compile.unsupported",
          message: expect.stringMatching(/^SQLite has no /),
        }),
      );
    }
  });
});
