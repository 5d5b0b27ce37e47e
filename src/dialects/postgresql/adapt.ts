import { CompileError } from "../../errors/errors.js";
import type { Column } from "../../schema/column.js";
import { displayName, nameKey, type TableName, tableName } from "../../schema/name.js";
import { conventionalName } from "../../schema/naming.js";
import type { Domain, EnumType, Sequence } from "../../schema/object.js";
import { compareText } from "../../schema/order.js";
import { assertKeysReferred, assertKeyTypes } from "../../schema/referred-key.js";
import type { Schema } from "../../schema/schema.js";
import { columnOf, primaryKeyOf, type Table } from "../../schema/table.js";
import type { TableIndex } from "../../schema/table-index.js";
import type { Value } from "../../sql/nodes/index.js";
import type { EnumSqlType, SqlType } from "../../types/type.js";
import { shortenName } from "../../util/name.js";
import { adaptConstraint } from "./adapt-constraint.js";
import { adaptPart } from "./adapt-part.js";
import { IDENTIFIER_LIMIT, type ServerFeatures } from "./features.js";
import { plainCounter, plainIdentity } from "./identity.js";
import { isVirtual } from "./kept-parts.js";
import { mayReferTo } from "./key-type.js";
import { quoteName } from "./literal.js";
import { arrayElement, DIALECT, isNative } from "./native-kind.js";
import { parseType, typeSql } from "./native-type.js";
import { listOption, ownOptions, textOption, withOwnOptions } from "./options.js";
import { plainPartitionKey, plainPath } from "./partition-key.js";
import { assertRelationNames } from "./relation-names.js";

/** Types of columns that are made by naming a sequence. @source PostgreSQL 18, 8.1.4 Serial Types */
const COUNTED: readonly SqlType["kind"][] = ["smallInteger", "integer", "bigInteger"];

/**
 * What PostgreSQL will hold of a schema.
 *
 * @throws {CompileError} `compile.unsupported`: it has no such type or option
 * @throws {CompileError} `compile.bad-identifier`: a name is too long
 */
export function adaptSchema(schema: Schema, features: ServerFeatures): Schema {
  assertRelationNames(schema);
  assertKeysReferred(schema.tables, "PostgreSQL");
  assertKeyTypes(schema.tables, mayReferTo, "PostgreSQL");
  const tables = schema.tables.map((table) => adaptTable(table, features));
  const enums = new Map<string, EnumType>(schema.enums.map((type) => [nameKey(type), type]));
  for (const type of tables.flatMap(enumsOfTable)) {
    if (!enums.has(nameKey(type))) enums.set(nameKey(type), type);
  }
  for (const type of enums.values()) assertNames(type.name, type.schema);
  return {
    ...schema,
    tables,
    domains: schema.domains.map(adaptDomain),
    sequences: schema.sequences.map(adaptSequence),
    enums: [...enums.values()].sort((a, b) => compareText(nameKey(a), nameKey(b))),
  };
}

/** A domain as PostgreSQL will hold it. */
export function adaptDomain(domain: Domain): Domain {
  assertNames(domain.name, domain.schema, ...domain.checks.map(({ name }) => name));
  const { default: given, comment, ...rest } = domain;
  return {
    ...rest,
    type: adaptType(domain.type, domain, "VALUE"),
    ...(given && !isNull(given) && { default: given }),
    checks: domain.checks.map((check, i) => ({ ...check, name: check.name ?? checkName(domain.name, i) })),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/** The name that a domain's check gets. @source PostgreSQL 18, source, constraint.c: ChooseConstraintName */
function checkName(domain: string, position: number): string {
  return shortenName(
    `${domain}_check${position === 0 ? "" : position}`,
    IDENTIFIER_LIMIT.length,
    IDENTIFIER_LIMIT.unit,
  );
}

/** A sequence without the options that say what is so anyway. */
export function adaptSequence(sequence: Sequence): Sequence {
  assertNames(sequence.name, sequence.schema);
  const { type, ownedBy, comment } = sequence;
  const counted = type && (type.kind === "raw" ? parseType(type.sql) : type);
  return {
    ...tableName(sequence),
    ...(counted && counted.kind !== "bigInteger" && { type: counted }),
    ...plainCounter(sequence, counted ?? { kind: "bigInteger", mode: "bigint" }),
    ...(ownedBy && { ownedBy }),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/** The enum types that a table's columns name, each once. */
export function enumsOfTable(table: Table): readonly EnumType[] {
  const types = new Map<string, EnumType>();
  for (const { type } of table.columns) {
    const named = enumOf(type);
    if (named) types.set(nameKey(named), named);
  }
  return [...types.values()];
}

/** The enum type behind a column's type, which may be an array of it, or null. */
export function enumOf(column: SqlType): EnumType | null {
  const type = arrayElement(column) ?? column;
  if (type.kind !== "enum" || type.name === undefined) return null;
  const { name, schema, values, comment } = type;
  return {
    name,
    ...(schema !== undefined && { schema }),
    values,
    ...(comment !== undefined && { comment }),
  };
}

/** One table as PostgreSQL will hold it. @throws {CompileError} `compile.unsupported`: as `adaptSchema` */
export function adaptTable(table: Table, features: ServerFeatures): Table {
  assertNames(table.name, table.schema);
  const keyColumns = primaryKeyOf(table)?.columns ?? [];
  const { comment, ...rest } = withPlainOptions(withOwnOptions(table, "table", displayName(table)));
  return {
    ...rest,
    columns: table.columns.map((column) => {
      const adapted = adaptColumn(column, table, features);
      return keyColumns.includes(column.name) ? { ...adapted, nullable: false } : adapted;
    }),
    constraints: table.constraints.map((each) => adaptConstraint(each, features)),
    indexes: table.indexes.map((index) => withoutOwnCollations(adaptIndex(index), table)),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/** Partition keys and parents in the one spelling in which the server tells them. */
function withPlainOptions(table: Table): Table {
  const [key, parents] = [textOption(table, "partitionBy"), listOption(table, "inherits")];
  if (key === undefined && parents.length === 0) return table;
  const own = {
    ...ownOptions(table),
    ...(key !== undefined && { partitionBy: plainPartitionKey(key) }),
    ...(parents.length > 0 && { inherits: parents.map(plainPath) }),
  };
  return { ...table, options: { [DIALECT]: own } };
}

/** One column as PostgreSQL will hold it. @throws {CompileError} `compile.unsupported`: as `adaptSchema` */
export function adaptColumn(column: Column, table: TableName, features: ServerFeatures): Column {
  assertNames(column.name);
  if (column.onUpdate) throw unsupported(table, column.name, "ON UPDATE of a column");
  if (column.computed && !column.computed.stored && !features.computedVirtual) {
    throw unsupported(table, column.name, "virtual computed columns before version 18");
  }
  const type = adaptType(column.type, table, column.name);
  const own = withLearning(withOwnOptions(column, "column", `${displayName(table)}.${column.name}`));
  const isSerial = ownOptions(own)["serial"] !== undefined;
  if (isSerial && !COUNTED.includes(type.kind))
    throw unsupported(table, column.name, `serial of ${typeSql(type)}`);
  const { default: given, comment, ...rest } = own;
  const identity = own.identity ?? (isSerial ? ({ generated: "byDefault" } as const) : undefined);
  const counted = textOption(own, "sequenceType");
  return {
    ...rest,
    type,
    nullable: column.nullable && !identity,
    ...(given && !isNull(given) && { default: given }),
    ...(identity && { identity: plainIdentity(identity, counted === undefined ? type : parseType(counted)) }),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/** A column of which nothing is learned has no say in how much. @source PostgreSQL 18, ALTER TABLE: SET STATISTICS */
function withLearning(column: Column): Column {
  const { statistics, ...own } = ownOptions(column);
  if (statistics === undefined || !isVirtual(column)) return column;
  const { options: _, ...rest } = column;
  return Object.keys(own).length === 0 ? rest : { ...rest, options: { [DIALECT]: own } };
}

/** The type in the one form of several that mean the same; an enum without a name gets the conventional one. */
export function adaptType(type: SqlType, table: TableName, column: string): SqlType {
  switch (type.kind) {
    case "enum":
      return type.name === undefined ? nameEnum(type, table, column) : type;
    case "numeric":
      return type.precision !== undefined && type.scale === undefined ? { ...type, scale: 0 } : type;
    case "largeBinary":
      return { kind: "largeBinary" };
    case "native": {
      if (type.dialect !== DIALECT)
        throw unsupported(table, column, `type ${type.name}() of migr/${type.dialect}`);
      const { element } = type;
      const of = element && isNative(type, "array") ? adaptType(element, table, column) : element;
      return of === element ? type : { ...type, ...(of && { element: of }) };
    }
    case "raw": {
      // A raw type that the vocabulary names is reflected under that name.
      const known = parseType(type.sql);
      return known.kind === "raw" ? type : known;
    }
    default:
      typeSql(type);
      return type;
  }
}

function nameEnum(type: EnumSqlType, table: TableName, column: string): EnumSqlType {
  const context = { table: table.name, schema: table.schema, columns: [column], referredTable: undefined };
  return {
    ...type,
    name: conventionalName("en", context, undefined, IDENTIFIER_LIMIT),
    ...(type.schema === undefined && table.schema !== undefined && { schema: table.schema }),
  };
}

/** An index without the options that say what is so anyway. */
export function adaptIndex(index: TableIndex): TableIndex {
  assertNames(index.name);
  assertPlainIndex(index);
  const { method, include, nullsNotDistinct, comment, ...rest } = withOwnOptions(index, "index", index.name);
  return {
    ...rest,
    parts: index.parts.map(adaptPart),
    ...(method !== undefined && method !== "btree" && { method }),
    ...(include && include.length > 0 && { include }),
    ...(nullsNotDistinct && index.unique && { nullsNotDistinct }),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/**
 * Checks that an index asks for nothing that MySQL alone has.
 *
 * @throws {CompileError} `compile.unsupported`: it does
 */
function assertPlainIndex({ name, method, parts }: TableIndex): void {
  const refuse = (what: string) => {
    throw new CompileError(
      "compile.unsupported",
      `PostgreSQL has no ${what}, which the index ${name} asks for.`,
      { details: { index: name } },
    );
  };
  if (method === "fulltext" || method === "spatial") refuse(`index method ${method}`);
  if (parts.some(({ length }) => length !== undefined)) refuse("indexes on the beginning of a text");
}

/** An index whose parts name no collation that their column has anyway. */
function withoutOwnCollations(index: TableIndex, table: Table): TableIndex {
  const parts = index.parts.map((part) => {
    const { collation, ...rest } = part;
    const own = part.column === undefined ? undefined : columnOf(table, part.column)?.collation;
    return own !== undefined && own === collation ? rest : part;
  });
  return { ...index, parts };
}

function isNull(node: { readonly kind: string }): boolean {
  return node.kind === "value" && (node as Value).value === null;
}

function assertNames(...names: readonly (string | undefined)[]): void {
  for (const name of names) if (name !== undefined) quoteName(name);
}

function unsupported(table: TableName, column: string, what: string): CompileError {
  return new CompileError(
    "compile.unsupported",
    `PostgreSQL has no ${what}, which ${displayName(table)}.${column} asks for.`,
    { details: { table: displayName(table), column } },
  );
}
