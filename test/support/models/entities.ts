import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import { tableName } from "../../../src/schema/name.js";
import type { Entity, EntityKind } from "../../../src/schema/object.js";
import type { Table } from "../../../src/schema/table.js";
import type { Node } from "../../../src/sql/node.js";
import { identifier, raw, template } from "../../../src/sql/nodes/index.js";
import type { Capabilities } from "./capabilities.js";
import { sometimes } from "./facets.js";

/** Views of tables, and triggers on them, so far as the database has them. */
export function entities(tables: readonly Table[], able: Capabilities): fc.Arbitrary<readonly Entity[]> {
  const has = (kind: EntityKind) => able.features.entities[kind] !== undefined;
  const kinds = (["view", "materializedView"] as const).filter(has);
  return fc
    .tuple(
      ...tables.flatMap((table) => [
        ...kinds.map((kind) => viewOf(kind, table)),
        ...(has("trigger") ? [triggerOn(table, able)] : []),
      ]),
    )
    .map((all) => all.filter((each) => each !== null));
}

function viewOf(kind: "view" | "materializedView", table: Table): fc.Arbitrary<Entity | null> {
  const names = table.columns.map(({ name }) => name);
  const way = fc.record({ columns: fc.subarray(names, { minLength: 1 }), there: sometimes([true]) });
  return way.map(({ columns, there }) => {
    if (!there) return null;
    const list = columns.flatMap((name, i) => [raw({ sql: i === 0 ? "SELECT " : ", " }), column(name)]);
    const definition = template({ pieces: [...list, raw({ sql: " FROM " }), nameOf(table)] });
    const name = `${kind === "view" ? "v" : "m"} ${table.name}`;
    return { kind, ...tableName(table), name, definition };
  });
}

/** A trigger that looks at a column, where it can without a function of its own. */
function triggerOn(table: Table, { vocabulary }: Capabilities): fc.Arbitrary<Entity | null> {
  const plain = table.columns.filter(({ computed, type }: Column) => !computed && type.kind !== "native");
  const body = BODIES[vocabulary];
  if (!body || plain.length === 0) return fc.constant(null);
  const way = fc.record({ of: fc.constantFrom(...plain), there: sometimes([true]) });
  return way.map(({ of: { name }, there }) =>
    there
      ? {
          kind: "trigger",
          name: `tr ${table.name}`,
          table: tableName(table),
          event: "before update",
          definition: template({ pieces: body(column(name)) }),
        }
      : null,
  );
}

const BODIES: Readonly<Record<string, (column: Node) => readonly Node[]>> = {
  postgresql: () => [raw({ sql: "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()" })],
  mysql: (of) => [raw({ sql: "FOR EACH ROW SET @migr_seen = NEW." }), of],
  sqlite: (of) => [raw({ sql: "FOR EACH ROW BEGIN SELECT NEW." }), of, raw({ sql: "; END" })],
};

function column(name: string): Node {
  return identifier({ path: [name] });
}

function nameOf({ schema, name }: Table): Node {
  return identifier({ path: schema === undefined ? [name] : [schema, name] });
}
