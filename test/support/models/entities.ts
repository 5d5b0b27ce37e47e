import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import { nameKey, tableName } from "../../../src/schema/name.js";
import type { Entity, EntityKind } from "../../../src/schema/object.js";
import type { Table } from "../../../src/schema/table.js";
import type { Node } from "../../../src/sql/node.js";
import { identifier, raw, template } from "../../../src/sql/nodes/index.js";
import type { Capabilities } from "./capabilities.js";
import { catalogObjects, ruleOn } from "./catalog-objects.js";
import { sometimes } from "./facets.js";
import { routines, TOUCH } from "./routines.js";
import { isOfUserType } from "./user-types.js";

/** Extensions, routines, text search and the like, views of tables, triggers, policies and rules on them, so far as the database has them. */
export function entities(tables: readonly Table[], able: Capabilities): fc.Arbitrary<readonly Entity[]> {
  const has = (kind: EntityKind) => able.features.entities[kind] !== undefined;
  const kinds = (["view", "materializedView"] as const).filter(has);
  return fc
    .tuple(
      routines(able),
      fc.tuple(
        ...tables.flatMap((table) => [
          ...kinds.map((kind) => viewOf(kind, table)),
          ...(has("viewIndex") ? [indexOn(table)] : []),
          ...(has("trigger") ? [triggerOn(table, able)] : []),
          ...(has("policy") ? [policyOn(table)] : []),
          ...(has("rule") ? [ruleOn(table)] : []),
        ]),
      ),
      has("extension") ? fc.subarray(["pgcrypto", "citext"]) : fc.constant([]),
      catalogObjects(able),
    )
    .map(([some, all, wanted, alone]) => {
      const made = all.filter((each) => each !== null);
      const views = made.filter(({ kind }) => kind === "materializedView").map(nameKey);
      const declared = made.filter(
        ({ kind, table }) => kind !== "viewIndex" || views.includes(nameKey(table!)),
      );
      const calls = declared.some(({ definition }) => JSON.stringify(definition).includes(TOUCH.name));
      const names = [...new Set([...wanted, ...(has("extension") ? extensionsOf(tables) : [])])];
      return [...names.map(extension), ...(calls ? [TOUCH] : []), ...alone, ...some, ...declared];
    });
}

/** The extensions that columns and constraints cannot do without. */
function extensionsOf(tables: readonly Table[]): readonly string[] {
  return tables.flatMap(({ columns, constraints }) => [
    ...columns.flatMap(({ type }) =>
      type.kind === "native" && (type.name === "citext" || type.name === "hstore") ? [type.name] : [],
    ),
    ...constraints.flatMap((each) =>
      each.kind === "exclude" && each.parts.some(({ operator }) => operator === "=") ? ["btree_gist"] : [],
    ),
  ]);
}

function extension(name: string): Entity {
  return { kind: "extension", name, definition: raw({ sql: "" }) };
}

function viewOf(kind: "view" | "materializedView", table: Table): fc.Arbitrary<Entity | null> {
  // A materialized view that is made anew knows the types of its columns up to then, so they go a revision later.
  const names = table.columns.filter(({ type }) => !isOfUserType(type)).map(({ name }) => name);
  if (names.length === 0) return fc.constant(null);
  const way = fc.record({
    columns: fc.subarray(names, { minLength: 1 }),
    named: fc.boolean(),
    there: sometimes([true]),
  });
  return way.map(({ columns, named, there }) => {
    if (!there) return null;
    const list = columns.flatMap((name, i) => [raw({ sql: i === 0 ? "SELECT " : ", " }), column(name)]);
    const definition = template({ pieces: [...list, raw({ sql: " FROM " }), nameOf(table)] });
    const name = `${kind === "view" ? "v" : "m"} ${table.name}`;
    const own = named && kind === "view" ? { columns: columns.map((_, i) => `c ${i}`) } : {};
    return { kind, ...tableName(table), name, ...own, definition };
  });
}

/** An index of the materialized view of a table, which has it in whatever columns the view is of. */
function indexOn(table: Table): fc.Arbitrary<Entity | null> {
  const forms = ["((1))", "USING hash ((2)) WITH (fillfactor='70')", "((3), (4) DESC)"];
  return sometimes(forms).map((form): Entity | null => {
    if (form === null) return null;
    const { name, ...place } = tableName(table);
    const view = { ...place, name: `m ${name}` };
    return { kind: "viewIndex", name: `vi ${name}`, table: view, definition: raw({ sql: form }) };
  });
}

/** A trigger that looks at a column, or on PostgreSQL calls a function. */
function triggerOn(table: Table, { vocabulary }: Capabilities): fc.Arbitrary<Entity | null> {
  const plain = table.columns.filter(({ computed, type }: Column) => !computed && type.kind !== "native");
  const body = BODIES[vocabulary];
  if (!body || plain.length === 0) return fc.constant(null);
  const way = fc.record({
    of: fc.constantFrom(...plain),
    own: fc.boolean(),
    event: fc.constantFrom("before update", "after update"),
    late: sometimes(vocabulary === "postgresql" ? ["DEFERRABLE INITIALLY DEFERRED ", ""] : []),
    there: sometimes([true]),
  });
  return way.map(({ of: { name }, own, event, late, there }): Entity | null => {
    if (!there) return null;
    const trigger = { kind: "trigger", name: `tr ${table.name}`, table: tableName(table) } as const;
    const pieces = body(column(name), own);
    if (late === null) return { ...trigger, event, definition: template({ pieces }) };
    const definition = template({ pieces: [raw({ sql: late }), ...pieces] });
    return { ...trigger, event: "after update", constraint: true, definition };
  });
}

const BODIES: Readonly<Record<string, (column: Node, own: boolean) => readonly Node[]>> = {
  postgresql: (_, own) => [
    raw({ sql: "FOR EACH ROW EXECUTE FUNCTION " }),
    own ? identifier({ path: [TOUCH.name] }) : raw({ sql: "suppress_redundant_updates_trigger" }),
    raw({ sql: "()" }),
  ],
  mysql: (of) => [raw({ sql: "FOR EACH ROW SET @migr_seen = NEW." }), of],
  sqlite: (of) => [raw({ sql: "FOR EACH ROW BEGIN SELECT NEW." }), of, raw({ sql: "; END" })],
};

/** Who may see rows, by one of their columns. */
function policyOn(table: Table): fc.Arbitrary<Entity | null> {
  const way = fc.record({
    of: fc.constantFrom(...table.columns),
    form: fc.constantFrom(
      "USING (",
      "FOR SELECT TO public USING (",
      "AS RESTRICTIVE FOR INSERT WITH CHECK (",
    ),
    there: sometimes([true]),
  });
  return way.map(({ of, form, there }) => {
    const pieces = [raw({ sql: form }), column(of.name), raw({ sql: " IS NOT NULL)" })];
    const name = `own rows of ${table.name}`;
    return there ? { kind: "policy", name, table: tableName(table), definition: template({ pieces }) } : null;
  });
}

function column(name: string): Node {
  return identifier({ path: [name] });
}

function nameOf({ schema, name }: Table): Node {
  return identifier({ path: schema === undefined ? [name] : [schema, name] });
}
