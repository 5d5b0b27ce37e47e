import { SchemaError } from "../../errors/errors.js";
import { displayName, nameKey, type TableName, tableName } from "../name.js";
import type { NameLimit, NamingConvention } from "../naming.js";
import {
  type Domain,
  type Entity,
  type EnumType,
  entityKey,
  type SchemaNamespace,
  type Sequence,
} from "../object.js";
import { compareText, creationOrder } from "../order.js";
import { readReferred, referredTables, type SchemaReader } from "../referred.js";
import type { Rename } from "../rename.js";
import { EMPTY_SCHEMA, requireTable, type Schema } from "../schema.js";
import type { Table } from "../table.js";
import { validateTables } from "../validate.js";
import { buildTable } from "./build-table.js";
import { assertSpec, type ColumnNaming, TableDefinition } from "./definition.js";
import { type ReflectedColumns, reflectedColumns, reflectedItems } from "./reflected-table.js";
import type { TableItem } from "./table-item.js";

/** How columns and constraints are named. */
export interface Naming extends NamingConvention {
  /** How property names become column names; as they are written by default. */
  readonly columns?: ColumnNaming;
}

/** Options of a `MetaData`. */
export interface MetaDataOptions {
  /** How columns and constraints are named; a word alone is about columns. */
  readonly naming?: ColumnNaming | Naming;
  /** The schema of tables that name none. */
  readonly schema?: string;
}

/** What `MetaData.reflect` reads. */
export interface ReflectOptions {
  /** Names of tables, or a function that says whether one is wanted; all where left out. */
  readonly only?: readonly string[] | ((name: string, schema: string | null) => boolean);
  /** Schemas to read, the empty text being the connection's own; that of the metadata where left out. */
  readonly schemas?: readonly string[];
}

/** A table that was read from a database. */
export type ReflectedTable = TableDefinition<ReflectedColumns>;

/** Tables that were read from a database, by name. */
export type ReflectedTables = ReadonlyMap<string, ReflectedTable>;

/** What a `MetaData` gathers beside tables. */
interface DeclaredObjects {
  readonly sequences: Sequence[];
  readonly domains: Domain[];
  readonly namespaces: SchemaNamespace[];
  readonly entities: Entity[];
}

/** Every table that has been declared with it: what `migr` compares with the database. */
export class MetaData {
  readonly #definitions: TableDefinition<unknown>[] = [];
  readonly #objects: DeclaredObjects = { sequences: [], domains: [], namespaces: [], entities: [] };
  readonly #naming: Naming;
  readonly #schema: string | undefined;

  constructor(options: MetaDataOptions = {}) {
    const { naming = "as-written", schema } = options;
    this.#naming = typeof naming === "string" ? { columns: naming } : naming;
    this.#schema = schema;
  }

  /** Declares a table; nothing behind a getter is read yet. @internal */
  declare<S>(name: string, spec: S & object, schema = this.#schema): TableDefinition<S> {
    assertSpec(name, spec);
    const definition = new TableDefinition<S>(
      { name, ...(schema !== undefined && { schema }) },
      spec,
      this.#naming.columns ?? "as-written",
    );
    this.#definitions.push(definition as unknown as TableDefinition<unknown>);
    return definition;
  }

  /** Declares a sequence that stands by itself. @internal */
  declareSequence(sequence: Sequence): Sequence {
    const placed = this.#placed(sequence);
    this.#objects.sequences.push(placed);
    return placed;
  }

  /** Declares a domain: a named type that narrows another one. @internal */
  declareDomain(domain: Domain): Domain {
    const placed = this.#placed(domain);
    this.#objects.domains.push(placed);
    return placed;
  }

  /** Declares a schema inside the database, beside those that tables name. @internal */
  declareNamespace(namespace: SchemaNamespace): SchemaNamespace {
    this.#objects.namespaces.push(namespace);
    return namespace;
  }

  /** Declares something by its SQL; an extension is in no schema, a trigger or policy in that of its table. @internal */
  declareEntity(entity: Entity): Entity {
    const placed = entity.table || entity.kind === "extension" ? entity : this.#placed(entity);
    const { table } = placed;
    const own = table ? { ...placed, table: this.#placed(table) } : placed;
    this.#objects.entities.push(own);
    return own;
  }

  /** What was declared beside tables. @internal */
  get objects(): Readonly<DeclaredObjects> {
    return this.#objects;
  }

  #placed<T extends TableName>(object: T): T {
    if (object.schema !== undefined || this.#schema === undefined) return object;
    return { ...object, schema: this.#schema };
  }

  /**
   * Declares the tables of a database as they are there, with those that they refer to; one that is declared already
   * stays as it is: `const tables = await metadata.reflect(engine)`, then `tables.get("users")?.c["email"]`.
   *
   * @param reader the engine of the database
   * @returns the tables by name, those of other schemas as `sales.orders`
   * @throws {SchemaError} `schema.no-such-table`: a table that is asked for is not there
   */
  async reflect(reader: SchemaReader, options: ReflectOptions = {}): Promise<ReflectedTables> {
    const { only, schemas = [this.#schema ?? ""] } = options;
    const { schema } = await readReferred(reader, schemas);
    const isWanted = (table: Table) =>
      typeof only === "function"
        ? only(table.name, table.schema ?? null)
        : (only?.some((name) => name === table.name || name === displayName(table)) ?? true);
    for (const name of typeof only === "function" ? [] : (only ?? [])) {
      const isThere = schema.tables.some((table) => name === table.name || name === displayName(table));
      if (!isThere) requireTable(schema, { name });
    }
    const found = referredTables(schema, isWanted).map((table) => {
      const declared = this.#definitions.find((each) => nameKey(each) === nameKey(table));
      return [
        displayName(table),
        (declared as ReflectedTable | undefined) ?? this.#reflected(table),
      ] as const;
    });
    return new Map(found);
  }

  #reflected(table: Table): ReflectedTable {
    const definition = new TableDefinition<ReflectedColumns>(
      tableName(table),
      reflectedColumns(table),
      "as-written",
    );
    definition.addItems(() => reflectedItems(table));
    this.#definitions.push(definition as unknown as TableDefinition<unknown>);
    return definition;
  }

  /** The declared tables as they were written, in order of declaration. */
  get definitions(): readonly TableDefinition<unknown>[] {
    return [...this.#definitions];
  }

  /** The tables as data, each after those it refers to. @throws {SchemaError} as `toSchema` does */
  get tables(): readonly Table[] {
    return this.toSchema().tables;
  }

  /**
   * Everything that is declared, as data.
   *
   * @param limit the database's limit for identifiers; conventional names are shortened to it
   * @throws {SchemaError} `schema.duplicate-table`, `schema.bad-reference`, `schema.no-such-column` and others:
   * the declarations contradict themselves or each other
   */
  toSchema(limit?: NameLimit): Schema {
    return schemaOf([this], limit);
  }

  /** A declared table put together by this metadata's naming. @internal */
  build(definition: TableDefinition<unknown>, limit?: NameLimit): Table {
    return buildTable(definition, { convention: this.#naming, limit });
  }
}

/**
 * Everything that several `MetaData` declare, as one schema; their tables may refer to each other.
 *
 * @param limit the database's limit for identifiers; conventional names are shortened to it
 * @throws {SchemaError} as `MetaData.toSchema` does
 */
export function schemaOf(sources: readonly MetaData[], limit?: NameLimit): Schema {
  const declared = sources.flatMap((source) =>
    source.definitions.map((definition) => ({ source, definition })),
  );
  assertDistinct(declared.map(({ definition }) => definition));
  const tables = declared.map(({ source, definition }) => source.build(definition, limit));
  const where = new Map(declared.map(({ definition }) => [nameKey(definition), definition]));
  validateTables(tables, (table) => where.get(nameKey(table))?.declaredAt() ?? null);
  const enums = enumsOf(tables);
  const sequences = inOrder(
    "sequence",
    sources.flatMap(({ objects }) => objects.sequences),
  );
  const domains = inOrder(
    "domain",
    sources.flatMap(({ objects }) => objects.domains),
  );
  const renames = declared.flatMap(({ definition }) => renamesOf(definition));
  const namespaces = namespacesOf(
    sources.flatMap(({ objects }) => objects.namespaces),
    [...tables, ...enums, ...sequences, ...domains, ...sources.flatMap(({ objects }) => objects.entities)],
  );
  const entities = sources.flatMap(({ objects }) => objects.entities);
  assertOnce(entities);
  return {
    ...EMPTY_SCHEMA,
    entities,
    tables: creationOrder(tables).tables,
    enums,
    sequences,
    domains,
    namespaces,
    ...(renames.length > 0 && { renames }),
  };
}

function inOrder<T extends TableName>(what: string, objects: readonly T[]): readonly T[] {
  const byKey = new Map<string, T>();
  for (const object of objects) {
    if (byKey.has(nameKey(object))) {
      throw new SchemaError("schema.duplicate-name", `The ${what} ${displayName(object)} is declared twice.`);
    }
    byKey.set(nameKey(object), object);
  }
  return [...byKey.values()].sort((a, b) => compareText(nameKey(a), nameKey(b)));
}

function assertOnce(entities: readonly Entity[]): void {
  const seen = new Set<string>();
  for (const entity of entities) {
    const key = entityKey(entity);
    if (seen.has(key)) {
      throw new SchemaError(
        "schema.duplicate-name",
        `The ${entity.kind} ${displayName(entity)} is declared twice.`,
      );
    }
    seen.add(key);
  }
}

/** The schemas that are declared and those that objects are placed in, in order of name. */
function namespacesOf(
  declared: readonly SchemaNamespace[],
  objects: readonly TableName[],
): readonly SchemaNamespace[] {
  const byName = new Map(
    objects.flatMap(({ schema }) => (schema === undefined ? [] : [[schema, { name: schema }]])),
  );
  for (const namespace of declared) byName.set(namespace.name, namespace);
  return [...byName.values()].sort((a, b) => compareText(a.name, b.name));
}

/** What a table's declaration says about former names. */
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

function assertDistinct(definitions: readonly TableDefinition<unknown>[]): void {
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
 * Declares a table that no class stands for, such as the middle of a many-to-many relationship.
 *
 * @param name its name, or `{ name, schema }` where it is not in the schema of the metadata
 * @throws {SchemaError} `schema.invalid-table`: it has no name or no columns
 */
export function table<S>(
  name: string | TableName,
  metadata: MetaData,
  spec: S & object,
  items?: (c: TableDefinition<S>["c"]) => readonly TableItem[],
): TableDefinition<S> {
  const own: TableName = typeof name === "string" ? { name } : name;
  const definition = metadata.declare<S>(own.name, spec, own.schema);
  if (items) definition.addItems(() => items(definition.c));
  return definition;
}

/**
 * The named enum types that columns of these tables use, in order of name.
 *
 * @throws {SchemaError} `schema.duplicate-name`: two columns give one type different words
 */
export function enumsOf(tables: readonly Table[]): readonly EnumType[] {
  const enums = new Map<string, EnumType>();
  const types = tables.flatMap((each) =>
    each.columns.some(({ type }) => type.kind === "enum") ? each.columns.map(({ type }) => type) : [],
  );
  for (const type of types) {
    if (type.kind !== "enum" || type.name === undefined) continue;
    const { name, schema, values } = type;
    const found: EnumType = { name, ...(schema !== undefined && { schema }), values };
    const first = enums.get(nameKey(found));
    if (first && first.values.join("\u0000") !== values.join("\u0000")) {
      throw new SchemaError(
        "schema.duplicate-name",
        `The enum type ${displayName(found)} is declared with different words: ${first.values.join(", ")} and ${values.join(", ")}.`,
        { hint: "Give the two types different names, or the same words in the same order." },
      );
    }
    enums.set(nameKey(found), first ?? found);
  }
  return [...enums.values()].sort((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1));
}
