import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import type { Dialect } from "../../../src/dialect/dialect.js";
import { loadDialect } from "../../../src/dialects/registry.js";
import { index } from "../../../src/index.js";
import { integer, text } from "../../../src/schema/define/column-type.js";
import { MetaData, schemaOf, table } from "../../../src/schema/define/metadata.js";
import type { TableItem } from "../../../src/schema/define/table-item.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";

/** Compares an empty database with a table `notes` of these items, which is declared second. */
async function compare(dialect: Dialect, items: readonly TableItem[]): Promise<unknown> {
  const metadata = new MetaData();
  table("first", metadata, { id: integer().primaryKey() });
  table("notes", metadata, { id: integer().primaryKey(), a: integer(), b: text() }, () => items);
  return compareSchemas(EMPTY_SCHEMA, schemaOf([metadata]), dialect);
}

describe("what a database does not take", () => {
  it.each(["mysql", "mariadb"] as const)(
    "is an index with a column twice, whatever the letters, on %s",
    async (name) => {
      const { newest } = await loadDialect(name);
      for (const item of [index("ix", "a", "a"), index("ft", "b", "b").using("fulltext")]) {
        await expect(compare(newest, [item])).rejects.toMatchObject({
          code: "schema.duplicate-column",
          message: expect.stringMatching(/^The index (ix|ft) of notes names column [ab] twice/),
          hint: expect.stringMatching(/^The table is declared at .*adapted\.test\.ts:15:\d+\.$/),
        });
      }
    },
  );

  it.each(["postgresql", "sqlite"] as const)("is no such index on %s", async (name) => {
    const { newest } = await loadDialect(name);
    await expect(compare(newest, [index("ix", "a", "a")])).resolves.toHaveProperty("operations");
  });

  it("is told with the place of its table, where the error does not name the table", async () => {
    const { newest } = await loadDialect("mysql");
    await expect(compare(newest, [index("ix", "a").using("gin")])).rejects.toMatchObject({
      code: "compile.unsupported",
      hint: expect.stringMatching(/The table is declared at .*adapted\.test\.ts:15:\d+\.$/),
    });
  });
});
