import { expect, it } from "vitest";
import { CreateTable } from "../../../src/ops/table.js";
import type { Constraint } from "../../../src/schema/constraint.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import type { TableIndex } from "../../../src/schema/table-index.js";
import { eachProduct, openSession } from "./session.js";

const column = (name: string) => ({ name, type: { kind: "integer" as const }, nullable: name !== "id" });
const index = (...columns: string[]): TableIndex => ({
  name: "ix",
  unique: false,
  parts: columns.map((each) => ({ column: each })),
});
const unique = (...columns: string[]): Constraint => ({ kind: "unique", name: "uq", columns });

/** What the table has that is referred to, the columns that are, and whether an index begins with them. */
const CASES: readonly (readonly [parts: Partial<Table>, to: readonly string[], isIndexed: boolean])[] = [
  [{}, ["id"], true],
  [{}, ["a"], false],
  [{ constraints: [unique("a")] }, ["a"], true],
  [{ constraints: [unique("a", "b")] }, ["a", "b"], true],
  [{ constraints: [unique("a", "b")] }, ["b", "a"], false],
  [{ constraints: [unique("a", "b")] }, ["b"], false],
  [{ indexes: [{ ...index("a"), unique: true }] }, ["a"], true],
  [{ indexes: [index("b", "a")] }, ["a"], false],
  [{ constraints: [unique("b")], indexes: [index("a", "b")] }, ["a", "b"], true],
  [{ indexes: [index("a")] }, ["a", "id"], true],
];

eachProduct("a foreign key to what is no key", (product) => {
  it("is refused before anything is made, where the server would refuse it", async () => {
    await using session = await openSession(product);
    if (product === "mysql") {
      // From 8.4 on it takes keys that are unique alone, unless told otherwise, as before.
      await session.db.query("set session restrict_fk_on_non_standard_key = off").catch(() => {});
    }
    for (const [i, [parts, to, isIndexed]] of CASES.entries()) {
      const primary: Constraint = { kind: "primaryKey", columns: ["id"] };
      const columns = ["id", "a", "b"].map(column);
      const target: Table = {
        name: `p${i}`,
        columns,
        indexes: parts.indexes ?? [],
        constraints: [primary, ...(parts.constraints ?? [])],
      };
      const key: Constraint = {
        kind: "foreignKey",
        name: `fk${i}`,
        columns: ["a", "b"].slice(0, to.length),
        references: { name: target.name, columns: to },
      };
      const table: Table = { name: `c${i}`, columns, indexes: [], constraints: [primary, key] };
      const adapt = () => session.dialect.adapt({ ...EMPTY_SCHEMA, tables: [target, table] });
      const words = JSON.stringify([parts, to]);
      if (isIndexed) expect(adapt, words).not.toThrow();
      else expect(adapt, words).toThrow(expect.objectContaining({ code: "schema.bad-reference" }));
      await session.run(new CreateTable(target));
      const made = session.run(new CreateTable(table)).then(
        () => true,
        () => false,
      );
      expect(await made, words).toBe(isIndexed);
    }
  });
});
