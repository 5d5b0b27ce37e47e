import { ddlText } from "../../dialect/compiler.js";
import { CompileError } from "../../errors/errors.js";
import type { Column, Identity } from "../../schema/column.js";
import type { Check, Constraint } from "../../schema/constraint.js";
import { displayName, type TableName } from "../../schema/name.js";
import { conventionalName } from "../../schema/naming.js";
import { EMPTY_SCHEMA, type Schema } from "../../schema/schema.js";
import { primaryKeyOf, type Table } from "../../schema/table.js";
import type { IndexPart, TableIndex } from "../../schema/table-index.js";
import { columnReference, inList, value } from "../../sql/nodes/index.js";
import type { EnumSqlType } from "../../types/type.js";
import { stripped } from "./expression.js";
import { collationOf } from "./reflect/columns.js";
import { assertMain } from "./reflect/reflect.js";
import { SPELLING } from "./spelling.js";
import { is, isName, nameOf, sameName, tokenize } from "./tokens.js";
import { longest, typeSql } from "./type-names.js";

/**
 * What SQLite will hold of a schema: enums as texts with a check, no comments, and numbering only by an INTEGER
 * PRIMARY KEY, which always numbers itself.
 *
 * @throws {CompileError} `compile.unsupported`: it has no such type or option
 */
export function adapt(schema: Schema): Schema {
  return { ...EMPTY_SCHEMA, tables: schema.tables.map(adaptTable), unsupported: schema.unsupported };
}

/**
 * What SQLite will hold of a table.
 *
 * @throws {CompileError} `compile.unsupported`: it has no such type or option
 */
export function adaptTable({ comment: _, ...table }: Table): Table {
  const sole = primaryKeyOf(table)?.columns ?? [];
  const columns = table.columns.map((column) =>
    adaptColumn(table, column, sole.length === 1 && sole[0] === column.name),
  );
  const constraints = table.constraints.map(adaptConstraint);
  const checks = table.columns.flatMap(({ name, type }) => {
    if (type.kind !== "enum") return [];
    const taken = constraints.some((each) => each.name === enumCheckName(table.name, name));
    return [enumCheck(table.name, name, type, taken)];
  });
  return {
    ...mainOnly(table),
    columns,
    constraints: [...constraints, ...checks],
    indexes: table.indexes.map((index) => adaptIndex(table, index)),
  };
}

/** The check that keeps an enum column to its words. */
export function enumCheck(table: string, column: string, type: EnumSqlType, taken = false): Check {
  const expression = inList({
    operand: columnReference({ name: column }),
    items: type.values.map((word) => value({ value: word })),
    negated: false,
  });
  const name = enumCheckName(table, column);
  return { kind: "check", name: taken ? `${name}_enum` : name, expression };
}

/** The conventional name of the check that keeps an enum column to its words. */
export function enumCheckName(table: string, column: string): string {
  return conventionalName("ck", { table, schema: undefined, columns: [column], referredTable: undefined });
}

const NUMBERED = new Set(["integer", "smallInteger", "bigInteger"]);
const BY_DEFAULT: Identity = Object.freeze({ generated: "byDefault" });

/**
 * What SQLite will hold of a column; of an enum, the text without its check.
 *
 * @param soleKey whether the column alone is the primary key
 * @throws {CompileError} `compile.unsupported`: it has no such type or option
 */
export function adaptColumn(table: Pick<Table, "name">, column: Column, soleKey: boolean): Column {
  const { comment: _, identity, collation, onUpdate, ...rest } = column;
  const where = `${displayName(table)}.${column.name}`;
  if (onUpdate) throw unsupported(`ON UPDATE of a column, which ${where} asks for`);
  typeSql(column.type);
  if (identity) assertPlain(identity, where);
  const own = collationOf(collation);
  const alias =
    soleKey && (sameName(typeSql(column.type), "INTEGER") || (identity && NUMBERED.has(column.type.kind)));
  if (identity && !alias) {
    throw unsupported(`numbering outside of an integer primary key, which ${where} asks for`);
  }
  return {
    ...rest,
    ...(column.type.kind === "enum" && {
      type: { kind: "string" as const, length: longest(column.type.values) },
    }),
    ...(alias && { type: { kind: "integer" as const }, identity: BY_DEFAULT }),
    ...(own !== undefined && { collation: own }),
  };
}

function assertPlain(identity: Identity, where: string): void {
  const option = Object.entries(identity).find(
    ([key, given]) => given !== undefined && (key !== "generated" || given === "always"),
  );
  if (!option) return;
  const what = option[0] === "generated" ? "GENERATED ALWAYS" : option[0];
  throw unsupported(`option ${what} for numbering, which ${where} asks for`);
}

/**
 * What SQLite will hold of a constraint.
 *
 * @throws {CompileError} `compile.unsupported`: it leads to another schema
 */
export function adaptConstraint(constraint: Constraint): Constraint {
  if (constraint.kind !== "foreignKey") return constraint;
  const { onDelete, onUpdate, references, ...rest } = constraint;
  return {
    ...rest,
    references: mainOnly(references),
    ...(onDelete && onDelete !== "no action" && { onDelete }),
    ...(onUpdate && onUpdate !== "no action" && { onUpdate }),
  };
}

/**
 * What SQLite will hold of an index.
 *
 * @throws {CompileError} `compile.unsupported`: it has a method, more columns or an order of NULLs
 */
export function adaptIndex(table: Pick<Table, "name"> & Partial<Table>, index: TableIndex): TableIndex {
  const where = `which index ${index.name} of ${displayName(table)} asks for`;
  const { method, include, ...rest } = index;
  if (method !== undefined && method !== "btree") throw unsupported(`index method ${method}, ${where}`);
  if (include && include.length > 0) throw unsupported(`INCLUDE, ${where}`);
  return { ...rest, parts: index.parts.map((part) => adaptPart(table.columns ?? [], part, where)) };
}

/**
 * NULLs come first in SQLite; an index can say no more than its direction. `name COLLATE x` is that column with a
 * collation, which is left out where it is the column's own.
 */
function adaptPart(columns: readonly Column[], { nulls, ...given }: IndexPart, where: string): IndexPart {
  const natural = given.descending ? "last" : "first";
  if (nulls !== undefined && nulls !== natural) throw unsupported(`NULLS ${nulls.toUpperCase()}, ${where}`);
  const { collation, ...part } = given.expression ? collatedColumn(columns, given) : given;
  if (collation === undefined) return part;
  const column = columns.find(({ name }) => name === part.column);
  return collationOf(collation) === collationOf(column?.collation)
    ? part
    : { ...part, collation: collationOf(collation) ?? "BINARY" };
}

/** The part as a column with a collation, where its expression is no more than that. */
function collatedColumn(columns: readonly Column[], part: IndexPart): IndexPart {
  const { expression, ...rest } = part;
  const tokens = stripped(tokenize(ddlText(expression!, SPELLING)));
  const [name, keyword, collation] = tokens;
  if (tokens.length !== 3 || !isName(name) || !is(keyword, "COLLATE") || !isName(collation)) return part;
  const column = columns.find((each) => sameName(each.name, nameOf(name!)));
  return column ? { ...rest, column: column.name, collation: nameOf(collation!) } : part;
}

/**
 * The name without the schema `main`; there is no other.
 *
 * @throws {CompileError} `compile.unsupported`: it is of another schema
 */
export function mainOnly<T extends TableName>({ schema, ...rest }: T): Omit<T, "schema"> & TableName {
  if (schema !== undefined) assertMain([schema]);
  return rest as Omit<T, "schema"> & TableName;
}

function unsupported(what: string): CompileError {
  return new CompileError("compile.unsupported", `SQLite has no ${what}.`);
}
