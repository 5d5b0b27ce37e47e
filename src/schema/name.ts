/** A table's name; without `schema` it is in the connection's default schema. */
export interface TableName {
  readonly name: string;
  readonly schema?: string;
}

/** One text for a name, to tell objects apart in maps; not SQL. */
export function nameKey(object: TableName): string {
  return object.schema === undefined ? object.name : `${object.schema}\u0000${object.name}`;
}

/** A name as a person reads it: `users`, `sales.orders`. */
export function displayName(object: TableName): string {
  return object.schema === undefined ? object.name : `${object.schema}.${object.name}`;
}

/** The name part alone of anything that has one. */
export function tableName(object: TableName): TableName {
  return object.schema === undefined ? { name: object.name } : { name: object.name, schema: object.schema };
}
