import type { Features } from "../../dialect/dialect.js";
import { CompileError } from "../../errors/errors.js";
import type { Column } from "../../schema/column.js";
import type { Constraint, ForeignKey } from "../../schema/constraint.js";
import { displayName, nameKey, type TableName } from "../../schema/name.js";
import { conventionalName } from "../../schema/naming.js";
import type { EnumType } from "../../schema/object.js";
import { compareText } from "../../schema/order.js";
import type { Schema } from "../../schema/schema.js";
import { primaryKeyOf, type Table } from "../../schema/table.js";
import type { IndexPart, TableIndex } from "../../schema/table-index.js";
import type { Identifier, Value } from "../../sql/nodes/index.js";
import type { EnumSqlType, SqlType } from "../../types/type.js";
import { IDENTIFIER_LIMIT } from "./features.js";
import { plainIdentity } from "./identity.js";
import { quoteName } from "./literal.js";
import { arrayElement, DIALECT, isNative } from "./native-kind.js";
import { parseType, typeSql } from "./native-type.js";

/**
 * What PostgreSQL will hold of a schema.
 *
 * @throws {CompileError} `compile.unsupported`: it has no such type or option
 * @throws {CompileError} `compile.bad-identifier`: a name is too long
 */
export function adaptSchema(schema: Schema, features: Features): Schema {
  const tables = schema.tables.map((table) => adaptTable(table, features));
  const enums = new Map<string, EnumType>(schema.enums.map((type) => [nameKey(type), type]));
  for (const type of tables.flatMap(enumsOfTable)) {
    if (!enums.has(nameKey(type))) enums.set(nameKey(type), type);
  }
  for (const type of enums.values()) assertNames(type.name, type.schema);
  return {
    ...schema,
    tables,
    enums: [...enums.values()].sort((a, b) => compareText(nameKey(a), nameKey(b))),
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
  const { name, schema, values } = type;
  return schema === undefined ? { name, values } : { name, schema, values };
}

/** One table as PostgreSQL will hold it. @throws {CompileError} `compile.unsupported`: as `adaptSchema` */
export function adaptTable(table: Table, features: Features): Table {
  assertNames(table.name, table.schema);
  const keyColumns = primaryKeyOf(table)?.columns ?? [];
  const { comment, ...rest } = table;
  return {
    ...rest,
    columns: table.columns.map((column) => {
      const adapted = adaptColumn(column, table, features);
      return keyColumns.includes(column.name) ? { ...adapted, nullable: false } : adapted;
    }),
    constraints: table.constraints.map(adaptConstraint),
    indexes: table.indexes.map(adaptIndex),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/** One column as PostgreSQL will hold it. @throws {CompileError} `compile.unsupported`: as `adaptSchema` */
export function adaptColumn(column: Column, table: TableName, features: Features): Column {
  assertNames(column.name);
  if (column.onUpdate) throw unsupported(table, column.name, "ON UPDATE of a column");
  if (column.computed && !column.computed.stored && !features.computedVirtual) {
    throw unsupported(table, column.name, "virtual computed columns before version 18");
  }
  const type = adaptType(column.type, table, column.name);
  const { default: given, identity, comment, ...rest } = column;
  return {
    ...rest,
    type,
    nullable: column.nullable && !identity,
    ...(given && !isNull(given) && { default: given }),
    ...(identity && { identity: plainIdentity(identity, type) }),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
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

/** A constraint without the options that say what is so anyway. */
export function adaptConstraint(constraint: Constraint): Constraint {
  if (constraint.name !== undefined) assertNames(constraint.name);
  if (constraint.kind !== "foreignKey") return constraint;
  const { onDelete, onUpdate, ...key } = constraint;
  return {
    ...key,
    ...(onDelete && onDelete !== "no action" && { onDelete }),
    ...(onUpdate && onUpdate !== "no action" && { onUpdate }),
  } satisfies ForeignKey;
}

/** An index without the options that say what is so anyway. */
export function adaptIndex(index: TableIndex): TableIndex {
  assertNames(index.name);
  const { method, include, ...rest } = index;
  return {
    ...rest,
    parts: index.parts.map(adaptPart),
    ...(method !== undefined && method !== "btree" && { method }),
    ...(include && include.length > 0 && { include }),
  };
}

/** @source PostgreSQL 18, 11.4 Indexes and ORDER BY: nulls are last, with DESC first */
function adaptPart(part: IndexPart): IndexPart {
  const { expression, column, descending, nulls } = part;
  const name = column ?? (expression?.kind === "identifier" ? onlyName(expression as Identifier) : undefined);
  const nullsDefault = descending ? "first" : "last";
  return {
    ...(name !== undefined ? { column: name } : expression && { expression }),
    ...(descending && { descending }),
    ...(nulls && nulls !== nullsDefault && { nulls }),
  };
}

function onlyName({ path }: Identifier): string | undefined {
  return path.length === 1 ? path[0] : undefined;
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
