import { createEnum } from "../../ddl/nodes/enum.js";
import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Canonical } from "../../dialect/dialect.js";
import { type DriverConnection, type DriverResult, toObjects } from "../../dialect/driver.js";
import { CompileError } from "../../errors/errors.js";
import type { Column } from "../../schema/column.js";
import type { Check, Exclude } from "../../schema/constraint.js";
import { displayName, nameKey, type TableName } from "../../schema/name.js";
import type { EnumType } from "../../schema/object.js";
import { findTable } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import { enumOf, enumsOfTable } from "./adapt.js";
import { toDatabaseError } from "./errors.js";
import { reflectSql, toSchema } from "./reflect/reflect.js";
import { TEMPORARY } from "./reflect/scope.js";
import { type TypeRow, typesSql } from "./reflect/user-types.js";
import { spelling } from "./spelling.js";

/** The schema of this session's temporary objects. @source PostgreSQL 18, 19.11.1 search_path */
const SCRATCH_SCHEMA = "pg_temp";
const SAVEPOINT = "migr_canonical";

/**
 * Asks the server how it would write the expressions of adapted tables: temporary tables of their shape are made and
 * reflected in a transaction that is rolled back.
 */
export async function canonicalTables(
  db: DriverConnection,
  major: number,
  tables: readonly Table[],
): Promise<Canonical> {
  if (tables.length === 0) return { tables };
  try {
    const own = await enumsToMake(db, tables);
    const whole = await attempt(db, major, tables, own);
    if (whole.ok) return { tables: whole.tables };
    if (tables.length === 1) return { tables, problem: problemOf(tables[0]!, whole.error) };
    // One bad expression must not hide how all the others are written.
    const problems: string[] = [];
    const each: Table[] = [];
    for (const table of tables) {
      const result = await attempt(db, major, [table], own);
      if (!result.ok) problems.push(problemOf(table, result.error));
      each.push(result.ok ? result.tables[0]! : table);
    }
    return { tables: each, ...(problems.length > 0 && { problem: problems.join(" ") }) };
  } catch (error) {
    return { tables, problem: `The server was not asked: ${toDatabaseError(error).message}` };
  }
}

type Attempt =
  | { readonly ok: true; readonly tables: readonly Table[] }
  | { readonly ok: false; readonly error: unknown };

async function attempt(
  db: DriverConnection,
  major: number,
  tables: readonly Table[],
  own: ReadonlyMap<string, EnumType>,
): Promise<Attempt> {
  const scratch = scratchTables(tables, own);
  const makers = scratchStatements(scratch, own);
  const nested = db.inTransaction() === true;
  const open = nested ? `SAVEPOINT ${SAVEPOINT}` : "BEGIN";
  const undo = nested
    ? [`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`, `RELEASE SAVEPOINT ${SAVEPOINT}`]
    : ["ROLLBACK"];
  let results: readonly DriverResult[];
  // Opened alone: statements that cannot even be read fail before the first of them has run.
  await db.query(open);
  try {
    results = await db.batch([...makers, ...reflectSql(TEMPORARY, major), ...undo]);
  } catch (error) {
    await db.batch(undo);
    return { ok: false, error };
  }
  const reflected = toSchema(results.slice(makers.length, results.length - undo.length));
  return {
    ok: true,
    tables: tables.map((table, i) => {
      const { name } = scratch[i]!;
      const found = reflected.tables.find((each) => each.name === name) ?? findTable(reflected, scratch[i]!);
      return found ? withWords(table, found) : table;
    }),
  };
}

/** The enum types that columns use and that the database lacks or has with other words, by key. */
async function enumsToMake(
  db: DriverConnection,
  tables: readonly Table[],
): Promise<ReadonlyMap<string, EnumType>> {
  const wanted = new Map(tables.flatMap(enumsOfTable).map((type) => [nameKey(type), type]));
  if (wanted.size === 0) return wanted;
  const [result] = await db.batch([typesSql({ schemas: "true", tables: "true" })]);
  for (const row of toObjects<TypeRow>(result!)) {
    const key = nameKey({ name: row.name, ...(row.schema !== null && { schema: row.schema }) });
    if (wanted.get(key)?.values.join("\u0000") === row.values?.join("\u0000")) wanted.delete(key);
  }
  return wanted;
}

/** The tables as they are made for a moment: temporary, without keys to others, each name once. */
function scratchTables(tables: readonly Table[], own: ReadonlyMap<string, EnumType>): readonly Table[] {
  const names = new Set<string>();
  return tables.map(({ schema: _, comment: __, options: ___, ...table }, i): Table => {
    const name = names.has(table.name) ? `migr_scratch_${i}` : table.name;
    names.add(name);
    return {
      ...table,
      name,
      columns: table.columns.map((column) => scratchColumn(column, own)),
      constraints: expressedOf(table).map(scratchConstraint),
    };
  });
}

/** A constraint that old rows need not meet is written as any other. */
function scratchConstraint(constraint: Expressed, position: number): Expressed {
  const { options: _, ...rest } = constraint;
  const named = { ...rest, name: constraintName(position) };
  if (named.kind === "exclude") return named;
  const { notValid: _1, enforced: _2, ...check } = named;
  return check;
}

function scratchColumn(
  { comment: _, identity: __, options: ___, ...column }: Column,
  own: ReadonlyMap<string, EnumType>,
): Column {
  const named = enumOf(column.type);
  if (column.type.kind !== "enum" || !named || !own.has(nameKey(named))) return column;
  return { ...column, type: { ...column.type, schema: SCRATCH_SCHEMA } };
}

function scratchStatements(scratch: readonly Table[], own: ReadonlyMap<string, EnumType>): readonly string[] {
  const nodes = [
    ...[...own.values()].map((type) => createEnum({ type: { ...type, schema: SCRATCH_SCHEMA } })),
    ...scratch.flatMap((table) => {
      const name: TableName = { name: table.name, schema: SCRATCH_SCHEMA };
      return [
        createTable({ table, temporary: true }),
        ...table.indexes.map(({ options: _, ...index }) => createIndex({ table: name, index })),
      ];
    }),
  ];
  return ddlStatements(nodes, { spelling }).map(({ sql }) => sql);
}

/** A constraint that holds expressions. */
type Expressed = Check | Exclude;

function expressedOf({ constraints }: Pick<Table, "constraints">): readonly Expressed[] {
  return constraints.filter((each): each is Expressed => each.kind === "check" || each.kind === "exclude");
}

/** Constraints are found again by their place, since they may have no name. */
function constraintName(position: number): string {
  return `migr_constraint_${position}`;
}

/** The table with its expressions in the words of the reflected one. */
function withWords(table: Table, reflected: Table): Table {
  const columns = new Map(reflected.columns.map((column) => [column.name, column]));
  const expressed = new Map(expressedOf(reflected).map((each) => [each.name, each]));
  const indexes = new Map(reflected.indexes.map((index) => [index.name, index]));
  let position = 0;
  return {
    ...table,
    columns: table.columns.map((column) => {
      const words = columns.get(column.name);
      return {
        ...column,
        ...(column.default && words?.default && { default: words.default }),
        ...(column.computed && words?.computed && { computed: words.computed }),
      };
    }),
    constraints: table.constraints.map((constraint) => {
      if (constraint.kind !== "check" && constraint.kind !== "exclude") return constraint;
      return inWordsOf(constraint, expressed.get(constraintName(position++)));
    }),
    indexes: table.indexes.map((index) => {
      const words = indexes.get(index.name);
      return words ? { ...index, parts: words.parts, ...(words.where && { where: words.where }) } : index;
    }),
  };
}

function inWordsOf(constraint: Expressed, words: Expressed | undefined): Expressed {
  if (constraint.kind === "check") {
    return words?.kind === "check" ? { ...constraint, expression: words.expression } : constraint;
  }
  if (words?.kind !== "exclude") return constraint;
  const parts = constraint.parts.map((part, i) => {
    const expression = words.parts[i]?.expression;
    return part.expression && expression ? { ...part, expression } : part;
  });
  return { ...constraint, parts, ...(words.where && { where: words.where }) };
}

function problemOf(table: Table, error: unknown): string {
  const { message } = error instanceof CompileError ? error : toDatabaseError(error);
  return `The server cannot tell how it would write the expressions of ${displayName(table)}: ${message}`;
}
