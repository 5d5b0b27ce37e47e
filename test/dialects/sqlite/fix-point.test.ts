import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dialect } from "../../../src/dialect/dialect.js";
import { AddConstraint, DropConstraint } from "../../../src/ops/constraint.js";
import { CreateTable, DropTable } from "../../../src/ops/table.js";
import type { Column } from "../../../src/schema/column.js";
import type { Constraint } from "../../../src/schema/constraint.js";
import type { OptionValue } from "../../../src/schema/options.js";
import { compareText } from "../../../src/schema/order.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { and, castTo, Expression } from "../../../src/sql/build/expression.js";
import { func } from "../../../src/sql/build/func.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import type { Node } from "../../../src/sql/node.js";
import { columnReference, currentTimestamp, raw, value } from "../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../src/types/type.js";
import { openSession, versions } from "./session.js";

const NAMES = [
  "plain",
  "Capital",
  "select",
  'quo"te',
  "back`tick",
  "it's",
  "[brackets]",
  "semi; drop table x --",
  "/* comment",
  "emoji 🦊",
  "back\\slash",
  "new\nline",
  "dotted.name",
  "rowid",
  "x".repeat(63),
  "é".repeat(64),
];

const TEXTS = [
  "",
  "it's",
  "''",
  "a\\b",
  "line\nbreak\t",
  "), check (1) --",
  "/*",
  '"quoted"',
  "NULL",
  "0",
  "CURRENT_TIMESTAMP",
  "🦊",
  "long".repeat(5000),
];

const DEFAULTS: readonly (readonly [SqlType, readonly unknown[]])[] = [
  [{ kind: "integer" }, [0, -1, 2147483647, Number.MAX_SAFE_INTEGER]],
  [{ kind: "smallInteger" }, [7]],
  [{ kind: "bigInteger", mode: "bigint" }, [0n, -(2n ** 63n), 2n ** 63n - 1n]],
  [{ kind: "bigInteger", mode: "number" }, [5]],
  [{ kind: "numeric", precision: 10, scale: 2, mode: "string" }, ["1.50", "-0.01", "0"]],
  [{ kind: "numeric", mode: "number" }, [1.5, 3]],
  [{ kind: "float" }, [0.1, -0, 1e300, 5e-324, 3]],
  [{ kind: "double" }, [Number.MAX_VALUE, Number.POSITIVE_INFINITY, 2 ** 60]],
  [{ kind: "string", length: 5 }, TEXTS],
  [{ kind: "string" }, ["x"]],
  [{ kind: "char", length: 3 }, ["abc"]],
  [{ kind: "text" }, TEXTS],
  [{ kind: "boolean" }, [true, false]],
  [{ kind: "date" }, ["1969-12-31"]],
  [{ kind: "time", precision: 3 }, ["14:32:00.125"]],
  [{ kind: "dateTime", timezone: true, precision: 3 }, [new Date("1901-02-03T04:05:06.007Z")]],
  [{ kind: "dateTime", timezone: false }, [new Date(0)]],
  [{ kind: "uuid" }, ["00000000-0000-0000-0000-000000000000"]],
  [{ kind: "json" }, [{ a: ["it's", null] }, [], "text", 5]],
  [{ kind: "largeBinary" }, [Uint8Array.of(), Uint8Array.of(0, 39, 255)]],
  [{ kind: "enum", values: ["it's", "b"], name: "e" }, ["it's"]],
  [{ kind: "raw", sql: "MY TYPE(3)" }, ["x"]],
];

/** What comparing goes by: types by their name, expressions by their normal form. */
function essence(dialect: Dialect, table: Table): unknown {
  const { spelling } = dialect;
  const type = (of: SqlType) => spelling.typeSql(dialect.parseType(spelling.typeSql(of)));
  const normal = (node: Node | undefined, column?: Column) => node && dialect.normalize(node, column);
  const byName = (a: { readonly name?: string }, b: { readonly name?: string }) =>
    compareText(a.name ?? "", b.name ?? "");
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      type: type(column.type),
      default: normal(column.default, column),
      computed: column.computed && { ...column.computed, expression: normal(column.computed.expression) },
    })),
    constraints: table.constraints
      .map((each) => (each.kind === "check" ? { ...each, expression: normal(each.expression) } : each))
      .sort(byName),
    indexes: table.indexes
      .map((index) => ({
        ...index,
        parts: index.parts.map((part) => ({ ...part, expression: normal(part.expression) })),
        where: normal(index.where),
      }))
      .sort(byName),
  };
}

async function expectFixPoint(tables: readonly Table[]): Promise<void> {
  const s = await openSession();
  await s.run(...tables.map((table) => new CreateTable(table)));
  const adapted = s.dialect.adapt({ ...EMPTY_SCHEMA, tables }).tables;
  for (const table of adapted) {
    expect(essence(s.dialect, await s.table(table.name))).toEqual(essence(s.dialect, table));
  }
  const canonical = await s.dialect.canonical(s.db, { ...EMPTY_SCHEMA, tables: adapted }, adapted);
  expect(canonical.problem).toBeUndefined();
  expect(canonical.tables).toEqual(await Promise.all(adapted.map(({ name }) => s.table(name))));
  await s.run(...[...tables].reverse().map((table) => new DropTable({ name: table.name })));
  expect((await s.reflect()).tables).toEqual([]);
}

describe("a table that was made reads back as it was declared", () => {
  it("with every type and default", async () => {
    const columns = DEFAULTS.flatMap(([type, values], i) => [
      { name: `plain_${i}`, type, nullable: true },
      ...values.map(
        (each, j): Column => ({
          name: `c${i}_${j}`,
          type,
          nullable: j % 2 === 0,
          default: value({ value: each, type }),
        }),
      ),
    ]);
    const now = {
      name: "now",
      type: { kind: "dateTime", timezone: true },
      nullable: false,
      default: currentTimestamp({ precision: 3 }),
    } as const;
    const made = {
      name: "made",
      type: { kind: "text" },
      nullable: false,
      default: func.lower("X'").node,
    } as const;
    await expectFixPoint([{ name: "t", columns: [...columns, now, made], constraints: [], indexes: [] }]);
  });

  it("with defaults that a script can say in values", async () => {
    const s = await openSession();
    for (const [type, values] of DEFAULTS) {
      for (const each of values) {
        if (type.kind === "raw" || (type.kind === "numeric" && type.mode === "number")) continue;
        if (each === Number.POSITIVE_INFINITY || (type.kind === "bigInteger" && type.mode === "number"))
          continue;
        await s.run(
          new CreateTable({
            name: "t",
            columns: [{ name: "c", type, nullable: true, default: value({ value: each, type }) }],
            constraints: [],
            indexes: [],
          }),
        );
        const [column] = (await s.table("t")).columns;
        expect(column!.default).toMatchObject({ kind: "value", value: each });
        s.script("drop table t");
      }
    }
  });

  it("under any name", async () => {
    const tables = NAMES.map(
      (name, i): Table => ({
        name,
        columns: [
          { name: "id", type: { kind: "integer" }, nullable: false, identity: { generated: "byDefault" } },
          ...NAMES.map((column): Column => ({ name: column, type: { kind: "text" }, nullable: true })),
        ],
        constraints: [
          { kind: "primaryKey", name: `pk ${name}`, columns: ["id"] },
          { kind: "unique", name: `uq ${name}`, columns: [name, "id"] },
          {
            kind: "foreignKey",
            name: `fk ${name}`,
            columns: ["id"],
            references: { name: NAMES[0]!, columns: ["id"] },
            onDelete: "set null",
          },
          {
            kind: "check",
            name: `ck ${name}`,
            expression: sql`${sql.identifier(name)} <> ${TEXTS[i % TEXTS.length]}`.node,
          },
        ],
        indexes: [{ name: `ix ${name}`, parts: [{ column: name, descending: true }], unique: false }],
      }),
    );
    await expectFixPoint(tables);
  });

  it("with checks, computed columns, collations and indexes of all kinds", async () => {
    const table: Table = {
      name: "t",
      columns: [
        { name: "a", type: { kind: "integer" }, nullable: false },
        { name: "b", type: { kind: "text" }, nullable: false, collation: "nocase" },
        {
          name: "c",
          type: { kind: "integer" },
          nullable: true,
          computed: { expression: sql`${5} + a`.node, stored: false },
        },
        {
          name: "d",
          type: { kind: "text" },
          nullable: false,
          computed: { expression: raw({ sql: "(upper(b))" }), stored: true },
        },
      ],
      constraints: [
        { kind: "primaryKey", name: "pk_t", columns: ["b", "a"] },
        { kind: "check", name: "ck_1", expression: raw({ sql: "((A > 0) AND (b <> 'x'))" }) },
        {
          kind: "check",
          name: "ck_2",
          expression: and(sql<boolean>`a > ${1}`, sql<boolean>`b LIKE ${"%'x"}`).node,
        },
        {
          kind: "check",
          name: "ck_3",
          expression: castTo(sql`b` as Expression<unknown>, { kind: "integer" }).node,
        },
        {
          kind: "foreignKey",
          name: "fk",
          columns: ["a"],
          references: { name: "p", columns: ["id"] },
          onUpdate: "no action",
          deferrable: "deferred",
        },
        {
          kind: "foreignKey",
          name: "fk2",
          columns: ["b", "a"],
          references: { name: "t", columns: ["b", "a"] },
          onDelete: "restrict",
          onUpdate: "set default",
          deferrable: "immediate",
        },
      ],
      indexes: [
        {
          name: "one",
          unique: true,
          parts: [{ expression: func.lower(sql<string>`b`).node }, { column: "a", descending: true }],
          where: sql`a > ${5}`.node,
        },
        {
          name: "two",
          unique: false,
          parts: [{ expression: raw({ sql: "b COLLATE RTRIM" }), descending: true }],
        },
        {
          name: "three",
          unique: false,
          parts: [
            {
              expression: func.length(new Expression<string>(columnReference({ table: "t", name: "b" })))
                .node,
            },
          ],
        },
      ],
    };
    const p: Table = {
      name: "p",
      columns: [{ name: "id", type: { kind: "text" }, nullable: false }],
      constraints: [{ kind: "primaryKey", columns: ["id"] }],
      indexes: [],
    };
    await expectFixPoint([p, table]);
  });

  it("with the options that SQLite alone has", async () => {
    const options = (own: Readonly<Record<string, OptionValue>>) => ({ options: { sqlite: own } });
    const integer: SqlType = { kind: "integer" };
    const parent: Table = {
      name: "parent",
      columns: [
        {
          name: "id",
          type: integer,
          nullable: false,
          identity: { generated: "byDefault" },
          ...options({ autoincrement: true }),
        },
        { name: "a", type: { kind: "text" }, nullable: false, ...options({ onConflictNotNull: "ignore" }) },
        {
          name: "anything",
          type: { kind: "native", dialect: "sqlite", name: "any", args: [] },
          nullable: true,
        },
      ],
      constraints: [
        { kind: "primaryKey", name: "pk_parent", columns: ["id"] },
        { kind: "unique", name: "uq_parent_a", columns: ["a"], ...options({ onConflict: "replace" }) },
        {
          kind: "unique",
          name: "uq_parent",
          columns: ["a", "id"],
          ...options({ onConflict: "fail", parts: ["COLLATE NOCASE DESC", "DESC"] }),
        },
      ],
      indexes: [
        { name: "ix", unique: true, parts: [{ column: "a", collation: "NOCASE", descending: true }] },
      ],
    };
    const child: Table = {
      name: "child",
      ...options({ strict: true, withoutRowid: true }),
      columns: [
        ...DEFAULTS.filter(([{ kind }]) => kind !== "raw").map(
          ([type], i): Column => ({ name: `c${i}`, type, nullable: i > 0 }),
        ),
        { name: "parent", type: integer, nullable: true },
      ],
      constraints: [
        { kind: "primaryKey", name: "pk_child", columns: ["c0"] },
        {
          kind: "foreignKey",
          name: "fk_child_parent",
          columns: ["parent"],
          references: { name: "parent", columns: ["id"] },
          match: "full",
          deferrable: "deferred",
          onDelete: "set null",
        },
      ],
      indexes: [],
    };
    await expectFixPoint([parent, child]);
  });

  it("whatever text it holds", async () => {
    const s = await openSession();
    const type: SqlType = { kind: "text" };
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", minLength: 1 }),
        fc.string({ unit: "binary" }),
        async (name, text) => {
          fc.pre(!name.includes("\u0000") && !text.includes("\u0000"));
          const table: Table = {
            name: `t ${name}`,
            columns: [{ name, type, nullable: true, default: value({ value: text, type }) }],
            constraints: [{ kind: "check", name, expression: sql`${sql.identifier(name)} <> ${text}`.node }],
            indexes: [],
          };
          await s.run(new CreateTable(table));
          const made = await s.table(table.name);
          expect(essence(s.dialect, made)).toEqual(essence(s.dialect, table));
          expect(made.columns[0]!.default).toEqual(value({ value: text, type }));
          await s.run(new DropTable({ name: table.name }));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("what is added and taken back leaves nothing", () => {
  it.each<[string, Constraint]>([
    ["a unique constraint", { kind: "unique", name: "uq", columns: ["a", "b"] }],
    [
      "a foreign key",
      { kind: "foreignKey", name: "fk", columns: ["a"], references: { name: "p", columns: ["id"] } },
    ],
    ["a check", { kind: "check", name: "ck", expression: raw({ sql: "a > 0" }) }],
    ["a primary key", { kind: "primaryKey", name: "pk", columns: ["a"] }],
  ])("%s", async (_, constraint) => {
    for (const version of versions) {
      const s = await openSession(version);
      s.script(
        "create table p(id integer primary key); create table t(a text not null, b text); insert into t values ('1', null);",
      );
      const before = await s.reflect();
      const operation = new AddConstraint({ name: "t" }, constraint);
      if (constraint.kind === "foreignKey") s.script("insert into p values (1)");
      await s.run(operation);
      expect((await s.table("t")).constraints).toEqual([constraint]);
      const drop = operation.inverse()!;
      expect(drop).toBeInstanceOf(DropConstraint);
      await s.run(drop);
      expect(await s.reflect()).toEqual(before);
    }
  });
});
