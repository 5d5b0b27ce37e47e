import { describe, expect, it } from "vitest";
import { renderOperations } from "../../../src/compare/render.js";
import { AddConstraint } from "../../../src/ops/constraint.js";
import { AlterDomain, CreateDomain } from "../../../src/ops/domain.js";
import { SetEntityComment } from "../../../src/ops/entity-comment.js";
import { AlterEnum, CreateEnum, SetEnumComment } from "../../../src/ops/enum.js";
import { CreateSchema, DropSchema, SetSchemaComment } from "../../../src/ops/namespace.js";
import type { Operation } from "../../../src/ops/operation.js";
import { RenameConstraint, RenameIndex, ValidateConstraint } from "../../../src/ops/rename.js";
import { AlterSequence, CreateSequence, DropSequence } from "../../../src/ops/sequence.js";
import { CreateIndex } from "../../../src/ops/table-index.js";
import { SetTableOptions } from "../../../src/ops/table-options.js";
import { AlterType, CreateType, DropType } from "../../../src/ops/user-type.js";
import type { Constraint } from "../../../src/schema/constraint.js";
import type { Domain, Sequence } from "../../../src/schema/object.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/schema.js";
import type { UserType } from "../../../src/schema/user-type.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { askedOperations, standardSql } from "../../support/asked-operations.js";
import { standardDialect } from "../../support/models/standard-dialect.js";

const table = { name: "rooms" };
const sequence: Sequence = { name: "s", schema: "sales", start: 5, increment: 2n, cycle: true };
const domain: Domain = {
  name: "email",
  type: { kind: "text" },
  nullable: false,
  checks: [{ name: "at", expression: raw({ sql: "VALUE LIKE '%@%'" }) }],
};
const pair: UserType = {
  kind: "composite",
  name: "pair",
  attributes: [
    { name: "a", type: { kind: "integer" } },
    { name: "b", type: { kind: "text" }, collation: "C" },
  ],
};
const notValid: Constraint = { kind: "check", name: "ck", expression: raw({ sql: "a > 0" }), notValid: true };
const before: Schema = {
  ...EMPTY_SCHEMA,
  tables: [
    {
      ...table,
      columns: ["a", "b"].map((name) => ({ name, type: { kind: "integer" }, nullable: true })),
      constraints: [notValid],
      indexes: [{ name: "ix", parts: [{ column: "a" }], unique: false }],
    },
  ],
  enums: [{ name: "mood", values: ["sad", "ok"] }],
  sequences: [sequence],
  domains: [domain],
  userTypes: [pair],
  namespaces: [{ name: "sales", comment: "money" }],
};

const added = (constraint: Constraint) => new AddConstraint(table, constraint);
const on = { kind: "foreignKey", columns: ["a"], references: { name: "b", columns: ["x"] } } as const;

/** An operation of each kind, with its standard SQL. */
const CASES: Readonly<Record<string, readonly [operation: Operation, sql: readonly string[]]>> = {
  "a primary key that waits": [
    added({ kind: "primaryKey", name: "pk", columns: ["a"], deferrable: "immediate", include: ["b"] }),
    ['ALTER TABLE "rooms" ADD CONSTRAINT "pk" PRIMARY KEY ("a") INCLUDE ("b") DEFERRABLE'],
  ],
  "a unique constraint under which NULLs are alike": [
    added({ kind: "unique", name: "uq", columns: ["a"], nullsNotDistinct: true, deferrable: "deferred" }),
    ['ALTER TABLE "rooms" ADD CONSTRAINT "uq" UNIQUE NULLS NOT DISTINCT ("a") DEFERRABLE INITIALLY DEFERRED'],
  ],
  "a foreign key with all its options": [
    added({ ...on, name: "fk", match: "full", onDelete: "set null", onDeleteColumns: ["a"], notValid: true }),
    [
      'ALTER TABLE "rooms" ADD CONSTRAINT "fk" FOREIGN KEY ("a") REFERENCES "b" ("x") MATCH FULL ON DELETE SET NULL ("a") NOT VALID',
    ],
  ],
  "a check that is not enforced": [
    added({ kind: "check", name: "c", expression: raw({ sql: "a > 0" }), noInherit: true, enforced: false }),
    ['ALTER TABLE "rooms" ADD CONSTRAINT "c" CHECK (a > 0) NO INHERIT NOT ENFORCED'],
  ],
  "an exclusion": [
    added({
      kind: "exclude",
      name: "x",
      parts: [
        { column: "a", operator: "=" },
        { column: "b", operatorClass: "range_ops", operator: "&&" },
      ],
      where: raw({ sql: "a > 0" }),
    }),
    [
      'ALTER TABLE "rooms" ADD CONSTRAINT "x" EXCLUDE USING gist ("a" WITH =, "b" range_ops WITH &&) WHERE (a > 0)',
    ],
  ],
  "an index with all its details": [
    new CreateIndex(
      table,
      {
        name: "i",
        unique: true,
        parts: [{ column: "a", collation: "C", operatorClass: "text_ops", descending: true }],
        nullsNotDistinct: true,
        comment: "by a",
      },
      false,
      true,
    ),
    [
      'CREATE UNIQUE INDEX CONCURRENTLY "i" ON "rooms" ("a" COLLATE "C" text_ops DESC) NULLS NOT DISTINCT',
      `COMMENT ON INDEX "i" IS 'by a'`,
    ],
  ],
  "another name for an index": [new RenameIndex(table, "ix", "iy"), ['ALTER INDEX "ix" RENAME TO "iy"']],
  "another name for a constraint": [
    new RenameConstraint(table, "ck", "cl"),
    ['ALTER TABLE "rooms" RENAME CONSTRAINT "ck" TO "cl"'],
  ],
  "a validation": [
    new ValidateConstraint(table, "ck", notValid),
    ['ALTER TABLE "rooms" VALIDATE CONSTRAINT "ck"'],
  ],
  "options of a table": [
    new SetTableOptions(table, { mysql: { engine: "InnoDB" } }, { mysql: { engine: null } }),
    [],
  ],
  "a sequence": [
    new CreateSequence({
      ...sequence,
      name: "t",
      minValue: 1,
      ownedBy: { ...table, column: "a" },
      comment: "n",
    }),
    [
      'CREATE SEQUENCE "sales"."t" INCREMENT BY 2 MINVALUE 1 START WITH 5 CYCLE OWNED BY "rooms"."a"',
      `COMMENT ON SEQUENCE "sales"."t" IS 'n'`,
    ],
  ],
  "a change of a sequence": [
    new AlterSequence({ name: "s", schema: "sales" }, { maxValue: 9, cycle: null, comment: "n" }, sequence),
    ['ALTER SEQUENCE "sales"."s" MAXVALUE 9 NO CYCLE', `COMMENT ON SEQUENCE "sales"."s" IS 'n'`],
  ],
  "the end of a sequence": [
    new DropSequence({ name: "s", schema: "sales" }, sequence),
    ['DROP SEQUENCE "sales"."s"'],
  ],
  "a domain": [
    new CreateDomain({ ...domain, name: "e2", comment: "c" }),
    [
      `CREATE DOMAIN "e2" AS TEXT NOT NULL CONSTRAINT "at" CHECK (VALUE LIKE '%@%')`,
      `COMMENT ON DOMAIN "e2" IS 'c'`,
    ],
  ],
  "a change of a domain": [
    new AlterDomain(
      { name: "email" },
      {
        nullable: true,
        dropChecks: ["at"],
        addChecks: [{ name: "b", expression: raw({ sql: "VALUE <> ''" }) }],
      },
      domain,
    ),
    [
      'ALTER DOMAIN "email" DROP CONSTRAINT "at"',
      'ALTER DOMAIN "email" DROP NOT NULL',
      `ALTER DOMAIN "email" ADD CONSTRAINT "b" CHECK (VALUE <> '')`,
    ],
  ],
  "a composite type": [
    new CreateType({ ...pair, name: "p2", comment: "c" }),
    ['CREATE TYPE "p2" AS ("a" INTEGER, "b" TEXT COLLATE "C")', `COMMENT ON TYPE "p2" IS 'c'`],
  ],
  "a change of a composite type": [
    new AlterType(
      { kind: "composite", name: "pair" },
      {
        dropAttributes: ["b"],
        addAttributes: [{ name: "c", type: { kind: "text" }, collation: "C" }],
        alterAttributes: [{ name: "a", type: { kind: "text" } }],
        comment: "n",
      },
      pair,
    ),
    [
      'ALTER TYPE "pair" DROP ATTRIBUTE "b", ADD ATTRIBUTE "c" TEXT COLLATE "C", ALTER ATTRIBUTE "a" TYPE TEXT',
      `COMMENT ON TYPE "pair" IS 'n'`,
    ],
  ],
  "other names for attributes": [
    new AlterType({ kind: "composite", name: "pair" }, { renameAttributes: { a: "x", b: "y" } }, pair),
    ['ALTER TYPE "pair" RENAME ATTRIBUTE "a" TO "x"', 'ALTER TYPE "pair" RENAME ATTRIBUTE "b" TO "y"'],
  ],
  "the end of a composite type": [
    new DropType({ kind: "composite", name: "pair" }, pair),
    ['DROP TYPE "pair"'],
  ],
  "a range type": [
    new CreateType({
      kind: "range",
      name: "span",
      schema: "sales",
      subtype: { kind: "text" },
      operatorClass: "text_pattern_ops",
      collation: "C",
      subtypeDiff: "apart",
      multirange: "spans",
    }),
    [
      'CREATE TYPE "sales"."span" AS RANGE (SUBTYPE = TEXT, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "C", ' +
        'SUBTYPE_DIFF = apart, MULTIRANGE_TYPE_NAME = "spans")',
    ],
  ],
  "a schema": [
    new CreateSchema({ name: "audit", comment: "who" }),
    ['CREATE SCHEMA "audit"', `COMMENT ON SCHEMA "audit" IS 'who'`],
  ],
  "a schema's comment": [new SetSchemaComment("sales", null, "money"), [`COMMENT ON SCHEMA "sales" IS NULL`]],
  "the end of a schema": [
    new DropSchema("sales", { name: "sales", comment: "money" }),
    ['DROP SCHEMA "sales"'],
  ],
  "an enum type with a comment": [
    new CreateEnum({ name: "e", values: ["x"], comment: "c" }),
    [`CREATE TYPE "e" AS ENUM ('x')`, `COMMENT ON TYPE "e" IS 'c'`],
  ],
  "an enum type's comment": [
    new SetEnumComment({ name: "e", schema: "s" }, "c", null),
    [`COMMENT ON TYPE "s"."e" IS 'c'`],
  ],
  "a function's comment": [
    new SetEntityComment({ kind: "function", name: "f", schema: "s", arguments: "n integer = 1" }, "c", null),
    [`COMMENT ON FUNCTION "s"."f"(n integer) IS 'c'`],
  ],
  "a trigger's comment": [
    new SetEntityComment({ kind: "trigger", name: "t", table: { name: "rooms" } }, null, "c"),
    [`COMMENT ON TRIGGER "t" ON "rooms" IS NULL`],
  ],
  "other names for words of an enum type": [
    new AlterEnum({ name: "mood" }, ["sad", "ok"], ["blue", "ok", "glad"], { rename: { sad: "blue" } }),
    [`ALTER TYPE "mood" RENAME VALUE 'sad' TO 'blue'`, `ALTER TYPE "mood" ADD VALUE 'glad' AFTER 'ok'`],
  ],
};

describe.each(Object.entries(CASES))("%s", (_, [operation, sql]) => {
  it("has standard SQL", () => {
    expect(standardSql([operation])).toEqual(sql);
  });

  it("is written as a call that does the same", async () => {
    const { upgrade } = renderOperations({
      operations: [operation],
      downgrade: [],
      dialect: standardDialect(),
    });
    const [asked] = await askedOperations(upgrade);
    expect(asked!.kind).toBe(operation.kind);
    expect(standardSql([asked!])).toEqual(sql);
    expect(asked!.apply(before)).toEqual(operation.apply(before));
  });

  it("is taken back by its inverse", () => {
    const inverse = operation.inverse()!;
    expect(inverse.apply(operation.apply(before))).toEqual(before);
  });
});

describe("a mapping of an enum type's words", () => {
  it("refuses a word that the type does not have", () => {
    const make = () => new AlterEnum({ name: "mood" }, ["sad"], ["ok"], { map: { sadd: "ok" } });
    expect(make).toThrow('A mapping of enum type mood names "sadd", which is none of its words.');
  });

  it("tells what rows get for words that go", () => {
    const operation = new AlterEnum({ name: "mood" }, ["sad", "ok"], ["ok"], { map: { sad: "ok" } });
    expect(operation.describe().detail).toBe("enum -sad (becomes ok)");
  });
});
