import type { Queryable, ReflectRequest } from "../../../dialect/dialect.js";
import { type DriverResult, toObjects } from "../../../dialect/driver.js";
import { assembleSchema } from "../../../dialect/reflector.js";
import { ProgrammingError } from "../../../errors/errors.js";
import type { Column } from "../../../schema/column.js";
import { nameKey, type TableName, tableName } from "../../../schema/name.js";
import type { SchemaNamespace, Unsupported } from "../../../schema/object.js";
import type { Schema } from "../../../schema/schema.js";
import type { Table } from "../../../schema/table.js";
import { plainText } from "../../../util/text.js";
import { type ColumnRow, columnsSql, onePerColumn, toColumn } from "./columns.js";
import { type ConstraintRow, constraintsSql, toConstraint } from "./constraints.js";
import { type IndexRow, indexesSql, toIndex } from "./indexes.js";
import { partitionsByRoot } from "./partitions.js";
import { type PartOfTableRow, partsSql } from "./parts.js";
import { isSystemSchema, type NamespaceRow, namespacesSql, type Scope, scopeOf } from "./scope.js";
import { type SequenceRow, sequencesSql, toSequence } from "./sequences.js";
import { nameOf, type TableRow, tableOptions, tablesSql, unsupportedTable } from "./tables.js";
import { type TypeRow, TypesByOid, typesSql } from "./user-types.js";

/**
 * The database's schema, in one round trip of eight statements however many tables there are.
 *
 * @throws {ProgrammingError} `db.permission`: the role may not use the schema that its search path leads to
 */
export async function reflectSchema(
  db: Queryable,
  major: number,
  request: ReflectRequest = {},
): Promise<Schema> {
  const results = await db.batch(reflectSql(scopeOf(request), major));
  // Without that schema's tables the models would seem to be all new.
  if (!request.schemas || request.schemas.includes(""))
    assertUsable(toObjects<NamespaceRow>(results.at(-1)!));
  return toSchema(results);
}

function assertUsable(namespaces: readonly NamespaceRow[]): void {
  const denied = namespaces.find(({ deniedTo }) => deniedTo !== null);
  if (!denied) return;
  const { name, deniedTo: role } = denied;
  const [schema, who] = [plainText(name), plainText(role!)];
  throw new ProgrammingError(
    "db.permission",
    `The role ${who} may not use the schema ${schema}, which its search path leads to.`,
    {
      hint: "Grant it USAGE on the schema, or put another one first in the search path.",
      details: { role: who, schema },
    },
  );
}

/** The statements that read a schema; `toSchema` takes their results in the same order. */
export function reflectSql(scope: Scope, major: number): readonly string[] {
  return [
    tablesSql(scope),
    columnsSql(scope, major),
    constraintsSql(scope, major),
    indexesSql(scope),
    typesSql(scope),
    sequencesSql(scope),
    partsSql(scope, major),
    namespacesSql(scope),
  ];
}

type Named = TableName & Pick<Table, "comment" | "options">;

/** A schema from the results of `reflectSql`. */
export function toSchema(results: readonly DriverResult[]): Schema {
  const [tables, columns, constraints, indexes, types, sequences, parts, namespaces] = results.map((result) =>
    toObjects<never>(result),
  ) as unknown as [
    readonly TableRow[],
    readonly ColumnRow[],
    readonly ConstraintRow[],
    readonly IndexRow[],
    readonly TypeRow[],
    readonly SequenceRow[],
    readonly PartOfTableRow[],
    readonly NamespaceRow[],
  ];
  const unsupported: Unsupported[] = [];
  const names = new Map<number, Named>();
  const beyond = new Set<string>();
  const partitions = partitionsByRoot(tables, nameOf);
  for (const row of tables) {
    const other = unsupportedTable(row);
    if (other) {
      unsupported.push(other);
      beyond.add(nameKey(other));
    } else names.set(row.oid, toName(row, partitions));
  }
  const of = <R extends { readonly tableOid: number }, T>(
    rows: readonly R[],
    read: (row: R, table: TableName) => T | null,
  ): (readonly [TableName, T])[] => {
    const items: (readonly [TableName, T])[] = [];
    for (const row of rows) {
      const table = names.get(row.tableOid);
      const item = table ? read(row, table) : null;
      if (table && item !== null) items.push([table, item]);
    }
    return items;
  };
  const report = (table: TableName, name: string, what: string) => {
    const { schema } = table;
    const on = tableName(table);
    unsupported.push({ name, ...(schema !== undefined && { schema }), what, table: on });
  };
  const known = new TypesByOid(types);
  const serials = new Set<number>();
  const behind = new Map(indexes.map((row) => [row.oid, row]));
  for (const { tableOid, what, ...object } of parts) {
    if (tableOid === 0) unsupported.push({ ...nameOf(object), what });
  }
  for (const [table, { name, what }] of of(parts, (row) => row)) report(table, name, what);
  return assembleSchema({
    tables: [...names.values()],
    columns: of<ColumnRow, Column>(onePerColumn(columns), (row, table) => {
      const column = toColumn(row, known, table);
      const { sequence } = row;
      if (sequence && column.identity) {
        serials.add(sequence.oid);
        if (sequence.comment !== null) report(table, sequence.name, "comment on the sequence of a column");
      }
      return column;
    }),
    constraints: of(constraints, (row, table) => {
      const constraint = toConstraint(row, behind.get(row.indexOid));
      if (constraint.kind === "foreignKey" && beyond.has(nameKey(constraint.references)))
        report(table, row.name, "foreign key to what no model can say");
      else return constraint;
      return null;
    }),
    indexes: of(indexes, (row, table) => {
      if (row.valid && !row.constraint) return toIndex(row);
      if (!row.valid) report(table, row.name, "invalid index");
      return null;
    }),
    ...known.all(),
    sequences: sequences.filter(({ oid }) => !serials.has(oid)).map(toSequence),
    namespaces: namespaces
      .filter((row) => row.inScope && !row.default && !row.extension && !isSystemSchema(row.name))
      .map(({ name, comment }): SchemaNamespace => ({ name, ...(comment !== null && { comment }) })),
    unsupported: [...unsupported, ...known.unsupported()],
    defaultSchema: namespaces.find((row) => row.default)?.name,
  });
}

function toName(row: TableRow, partitions: ReadonlyMap<string, readonly string[]>): Named {
  const options = tableOptions(row, partitions.get(nameKey(nameOf(row))));
  return {
    ...nameOf(row),
    ...(row.comment !== null && { comment: row.comment }),
    ...(options && { options }),
  };
}
