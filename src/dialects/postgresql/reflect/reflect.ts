import type { Queryable, ReflectRequest } from "../../../dialect/dialect.js";
import { type DriverResult, toObjects } from "../../../dialect/driver.js";
import { assembleSchema } from "../../../dialect/reflector.js";
import type { TableName } from "../../../schema/name.js";
import type { EnumType, Unsupported } from "../../../schema/object.js";
import type { Schema } from "../../../schema/schema.js";
import { type ColumnRow, columnsSql, toColumn } from "./columns.js";
import {
  type ConstraintRow,
  constraintsSql,
  remarkOf,
  toConstraint,
  unsupportedConstraint,
} from "./constraints.js";
import { type EnumRow, enumsSql } from "./enums.js";
import { type IndexRow, indexesSql, toIndex, unsupportedIndex } from "./indexes.js";
import { DEFAULT_SCHEMA_SQL, type Scope, scopeOf } from "./scope.js";
import { type TableRow, tablesSql, unsupportedTable } from "./tables.js";

/** The database's schema, in one round trip of six statements however many tables there are. */
export async function reflectSchema(
  db: Queryable,
  major: number,
  request: ReflectRequest = {},
): Promise<Schema> {
  return toSchema(await db.batch(reflectSql(scopeOf(request), major)));
}

/** The statements that read a schema; `toSchema` takes their results in the same order. */
export function reflectSql(scope: Scope, major: number): readonly string[] {
  return [
    tablesSql(scope),
    columnsSql(scope),
    constraintsSql(scope, major),
    indexesSql(scope, major),
    enumsSql(scope),
    DEFAULT_SCHEMA_SQL,
  ];
}

/** A schema from the results of `reflectSql`. */
export function toSchema(results: readonly DriverResult[]): Schema {
  const [tables, columns, constraints, indexes, enums, defaultSchema] = results as [
    DriverResult,
    DriverResult,
    DriverResult,
    DriverResult,
    DriverResult,
    DriverResult,
  ];
  const unsupported: Unsupported[] = [];
  const names = new Map<number, TableName & { readonly comment?: string }>();
  for (const row of toObjects<TableRow>(tables)) {
    const other = unsupportedTable(row);
    if (other) unsupported.push(other);
    else names.set(row.oid, named(row, row.comment === null ? {} : { comment: row.comment }));
  }
  const rows = <R extends { readonly tableOid: number }, T>(
    result: DriverResult,
    read: (row: R, table: TableName) => T | null,
  ): (readonly [TableName, T])[] =>
    toObjects<R>(result).flatMap((row) => {
      const table = names.get(row.tableOid);
      const item = table ? read(row, table) : null;
      return table && item !== null ? [[table, item] as const] : [];
    });
  const report = (table: TableName, name: string, what: string) => {
    unsupported.push({ ...table, name, what: `${what} on ${table.name}` });
  };
  const types = new Map(toObjects<EnumRow>(enums).map((row) => [row.oid, row]));
  const used = new Set<number>();
  return assembleSchema({
    tables: [...names.values()],
    columns: rows<ColumnRow, ReturnType<typeof toColumn>>(columns, (row) => {
      used.add(row.typeOid);
      return toColumn(row, types);
    }),
    constraints: rows<ConstraintRow, ReturnType<typeof toConstraint>>(constraints, (row, table) => {
      const what = unsupportedConstraint(row);
      const told = what ?? remarkOf(row);
      if (told !== null) report(tableOnly(table), row.name, told);
      return what === null ? toConstraint(row) : null;
    }),
    indexes: rows<IndexRow, ReturnType<typeof toIndex>>(indexes, (row, table) => {
      const what = unsupportedIndex(row);
      if (what === null) return toIndex(row);
      report(tableOnly(table), row.name, what);
      return null;
    }),
    enums: [...types.values()]
      .filter((row) => !row.extension && (row.inScope || used.has(row.oid)))
      .map((row): EnumType => named(row, { values: row.values })),
    unsupported,
    defaultSchema: (defaultSchema.rows[0]?.[0] as string | null) ?? undefined,
  });
}

function tableOnly({ name, schema }: TableName): TableName {
  return schema === undefined ? { name } : { name, schema };
}

function named<T extends object>(
  { name, schema }: { readonly name: string; readonly schema: string | null },
  rest: T,
): TableName & T {
  return { name, ...(schema !== null && { schema }), ...rest };
}
