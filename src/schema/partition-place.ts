import type { Schema } from "./schema.js";
import type { Table } from "./table.js";

/** A schema with the schemas among its own that only partitions are in, which options of their tables name. */
export function withPartitionSchemas(schema: Schema): Schema {
  const known = new Set(schema.namespaces.map(({ name }) => name));
  const more = new Set(schema.tables.flatMap(partitionSchemas).filter((name) => !known.has(name)));
  if (more.size === 0) return schema;
  return { ...schema, namespaces: [...schema.namespaces, ...[...more].sort().map((name) => ({ name }))] };
}

/** A schema before a name at the start of a text: `archive.` or `"Archive".`. */
const PLACE = /^\s*(?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*))\./;

function partitionSchemas(table: Table): readonly string[] {
  return partitionTexts(table).flatMap((text) => {
    const [, quoted, plain] = PLACE.exec(text) ?? [];
    return quoted?.replaceAll('""', '"') ?? plain ?? [];
  });
}

/** What a table's options tell of its single partitions. */
export function partitionTexts({ options = {} }: Table): readonly string[] {
  return Object.values(options).flatMap(({ partitions }) =>
    Array.isArray(partitions) ? (partitions as readonly string[]) : [],
  );
}
