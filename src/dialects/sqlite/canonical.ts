import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Canonical } from "../../dialect/dialect.js";
import { findTable } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import { messageOf } from "../../util/text.js";
import { driver } from "./driver.js";
import { reflect } from "./reflect/reflect.js";
import { SPELLING } from "./spelling.js";

/** Makes tables in a database in memory and reads them back. A table that cannot be made there stays as it was given. */
export async function canonical(tables: readonly Table[]): Promise<Canonical> {
  const scratch = await driver.open({ scheme: "sqlite", database: ":memory:", params: new Map() });
  const problems: string[] = [];
  try {
    for (const table of tables) {
      const nodes = [createTable({ table }), ...table.indexes.map((index) => createIndex({ table, index }))];
      try {
        await scratch.batch(ddlStatements(nodes, { spelling: SPELLING }).map(({ sql }) => sql));
      } catch (thrown) {
        problems.push(`SQLite cannot make ${table.name} in memory: ${messageOf(thrown)}.`);
      }
    }
    const made = await reflect(scratch);
    return {
      tables: tables.map((table) => findTable(made, { name: table.name }) ?? table),
      ...(problems[0] !== undefined && { problem: problems[0] }),
    };
  } finally {
    await scratch.close();
  }
}
