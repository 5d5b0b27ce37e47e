import type { Column } from "../../schema/column.js";
import { type Constraint, type ForeignKey, inKindOrder } from "../../schema/constraint.js";
import { displayName, tableName } from "../../schema/name.js";
import type { Sequence } from "../../schema/object.js";
import { assertKeyTypes } from "../../schema/referred-key.js";
import { bareNamespaces, EMPTY_SCHEMA, type Schema } from "../../schema/schema.js";
import { constraintsOf, type Table } from "../../schema/table.js";
import type { TableIndex } from "../../schema/table-index.js";
import type { Node } from "../../sql/node.js";
import { currentTimestamp, type Raw, value } from "../../sql/nodes/index.js";
import { walk } from "../../sql/walk.js";
import type { Spelling } from "../../sql/writer.js";
import type { SqlType } from "../../types/type.js";
import { adaptOptions, collationName } from "./adapt-option.js";
import { assertConstraint } from "./constraint.js";
import { assertDefaults } from "./default-range.js";
import { assertIndex } from "./definition.js";
import { isCurrentTimestamp } from "./expression.js";
import { assertKeyActions } from "./foreign-key.js";
import { assertKeyLengths } from "./key-length.js";
import { mayReferTo } from "./key-type.js";
import { badLiteral, isAstral } from "./literal.js";
import { indexesOfNamelessKeys } from "./nameless-key.js";
import { isMemory, optionsOf } from "./option.js";
import { OPTION_RULES } from "./option-rules.js";
import { assertKeysIndexed } from "./referred-key.js";
import { isImplicit } from "./reflect/constraint.js";
import { MAX_SEQUENCE, sequenceOfRow } from "./reflect/sequence.js";
import { assertCounting } from "./sequence.js";
import { unsupported } from "./unsupported.js";
import { assertCounter, assertNamesApart } from "./validity.js";
import type { Variant } from "./variant.js";

/** What adapting depends on. */
export interface AdaptContext {
  readonly variant: Variant;
  readonly spelling: Spelling;
}

/**
 * What the server will hold of a schema: enums inside their columns, unique indexes as unique constraints, a primary
 * key without a name, foreign keys without the actions that are the default.
 *
 * @throws {CompileError} `compile.unsupported`: it has no such type or option, or takes no such foreign key
 * @throws {CompileError} `compile.bad-identifier`: a name cannot be one
 */
export function adapt(schema: Schema, context: AdaptContext): Schema {
  const [sequence] = schema.sequences;
  if (sequence && context.variant.product === "mysql") {
    throw unsupported(context.variant, `sequences, such as ${displayName(sequence)}`);
  }
  const [domain] = schema.domains;
  if (domain) throw unsupported(context.variant, `domains, such as ${displayName(domain)}`);
  const [type] = schema.userTypes;
  if (type) throw unsupported(context.variant, `${type.kind} types, such as ${displayName(type)}`);
  const [namespace] = bareNamespaces(schema);
  if (namespace) {
    const hint = "A schema is a database there, and is made outside of migr.";
    throw unsupported(context.variant, `schemas inside of a database, such as ${namespace.name}`, hint);
  }
  assertNamesApart(schema.tables, context.variant);
  assertKeyActions(schema, context);
  const { variant } = context;
  assertKeyTypes(schema.tables, (own, referred) => mayReferTo(own, referred, variant), variant.title);
  const tables = schema.tables.map((table) => adaptTable(table, context));
  for (const table of tables) {
    assertCounter(table, context.variant);
    assertDefaults(table, context.variant);
    assertKeyLengths(table, context.variant);
  }
  assertKeysIndexed(tables, context.variant);
  return {
    ...EMPTY_SCHEMA,
    tables,
    sequences: schema.sequences.map((each) => adaptSequence(each, context.variant)),
    unsupported: schema.unsupported,
  };
}

/**
 * A sequence without the options that it has where nothing is said.
 *
 * @throws {CompileError} `compile.unsupported`: it has a type, a comment or an owner, which the catalogue does not keep
 */
function adaptSequence(sequence: Sequence, variant: Variant): Sequence {
  assertCounting(sequence, sequence, variant);
  const increment = BigInt(sequence.increment ?? 1);
  const { start, minValue, maxValue, cache, cycle } = sequence;
  const isDown = increment < 0n;
  const low = BigInt(minValue ?? (isDown ? -MAX_SEQUENCE - 1n : 1n));
  const high = BigInt(maxValue ?? (isDown ? -1n : MAX_SEQUENCE));
  const row = {
    increment,
    low,
    high,
    start: BigInt(start ?? (isDown ? high : low)),
    cache: BigInt(cache ?? 1000),
  };
  return sequenceOfRow({ ...row, db: "", name: "", cycle: cycle ? 1 : 0 }, tableName(sequence));
}

/** One table as the server will hold it. */
export function adaptTable(table: Table, context: AdaptContext): Table {
  const { spelling, variant } = context;
  spelling.quote(table.name);
  const where = displayName(table);
  const inMemory = isMemory(optionsOf(table)["engine"]);
  const indexes = table.indexes.map((index) => adaptIndex(index, context, inMemory));
  const { comment, ...rest } = adaptOptions(table, "table", variant, where);
  const { collate } = optionsOf(rest);
  const adapted: Table = {
    ...rest,
    ...(comment !== undefined && { comment: adaptComment(comment) }),
    columns: table.columns.map((column) => {
      const { collation, ...held } = adaptColumn(column, context, where);
      // A column of the table's own collation is told without one.
      return collation === undefined || collation === collate ? held : { ...held, collation };
    }),
    constraints: inKindOrder([
      ...table.constraints.map((constraint) => adaptConstraint(constraint, context)),
      ...indexes.flatMap((index) => uniqueOf(index) ?? []),
    ]),
    indexes: indexes.filter((index) => {
      assertIndex(index, variant);
      return uniqueOf(index) === null && !isImplicit(index, constraintsOf(table, "foreignKey"));
    }),
  };
  return { ...adapted, indexes: [...adapted.indexes, ...indexesOfNamelessKeys(adapted)] };
}

/** One column as the server will hold it. */
export function adaptColumn(column: Column, { variant, spelling }: AdaptContext, table: string): Column {
  spelling.quote(column.name);
  spelling.typeSql(column.type);
  const {
    default: fallback,
    onUpdate,
    identity,
    computed,
    comment,
    collation,
    ...rest
  } = adaptOptions(column, "column", variant, `${table}.${column.name}`);
  if (computed) assertTexts(computed.expression, `${table}.${column.name}`);
  if (fallback) assertTexts(fallback, `${table}.${column.name}`);
  if (identity && (identity.generated === "always" || Object.keys(identity).length > 1)) {
    const what = identity.generated === "always" ? "GENERATED ALWAYS AS IDENTITY" : "options of an identity";
    throw unsupported(
      variant,
      `${what}, which ${table}.${column.name} asks for`,
      "Use identity() without options, which is AUTO_INCREMENT.",
    );
  }
  const held = fallback && !isNull(fallback) ? adaptMoment(fallback) : ownDefault(column);
  return {
    ...rest,
    ...(collation !== undefined && { collation: collationName(collation, variant) }),
    type: adaptType(column.type),
    // MariaDB's grammar has no NOT NULL for a generated column.
    nullable: column.nullable || (column.computed !== undefined && !variant.computedNotNull),
    ...(held && { default: held }),
    ...(identity && { identity }),
    ...(computed && { computed }),
    ...(comment !== undefined && { comment: adaptComment(comment) }),
    ...(onUpdate && { onUpdate: adaptMoment(onUpdate) }),
  };
}

/** A compressed column that is NOT NULL gets an empty default where it is given none. @source MariaDB Server 11.8 */
function ownDefault(column: Column): Node | undefined {
  const { type, nullable } = column;
  if (nullable || column.computed || !optionsOf(column)["compressed"]) return undefined;
  return value({ value: type.kind === "largeBinary" ? Uint8Array.of() : "", type });
}

/** The catalogue keeps a question mark for a character beyond U+FFFF. */
function adaptComment(text: string): string {
  return text.replace(/[\u{10000}-\u{10ffff}]/gu, "?");
}

/**
 * Checks that the catalogue keeps an expression as it is.
 *
 * @throws {CompileError} `compile.bad-literal`: SQL text in it has characters beyond U+FFFF
 */
function assertTexts(expression: Node, where: string): void {
  for (const node of walk(expression)) {
    if (node.kind !== "raw" || !isAstral((node as Raw).sql)) continue;
    throw badLiteral(
      `The SQL text of ${where} has a character beyond U+FFFF, which the catalogue does not keep.`,
      "Put the string into the sql text as a value, as a placeholder of the template, and it is kept.",
    );
  }
}

/**
 * An enum's name is not kept, and its words lose the spaces they end with.
 *
 * @source MySQL 9.7 Reference Manual, 13.3.6 "The ENUM Type"
 */
function adaptType(type: SqlType): SqlType {
  if (type.kind !== "enum") return type;
  return { kind: "enum", values: type.values.map((word) => word.replace(/ +$/, "")) };
}

/** The current time, however it is called and to however many digits: the column has its own. */
function adaptMoment(node: Node): Node {
  if (node.kind === "currentTimestamp") return currentTimestamp({});
  return node.kind === "raw" && isCurrentTimestamp((node as Raw).sql) ? currentTimestamp({}) : node;
}

/** A default of NULL is none. */
function isNull(node: Node): boolean {
  if (node.kind === "value") return (node as Node & { readonly value: unknown }).value === null;
  return node.kind === "raw" && /^\s*null\s*$/i.test((node as Raw).sql);
}

/** One constraint as the server will hold it. */
export function adaptConstraint(constraint: Constraint, { variant, spelling }: AdaptContext): Constraint {
  if (constraint.name !== undefined) spelling.quote(constraint.name);
  assertConstraint(constraint, variant);
  const own = adaptOptions(constraint, "constraint", variant, constraint.name ?? `the ${constraint.kind}`);
  if (own.kind === "primaryKey") {
    const { columns, keyParts } = own;
    return { kind: "primaryKey", columns, ...(keyParts && { keyParts }) };
  }
  if (own.kind === "check") assertTexts(own.expression, own.name ?? "a check");
  if (own.kind !== "foreignKey") return own;
  const { onDelete, onUpdate, ...key } = own;
  return {
    ...key,
    ...(isAction(onDelete) && { onDelete }),
    ...(isAction(onUpdate) && { onUpdate }),
  };
}

function isAction(action: ForeignKey["onDelete"]): action is NonNullable<ForeignKey["onDelete"]> {
  return action !== undefined && action !== "no action" && action !== "restrict";
}

function adaptIndex(index: TableIndex, { spelling, variant }: AdaptContext, inMemory: boolean): TableIndex {
  spelling.quote(index.name);
  const { method, comment, ...rest } = adaptOptions(index, "index", variant, `the index ${index.name}`);
  const natural = method === "hash" || (method === "btree" && !inMemory);
  return {
    ...rest,
    parts: index.parts.map(({ nulls, ...part }) => {
      const usual = nulls === undefined || nulls === (part.descending ? "last" : "first");
      return usual ? part : { ...part, nulls };
    }),
    ...(method !== undefined && !natural && { method }),
    ...(comment !== undefined && comment !== "" && { comment: adaptComment(comment) }),
  };
}

/** The unique constraint that a unique index over plain columns is; null for any other index. */
function uniqueOf(index: TableIndex): Constraint | null {
  const { name, unique, parts, where, include, method, comment, options } = index;
  if (!unique || where || method !== undefined || include || comment !== undefined) return null;
  // What the catalog does not tell is of the index that the constraint is.
  if (Object.keys(options?.["mysql"] ?? {}).some((name) => OPTION_RULES.index[name]?.change !== "unread"))
    return null;
  const columns = parts.flatMap(({ column, descending, length }) =>
    column !== undefined && !descending && length === undefined ? [column] : [],
  );
  return columns.length === parts.length ? { kind: "unique", name, columns } : null;
}
