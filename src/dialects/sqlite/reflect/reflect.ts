import type { Queryable, ReflectRequest } from "../../../dialect/dialect.js";
import { byKindAndName, orderedSchema } from "../../../dialect/reflector.js";
import { CompileError } from "../../../errors/errors.js";
import type { Constraint } from "../../../schema/constraint.js";
import type { Unsupported } from "../../../schema/object.js";
import { compareText } from "../../../schema/order.js";
import type { Schema } from "../../../schema/schema.js";
import type { Table } from "../../../schema/table.js";
import { parseCreateTable } from "../create-sql.js";
import type { CreatedTable } from "../created-table.js";
import { optionsOf } from "../options.js";
import { fold } from "../tokens.js";
import { type CatalogObject, readCatalog } from "./catalog.js";
import { Defaults, reflectColumns } from "./columns.js";
import { reflectConstraints } from "./constraints.js";
import { groupBy, type TableFacts, TableNames } from "./facts.js";
import { reflectIndex } from "./indexes.js";
import { withoutKeyless } from "./keyless.js";
import { unsupportedParts } from "./unsupported.js";
import { strangers } from "./virtual.js";

/**
 * Reads the schema of the main database file.
 *
 * @throws {CompileError} `compile.unsupported`: another schema than `main` is asked for
 */
export async function reflect(db: Queryable, request: ReflectRequest = {}): Promise<Schema> {
  assertMain([...(request.schemas ?? []), ...(request.tables ?? []).flatMap(({ schema }) => schema ?? [])]);
  const objects = await readCatalog(
    db,
    request.tables?.map(({ name }) => name),
  );
  const excluded = new Set(request.exclude?.map(({ name }) => fold(name)));
  const wanted = request.tables && new Set(request.tables.map(({ name }) => fold(name)));
  const isWanted = ({ name, table }: CatalogObject) =>
    (excluded.size === 0 || !excluded.has(fold(table))) &&
    (!wanted || wanted.has(fold(name)) || wanted.has(fold(table)));
  const unknown = await strangers(db, objects);
  const isShadow = ({ name }: CatalogObject) => unknown.some((each) => fold(name).startsWith(`${each}_`));
  return schemaOf(
    objects,
    objects.filter(isWanted).map((object) => (isShadow(object) ? { ...object, special: "shadow" } : object)),
    !request.tables,
  );
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

function schemaOf(
  all: readonly CatalogObject[],
  objects: readonly CatalogObject[],
  isWhole: boolean,
): Schema {
  const tableNames = new TableNames(all.flatMap(({ type, name }) => (type === "table" ? name : [])));
  const indexes = groupBy(
    objects.filter(({ type, sql }) => type === "index" && sql !== null),
    ({ table }) => table,
  );
  const defaults = new Defaults();
  const tables: Table[] = [];
  const unsupported: Unsupported[] = [];
  for (const object of objects) {
    const { type, name, table, special } = object;
    if (type === "view") unsupported.push({ name, what: type });
    // A trigger may be called as a table is.
    else if (type === "trigger") {
      unsupported.push({ name: `${table}.${name}`, what: type, table: { name: table } });
    } else if (special === "virtual") unsupported.push({ name, what: "virtual table" });
    else if (type === "table" && special === null) {
      const facts = factsOf(object, tableNames);
      if (name === "" || object.columns.some(([column]) => column === "")) {
        unsupported.push({ name, what: "table with an empty name" });
      } else if (facts) {
        tables.push(reflectTable(facts, indexes.get(name) ?? [], defaults));
        unsupported.push(...unsupportedParts(facts));
        if (indexes.get(name)?.some((index) => index.name === "")) {
          unsupported.push({ name: `${name}.`, what: "index with an empty name", table: { name } });
        }
      } else unsupported.push({ name, what: "table that cannot be read" });
    }
  }
  // A table read by itself is one that is to be copied, with all its keys.
  const { tables: keyed, left } = isWhole ? withoutKeyless(tables) : { tables, left: [] };
  return orderedSchema({
    tables: keyed,
    unsupported: [...unsupported, ...left],
    defaultSchema: "main",
  });
}

/** Texts that were read, which most often have not changed when they are read again. */
const READ = new Map<string, CreatedTable>();
const MOST_READ = 5000;

function readText(sql: string): CreatedTable {
  let created = READ.get(sql);
  if (!created) {
    created = parseCreateTable(sql, "telling");
    if (READ.size >= MOST_READ) READ.clear();
    READ.set(sql, created);
  }
  return created;
}

function factsOf(object: CatalogObject, tableNames: TableNames): TableFacts | null {
  const { name, sql, columns, foreignKeys } = object;
  try {
    const created = readText(sql!);
    return { name, created, columns, foreignKeys, tableNames };
  } catch {
    return null;
  }
}

/** Constraints of which only the first has a name that SQLite lets several have, or none where an index has it. */
function namedOnce(constraints: readonly Constraint[], indexes: readonly CatalogObject[]): Constraint[] {
  const taken = new Set(indexes.map(({ name }) => name));
  return constraints.map((each) => {
    if (each.name === undefined) return each;
    const { name, ...rest } = each;
    if (taken.has(name)) return rest;
    taken.add(name);
    return each;
  });
}

function reflectTable(facts: TableFacts, indexes: readonly CatalogObject[], defaults: Defaults): Table {
  const columns = reflectColumns(facts, defaults);
  return {
    name: facts.name,
    columns,
    constraints: namedOnce(reflectConstraints(facts), indexes).sort(byKindAndName),
    indexes: indexes
      .filter((index) => index.name !== "")
      .map(({ name, sql, parts }) => reflectIndex(name, sql!, parts, columns))
      .sort((a, b) => compareText(a.name, b.name)),
    ...optionsOf({
      strict: facts.created.strict || undefined,
      withoutRowid: facts.created.withoutRowid || undefined,
    }),
  };
}
