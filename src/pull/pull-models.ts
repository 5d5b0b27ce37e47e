import { type Filters, filterSides } from "../compare/filter.js";
import type { Dialect } from "../dialect/dialect.js";
import { hiddenProblems } from "../dialect/hidden-kind.js";
import type { Engine } from "../engine/engine.js";
import type { Constraint, Unique } from "../schema/constraint.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import { type Entity, type EnumType, isAmong, type Unsupported } from "../schema/object.js";
import { readReferred, referredTables } from "../schema/referred.js";
import { EMPTY_SCHEMA, requireTable, type Schema } from "../schema/schema.js";
import { columnOf, constraintsOf, type Table } from "../schema/table.js";
import { mayRefer } from "../schema/validate.js";
import type { EnumSqlType, SqlType } from "../types/type.js";
import { type ModelFileOptions, modelFiles } from "./model-files.js";
import { enumKey } from "./model-names.js";
import type { ModelFile } from "./module-source.js";

/** What is to be pulled. */
export interface PullOptions extends ModelFileOptions, Filters {
  /** Schemas to read, the empty text being the connection's own; that one where left out. */
  readonly schemas?: readonly string[] | undefined;
  /** Tables to pull, with those that they refer to; all where left out. `sales.orders` is in another schema. */
  readonly tables?: readonly string[] | undefined;
  /** Tables left out, such as the version table. */
  readonly exclude?: readonly TableName[];
}

/** Models of a database. */
export interface PulledModels {
  readonly files: readonly ModelFile[];
  /** The tables that have models. */
  readonly tables: readonly TableName[];
  /** What the database holds and models cannot say. */
  readonly left: readonly Unsupported[];
  /** What may be there and be hidden from the user, a sentence each. */
  readonly problems: readonly string[];
  /** Schemas that were read because tables of those asked for refer to them or have types of theirs. */
  readonly addedSchemas: readonly string[];
}

/**
 * Writes what a database holds as models.
 *
 * @throws {SchemaError} `schema.no-such-table`: a table that is asked for is not there
 */
export async function pullModels(engine: Engine, options: PullOptions): Promise<PulledModels> {
  const asked = options.schemas ?? [""];
  const { schema, schemas } = await readReferred(
    engine,
    asked,
    options.exclude,
    !options.schemas && !options.tables,
  );
  const dialect = await engine.dialectOf();
  const seen = filterSides({ from: schema, to: EMPTY_SCHEMA }, options).from;
  const chosen = options.tables ? withReferred(seen, options.tables) : seen;
  const { tables: declared, left: beyond } = declarable(chosen);
  const tables = await withUnseen(engine, declared);
  const listed = options.tables ? [] : await listEntities(engine, [...asked, ...schemas]);
  const entities = listed.filter(({ table }) => !table || isThere(table, tables, listed));
  const isEntity = isAmong(entities);
  const left = beyond.filter((each) => !each.declared && !isEntity(each));
  return {
    files: modelFiles({ ...chosen, tables: referable(tables, dialect), entities }, left, dialect, options),
    tables: tables.map(tableName),
    left,
    problems: options.tables ? [] : await hiddenFrom(engine),
    addedSchemas: schemas.filter((name) => !asked.includes(name)),
  };
}

async function listEntities(engine: Engine, schemas: readonly string[]): Promise<readonly Entity[]> {
  return engine.connect((connection) =>
    connection.withDriver((driver) => connection.dialect.listEntities(driver, [...new Set(schemas)])),
  );
}

async function hiddenFrom(engine: Engine): Promise<readonly string[]> {
  const kinds = await engine.connect((connection) =>
    connection.withDriver(async (driver) => (await connection.dialect.hiddenKinds?.(driver)) ?? []),
  );
  return hiddenProblems(kinds, "the models may lack them");
}

async function withUnseen(engine: Engine, tables: readonly Table[]): Promise<readonly Table[]> {
  return engine.connect((connection) =>
    connection.withDriver(
      async (driver) => (await connection.dialect.withUnseen?.(driver, tables, "heeded")) ?? tables,
    ),
  );
}

/** Whether a trigger's or policy's table is among the models, or a view that is. */
function isThere(name: TableName, tables: readonly Table[], entities: readonly Entity[]): boolean {
  const key = nameKey(name);
  const isView = ({ table, arguments: args }: Entity) => table === undefined && args === undefined;
  return [...tables, ...entities.filter(isView)].some((each) => nameKey(each) === key);
}

/** The tables of these names and all that they refer to. */
function withReferred(schema: Schema, names: readonly string[]): Schema {
  const isNamed = (table: Table, name: string) => table.name === name || displayName(table) === name;
  for (const name of names) {
    if (!schema.tables.some((table) => isNamed(table, name))) requireTable(schema, { name });
  }
  const tables = referredTables(schema, (table) => names.some((name) => isNamed(table, name)));
  return { ...schema, tables, unsupported: [] };
}

/**
 * The tables with those columns by the native names of their types that refer to columns of another kind: models refuse
 * that of the types they know, and some databases do not.
 */
function referable(tables: readonly Table[], { spelling }: Dialect): readonly Table[] {
  const byKey = new Map(tables.map((table) => [nameKey(table), table]));
  return tables.map((table) => {
    const odd = new Set(
      constraintsOf(table, "foreignKey").flatMap(({ columns, references }) => {
        const target = byKey.get(nameKey(references))!;
        return columns.filter((name, i) => {
          const [own, other] = [columnOf(table, name), columnOf(target, references.columns[i]!)];
          return own && other && !mayRefer(own.type, other.type);
        });
      }),
    );
    if (odd.size === 0) return table;
    const columns = table.columns.map((column) =>
      odd.has(column.name)
        ? { ...column, type: { kind: "raw" as const, sql: spelling.typeSql(column.type) } }
        : column,
    );
    return { ...table, columns };
  });
}

/** The tables as models can declare them, and what that leaves out. */
function declarable({ tables, enums, unsupported }: Schema): {
  readonly tables: readonly Table[];
  readonly left: readonly Unsupported[];
} {
  const left: Unsupported[] = [...unsupported];
  const byKey = new Map(tables.map((table) => [nameKey(table), table]));
  const leads = (constraint: Constraint) => {
    if (constraint.kind !== "foreignKey") return true;
    const { columns, ...name } = constraint.references;
    const target = byKey.get(nameKey(name));
    const has = (column: string) => target?.columns.some((each) => each.name === column);
    return columns.length === constraint.columns.length && columns.every((column) => has(column));
  };
  const declared = tables.map(withIndexesOfTakenNames).map((table) => {
    const lost = table.constraints.filter((each) => !leads(each));
    for (const each of lost) {
      const name = each.name ?? ("columns" in each ? each.columns.join(", ") : "");
      left.push({ what: `foreign key of ${displayName(table)} that leads nowhere`, name });
    }
    return lost.length === 0
      ? table
      : { ...table, constraints: table.constraints.filter((each) => !lost.includes(each)) };
  });
  for (const type of enums.filter(({ values }) => values.length === 0)) {
    left.push({ what: "enum type without words", ...tableName(type) });
  }
  return { tables: declared.map((table) => withEnumComments(table, enums)), left };
}

/**
 * The table with a unique constraint as the index that it is where another constraint has its name, which databases
 * allow that keep names of indexes apart from those of constraints, and models refuse.
 */
function withIndexesOfTakenNames(table: Table): Table {
  const isTaken = (each: Constraint): each is Unique & { readonly name: string } =>
    each.kind === "unique" &&
    each.name !== undefined &&
    table.constraints.some(({ kind, name }) => kind !== "unique" && name === each.name);
  const taken = table.constraints.filter(isTaken);
  if (taken.length === 0) return table;
  return {
    ...table,
    constraints: table.constraints.filter((each) => !isTaken(each)),
    indexes: [
      ...table.indexes,
      ...taken.map(({ kind: _, columns, ...rest }) => ({
        ...rest,
        unique: true,
        parts: columns.map((column) => ({ column })),
      })),
    ],
  };
}

/** The table with what the database says of enum types beside each of their names. */
function withEnumComments(table: Table, enums: readonly EnumType[]): Table {
  const said = new Map(enums.map((type) => [nameKey(type), type.comment]));
  const commented = (type: SqlType): SqlType => {
    if (type.kind === "native" && type.element) return { ...type, element: commented(type.element) };
    const comment = type.kind === "enum" ? said.get(enumKey(type) ?? "") : undefined;
    return comment === undefined ? type : { ...(type as EnumSqlType), comment };
  };
  if (enums.every(({ comment }) => comment === undefined)) return table;
  return { ...table, columns: table.columns.map((column) => ({ ...column, type: commented(column.type) })) };
}
