import { ddlText } from "../../dialect/compiler.js";
import { CompileError } from "../../errors/errors.js";
import type { Column } from "../../schema/column.js";
import type { Constraint, PrimaryKey, Unique } from "../../schema/constraint.js";
import { displayName, type TableName } from "../../schema/name.js";
import { assertKeysReferred } from "../../schema/referred-key.js";
import { bareNamespaces, EMPTY_SCHEMA, type Schema } from "../../schema/schema.js";
import { primaryKeyOf, type Table } from "../../schema/table.js";
import type { IndexPart, TableIndex } from "../../schema/table-index.js";
import { adaptColumn, enumCheck, enumCheckName, unsupported } from "./adapt-column.js";
import { collationOf } from "./collation.js";
import { stripped } from "./expression.js";
import { keyPartsOf, keyPartsOption } from "./key-part.js";
import { DIALECT, optionsOf, ownOption, withOwnOptions } from "./options.js";
import { assertMain } from "./reflect/reflect.js";
import { SPELLING } from "./spelling.js";
import { is, isName, nameOf, sameName, tokenize } from "./tokens.js";
import { assertPossible } from "./validity.js";

/**
 * What SQLite will hold of a schema: enums as texts with a check, no comments, and numbering only by an INTEGER
 * PRIMARY KEY, which always numbers itself.
 *
 * @throws {CompileError} `compile.unsupported`: it has no such object, type or option
 * @throws {SchemaError} `schema.duplicate-table`, `schema.invalid-table` and others of {@link assertPossible}
 */
export function adapt(schema: Schema): Schema {
  assertPossible(schema.tables);
  assertKeysReferred(schema.tables, "SQLite");
  const [sequence] = schema.sequences;
  if (sequence) throw unsupported(`sequences, such as ${displayName(sequence)}`);
  const [domain] = schema.domains;
  if (domain) throw unsupported(`domains, such as ${displayName(domain)}`);
  const [type] = schema.userTypes;
  if (type) throw unsupported(`${type.kind} types, such as ${displayName(type)}`);
  const [namespace] = bareNamespaces(schema);
  if (namespace) throw unsupported(`schemas inside of a database, such as ${namespace.name}`);
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
  const constraints = table.constraints.map((constraint) => adaptConstraint(table, constraint));
  const checks = table.columns.flatMap(({ name, type }) => {
    if (type.kind !== "enum") return [];
    const taken = constraints.some((each) => each.name === enumCheckName(table.name, name));
    return [enumCheck(table.name, name, type, taken)];
  });
  return {
    ...withOwnOptions(mainOnly(table), "table", displayName(table)),
    columns,
    constraints: [...constraints, ...checks],
    indexes: table.indexes.map((index) => adaptIndex(table, index)),
  };
}

/** What a constraint may have elsewhere, and how messages call it. */
const ALIEN: Readonly<Record<string, string>> = {
  keyParts: "an order or a length of a column in a primary key",
  nullsNotDistinct: "NULLS NOT DISTINCT",
  withoutOverlaps: "WITHOUT OVERLAPS",
  period: "PERIOD",
  include: "INCLUDE",
  onDeleteColumns: "columns of ON DELETE",
  notValid: "NOT VALID",
  noInherit: "NO INHERIT",
  enforced: "NOT ENFORCED",
};

/**
 * What SQLite will hold of a constraint.
 *
 * @throws {CompileError} `compile.unsupported`: it leads to another schema, or is of a kind or has a part that SQLite lacks
 */
export function adaptConstraint(table: TableName, given: Constraint): Constraint {
  const where = `which ${given.name ?? `a constraint (${given.kind})`} of ${displayName(table)} asks for`;
  if (given.kind === "exclude") throw unsupported(`EXCLUDE, ${where}`);
  const alien = Object.keys(ALIEN).find((part) => {
    const value = (given as unknown as Record<string, unknown>)[part];
    return (
      value !== undefined && value !== (part === "enforced") && !(Array.isArray(value) && value.length === 0)
    );
  });
  if (alien !== undefined) throw unsupported(`${ALIEN[alien]}, ${where}`);
  const constraint = withUsualParts(withOwnOptions(given, "constraint", given.name ?? displayName(table)));
  const parts = ownOption(constraint, "parts");
  if (Array.isArray(parts) && !(isKey(constraint) && parts.length === constraint.columns.length)) {
    const name = given.name ?? `a constraint (${given.kind})`;
    const message = `SQLite's option parts has a text for each column of a primary key or a unique constraint, and not so in ${name} of ${displayName(table)}.`;
    throw new CompileError("compile.unsupported", message);
  }
  if (constraint.kind !== "foreignKey") {
    if ("deferrable" in constraint && constraint.deferrable)
      throw unsupported(`DEFERRABLE but of foreign keys, ${where}`);
    return constraint;
  }
  const { onDelete, onUpdate, references, ...rest } = constraint;
  return {
    ...rest,
    references: mainOnly(references),
    ...(onDelete && onDelete !== "no action" && { onDelete }),
    ...(onUpdate && onUpdate !== "no action" && { onUpdate }),
  };
}

function isKey(constraint: Constraint): constraint is PrimaryKey | Unique {
  return constraint.kind === "primaryKey" || constraint.kind === "unique";
}

/** A key whose option `parts` is in the usual words. */
function withUsualParts<C extends Constraint>(constraint: C): C {
  const parts = keyPartsOf(ownOption(constraint, "parts"));
  if (!parts) return constraint;
  return { ...constraint, ...optionsOf({ ...constraint.options?.[DIALECT], parts: keyPartsOption(parts) }) };
}

/**
 * What SQLite will hold of an index.
 *
 * @throws {CompileError} `compile.unsupported`: it has a method, more columns or an order of NULLs
 */
export function adaptIndex(table: Pick<Table, "name"> & Partial<Table>, index: TableIndex): TableIndex {
  const where = `which index ${index.name} of ${displayName(table)} asks for`;
  const { method, include, comment: _, ...rest } = withOwnOptions(index, "index", `index ${index.name}`);
  if (index.nullsNotDistinct) throw unsupported(`NULLS NOT DISTINCT, ${where}`);
  if (method !== undefined && method !== "btree") throw unsupported(`index method ${method}, ${where}`);
  if (include && include.length > 0) throw unsupported(`INCLUDE, ${where}`);
  return { ...rest, parts: index.parts.map((part) => adaptPart(table.columns, part, where)) };
}

/**
 * NULLs come first in SQLite; an index can say no more than its direction. `name COLLATE x` is that column with a
 * collation, which is left out where it is the column's own.
 */
function adaptPart(
  columns: readonly Column[] | undefined,
  { nulls, ...given }: IndexPart,
  where: string,
): IndexPart {
  if (given.operatorClass !== undefined) throw unsupported(`operator class ${given.operatorClass}, ${where}`);
  if (given.length !== undefined) throw unsupported(`prefix length of an index, ${where}`);
  const natural = given.descending ? "last" : "first";
  if (nulls !== undefined && nulls !== natural) throw unsupported(`NULLS ${nulls.toUpperCase()}, ${where}`);
  // Without its columns nothing is known of what they have by themselves.
  if (!columns) return given;
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
export function mainOnly<T extends TableName>(object: T): Omit<T, "schema"> & TableName {
  if (!("schema" in object)) return object;
  const { schema, ...rest } = object;
  if (schema !== undefined) assertMain([schema]);
  return rest as Omit<T, "schema"> & TableName;
}
