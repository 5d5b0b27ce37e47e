import type { Queryable, ReflectRequest } from "../../../dialect/dialect.js";
import { assembleSchema, type Catalogue } from "../../../dialect/reflector.js";
import { CompileError } from "../../../errors/errors.js";
import type { TableName } from "../../../schema/name.js";
import type { Unsupported } from "../../../schema/object.js";
import type { Schema } from "../../../schema/schema.js";
import { parseCreateTable } from "../create-sql.js";
import type { CreatedTable } from "../created-table.js";
import { fold } from "../tokens.js";
import { type CatalogRows, type ObjectRow, readCatalog } from "./catalog.js";
import { reflectColumns } from "./columns.js";
import { reflectConstraints } from "./constraints.js";
import { groupBy, type TableFacts } from "./facts.js";
import { reflectIndexes } from "./indexes.js";
import { unsupportedParts } from "./unsupported.js";

/**
 * Reads the schema of the main database file.
 *
 * @throws {CompileError} `compile.unsupported`: another schema than `main` is asked for
 */
export async function reflect(db: Queryable, request: ReflectRequest = {}): Promise<Schema> {
  assertMain([...(request.schemas ?? []), ...(request.tables ?? []).flatMap(({ schema }) => schema ?? [])]);
  const rows = await readCatalog(
    db,
    request.tables?.map(({ name }) => name),
  );
  const excluded = new Set(request.exclude?.map(({ name }) => fold(name)));
  const wanted = request.tables && new Set(request.tables.map(({ name }) => fold(name)));
  const isWanted = ({ name, table }: ObjectRow) =>
    !excluded.has(fold(table)) && (!wanted || wanted.has(fold(name)) || wanted.has(fold(table)));
  return assembleSchema({ ...catalogueOf(rows, rows.objects.filter(isWanted)), defaultSchema: "main" });
}

/**
 * Refuses schemas other than `main`.
 *
 * @throws {CompileError} `compile.unsupported`: there is another
 */
export function assertMain(schemas: readonly string[]): void {
  const other = schemas.find((schema) => schema !== "" && fold(schema) !== "main");
  if (other === undefined) return;
  throw new CompileError("compile.unsupported", `SQLite has no schemas, and ${other} is asked for.`, {
    hint: "Leave the schema out; an attached database is reached by a URL of its own.",
  });
}

function catalogueOf(rows: CatalogRows, objects: readonly ObjectRow[]): Catalogue {
  const unsupported: Unsupported[] = [];
  const facts: TableFacts[] = [];
  const columns = groupBy(rows.columns, ({ table }) => table);
  const foreignKeys = groupBy(rows.foreignKeys, ({ table }) => table);
  const indexes = groupBy(rows.indexes, ({ table }) => table);
  const indexSql = new Map(
    rows.objects.flatMap(({ type, name, sql }) =>
      type === "index" && sql !== null ? [[name, sql] as const] : [],
    ),
  );
  const tableNames = new Map(
    rows.objects.filter(({ type }) => type === "table").map(({ name }) => [fold(name), name]),
  );
  for (const { type, kind, name, table, sql } of objects) {
    if (type === "view") unsupported.push({ name, what: type });
    // A trigger may be called as a table is.
    else if (type === "trigger") unsupported.push({ name: `${table}.${name}`, what: type });
    else if (kind === "virtual") unsupported.push({ name, what: "virtual table" });
    else if (type === "table" && kind !== "shadow") {
      const created = read(sql!);
      if (!created) unsupported.push({ name, what: "table that cannot be read" });
      else {
        facts.push({
          name,
          created,
          columns: columns.get(name) ?? [],
          foreignKeys: foreignKeys.get(name) ?? [],
          indexes: indexes.get(name) ?? [],
          indexSql,
          tableNames,
        });
      }
    }
  }
  const each = <T>(part: (table: TableFacts) => readonly T[]) =>
    facts.flatMap((table) =>
      part(table).map((item): readonly [TableName, T] => [{ name: table.name }, item]),
    );
  return {
    tables: facts.map(({ name }) => ({ name })),
    columns: each(reflectColumns),
    constraints: each(reflectConstraints),
    indexes: each(reflectIndexes),
    enums: [],
    unsupported: [...unsupported, ...facts.flatMap(unsupportedParts)],
  };
}

function read(sql: string): CreatedTable | null {
  try {
    return parseCreateTable(sql);
  } catch {
    return null;
  }
}
