import { describe, expect, it } from "vitest";
import { compareColumn } from "../../../src/compare/column.js";
import { Comparison } from "../../../src/compare/comparison.js";
import type { CompareRules } from "../../../src/compare/rules.js";
import type { Features } from "../../../src/dialect/dialect.js";
import type { Column } from "../../../src/schema/column.js";
import { currentTimestamp, raw, value } from "../../../src/sql/nodes/index.js";
import { standardDialect } from "../../support/models/standard-dialect.js";

const name: Column = { name: "name", type: { kind: "string", length: 20 }, nullable: true };

function changed(
  edit: Partial<Column>,
  { from = name, features = {}, rules = {} }: Setting = {},
): readonly string[] {
  const comparison = new Comparison(standardDialect(features), rules);
  return compareColumn({ name: "users" }, from, { ...from, ...edit }, comparison);
}

interface Setting {
  readonly from?: Column;
  readonly features?: Partial<Features>;
  readonly rules?: CompareRules;
}

describe("comparing columns", () => {
  it.each<readonly [string, Partial<Column>, readonly string[]]>([
    ["finds nothing in the same column", {}, []],
    ["finds another length", { type: { kind: "string", length: 21 } }, ["type"]],
    ["finds no length", { type: { kind: "string" } }, ["type"]],
    ["takes another spelling of a type as the same", { type: { kind: "raw", sql: "VARCHAR(20)" } }, []],
    ["finds NOT NULL", { nullable: false }, ["nullable"]],
    ["finds a default that comes", { default: value({ value: "x" }) }, ["default"]],
    ["takes an empty comment as none", { comment: "" }, []],
    ["finds a comment", { comment: "x" }, ["comment"]],
    ["finds an identity that comes", { identity: { generated: "byDefault" } }, ["identity"]],
    ["finds a collation", { collation: "C" }, ["collation"]],
    ["finds an ON UPDATE", { onUpdate: currentTimestamp({}) }, ["onUpdate"]],
    ["finds a computation", { computed: { expression: raw({ sql: "1" }), stored: true } }, ["computed"]],
    ["lists facets in their order", { comment: "x", nullable: false }, ["nullable", "comment"]],
  ])("%s", (_, edit, expected) => {
    expect(changed(edit)).toEqual(expected);
  });

  it("takes options that say what is done anyway as the same identity", () => {
    const from: Column = { ...name, identity: { generated: "byDefault" } };
    expect(changed({ identity: { generated: "byDefault", start: 1n, cycle: false } }, { from })).toEqual([]);
    expect(changed({ identity: { generated: "always" } }, { from })).toEqual(["identity"]);
    expect(changed({ identity: { generated: "byDefault", start: 5 } }, { from })).toEqual(["identity"]);
  });

  it("takes two enum types of one name as the same, since their words are compared by themselves", () => {
    const from: Column = { ...name, type: { kind: "enum", values: ["a"], name: "role" } };
    expect(changed({ type: { kind: "enum", values: ["a", "b"], name: "role" } }, { from })).toEqual([]);
    expect(changed({ type: { kind: "enum", values: ["a"], name: "other" } }, { from })).toEqual(["type"]);
  });

  it("leaves comments alone where the database has none", () => {
    expect(changed({ comment: "x" }, { features: { comments: false } })).toEqual([]);
  });

  it("tells a computation that is stored from one that is not", () => {
    const from: Column = { ...name, computed: { expression: raw({ sql: "1" }), stored: true } };
    expect(changed({ computed: { ...from.computed!, stored: false } }, { from })).toEqual(["computed"]);
  });
});

describe("rules of the configuration", () => {
  const edit: Partial<Column> = {
    type: { kind: "text" },
    default: value({ value: "x" }),
    comment: "x",
  };

  it("switch a facet off", () => {
    const rules = { type: false, serverDefault: false, comment: false };
    expect(changed(edit, { rules })).toEqual([]);
    expect(changed(edit, { rules: { type: true } })).toEqual(["type", "default", "comment"]);
  });

  it("decide by a function, or leave the answer open with null", () => {
    expect(changed(edit, { rules: { type: () => false } })).toEqual(["default", "comment"]);
    expect(changed({}, { rules: { comment: () => true } })).toEqual(["comment"]);
    expect(changed(edit, { rules: { type: () => null } })).toEqual(["type", "default", "comment"]);
  });

  it("are told both values and the place", () => {
    const asked: unknown[] = [];
    const comment: CompareRules["comment"] = (...given) => {
      asked.push(given);
      return null;
    };
    changed({ comment: "new" }, { rules: { comment } });
    expect(asked).toEqual([[null, "new", { table: { name: "users" }, column: "name" }]]);
  });
});

describe("expressions", () => {
  it("are in doubt only where both are there and read differently", () => {
    const comparison = new Comparison(standardDialect());
    const users = { name: "users" };
    const one = raw({ sql: "1" });
    expect(comparison.expressionsDiffer(users, undefined, one)).toBe(true);
    expect(comparison.expressionsDiffer(users, one, raw({ sql: "1" }))).toBe(false);
    expect(comparison.isUnsure(users)).toBe(false);
    expect(comparison.expressionsDiffer(users, one, raw({ sql: "(1)" }))).toBe(true);
    expect(comparison.isUnsure(users)).toBe(true);
    expect(comparison.isUnsure({ name: "posts" })).toBe(false);
  });
});
