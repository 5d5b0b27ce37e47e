import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Canonical } from "../../dialect/dialect.js";
import { byKindAndName } from "../../dialect/reflector.js";
import type { ForeignKey } from "../../schema/constraint.js";
import { findTable } from "../../schema/schema.js";
import { constraintsOf, type Table } from "../../schema/table.js";
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
      tables: tables.map((table) => {
        const own = findTable(made, { name: table.name });
        return own ? withForeignKeys(own, constraintsOf(table, "foreignKey")) : table;
      }),
      ...(problems[0] !== undefined && { problem: problems[0] }),
    };
  } finally {
    await scratch.close();
  }
}

/** The table with the foreign keys that were asked for: what they refer to is not in memory. */
function withForeignKeys(table: Table, keys: readonly ForeignKey[]): Table {
  const others = table.constraints.filter(({ kind }) => kind !== "foreignKey");
  return { ...table, constraints: [...others, ...keys].sort(byKindAndName) };
}
