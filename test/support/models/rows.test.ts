import { expect, it } from "vitest";
import type { Column } from "../../../src/schema/column.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/schema.js";
import { constraintsOf } from "../../../src/schema/table.js";
import { withRows } from "./rows.js";

const column = (name: string): Column => ({ name, type: { kind: "integer" }, nullable: true });

/** A table whose key of these columns matches in full. */
function keyed(...columns: readonly string[]): Schema {
  const references = { name: "spots", columns: columns.map((name) => `of_${name}`) };
  return {
    ...EMPTY_SCHEMA,
    tables: [
      {
        name: "moves",
        columns: [column("id"), ...columns.map(column)],
        constraints: [{ kind: "foreignKey", name: "fk", columns, references, match: "full" }],
        indexes: [],
      },
    ],
  };
}

const matches = (chain: readonly Schema[]) =>
  chain.map(({ tables }) => constraintsOf(tables[0]!, "foreignKey")[0]!.match);

it("rows that have some of a key's columns, and NULL where others come, need not match in full", () => {
  expect(matches(withRows([keyed("a"), keyed("a", "b")]))).toEqual(["full", undefined]);
  expect(matches(withRows([keyed("a", "b"), keyed("b")]))).toEqual([undefined, "full"]);
});

it("rows that have all of a key's columns, or none, match in full", () => {
  expect(matches(withRows([keyed("a", "b"), keyed("b", "a")]))).toEqual(["full", "full"]);
  expect(matches(withRows([keyed("a"), keyed("b")]))).toEqual(["full", "full"]);
});
