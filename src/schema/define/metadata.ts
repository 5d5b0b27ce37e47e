import { callSite } from "../../util/call-site.js";
import { assertConsistent } from "../contradiction.js";
import { noteDeclared, tellingPlace, tellingPlaces } from "../declared-at.js";
import { displayName, nameKey, type TableName, tableName } from "../name.js";
import type { NameLimit, NamingConvention } from "../naming.js";
import type { Domain, Entity, EntityKind, EnumType, SchemaNamespace, Sequence } from "../object.js";
import type { DialectOptions } from "../options.js";
import { creationOrder } from "../order.js";
import { readReferred, referredTables, type SchemaReader } from "../referred.js";
import { EMPTY_SCHEMA, requireTable, type Schema } from "../schema.js";
import type { Table } from "../table.js";
import type { UserType } from "../user-type.js";
import { validateTables } from "../validate.js";
import { assertOptions, aText, byDialect, CONVENTION_RULES, oneOf, type Rules } from "./argument.js";
import { buildTable } from "./build-table.js";
import {
  assertApart,
  assertDistinct,
  assertOnce,
  distinctRenames,
  enumsOf,
  inOrder,
  namespacesOf,
} from "./declared-parts.js";
import { assertSpec, type ColumnNaming, NO_COLUMNS, TableDefinition } from "./definition.js";
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
  /** What only some databases know about tables, for all of them; what a table says of itself goes before it. */
  readonly tableOptions?: DialectOptions;
}

const COLUMN_NAMING = oneOf("as-written", "snake_case");

/** What each option of a `MetaData` may be. @internal */
export const METADATA_RULES: Rules<MetaDataOptions> = {
  naming: (value) => (typeof value === "object" && value !== null ? null : COLUMN_NAMING(value)),
  schema: aText,
  tableOptions: byDialect,
};

const NAMING_RULES: Rules<Naming> = { columns: COLUMN_NAMING, ...CONVENTION_RULES };

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
  readonly enums: EnumType[];
  readonly sequences: Sequence[];
  readonly domains: Domain[];
  readonly userTypes: UserType[];
  readonly namespaces: SchemaNamespace[];
  readonly entities: Entity[];
}

/** Every table that has been declared with it: what `migr` compares with the database. */
export class MetaData {
  readonly #definitions: TableDefinition<unknown>[] = [];
  readonly #objects: DeclaredObjects = {
    enums: [],
    sequences: [],
    domains: [],
    userTypes: [],
    namespaces: [],
    entities: [],
  };
  readonly #naming: Naming;
  readonly #schema: string | undefined;
  readonly #tableOptions: DialectOptions | undefined;
  /** Tables that are as they were read, whatever holds for those that are declared. */
  readonly #reflectedOnes = new WeakSet<TableDefinition<unknown>>();
  readonly #built = new WeakMap<TableDefinition<unknown>, BuiltTable>();

  constructor(options: MetaDataOptions = {}) {
    assertOptions("MetaData()", options, METADATA_RULES);
    const { naming = "as-written", schema, tableOptions } = options;
    if (typeof naming !== "string") assertOptions("naming", naming, NAMING_RULES);
    this.#naming = typeof naming === "string" ? { columns: naming } : naming;
    this.#schema = schema;
    this.#tableOptions = tableOptions;
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
    const placed = noted(this.#placed(sequence));
    this.#objects.sequences.push(placed);
    return placed;
  }

  /** Declares an enum type for itself, which columns may be of or not. @internal */
  declareEnum(type: EnumType): EnumType {
    const placed = noted(this.#placed(type));
    this.#objects.enums.push(placed);
    return placed;
  }

  /** Declares a domain: a named type that narrows another one. @internal */
  declareDomain(domain: Domain): Domain {
    const placed = noted(this.#placed(domain));
    this.#objects.domains.push(placed);
    return placed;
  }

  /** Declares a composite or a range type. @internal */
  declareType<T extends UserType>(type: T): T {
    const placed = noted(this.#placed(type));
    this.#objects.userTypes.push(placed);
    return placed;
  }

  /** Declares a schema inside the database, beside those that tables name. @internal */
  declareNamespace(namespace: SchemaNamespace): SchemaNamespace {
    this.#objects.namespaces.push(namespace);
    return namespace;
  }

  /** Declares something by its SQL; an extension is where it says, a trigger or policy in the schema of its table. @internal */
  declareEntity(entity: Entity): Entity {
    const isPlaced = !entity.table && !PLACELESS.has(entity.kind);
    const placed = isPlaced ? this.#placed(entity) : entity;
    const { table } = placed;
    const own = noted(table ? { ...placed, table: this.#placed(table) } : placed);
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
    definition.addItems("reflect()", () => reflectedItems(table), definition.c);
    this.#definitions.push(definition as unknown as TableDefinition<unknown>);
    this.#reflectedOnes.add(definition as unknown as TableDefinition<unknown>);
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

  /** A declared table put together by this metadata's naming, which is done once. @internal */
  build(definition: TableDefinition<unknown>, limit?: NameLimit): Table {
    const items = definition.items();
    const built = this.#built.get(definition);
    // Items that were added since make another list of them.
    if (built && built.items === items && built.limit === limit) return built.table;
    const options = this.#reflectedOnes.has(definition) ? undefined : this.#tableOptions;
    const declaredAt = () => definition.declaredAt();
    const rules = { convention: this.#naming, limit, options };
    const table = tellingPlace(() => buildTable(definition, rules), declaredAt);
    // What was read from a database is as it is.
    if (!this.#reflectedOnes.has(definition)) tellingPlace(() => assertConsistent(table), declaredAt);
    noteDeclared(table, declaredAt);
    this.#built.set(definition, { items, limit, table });
    return table;
  }
}

/** An object of which the place is known where it is declared. */
function noted<T extends TableName>(object: T): T {
  const declared: { readonly stack?: string } = {};
  Error.captureStackTrace(declared, noted);
  noteDeclared(object, () => callSite(declared.stack));
  return object;
}

/** A table that was put together, and from what. */
interface BuiltTable {
  readonly items: readonly TableItem[];
  readonly limit: NameLimit | undefined;
  readonly table: Table;
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
  const { entities, ...objects } = gathered(sources);
  const parts = [...tables, ...Object.values(objects).flat(), ...entities];
  const known = sources[0] && SCHEMAS.get(sources[0]);
  if (known && isSameList(known.parts, parts)) return known.schema;
  const where = new Map(declared.map(({ definition }) => [nameKey(definition), definition]));
  validateTables(tables, (table) => where.get(nameKey(table))?.declaredAt() ?? null);
  const sequences = inOrder("sequence", objects.sequences);
  const domains = inOrder("domain", objects.domains);
  const userTypes = inOrder("type", objects.userTypes);
  const declaredEnums = inOrder("enum type", objects.enums);
  const enums = tellingPlaces(tables, () => enumsOf(tables, [...domains, ...userTypes], declaredEnums));
  const renames = distinctRenames(declared.map(({ definition }) => definition));
  const types = [...enums, ...domains, ...userTypes];
  const namespaces = namespacesOf(objects.namespaces, [...tables, ...types, ...sequences, ...entities]);
  assertOnce(entities);
  tellingPlaces(tables, () => assertApart(tables, sequences, entities));
  const schema: Schema = {
    ...EMPTY_SCHEMA,
    entities,
    tables: creationOrder(tables).tables,
    enums,
    sequences,
    domains,
    userTypes,
    namespaces,
    ...(renames.length > 0 && { renames }),
  };
  if (sources[0]) SCHEMAS.set(sources[0], { parts, schema });
  return schema;
}

/** Kinds of objects that are in no schema, or say themselves in which. */
const PLACELESS: ReadonlySet<EntityKind> = new Set(["extension", "cast", "eventTrigger"]);

function gathered(sources: readonly MetaData[]): DeclaredObjects {
  return {
    enums: sources.flatMap(({ objects }) => objects.enums),
    sequences: sources.flatMap(({ objects }) => objects.sequences),
    domains: sources.flatMap(({ objects }) => objects.domains),
    userTypes: sources.flatMap(({ objects }) => objects.userTypes),
    namespaces: sources.flatMap(({ objects }) => objects.namespaces),
    entities: sources.flatMap(({ objects }) => objects.entities),
  };
}

/** The last schema by the first of its sources, and what it was made of: the same models serve many databases. */
const SCHEMAS = new WeakMap<MetaData, { readonly parts: readonly object[]; readonly schema: Schema }>();

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}

/**
 * Declares a table that no class stands for, such as the middle of a many-to-many relationship.
 *
 * @param name its name, or `{ name, schema }` where it is not in the schema of the metadata
 * @param spec its columns; null of a table of PostgreSQL that has none
 * @throws {SchemaError} `schema.invalid-table`: it has no name or no columns
 */
export function table<S>(
  name: string | TableName,
  metadata: MetaData,
  spec: S & (object | null),
  items?: (c: TableDefinition<S>["c"]) => readonly TableItem[],
): TableDefinition<S> {
  const own: TableName = typeof name === "string" ? { name } : name;
  const definition = metadata.declare<S>(own.name, (spec ?? NO_COLUMNS) as S & object, own.schema);
  if (items !== undefined) definition.addItems("table()", items, definition.c);
  return definition;
}
