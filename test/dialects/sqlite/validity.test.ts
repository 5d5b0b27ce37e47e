import { describe, expect, it } from "vitest";
import { adapt } from "../../../src/dialects/sqlite/adapt.js";
import type { Column } from "../../../src/schema/column.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { raw } from "../../../src/sql/nodes/index.js";

const column = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  type: { kind: "integer" },
  nullable: true,
  ...more,
});
const table = (name: string, columns: readonly Column[], more: Partial<Table> = {}): Table => ({
  name,
  columns,
  constraints: [],
  indexes: [],
  ...more,
});
const computed = { expression: raw({ sql: "1" }), stored: true };
const indexed = (name: string, index: string) =>
  table(name, [column("a")], { indexes: [{ name: index, unique: false, parts: [{ column: "a" }] }] });

describe("models that SQLite cannot hold are told before anything is written:", () => {
  it.each<[string, string, readonly Table[]]>([
    ["schema.duplicate-column", "Columns id and ID of t", [table("t", [column("id"), column("ID")])]],
    ["schema.duplicate-table", "Tables t and T", [table("t", [column("a")]), table("T", [column("a")])]],
    ["schema.duplicate-name", "the index ix of t has that name", [indexed("t", "ix"), indexed("u", "IX")]],
    ["schema.duplicate-name", "u has that name", [indexed("t", "u"), table("u", [column("a")])]],
    ["schema.invalid-table", "sqlite_t cannot be a table", [table("sqlite_t", [column("a")])]],
    ["schema.invalid-table", "computed columns alone", [table("t", [column("a", { computed })])]],
    [
      "schema.invalid-column",
      "t.a is one",
      [
        table("t", [column("a", { computed }), column("b")], {
          constraints: [{ kind: "primaryKey", columns: ["a"] }],
        }),
      ],
    ],
    [
      "schema.invalid-table",
      "no primary key",
      [table("t", [column("a")], { options: { sqlite: { withoutRowid: true } } })],
    ],
  ])("%s, %s", (code, message, tables) => {
    expect(() => adapt({ ...EMPTY_SCHEMA, tables })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it("and what differs by other than the case of ASCII letters is not refused", () => {
    const tables = [table("Ünit", [column("é"), column("É")]), table("ünit", [column("a")])];
    expect(adapt({ ...EMPTY_SCHEMA, tables }).tables).toHaveLength(2);
  });
});
