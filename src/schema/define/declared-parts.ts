import { SchemaError } from "../../errors/errors.js";
import type { SqlType } from "../../types/type.js";
import { placesOf } from "../declared-at.js";
import { displayName, nameKey, type TableName, tableName } from "../name.js";
import { type Domain, type Entity, type EnumType, entityKey, type SchemaNamespace } from "../object.js";
import { compareText } from "../order.js";
import type { Rename } from "../rename.js";
import type { Table } from "../table.js";
import { typesUnder, type UserType } from "../user-type.js";
import type { TableDefinition } from "./definition.js";

/**
 * Objects in order of name.
 *
 * @throws {SchemaError} `schema.duplicate-name`: two have one name
 */
export function inOrder<T extends TableName>(what: string, objects: readonly T[]): readonly T[] {
  const byKey = new Map<string, T>();
  for (const object of objects) {
    const first = byKey.get(nameKey(object));
    if (first) {
      throw new SchemaError(
        "schema.duplicate-name",
        `The ${what} ${displayName(object)} is declared twice.`,
        {
          hint: placesOf(first, object),
          details: { name: displayName(object) },
        },
      );
    }
    byKey.set(nameKey(object), object);
  }
  return [...byKey.values()].sort((a, b) => compareText(nameKey(a), nameKey(b)));
}

/**
 * Checks that each is declared once.
 *
 * @throws {SchemaError} `schema.duplicate-name`: something is declared twice
 */
export function assertOnce(entities: readonly Entity[]): void {
  const seen = new Map<string, Entity>();
  for (const entity of entities) {
    const key = entityKey(entity);
    const first = seen.get(key);
    if (first) {
      const of = entity.table ? ` of ${displayName(entity.table)}` : "";
      throw new SchemaError(
        "schema.duplicate-name",
        `The ${kindWords(entity)} ${displayName(entity)}${of} is declared twice.`,
        { hint: placesOf(first, entity), details: { name: displayName(entity) } },
      );
    }
    seen.set(key, entity);
  }
}

/**
 * Checks that no view and no sequence is called as a table or as each other is: databases keep them under one roof.
 *
 * @throws {SchemaError} `schema.duplicate-name`: two have one name
 */
export function assertApart(
  tables: readonly TableName[],
  sequences: readonly TableName[],
  entities: readonly Entity[],
): void {
  const taken = new Map(tables.map((table) => [nameKey(table), { what: "table", name: table }]));
  const views = entities.filter(({ kind }) => kind === "view" || kind === "materializedView");
  const others = [
    ...views.map((view) => ["view", view] as const),
    ...sequences.map((sequence) => ["sequence", sequence] as const),
  ];
  for (const [what, name] of others) {
    const other = taken.get(nameKey(name));
    if (other !== undefined) {
      throw new SchemaError(
        "schema.duplicate-name",
        `The ${what} ${displayName(name)} has the name of a ${other.what}.`,
        {
          hint: ["Give one of them another name.", placesOf(other.name, name)].filter(Boolean).join(" "),
          details: { table: displayName(name) },
        },
      );
    }
    taken.set(nameKey(name), { what, name });
  }
}

/** What an object is called in a sentence: `materialized view`. */
function kindWords({ kind }: Entity): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The schemas that are declared and those that objects are placed in, in order of name. */
export function namespacesOf(
  declared: readonly SchemaNamespace[],
  objects: readonly TableName[],
): readonly SchemaNamespace[] {
  const byName = new Map(
    objects.flatMap(({ schema }) => (schema === undefined ? [] : [[schema, { name: schema }]])),
  );
  for (const namespace of declared) byName.set(namespace.name, namespace);
  return [...byName.values()].sort((a, b) => compareText(a.name, b.name));
}

function renamesOf(definition: TableDefinition<unknown>): readonly Rename[] {
  const table = tableName(definition);
  const former = definition.formerName();
  const renames: Rename[] = former === null ? [] : [{ table, from: former }];
  for (const [key, builder] of definition.columns()) {
    const { renamedFrom: from } = builder.spec;
    if (from !== undefined) renames.push({ table, column: definition.columnName(key, builder), from });
  }
  return renames;
}

/**
 * What tables' declarations say about former names.
 *
 * @throws {SchemaError} `schema.invalid-table`, `schema.invalid-column`: two say that they had the same name
 */
export function distinctRenames(definitions: readonly TableDefinition<unknown>[]): readonly Rename[] {
  const renames = definitions.flatMap(renamesOf);
  const seen = new Map<string, Rename>();
  for (const rename of renames) {
    const { table, column, from } = rename;
    const key = JSON.stringify([table.schema, column === undefined ? null : table.name, from]);
    const first = seen.get(key);
    if (first) {
      const [what, owner] = column === undefined ? ["Tables", ""] : ["Columns", ` of ${displayName(table)}`];
      const names = [first, rename].map((each) => each.column ?? displayName(each.table)).join(" and ");
      throw new SchemaError(
        column === undefined ? "schema.invalid-table" : "schema.invalid-column",
        `${what} ${names}${owner} are both renamed from ${from}.`,
        {
          hint: "Only one can be what was called so; the other is new: take its renamedFrom away.",
          details: { table: displayName(table) },
        },
      );
    }
    seen.set(key, rename);
  }
  return renames;
}

/**
 * Checks that tables have names of their own.
 *
 * @throws {SchemaError} `schema.duplicate-table`: two have one name
 */
export function assertDistinct(definitions: readonly TableDefinition<unknown>[]): void {
  const seen = new Map<string, TableDefinition<unknown>>();
  for (const definition of definitions) {
    const first = seen.get(nameKey(definition));
    if (first) {
      const places = [first, definition].map((each) => each.declaredAt()).filter((place) => place !== null);
      throw new SchemaError("schema.duplicate-table", `Table ${displayName(definition)} is declared twice.`, {
        hint: places.length > 0 ? `It is declared at ${places.join(" and at ")}.` : undefined,
        details: { table: displayName(definition), places },
      });
    }
    seen.set(nameKey(definition), definition);
  }
}

/**
 * The named enum types that are declared, and those that columns of these tables use, or types of these objects, in order of name.
 *
 * @throws {SchemaError} `schema.duplicate-name`: one type is given different words
 */
export function enumsOf(
  tables: readonly Table[],
  objects: readonly (Domain | UserType)[] = [],
  declared: readonly EnumType[] = [],
): readonly EnumType[] {
  const enums = new Map(declared.map((type) => [nameKey(type), type]));
  const columns = tables.flatMap((table): readonly TypeOfOwner[] =>
    table.columns.some(({ type }) => type.kind === "enum")
      ? table.columns.map(({ type }) => ({ type, owner: table }))
      : [],
  );
  const others = objects.flatMap((owner) => typesUnder(owner).map((type) => ({ type, owner })));
  for (const { type, owner } of [...columns, ...others]) {
    if (type.kind !== "enum" || type.name === undefined) continue;
    const { name, schema, values, comment } = type;
    const said = comment !== undefined && { comment };
    const found: EnumType = { name, ...(schema !== undefined && { schema }), values, ...said };
    const first = enums.get(nameKey(found));
    if (first && first.values.join("\u0000") !== values.join("\u0000")) {
      throw new SchemaError(
        "schema.duplicate-name",
        `The enum type ${displayName(found)} is declared with different words: ${first.values.join(", ")} and ${values.join(", ")}.`,
        {
          hint: "Give the two types different names, or the same words in the same order.",
          details: { table: displayName(owner) },
        },
      );
    }
    enums.set(nameKey(found), first ? { ...found, ...first } : found);
  }
  return [...enums.values()].sort((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1));
}

/** A type, and what is made of it. */
interface TypeOfOwner {
  readonly type: SqlType;
  readonly owner: TableName;
}
