import type { Canonical } from "../../dialect/dialect.js";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import { CompileError } from "../../errors/errors.js";
import { displayName, nameKey, type TableName } from "../../schema/name.js";
import type { Domain } from "../../schema/object.js";
import { findTable, type Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type { UserType } from "../../schema/user-type.js";
import { enumerate } from "../../util/text.js";
import { enumsOfTable } from "./adapt-object.js";
import { canonicalPartitions } from "./canonical-partition.js";
import { toDatabaseError } from "./errors.js";
import { reflectSql, toSchema } from "./reflect/reflect.js";
import { type SequenceRow, sequencesSql } from "./reflect/sequences.js";
import { nameOf } from "./reflect/tables.js";
import { type TypeRow, typesSql } from "./reflect/user-types.js";
import { isRefusal, placeWithoutTemporary, type ScratchPlace, TEMPORARY_PLACE } from "./scratch-place.js";
import { rolledBack } from "./scratch-run.js";
import {
  domainName,
  type Expressed,
  expressedName,
  expressedOf,
  indexName,
  type Missing,
  scratchStatements,
  scratchTables,
} from "./scratch-tables.js";

/**
 * Asks the server how it would write the expressions of adapted tables and of the schema's domains: temporary ones of
 * their shape are made and reflected in a transaction that is rolled back. For a role that may not make temporary ones
 * they are made, in such a transaction as well, in a schema where it may.
 */
export async function canonicalTables(
  db: DriverConnection,
  major: number,
  schema: Schema,
  tables: readonly Table[],
): Promise<Canonical> {
  const answer = await canonicalExpressions(db, major, schema, tables);
  return { ...answer, tables: await canonicalPartitions(db, answer.tables) };
}

async function canonicalExpressions(
  db: DriverConnection,
  major: number,
  schema: Schema,
  tables: readonly Table[],
): Promise<Canonical> {
  const { domains } = schema;
  if (tables.length === 0 && domains.length === 0) return { tables };
  try {
    const own = await objectsToMake(db, schema, tables);
    const ask = (some: readonly Table[], others: readonly Domain[], place: ScratchPlace) =>
      attempt(db, major, some, others, own, place);
    let place = TEMPORARY_PLACE;
    let whole = await ask(tables, domains, place);
    if (!whole.ok && isRefusal(whole.error)) {
      const schemas = [...tables, ...domains].map((each) => each.schema);
      place = (await placeWithoutTemporary(db, schemas)) ?? place;
      if (place !== TEMPORARY_PLACE) whole = await ask(tables, domains, place);
    }
    if (whole.ok) return { tables: whole.tables, domains: whole.domains };
    const failed = new Map<string, string[]>();
    const unasked: TableName[] = [];
    const note = (name: TableName, error: unknown) => {
      // Among other things a table cannot be made as it is, which says nothing about its expressions.
      const isUnasked = isRefusal(error) || !place.isEmpty;
      if (isUnasked) unasked.push(name);
      const reason = `${reasonOf(error)}${isUnasked ? " What may differ in them is left out." : ""}`;
      failed.set(reason, [...(failed.get(reason) ?? []), displayName(name)]);
    };
    // One bad expression must not hide how all the others are written, and is found without asking for each by itself.
    const inParts = async ([some, others]: Part, error: unknown): Promise<Part> => {
      const [only, ...more] = [...some, ...others];
      if (more.length === 0) {
        note(only!, error);
        return [some, others];
      }
      const told: Part[] = [];
      for (const part of isRefusal(error) ? singly(some, others) : inTwo(some, others)) {
        const result = await ask(...part, place);
        told.push(result.ok ? [result.tables, result.domains] : await inParts(part, result.error));
      }
      return joined(told);
    };
    const [toldTables, toldDomains] = await inParts([tables, domains], whole.error);
    const problems = [...failed].map(
      ([reason, names]) =>
        `The server cannot tell how it would write the expressions of ${enumerate(names)}: ${reason}`,
    );
    return {
      tables: toldTables,
      domains: toldDomains,
      ...(problems.length > 0 && { problem: problems.join(" ") }),
      ...(unasked.length > 0 && { unasked }),
    };
  } catch (error) {
    const problem = `The server was not asked how it would write expressions, and what may differ in them is left out: ${toDatabaseError(error).message}`;
    return { tables, problem, unasked: [...tables, ...domains] };
  }
}

/** Some of the tables and domains that are asked about. */
type Part = readonly [tables: readonly Table[], domains: readonly Domain[]];

function singly(tables: readonly Table[], domains: readonly Domain[]): readonly Part[] {
  return [...tables.map((table): Part => [[table], []]), ...domains.map((domain): Part => [[], [domain]])];
}

function inTwo(tables: readonly Table[], domains: readonly Domain[]): readonly Part[] {
  const parts = singly(tables, domains);
  const middle = parts.length >> 1;
  return [joined(parts.slice(0, middle)), joined(parts.slice(middle))];
}

function joined(parts: readonly Part[]): Part {
  return [parts.flatMap(([tables]) => tables), parts.flatMap(([, domains]) => domains)];
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
  place: ScratchPlace,
): Promise<Attempt> {
  const scratch = scratchTables(tables, own, place);
  const makers = scratchStatements(scratch, domains, own, place);
  const tried = await rolledBack(db, [...makers, ...reflectSql(place.scope, major)]);
  if (!tried.ok) return tried;
  const reflected = toSchema(tried.results.slice(makers.length));
  return {
    ok: true,
    tables: tables.map((table, i) => {
      const { name } = scratch[i]!;
      const found = reflected.tables.find((each) => each.name === name) ?? findTable(reflected, scratch[i]!);
      return found ? withWords(table, found, i, place) : table;
    }),
    domains: domains.map((domain, i) => {
      const found = reflected.domains.find(({ name }) => name === domainName(place, i));
      return found ? withDomainWords(domain, found) : domain;
    }),
  };
}

async function objectsToMake(
  db: DriverConnection,
  { domains: declared, userTypes: made, sequences: counted, enums: words }: Schema,
  tables: readonly Table[],
): Promise<Missing> {
  const used = [...tables.flatMap(enumsOfTable), ...(declared.length + made.length > 0 ? words : [])];
  const enums = new Map(used.map((type) => [nameKey(type), type]));
  const domains = new Map(declared.map((domain) => [nameKey(domain), domain]));
  const userTypes = new Map(made.map((type) => [nameKey(type), type]));
  if (enums.size + domains.size + userTypes.size + counted.length === 0)
    return { enums, domains, userTypes, sequences: [] };
  const everything = { schemas: "true", tables: "true" };
  const [types, sequences] = await db.batch([typesSql(everything), sequencesSql(everything)]);
  for (const row of toObjects<TypeRow>(types!)) {
    const key = nameKey(nameOf(row));
    if (enums.get(key)?.values.join("\u0000") === row.values?.join("\u0000")) enums.delete(key);
    if (row.kind === "d") domains.delete(key);
    const type = userTypes.get(key);
    if (type && isAsDeclared(type, row)) userTypes.delete(key);
  }
  const there = new Set(toObjects<SequenceRow>(sequences!).map((row) => nameKey(nameOf(row))));
  return { enums, domains, userTypes, sequences: counted.filter((each) => !there.has(nameKey(each))) };
}

/** Whether expressions find in the type that stands what the declared one has. */
function isAsDeclared(type: UserType, { kind, attributes }: TypeRow): boolean {
  if (type.kind === "range") return kind === "r";
  const standing = new Set(attributes?.map(({ name }) => name));
  return kind === "c" && type.attributes.every(({ name }) => standing.has(name));
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

/** The table with its expressions in the words of the reflected one, which was made as the one of this position. */
function withWords(table: Table, reflected: Table, position: number, place: ScratchPlace): Table {
  const columns = new Map(reflected.columns.map((column) => [column.name, column]));
  const expressed = new Map(expressedOf(reflected).map((each) => [each.name, each]));
  const indexes = new Map(reflected.indexes.map((index) => [index.name, index]));
  let met = 0;
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
      return inWordsOf(constraint, expressed.get(expressedName(place, position, met++)));
    }),
    indexes: table.indexes.map((index, i) => {
      const words = indexes.get(indexName(place, position, i));
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

function reasonOf(error: unknown): string {
  return (error instanceof CompileError ? error : toDatabaseError(error)).message;
}
