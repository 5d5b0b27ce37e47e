import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import { displayName, tableName } from "../../../src/schema/name.js";
import type { Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import type { Capabilities } from "./capabilities.js";
import { sometimes } from "./facets.js";
import { isPartitioned } from "./partitions.js";

/** Schemas in which some tables have one that inherits from them, where the database has that; it never has rows. */
export function withHeirs<S extends Schema>(
  chain: readonly S[],
  { vocabulary }: Capabilities,
): fc.Arbitrary<readonly S[]> {
  if (vocabulary !== "postgresql") return fc.constant(chain);
  return fc.tuple(
    ...chain.map((schema) => {
      const bases = schema.tables.filter((table) => !isPartitioned(table) && !table.columns.some(isOdd));
      return sometimes(bases).map((base) =>
        base ? { ...schema, tables: [...schema.tables, heirOf(base)] } : schema,
      );
    }),
  );
}

/** Whether a table inherits from another one. */
export function isHeir({ name }: Pick<Table, "name">): boolean {
  return name.startsWith("heir of ");
}

/** What is not inherited as it is: how a column is kept, and how it counts, which none that comes to a parent can do. */
function isOdd({ options, identity }: Column): boolean {
  return options !== undefined || identity !== undefined;
}

function heirOf(base: Table): Table {
  const options = { postgresql: { inherited: true } };
  const inherited = base.columns.map(({ comment: _, ...column }) => ({ ...column, options }));
  const path = displayName({ ...base, name: `"${base.name.replaceAll('"', '""')}"` });
  const parent = base.schema === undefined ? path : `"${base.schema}".${path.slice(base.schema.length + 1)}`;
  return {
    ...tableName(base),
    name: `heir of ${base.name}`,
    columns: [...inherited, { name: "own", type: { kind: "integer" }, nullable: true }],
    constraints: [],
    indexes: [],
    options: { postgresql: { inherits: [parent] } },
  };
}
