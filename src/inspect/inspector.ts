import type { ReflectRequest } from "../dialect/dialect.js";
import type { Engine } from "../engine/engine.js";
import type { Column } from "../schema/column.js";
import type {
  Check,
  ConstraintKind,
  ConstraintOf,
  ForeignKey,
  PrimaryKey,
  Unique,
} from "../schema/constraint.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { Domain, EnumType, Sequence, Unsupported } from "../schema/object.js";
import { findTable, requireTable, type Schema } from "../schema/schema.js";
import { constraintsOf, primaryKeyOf, type Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import type { UserType } from "../schema/user-type.js";

/** Where to look. */
export interface InspectOptions {
  /** The schema; the connection's own where left out. */
  readonly schema?: string;
}

/** A table to look at: its name, or its name with its schema. */
type TableToInspect = string | TableName;

/** Something of each table, by the table's name. */
type ByTable<T> = ReadonlyMap<string, T>;

/**
 * Tells what a database holds. What was read once is kept until `clearCache()`: a call about one table reads that
 * table, a call about all of them reads the schema at once, and those that follow read nothing.
 */
export class Inspector {
  readonly #engine: Engine;
  readonly #schemas = new Map<string, Promise<Schema>>();
  readonly #tables = new Map<string, Promise<Schema>>();

  /** @internal use `inspect` */
  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Forgets what was read, so that changes made since are seen. */
  clearCache(): void {
    this.#schemas.clear();
    this.#tables.clear();
  }

  /** The schemas of the database, without its own. */
  schemaNames(): Promise<readonly string[]> {
    return this.#engine.connect((connection) =>
      connection.withDriver((driver) => connection.dialect.schemaNames(driver)),
    );
  }

  /** The schema of tables whose names have none; null where the database has no name for it. */
  async defaultSchemaName(): Promise<string | null> {
    return (await this.reflect()).defaultSchema ?? null;
  }

  /** The names of the tables, in order. */
  async tableNames(options: InspectOptions = {}): Promise<readonly string[]> {
    return (await this.tables(options)).map(({ name }) => name);
  }

  /** Whether there is a table of this name. */
  async hasTable(table: TableToInspect): Promise<boolean> {
    return (await this.#find(table)) !== null;
  }

  /** All of a table. @throws {SchemaError} `schema.no-such-table`: there is none of this name */
  async table(table: TableToInspect): Promise<Table> {
    const found = await this.#find(table);
    return found ?? requireTable(await this.reflect(placeOf(table)), nameOf(table));
  }

  /** The columns of a table, in its order. @throws {SchemaError} as `table` */
  async columns(table: TableToInspect): Promise<readonly Column[]> {
    return (await this.table(table)).columns;
  }

  /** The primary key of a table; null where it has none. @throws {SchemaError} as `table` */
  async primaryKey(table: TableToInspect): Promise<PrimaryKey | null> {
    return primaryKeyOf(await this.table(table));
  }

  /** The foreign keys of a table. @throws {SchemaError} as `table` */
  foreignKeys(table: TableToInspect): Promise<readonly ForeignKey[]> {
    return this.#constraints(table, "foreignKey");
  }

  /** The unique constraints of a table; unique indexes are among its indexes. @throws {SchemaError} as `table` */
  uniqueConstraints(table: TableToInspect): Promise<readonly Unique[]> {
    return this.#constraints(table, "unique");
  }

  /** The check constraints of a table. @throws {SchemaError} as `table` */
  checkConstraints(table: TableToInspect): Promise<readonly Check[]> {
    return this.#constraints(table, "check");
  }

  /** The indexes of a table, without those that constraints have. @throws {SchemaError} as `table` */
  async indexes(table: TableToInspect): Promise<readonly TableIndex[]> {
    return (await this.table(table)).indexes;
  }

  /** The comment on a table; null where it has none. @throws {SchemaError} as `table` */
  async comment(table: TableToInspect): Promise<string | null> {
    return (await this.table(table)).comment ?? null;
  }

  /** The tables of a schema, with all that they have. */
  async tables(options: InspectOptions = {}): Promise<readonly Table[]> {
    return (await this.reflect(options)).tables;
  }

  /** The columns of all tables. */
  allColumns(options?: InspectOptions): Promise<ByTable<readonly Column[]>> {
    return this.#all(options, (table) => table.columns);
  }

  /** The primary keys of all tables; null for those that have none. */
  allPrimaryKeys(options?: InspectOptions): Promise<ByTable<PrimaryKey | null>> {
    return this.#all(options, primaryKeyOf);
  }

  /** The foreign keys of all tables. */
  allForeignKeys(options?: InspectOptions): Promise<ByTable<readonly ForeignKey[]>> {
    return this.#all(options, (table) => constraintsOf(table, "foreignKey"));
  }

  /** The unique constraints of all tables. */
  allUniqueConstraints(options?: InspectOptions): Promise<ByTable<readonly Unique[]>> {
    return this.#all(options, (table) => constraintsOf(table, "unique"));
  }

  /** The check constraints of all tables. */
  allCheckConstraints(options?: InspectOptions): Promise<ByTable<readonly Check[]>> {
    return this.#all(options, (table) => constraintsOf(table, "check"));
  }

  /** The indexes of all tables. */
  allIndexes(options?: InspectOptions): Promise<ByTable<readonly TableIndex[]>> {
    return this.#all(options, (table) => table.indexes);
  }

  /** The comments on all tables; null for those that have none. */
  allComments(options?: InspectOptions): Promise<ByTable<string | null>> {
    return this.#all(options, (table) => table.comment ?? null);
  }

  /** The enum types of a schema, where the database keeps them as objects of their own. */
  async enums(options: InspectOptions = {}): Promise<readonly EnumType[]> {
    return (await this.reflect(options)).enums;
  }

  /** The domains of a schema. */
  async domains(options: InspectOptions = {}): Promise<readonly Domain[]> {
    return (await this.reflect(options)).domains;
  }

  /** The composite and range types of a schema. */
  async userTypes(options: InspectOptions = {}): Promise<readonly UserType[]> {
    return (await this.reflect(options)).userTypes;
  }

  /** The sequences of a schema, without those of columns that number themselves. */
  async sequences(options: InspectOptions = {}): Promise<readonly Sequence[]> {
    return (await this.reflect(options)).sequences;
  }

  /** What a schema holds that cannot be expressed, with what it is in the database's words. */
  async unsupported(options: InspectOptions = {}): Promise<readonly Unsupported[]> {
    return (await this.reflect(options)).unsupported;
  }

  /** Everything in a schema, as data. */
  reflect(options: InspectOptions = {}): Promise<Schema> {
    const { schema = "" } = options;
    return this.#kept(this.#schemas, schema, { schemas: [schema] });
  }

  async #find(table: TableToInspect): Promise<Table | null> {
    const name = nameOf(table);
    const whole = this.#schemas.get(name.schema ?? "");
    const key = nameKey(name);
    const found = await (whole ??
      this.#kept(this.#tables, key, { schemas: [name.schema ?? ""], tables: [name] }));
    // The connection's own schema may be asked for by its name, and its tables carry none.
    return (
      findTable(found, name) ??
      (name.schema !== undefined && name.schema === found.defaultSchema
        ? findTable(found, { name: name.name })
        : null)
    );
  }

  async #constraints<K extends ConstraintKind>(
    table: TableToInspect,
    kind: K,
  ): Promise<readonly ConstraintOf<K>[]> {
    return constraintsOf(await this.table(table), kind);
  }

  async #all<T>(options: InspectOptions | undefined, part: (table: Table) => T): Promise<ByTable<T>> {
    return new Map((await this.tables(options)).map((table) => [table.name, part(table)]));
  }

  /** What was read before, or is being read; a reading that failed is tried anew. */
  #kept(kept: Map<string, Promise<Schema>>, key: string, request: ReflectRequest): Promise<Schema> {
    let reading = kept.get(key);
    if (reading === undefined) {
      reading = this.#engine.reflectSchema(request);
      kept.set(key, reading);
      reading.catch(() => kept.delete(key));
    }
    return reading;
  }
}

/** Tells what a database holds: `await inspect(engine).columns("users")`. */
export function inspect(engine: Engine): Inspector {
  return new Inspector(engine);
}

function nameOf(table: TableToInspect): TableName {
  return typeof table === "string" ? { name: table } : table;
}

function placeOf(table: TableToInspect): InspectOptions {
  const { schema } = nameOf(table);
  return schema === undefined ? {} : { schema };
}
