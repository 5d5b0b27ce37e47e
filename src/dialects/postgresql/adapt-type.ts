import { CompileError } from "../../errors/errors.js";
import { displayName, type TableName } from "../../schema/name.js";
import { conventionalName } from "../../schema/naming.js";
import type { Value } from "../../sql/nodes/index.js";
import type { EnumSqlType, SqlType } from "../../types/type.js";
import { IDENTIFIER_LIMIT } from "./features.js";
import { quoteName } from "./literal.js";
import { DIALECT, isNative } from "./native-kind.js";
import { parseType, typeSql } from "./native-type.js";

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

/** Whether a default is NULL, which is none. */
export function isNull(node: { readonly kind: string }): boolean {
  return node.kind === "value" && (node as Value).value === null;
}

/** Checks names. @throws {CompileError} `compile.bad-identifier`: one is too long or empty */
export function assertNames(...names: readonly (string | undefined)[]): void {
  for (const name of names) if (name !== undefined) quoteName(name);
}

/** What is thrown for something that PostgreSQL has not. */
export function unsupported(table: TableName, column: string, what: string): CompileError {
  return new CompileError(
    "compile.unsupported",
    `PostgreSQL has no ${what}, which ${displayName(table)}.${column} asks for.`,
    { details: { table: displayName(table), column } },
  );
}
