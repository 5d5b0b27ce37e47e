import type { Column } from "../schema/column.js";
import { CONSTRAINT_KINDS, type Constraint } from "../schema/constraint.js";
import { nameKey, type TableName, tableName } from "../schema/name.js";
import type { Domain, Entity, EnumType, SchemaNamespace, Sequence, Unsupported } from "../schema/object.js";
import { compareText } from "../schema/order.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import type { UserType } from "../schema/user-type.js";

/** What a dialect has read, each row with the table it belongs to. */
export interface Catalogue {
  readonly tables: readonly (TableName & Pick<Table, "comment" | "options">)[];
  /** In the order of the columns in their tables. */
  readonly columns: readonly (readonly [table: TableName, column: Column])[];
  readonly constraints: readonly (readonly [table: TableName, constraint: Constraint])[];
  readonly indexes: readonly (readonly [table: TableName, index: TableIndex])[];
  readonly enums: readonly EnumType[];
  readonly domains?: readonly Domain[];
  readonly userTypes?: readonly UserType[];
  readonly sequences?: readonly Sequence[];
  readonly namespaces?: readonly SchemaNamespace[];
  readonly entities?: readonly Entity[];
  readonly unsupported: readonly Unsupported[];
  readonly defaultSchema?: string | undefined;
}

/**
 * Puts a schema together from what was read, in one place for all dialects: tables, constraints, indexes and enums in
 * order of name, so that the same database always gives the same data. Rows of tables that are not listed are dropped.
 */
export function assembleSchema(catalogue: Catalogue): Schema {
  const columns = grouped(catalogue.columns);
  const constraints = grouped(catalogue.constraints);
  const indexes = grouped(catalogue.indexes);
  const tables = catalogue.tables.map((row): Table => {
    const key = nameKey(row);
    return {
      ...tableName(row),
      columns: columns.get(key) ?? [],
      constraints: sortFew(constraints.get(key) ?? [], byKindAndName),
      indexes: sortFew(indexes.get(key) ?? [], byOwnName),
      ...(row.comment !== undefined && row.comment !== "" && { comment: row.comment }),
      ...(row.options && { options: row.options }),
    };
  });
  return orderedSchema({ ...catalogue, tables });
}

/** What a schema is made of; what is left out is empty. */
type Parts = { readonly [K in keyof Schema]?: Schema[K] | undefined };

/** A schema with its objects in order of name; what its tables hold is in order already. */
export function orderedSchema(parts: Parts): Schema {
  const { tables, enums, domains, userTypes, sequences, namespaces, entities, unsupported } = parts;
  const { defaultSchema, foldsNames } = parts;
  return {
    tables: inOrder(tables),
    enums: inOrder(enums),
    domains: inOrder(domains),
    userTypes: inOrder(userTypes),
    sequences: inOrder(sequences),
    namespaces: [...(namespaces ?? [])].sort((a, b) => compareText(a.name, b.name)),
    entities: inOrder(entities),
    unsupported: inOrder(unsupported),
    ...(defaultSchema !== undefined && { defaultSchema }),
    ...(foldsNames && { foldsNames }),
  };
}

/** The order of a table's constraints: by kind, and by name among those of one kind. */
export function byKindAndName(a: Constraint, b: Constraint): number {
  return (
    CONSTRAINT_KINDS.indexOf(a.kind) - CONSTRAINT_KINDS.indexOf(b.kind) ||
    compareText(a.name ?? "", b.name ?? "")
  );
}

/** So many objects are few. */
const FEW = 32;

/** Sorts a list in its place. `sort` makes another one of it each time, and most tables have but a few of each kind. */
export function sortFew<T>(list: T[], compare: (a: T, b: T) => number): T[] {
  if (list.length > FEW) return list.sort(compare);
  for (let i = 1; i < list.length; i++) {
    const each = list[i]!;
    let at = i;
    for (; at > 0 && compare(list[at - 1]!, each) > 0; at--) list[at] = list[at - 1]!;
    list[at] = each;
  }
  return list;
}

function byOwnName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compareText(a.name, b.name);
}

function grouped<T>(rows: readonly (readonly [table: TableName, item: T])[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  let last: TableName | null = null;
  let group: T[] = [];
  for (const [table, item] of rows) {
    // Rows of one table most often follow each other.
    if (table !== last) {
      const key = nameKey(table);
      group = groups.get(key) ?? [];
      groups.set(key, group);
      last = table;
    }
    group.push(item);
  }
  return groups;
}

function inOrder<T extends TableName>(objects: readonly T[] = []): readonly T[] {
  return isInOrder(objects) ? objects : [...objects].sort(byName);
}

function isInOrder(objects: readonly TableName[]): boolean {
  for (let i = 1; i < objects.length; i++) if (byName(objects[i - 1]!, objects[i]!) > 0) return false;
  return true;
}

function byName(a: TableName, b: TableName): number {
  return compareText(nameKey(a), nameKey(b));
}
