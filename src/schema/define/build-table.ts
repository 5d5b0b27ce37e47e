import { SchemaError } from "../../errors/errors.js";
import type { SqlType } from "../../types/type.js";
import type { Column } from "../column.js";
import { type Constraint, inKindOrder, withoutEmptyName } from "../constraint.js";
import { displayName, type TableName, tableName } from "../name.js";
import { conventionalName, type NamedKind, type NameLimit, type NamingConvention } from "../naming.js";
import { type DialectOptions, mergeOptions } from "../options.js";
import type { Table } from "../table.js";
import type { TableIndex } from "../table-index.js";
import type { ColumnSpec } from "./column-builder.js";
import { NO_COLUMNS, type TableDefinition } from "./definition.js";
import { referenceParts } from "./reference.js";
import { type ItemContext, TableItem, type TableParts, targetOf } from "./table-item.js";

/** What holds for all tables of a metadata. */
export interface TableRules {
  readonly convention?: NamingConvention | undefined;
  /** The database's limit; conventional names are shortened to it. */
  readonly limit?: NameLimit | undefined;
  /** Options that a table has unless it says otherwise. */
  readonly options?: DialectOptions | undefined;
}

/**
 * Puts a declared table together: columns, then the constraints and indexes that columns and items ask for.
 *
 * @throws {SchemaError} `schema.invalid-table`, `schema.invalid-column`, `schema.duplicate-column`, `schema.duplicate-name`,
 * `schema.bad-reference`: the declaration contradicts itself
 */
export function buildTable(definition: TableDefinition<unknown>, rules: TableRules = {}): Table {
  const context = contextOf(tableName(definition), rules);
  const specs = specsOf(definition);
  const items = definition.items().map((item) => builtItem(definition, item, context));
  const constraints = [
    ...columnKeys(specs, context),
    ...items.flatMap(({ constraint }) => constraint ?? []),
  ].map(withoutEmptyName);
  const keyColumns = primaryKeyColumns(definition, specs, constraints);
  const numbering = numberingColumn(keyColumns, constraints);
  const columns = specs.map(([column, spec]) =>
    toColumn(column, spec, keyColumns, column === numbering, context),
  );
  const indexes = [...columnIndexes(specs, context), ...items.flatMap(({ index }) => index ?? [])];
  const table: Table = {
    ...context.table,
    columns,
    constraints: inKindOrder(constraints),
    indexes,
    ...saidOfTable(items, rules),
  };
  assertDistinct(definition, table);
  return table;
}

function contextOf(table: TableName, { convention, limit }: TableRules): ItemContext {
  const { name, schema } = table;
  return {
    table,
    conventionalName: (kind: NamedKind, columns, referredTable) =>
      conventionalName(kind, { table: name, schema, columns, referredTable }, convention, limit),
  };
}

/** A column's name with what is declared of it. */
type NamedSpec = readonly [name: string, spec: ColumnSpec];

function specsOf(definition: TableDefinition<unknown>): readonly NamedSpec[] {
  const specs = [...definition.columns()].map(
    ([key, builder]): NamedSpec => [definition.columnName(key, builder), builder.spec],
  );
  if (specs.length === 0 && definition.spec !== NO_COLUMNS)
    throw invalid(definition, "schema.invalid-table", "has no columns");
  return specs;
}

/** What an item adds. Models are not always type-checked: what stands in the list is anything that a user put there. */
function builtItem(definition: TableDefinition<unknown>, item: unknown, context: ItemContext): TableParts {
  if (item instanceof TableItem) return item.build(context);
  throw invalid(definition, "schema.invalid-table", "has an item that is no constraint, index or option");
}

/** The columns of the primary key, of which none takes NULL; none where there is no such key. */
function primaryKeyColumns(
  definition: TableDefinition<unknown>,
  specs: readonly NamedSpec[],
  constraints: readonly Constraint[],
): readonly string[] {
  const keys = constraints.filter(({ kind }) => kind === "primaryKey");
  if (keys.length > 1) throw invalid(definition, "schema.invalid-table", "has two primary keys");
  const keyColumns = keys.flatMap((key) => ("columns" in key ? key.columns : []));
  const loose = specs.find(([name, spec]) => spec.nullable && keyColumns.includes(name));
  if (loose)
    throw invalid(
      definition,
      "schema.invalid-column",
      `takes NULL in ${loose[0]}, which is in its primary key`,
    );
  return keyColumns;
}

/** The comment and the options that items give a table, beside those that all tables have. */
function saidOfTable(items: readonly TableParts[], rules: TableRules): Pick<Table, "comment" | "options"> {
  const comment = items.findLast((item) => item.comment !== undefined)?.comment;
  const options = items.reduce<DialectOptions | undefined>(
    (merged, item) => (item.options ? mergeOptions(merged, item.options) : merged),
    rules.options,
  );
  return {
    ...(comment !== undefined && comment !== "" && { comment }),
    ...(options && { options }),
  };
}

function toColumn(
  name: string,
  spec: ColumnSpec,
  keyColumns: readonly string[],
  mayNumber: boolean,
  context: ItemContext,
): Column {
  const identity = spec.identity ?? (mayNumber && numbersItself(spec) ? BY_DEFAULT : undefined);
  return {
    name,
    type: namedEnum(spec.type, name, context),
    nullable: spec.nullable && !keyColumns.includes(name),
    ...(spec.serverDefault && { default: spec.serverDefault }),
    ...(identity && { identity }),
    ...(spec.computed && { computed: spec.computed }),
    ...(spec.serverOnUpdate && { onUpdate: spec.serverOnUpdate }),
    ...(spec.collation !== undefined && { collation: spec.collation }),
    ...(spec.comment !== undefined && spec.comment !== "" && { comment: spec.comment }),
    ...(spec.options && { options: spec.options }),
  };
}

const BY_DEFAULT = Object.freeze({ generated: "byDefault" as const });
const INTEGERS: ReadonlySet<SqlType["kind"]> = new Set(["integer", "smallInteger", "bigInteger"]);

/** The column that numbers itself unless it says otherwise: alone the primary key, and referring to no table. */
function numberingColumn(keyColumns: readonly string[], constraints: readonly Constraint[]): string | null {
  const [sole, ...more] = keyColumns;
  if (sole === undefined || more.length > 0) return null;
  const refers = constraints.some((each) => each.kind === "foreignKey" && each.columns.includes(sole));
  return refers ? null : sole;
}

function numbersItself({ autoincrement, serverDefault, computed, type }: ColumnSpec): boolean {
  return autoincrement !== false && !serverDefault && !computed && INTEGERS.has(type.kind);
}

function namedEnum(type: SqlType, column: string, context: ItemContext): SqlType {
  if (type.kind !== "enum" || type.name !== undefined) return type;
  const { schema } = context.table;
  return {
    ...type,
    name: context.conventionalName("en", [column]),
    ...(type.schema === undefined && schema !== undefined && { schema }),
  };
}

/** The constraints that the columns' own declarations ask for. */
function columnKeys(specs: readonly NamedSpec[], context: ItemContext): readonly Constraint[] {
  const keyColumns = specs.filter(([, spec]) => spec.primaryKey).map(([name]) => name);
  const constraints: Constraint[] = [];
  if (keyColumns.length > 0) {
    constraints.push({
      kind: "primaryKey",
      name: context.conventionalName("pk", keyColumns),
      columns: keyColumns,
    });
  }
  for (const [column, spec] of specs) {
    if (spec.unique !== undefined && spec.index === undefined) {
      const name = spec.unique === true ? context.conventionalName("uq", [column]) : spec.unique;
      constraints.push({ kind: "unique", name, columns: [column] });
    }
    if (!spec.references) continue;
    const { target, options } = spec.references;
    const references = targetOf([target], context.table);
    const { name = context.conventionalName("fk", [column], references.name), ...rest } = options;
    constraints.push({ kind: "foreignKey", name, columns: [column], references, ...referenceParts(rest) });
  }
  return constraints;
}

function columnIndexes(specs: readonly NamedSpec[], context: ItemContext): readonly TableIndex[] {
  return specs.flatMap(([column, spec]): readonly TableIndex[] => {
    if (spec.index === undefined) return [];
    const given = [spec.index, spec.unique].find((name) => typeof name === "string");
    const name = given ?? context.conventionalName("ix", [column]);
    return [{ name: name as string, parts: [{ column }], unique: spec.unique !== undefined }];
  });
}

function assertDistinct(definition: TableDefinition<unknown>, table: Table): void {
  const column = repeated(table.columns.map(({ name }) => name));
  if (column !== null) {
    throw invalid(definition, "schema.duplicate-column", `has two columns named ${column}`);
  }
  // A foreign key or a check may be called as an index is; what has an index of its own may not.
  const keys = table.constraints.filter(({ kind }) => kind !== "foreignKey" && kind !== "check");
  const lists: readonly (readonly { readonly name?: string }[])[] = [
    table.constraints,
    [...keys, ...table.indexes],
  ];
  const [name = null] = lists.flatMap((parts) => repeated(parts.flatMap((part) => part.name ?? [])) ?? []);
  if (name !== null) {
    throw invalid(definition, "schema.duplicate-name", `has two constraints or indexes named ${name}`);
  }
}

function repeated(names: readonly string[]): string | null {
  return names.find((name, i) => names.indexOf(name) !== i) ?? null;
}

function invalid(
  definition: TableDefinition<unknown>,
  code:
    | "schema.invalid-table"
    | "schema.invalid-column"
    | "schema.duplicate-column"
    | "schema.duplicate-name",
  what: string,
): SchemaError {
  const where = definition.declaredAt();
  return new SchemaError(code, `Table ${displayName(definition)} ${what}.`, {
    hint: where === null ? undefined : `It is declared at ${where}.`,
    details: { table: displayName(definition), where },
  });
}
