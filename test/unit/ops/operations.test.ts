import { describe, expect, it } from "vitest";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { layOut } from "../../../src/ops/code.js";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import { AddConstraint, DropConstraint } from "../../../src/ops/constraint.js";
import { Execute } from "../../../src/ops/data.js";
import { AlterEnum, CreateEnum, DropEnum } from "../../../src/ops/enum.js";
import type { Operation } from "../../../src/ops/operation.js";
import { operationStatements, reversed } from "../../../src/ops/script.js";
import { SourceWriter } from "../../../src/ops/source.js";
import { CreateTable, DropTable, RenameTable, SetTableComment } from "../../../src/ops/table.js";
import { CreateIndex, DropIndex } from "../../../src/ops/table-index.js";
import type { Column } from "../../../src/schema/column.js";
import type { Constraint } from "../../../src/schema/constraint.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { raw, value } from "../../../src/sql/nodes/index.js";
import { STANDARD_SPELLING } from "../../support/models/standard-dialect.js";

const users = { name: "users" };
const id: Column = { name: "id", type: { kind: "integer" }, nullable: false };
const bio: Column = { name: "bio", type: { kind: "text" }, nullable: true };
const age: Column = { ...id, name: "age" };
const uq: Constraint = { kind: "unique", name: "uq", columns: ["id"] };
const ix = { name: "ix", parts: [{ column: "id" }], unique: false };
const table: Table = { ...users, columns: [id, age], constraints: [uq], indexes: [ix], comment: "people" };
const role = { name: "role", values: ["a", "b"] };
const schema: Schema = { ...EMPTY_SCHEMA, tables: [table], enums: [role] };

/** Operations that can be made on the schema above, with what a list says of each. */
const CASES: readonly (readonly [Operation, sign: string, subject: string, detail: string])[] = [
  [new AddColumn(users, bio), "+", "users.bio", "text, null"],
  [new DropColumn(users, "age", age), "-", "users.age", "integer"],
  [new AlterColumn(users, "age", { nullable: true }, age), "~", "users.age", "not null -> null"],
  [
    new AlterColumn(
      users,
      "age",
      { type: { kind: "bigInteger", mode: "bigint" }, default: value({ value: 1 }) },
      age,
    ),
    "~",
    "users.age",
    "integer -> biginteger, no default -> default 1",
  ],
  [new RenameColumn(users, "age", "years"), "~", "users.age", "renamed to years"],
  [new AddConstraint(users, { ...uq, name: "uq2" }), "+", "uq2", "unique (id) on users"],
  [new DropConstraint(users, "uq", "unique", uq), "-", "uq", "unique (id) on users"],
  [new CreateIndex(users, { ...ix, name: "ix2", unique: true }), "+", "ix2", "unique, on users (id)"],
  [new DropIndex(users, "ix", ix), "-", "ix", "on users (id)"],
  [new CreateTable({ ...table, name: "posts" }), "+", "posts", "table, 2 columns, 1 index"],
  [new DropTable(users, table), "-", "users", "table"],
  [new RenameTable(users, "people"), "~", "users", "renamed to people"],
  [new SetTableComment(users, "x", "people"), "~", "users", 'comment "x"'],
  [new SetTableComment(users, null, "people"), "~", "users", "comment removed"],
  [new CreateEnum({ name: "kind", values: ["x"] }), "+", "kind", "enum (x)"],
  [new DropEnum({ name: "role" }, role), "-", "role", "enum"],
  [new AlterEnum({ name: "role" }, ["a", "b"], ["b", "c"]), "~", "role", "enum +c, -a"],
  [new AlterEnum({ name: "role" }, ["a", "b"], ["b", "a"]), "~", "role", "enum order (b, a)"],
  [
    new BatchAlterTable(users, [new AddColumn(users, bio), new DropColumn(users, "age", age)]),
    "~",
    "users",
    "2 changes",
  ],
];

describe.each(CASES)("$0.kind", (operation, sign, subject, detail) => {
  it(`reads as ${sign} ${subject} ${detail}`, () => {
    expect(operation.describe(STANDARD_SPELLING)).toMatchObject({ sign, subject, detail });
  });

  it("and its inverse leave the schema as it was", () => {
    const after = operation.apply(schema);
    expect(after).not.toEqual(schema);
    expect(sorted(operation.inverse()!.apply(after))).toEqual(sorted(schema));
  });

  it("is the inverse of its inverse", () => {
    const back = operation.inverse()!;
    expect(back.inverse()!.inverse()).toEqual(back);
  });
});

describe("an operation that knows too little", () => {
  it.each([
    new DropColumn(users, "age"),
    new AlterColumn(users, "age", { nullable: true }),
    new DropConstraint(users, "uq", "unique"),
    new DropIndex(users, "ix"),
    new DropTable(users),
    new DropEnum({ name: "role" }),
    new SetTableComment(users, "x"),
    new Execute(raw({ sql: "SELECT 1" })),
    new BatchAlterTable(users, [new AddColumn(users, bio), new DropColumn(users, "age")]),
  ])("has no inverse: $kind", (operation) => {
    expect(operation.inverse()).toBeNull();
    expect(() => reversed([operation])).toThrow(expect.objectContaining({ code: "internal" }));
  });
});

describe("a batch that is told of its table", () => {
  const wide: Table = {
    ...users,
    columns: [
      { name: "id", type: { kind: "integer" }, nullable: false },
      { ...age, name: "age" },
    ],
    constraints: [],
    indexes: [],
  };
  const batch = new BatchAlterTable(users, [new AddColumn(users, bio)], {
    recreate: "always",
    copyFrom: wide,
    moves: [{ column: "bio", insertBefore: "id" }],
  });

  it("is taken back by one that is told of what it made, columns in their old order", () => {
    const made = batch.apply(EMPTY_SCHEMA);
    expect(made.tables[0]?.columns.map(({ name }) => name)).toEqual(["bio", "id", "age"]);
    const inverse = batch.inverse()!;
    expect(inverse.options).toEqual({
      recreate: "always",
      copyFrom: made.tables[0],
      partialReordering: [["id", "age"]],
    });
    expect(inverse.apply(made).tables).toEqual([wide]);
    expect(
      new BatchAlterTable(users, [], { moves: [{ column: "id", insertAfter: "age" }] }).inverse(),
    ).toBeNull();
    const told = { constraints: [{ kind: "unique", name: "uq", columns: ["age"] } as const] };
    expect(new BatchAlterTable(users, [], { tableArgs: told }).inverse()).toBeNull();
    expect(new BatchAlterTable(users, [], { namingConvention: { uq: "u" } }).inverse()?.options).toEqual({
      namingConvention: { uq: "u" },
    });
  });

  it("is written with its options", () => {
    const writer = new SourceWriter(STANDARD_SPELLING);
    const given = new BatchAlterTable(users, [new AddColumn(users, bio)], {
      ...batch.options,
      reflectArgs: { columns: [bio], options: { sqlite: { strict: true } } },
      tableArgs: { constraints: [{ kind: "unique", name: "uq", columns: ["age"] }] },
      namingConvention: { uq: "uq_{table}" },
    });
    expect(layOut(given.source(writer), 0)).toMatchInlineSnapshot(`
      "op.batchAlterTable(
        "users",
        (batch) => {
          batch.addColumn("bio", text().nullable());
          batch.moveColumn("bio", { insertBefore: "id" });
        },
        {
          recreate: "always",
          namingConvention: { uq: "uq_{table}" },
          copyFrom: {
            columns: {
              id: integer(),
              age: integer(),
            },
          },
          reflectArgs: { columns: { bio: text().nullable() }, options: { sqlite: { strict: true } } },
          tableArgs: { items: [unique("uq", "age")] },
        },
      )"
    `);
  });
});

describe("what is destroyed", () => {
  it.each([
    [new DropColumn(users, "age"), "its data"],
    [new DropTable(users), "all its rows"],
    [new BatchAlterTable(users, [new DropColumn(users, "a"), new DropColumn(users, "b")]), "its data"],
    [new AddColumn(users, bio), undefined],
    [new DropIndex(users, "ix"), undefined],
  ] as const)("is told of %s", (operation, expected) => {
    expect(operation.describe(STANDARD_SPELLING).destroys).toBe(expected);
  });

  it("is a remark in a script", () => {
    const [statement] = operationStatements([new DropTable(users)], new SourceWriter(STANDARD_SPELLING));
    expect(statement).toMatchObject({ layout: "remark", text: "destroys all rows of users" });
  });
});

describe("a change of a column", () => {
  it("is reversed facet by facet", () => {
    const from: Column = { ...age, default: value({ value: 1 }), comment: "years" };
    const change = new AlterColumn(users, "age", { default: null, comment: "x", nullable: true }, from);
    expect(change.inverse()).toMatchObject({
      change: { default: from.default, comment: "years", nullable: false },
      from: { nullable: true, comment: "x" },
    });
    expect(change.inverse()!.from).not.toHaveProperty("default");
  });
});

describe("a change of an enum", () => {
  it("tells words that go from those that come", () => {
    expect(new AlterEnum({ name: "e" }, ["a", "b"], ["a", "c"]).removed).toEqual(["b"]);
    expect(new AlterEnum({ name: "e" }, ["a", "b"], ["a", "c", "b"]).addsOnly).toBe(true);
    expect(new AlterEnum({ name: "e" }, ["a", "b"], ["b", "a"]).addsOnly).toBe(false);
  });

  it("changes the columns of the type", () => {
    const typed: Column = { ...bio, type: { kind: "enum", ...role } };
    const before = { ...schema, tables: [{ ...table, columns: [typed] }] };
    const after = new AlterEnum(role, role.values, ["z"]).apply(before);
    expect(after.tables[0]!.columns[0]!.type).toMatchObject({ values: ["z"] });
  });
});

/** The schema with everything in order of name, since an inverse adds at the end. */
function sorted(given: Schema): Schema {
  const byName = <T extends { readonly name?: string }>(list: readonly T[]) =>
    [...list].sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1));
  return {
    ...given,
    enums: byName(given.enums),
    tables: byName(given.tables).map((each) => ({
      ...each,
      columns: byName(each.columns),
      constraints: byName(each.constraints),
      indexes: byName(each.indexes),
    })),
  };
}
