import { createDomain } from "../../ddl/nodes/domain.js";
import { createEnum } from "../../ddl/nodes/enum.js";
import { createSequence } from "../../ddl/nodes/sequence.js";
import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Canonical } from "../../dialect/dialect.js";
import { type DriverConnection, type DriverResult, toObjects } from "../../dialect/driver.js";
import { CompileError } from "../../errors/errors.js";
import type { Column } from "../../schema/column.js";
import type { Check, Exclude } from "../../schema/constraint.js";
import { displayName, nameKey, type TableName } from "../../schema/name.js";
import type { Domain, EnumType, Sequence } from "../../schema/object.js";
import { findTable, type Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type { SqlType } from "../../types/type.js";
import { enumOf, enumsOfTable } from "./adapt.js";
import { toDatabaseError } from "./errors.js";
import { arrayElement, isNative, native } from "./native-kind.js";
import { reflectSql, toSchema } from "./reflect/reflect.js";
import { TEMPORARY } from "./reflect/scope.js";
import { type SequenceRow, sequencesSql } from "./reflect/sequences.js";
import { nameOf } from "./reflect/tables.js";
import { type TypeRow, typesSql } from "./reflect/user-types.js";
import { spelling } from "./spelling.js";

/** The schema of this session's temporary objects. @source PostgreSQL 18, 19.11.1 search_path */
const SCRATCH_SCHEMA = "pg_temp";
const SAVEPOINT = "migr_canonical";

/**
 * Asks the server how it would write the expressions of adapted tables and of the schema's domains: temporary ones of
 * their shape are made and reflected in a transaction that is rolled back.
 */
export async function canonicalTables(
  db: DriverConnection,
  major: number,
  schema: Schema,
  tables: readonly Table[],
): Promise<Canonical> {
  const { domains } = schema;
  if (tables.length === 0 && domains.length === 0) return { tables };
  try {
    const own = await objectsToMake(db, schema, tables);
    const whole = await attempt(db, major, tables, domains, own);
    if (whole.ok) return { tables: whole.tables, domains: whole.domains };
    const problems: string[] = [];
    const all = [...tables, ...domains];
    if (all.length === 1) return { tables, domains, problem: problemOf(all[0]!, whole.error) };
    // One bad expression must not hide how all the others are written.
    const each: Table[] = [];
    for (const table of tables) {
      const result = await attempt(db, major, [table], [], own);
      if (!result.ok) problems.push(problemOf(table, result.error));
      each.push(result.ok ? result.tables[0]! : table);
    }
    const asked: Domain[] = [];
    for (const domain of domains) {
      const result = await attempt(db, major, [], [domain], own);
      if (!result.ok) problems.push(problemOf(domain, result.error));
      asked.push(result.ok ? result.domains[0]! : domain);
    }
    return { tables: each, domains: asked, ...(problems.length > 0 && { problem: problems.join(" ") }) };
  } catch (error) {
    return { tables, problem: `The server was not asked: ${toDatabaseError(error).message}` };
  }
}

type Attempt =
  | { readonly ok: true; readonly tables: readonly Table[]; readonly domains: readonly Domain[] }
  | { readonly ok: false; readonly error: unknown };

async function attempt(
  db: DriverConnection,
  major: number,
  tables: readonly Table[],
  domains: readonly Domain[],
  own: Missing,
): Promise<Attempt> {
  const scratch = scratchTables(tables, own);
  const makers = scratchStatements(scratch, domains, own);
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
    domains: domains.map((domain, i) => {
      const found = reflected.domains.find(({ name }) => name === domainName(i));
      return found ? withDomainWords(domain, found) : domain;
    }),
  };
}

/** What tables need that the database lacks, or has otherwise, by key. */
interface Missing {
  readonly enums: ReadonlyMap<string, EnumType>;
  readonly domains: ReadonlyMap<string, Domain>;
  readonly sequences: readonly Sequence[];
}

async function objectsToMake(
  db: DriverConnection,
  { domains: declared, sequences: counted, enums: words }: Schema,
  tables: readonly Table[],
): Promise<Missing> {
  const used = [...tables.flatMap(enumsOfTable), ...(declared.length > 0 ? words : [])];
  const enums = new Map(used.map((type) => [nameKey(type), type]));
  const domains = new Map(declared.map((domain) => [nameKey(domain), domain]));
  if (enums.size + domains.size + counted.length === 0) return { enums, domains, sequences: [] };
  const everything = { schemas: "true", tables: "true" };
  const [types, sequences] = await db.batch([typesSql(everything), sequencesSql(everything)]);
  for (const row of toObjects<TypeRow>(types!)) {
    const key = nameKey(nameOf(row));
    if (enums.get(key)?.values.join("\u0000") === row.values?.join("\u0000")) enums.delete(key);
    if (row.kind === "d") domains.delete(key);
  }
  const there = new Set(toObjects<SequenceRow>(sequences!).map((row) => nameKey(nameOf(row))));
  return { enums, domains, sequences: counted.filter((each) => !there.has(nameKey(each))) };
}

/** The tables as they are made for a moment: temporary, without keys to others, each name once. */
function scratchTables(tables: readonly Table[], own: Missing): readonly Table[] {
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

function scratchColumn({ comment: _, identity: __, options: ___, ...column }: Column, own: Missing): Column {
  return { ...column, type: scratchType(column.type, own) };
}

/** The type where those that are made for a moment are. */
function scratchType(type: SqlType, own: Missing): SqlType {
  const element = arrayElement(type);
  if (element) return native("array", [], scratchType(element, own));
  if (type.kind === "enum") {
    const named = enumOf(type);
    return named && own.enums.has(nameKey(named)) ? { ...type, schema: SCRATCH_SCHEMA } : type;
  }
  if (!isNative(type, "domain")) return type;
  const [name, schema] = type.args.map(String);
  const domain = own.domains.get(nameKey({ name: name!, ...(schema !== undefined && { schema }) }));
  return domain ? { ...type, args: [name!, SCRATCH_SCHEMA] } : type;
}

function scratchStatements(
  scratch: readonly Table[],
  asked: readonly Domain[],
  own: Missing,
): readonly string[] {
  const scratchDomain = (domain: Domain, name: string) =>
    createDomain({
      domain: { ...domain, name, schema: SCRATCH_SCHEMA, type: scratchType(domain.type, own) },
    });
  const nodes = [
    ...own.sequences.map(({ ownedBy: _, comment: __, ...sequence }) =>
      createSequence({ sequence: { ...sequence, schema: SCRATCH_SCHEMA } }),
    ),
    ...[...own.enums.values()].map((type) => createEnum({ type: { ...type, schema: SCRATCH_SCHEMA } })),
    ...[...own.domains.values()].map((domain) => scratchDomain(domain, domain.name)),
    ...asked.map((domain, i) => scratchDomain(domain, domainName(i))),
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

function domainName(position: number): string {
  return `migr_domain_${position}`;
}

/** The domain with its expressions in the words of the reflected one. */
function withDomainWords(domain: Domain, reflected: Domain): Domain {
  const checks = new Map(reflected.checks.map((check) => [check.name, check]));
  return {
    ...domain,
    ...(domain.default && reflected.default && { default: reflected.default }),
    checks: domain.checks.map((check) => ({ ...check, ...checks.get(check.name) })),
  };
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
  const parts = constraint.parts.map(({ operator }, i) => ({ ...words.parts[i]!, operator }));
  return { ...constraint, parts, ...(words.where && { where: words.where }) };
}

function problemOf(table: TableName, error: unknown): string {
  const { message } = error instanceof CompileError ? error : toDatabaseError(error);
  return `The server cannot tell how it would write the expressions of ${displayName(table)}: ${message}`;
}
