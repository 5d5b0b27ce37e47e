import { CompileError } from "../../errors/errors.js";
import type { Column } from "../../schema/column.js";
import { displayName, nameKey, type TableName } from "../../schema/name.js";
import type { EnumType } from "../../schema/object.js";
import { compareText } from "../../schema/order.js";
import { assertKeysReferred, assertKeyTypes } from "../../schema/referred-key.js";
import type { Schema } from "../../schema/schema.js";
import { columnOf, primaryKeyOf, type Table } from "../../schema/table.js";
import type { TableIndex } from "../../schema/table-index.js";
import { adaptConstraint } from "./adapt-constraint.js";
import { adaptDomain, adaptSequence, adaptUserType, enumsOfTable, enumsUnder } from "./adapt-object.js";
import { adaptPart } from "./adapt-part.js";
import { adaptType, assertNames, isNull, unsupported } from "./adapt-type.js";
import type { ServerFeatures } from "./features.js";
import { isSerialType, plainIdentity } from "./identity.js";
import { isVirtual } from "./kept-parts.js";
import { mayReferTo } from "./key-type.js";
import { DIALECT } from "./native-kind.js";
import { parseType, typeSql } from "./native-type.js";
import { listOption, ownOptions, textOption, withOwnOptions } from "./options.js";
import { assertNoOwnCounters } from "./own-counter.js";
import { plainPartition } from "./partition.js";
import { plainPartitionKey, plainPath } from "./partition-key.js";
import { assertRelationNames } from "./relation-names.js";

/**
 * What PostgreSQL will hold of a schema.
 *
 * @throws {CompileError} `compile.unsupported`: it has no such type or option
 * @throws {CompileError} `compile.bad-identifier`: a name is too long
 */
export function adaptSchema(schema: Schema, features: ServerFeatures): Schema {
  assertRelationNames(schema);
  assertNoOwnCounters(schema);
  assertKeysReferred(schema.tables, "PostgreSQL");
  assertKeyTypes(schema.tables, mayReferTo, "PostgreSQL");
  const tables = schema.tables.map((table) => adaptTable(table, features));
  const enums = new Map<string, EnumType>(schema.enums.map((type) => [nameKey(type), type]));
  const domains = schema.domains.map(adaptDomain);
  const userTypes = schema.userTypes.map(adaptUserType);
  for (const type of [...tables.flatMap(enumsOfTable), ...[...domains, ...userTypes].flatMap(enumsUnder)]) {
    if (!enums.has(nameKey(type))) enums.set(nameKey(type), type);
  }
  for (const type of enums.values()) assertNames(type.name, type.schema);
  return {
    ...schema,
    tables,
    domains,
    userTypes,
    sequences: schema.sequences.map(adaptSequence),
    enums: [...enums.values()].sort((a, b) => compareText(nameKey(a), nameKey(b))),
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

/** Partition keys, partitions and parents in the one spelling in which the server tells them. */
function withPlainOptions(table: Table): Table {
  const [key, parents] = [textOption(table, "partitionBy"), listOption(table, "inherits")];
  const partitions = listOption(table, "partitions");
  if (key === undefined && parents.length === 0 && partitions.length === 0) return table;
  const own = {
    ...ownOptions(table),
    ...(key !== undefined && { partitionBy: plainPartitionKey(key) }),
    ...(parents.length > 0 && { inherits: parents.map(plainPath) }),
    ...(partitions.length > 0 && { partitions: partitions.map(plainPartition) }),
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
  if (isSerial && !isSerialType(type)) throw unsupported(table, column.name, `serial of ${typeSql(type)}`);
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
