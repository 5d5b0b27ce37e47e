import type { Column } from "../schema/column.js";
import type { Constraint, ConstraintKind, ConstraintOf } from "../schema/constraint.js";
import { displayName, type TableName } from "../schema/name.js";
import { conventionalName } from "../schema/naming.js";
import { constraintsOf, type Table } from "../schema/table.js";
import type { IndexPart, TableIndex } from "../schema/table-index.js";
import type { Node } from "../sql/node.js";
import type { Value } from "../sql/nodes/index.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";
import { typeCall } from "../types/type-call.js";
import {
  arrayCode,
  type CallCode,
  type Code,
  type CodeEntry,
  callCode,
  chainCode,
  objectCode,
  stringCode,
  templateCode,
} from "./code.js";
import { valueOfType } from "./default-value.js";

/** Writes schema objects as the builder calls of a revision script, and remembers what must be imported. */
export class SourceWriter {
  readonly spelling: Spelling;
  readonly #imports = new Set<string>();
  #batch = false;

  /** @param spelling the dialect that expressions are written for */
  constructor(spelling: Spelling) {
    this.spelling = spelling;
  }

  /** The names that the code so far takes from `migr`, in order. */
  get imports(): readonly string[] {
    return [...this.#imports].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  }

  /** A name of `migr`, which the script then imports. */
  use(name: string): string {
    this.#imports.add(name);
    return name;
  }

  /** A table's name as an operation takes it: `"users"`, or `{ name: "orders", schema: "sales" }`. */
  table(name: TableName): Code {
    if (name.schema === undefined) return stringCode(name.name);
    return objectCode([
      ["name", stringCode(name.name)],
      ["schema", stringCode(name.schema)],
    ]);
  }

  /** The method that carries an operation out: of `op`, or of `batch` inside `op.batchAlterTable`. */
  op(method: string): string {
    return `${this.#batch ? "batch" : "op"}.${method}`;
  }

  /** The argument that names an operation's table; inside a batch there is none. */
  target(name: TableName): readonly Code[] {
    return this.#batch ? [] : [this.table(name)];
  }

  /** What `write` gives when its operations are those of a batch. */
  inBatch<T>(write: () => T): T {
    this.#batch = true;
    try {
      return write();
    } finally {
      this.#batch = false;
    }
  }

  /** Names as an array of string literals. */
  names(names: readonly string[]): Code {
    return arrayCode(names.map(stringCode));
  }

  /** A JavaScript value as source. */
  value(value: unknown): Code {
    if (typeof value === "string") return stringCode(value);
    if (typeof value === "bigint") return `${value}n`;
    if (Object.is(value, -0)) return "-0";
    if (value instanceof Date) return `new Date(${stringCode(value.toISOString())})`;
    if (value instanceof Uint8Array) return callCode("Uint8Array.of", ...[...value].map(String));
    if (typeof value !== "object" || value === null) return String(value);
    if (Array.isArray(value)) return arrayCode(value.map((item) => this.value(item)));
    return objectCode(Object.entries(value).map(([key, item]) => [key, this.value(item)]));
  }

  /** A default as a builder of the type takes it: a value of the type's own, `func.now()`, or SQL text. */
  default(node: Node, type: SqlType | undefined): Code {
    if (node.kind !== "value") return this.expression(node, type);
    const { value } = node as Value;
    const own = type ? valueOfType(value, type) : value;
    return own === undefined || own === null ? this.sql(node) : this.value(own);
  }

  /** `func.now()` where the type is a time, else SQL text in the dialect's words. */
  expression(node: Node, type: SqlType | undefined): Code {
    const isNow = node.kind === "currentTimestamp" && !("precision" in node);
    return isNow && (type === undefined || type.kind === "dateTime")
      ? `${this.use("func")}.now()`
      : this.sql(node);
  }

  /** An expression as SQL text in the dialect's words. */
  sql(node: Node): string {
    const { sql } = writeSql(node, this.spelling, { literals: true, unqualified: true });
    return `${this.use("sql")}\`${templateCode(sql)}\``;
  }

  /** A type as the builder that declares it. */
  type(type: SqlType): Code {
    return chainCode(...this.#typeCalls(type));
  }

  /** A column of the table at hand as items name it. */
  columnName(name: string): Code {
    return stringCode(name);
  }

  /** A column of the table at hand as an expression. */
  columnExpression(name: string): string {
    return `${this.use("sql")}.identifier(${stringCode(name)})`;
  }

  /**
   * A column as a chain of builder calls.
   *
   * @param more calls that follow those of the type
   */
  column(
    column: Column,
    key: KeyRole = { isDeclared: false, mayNumber: false },
    more: readonly CallCode[] = [],
  ): Code {
    const { type, identity, computed } = column;
    const numbered = key.mayNumber && NUMBERED.has(type.kind) && !column.default && !computed;
    const links: CallCode[] = [...this.#typeCalls(type), ...more];
    const link = (method: string, ...args: readonly Code[]) => links.push(callCode(`.${method}`, ...args));
    if (key.isDeclared) link("primaryKey");
    if (column.nullable) link("nullable");
    if (numbered && !identity) link("autoincrement", "false");
    if (identity && !(numbered && isPlain(identity))) link("identity", ...this.#identity(identity));
    if (column.default) link("serverDefault", this.default(column.default, type));
    if (computed) {
      const options = computed.stored ? [] : [objectCode([["stored", "false"]])];
      link("computed", this.expression(computed.expression, type), ...options);
    }
    if (column.onUpdate) link("serverOnUpdate", this.expression(column.onUpdate, type));
    if (column.collation !== undefined) link("collation", stringCode(column.collation));
    if (column.comment !== undefined) link("comment", stringCode(column.comment));
    return chainCode(...links);
  }

  /** A constraint as an item of `op.createTable`. */
  constraint(constraint: Constraint): Code {
    const write = CONSTRAINT_ITEMS[constraint.kind] as (s: SourceWriter, constraint: Constraint) => Code;
    return write(this, constraint);
  }

  /** The options of a foreign key, or none. */
  foreignKeyOptions(key: ConstraintOf<"foreignKey">): readonly Code[] {
    const entries: CodeEntry[] = [];
    if (key.onDelete) entries.push(["onDelete", stringCode(key.onDelete)]);
    if (key.onUpdate) entries.push(["onUpdate", stringCode(key.onUpdate)]);
    if (key.deferrable) entries.push(["deferrable", stringCode(key.deferrable)]);
    return entries.length === 0 ? [] : [objectCode(entries)];
  }

  /** The columns and expressions of an index. */
  indexParts(parts: readonly IndexPart[]): Code {
    return arrayCode(parts.map((part) => this.indexPart(part)));
  }

  /** The options of an index, or none. */
  indexOptions(index: TableIndex): readonly Code[] {
    const entries: CodeEntry[] = [];
    if (index.unique) entries.push(["unique", "true"]);
    if (index.where) entries.push(["where", this.sql(index.where)]);
    if (index.method !== undefined) entries.push(["method", stringCode(index.method)]);
    if (index.include) entries.push(["include", this.names(index.include)]);
    return entries.length === 0 ? [] : [objectCode(entries)];
  }

  /** The arguments of `op.createTable`: name, columns, items and options. */
  tableArguments(table: Table): readonly Code[] {
    const key = table.constraints.find((each) => each.kind === "primaryKey");
    const sole = key?.columns.length === 1 ? key.columns[0] : undefined;
    const usual = sole !== undefined && isUsualKeyName(table, key?.name);
    const refers = constraintsOf(table, "foreignKey").some(({ columns }) => columns.includes(sole ?? ""));
    const columns = objectCode(
      table.columns.map((column): CodeEntry => {
        const isSole = column.name === sole;
        return [
          column.name,
          this.column(column, { isDeclared: usual && isSole, mayNumber: isSole && !refers }),
        ];
      }),
      true,
    );
    const items = [
      ...table.constraints.filter((each) => !(usual && each === key)).map((each) => this.constraint(each)),
      ...table.indexes.map((each) => this.indexItem(each)),
    ];
    const options: CodeEntry[] = table.comment === undefined ? [] : [["comment", stringCode(table.comment)]];
    return [
      this.table(table),
      columns,
      ...(items.length > 0 || options.length > 0 ? [arrayCode(items)] : []),
      ...(options.length > 0 ? [objectCode(options)] : []),
    ];
  }

  #typeCalls(type: SqlType): readonly CallCode[] {
    const { name, args } = typeCall(type);
    const call = callCode(this.use(name), ...args.map((arg) => this.value(arg)));
    if (type.kind !== "enum" || type.name === undefined) return [call];
    const named = [type.name, ...(type.schema === undefined ? [] : [type.schema])].map(stringCode);
    return [call, callCode(".named", ...named)];
  }

  #identity(identity: NonNullable<Column["identity"]>): readonly Code[] {
    const given = Object.entries(identity).filter(
      ([key, value]) => key !== "generated" || value !== "byDefault",
    );
    return given.length === 0 ? [] : [this.value(Object.fromEntries(given))];
  }

  /** An index as an item of a table; one without a name gets that of the naming convention. */
  indexItem(index: Omit<TableIndex, "name"> & { readonly name?: string }): Code {
    const links = [
      callCode(
        this.use("index"),
        index.name === undefined ? "null" : stringCode(index.name),
        ...index.parts.map((part) => this.indexPart(part)),
      ),
    ];
    if (index.unique) links.push(callCode(".unique"));
    if (index.where) links.push(callCode(".where", this.sql(index.where)));
    if (index.method !== undefined) links.push(callCode(".using", stringCode(index.method)));
    if (index.include)
      links.push(callCode(".include", ...index.include.map((name) => this.columnName(name))));
    return chainCode(...links);
  }

  /** One part of an index as the builders take it. */
  indexPart(part: IndexPart): Code {
    const { column, expression, descending, nulls } = part;
    if (column !== undefined && !descending && !nulls) return this.columnName(column);
    const base = column === undefined ? this.sql(expression!) : this.columnExpression(column);
    const direction = descending ? ".desc()" : nulls ? ".asc()" : "";
    return `${base}${direction}${nulls ? (nulls === "first" ? ".nullsFirst()" : ".nullsLast()") : ""}`;
  }
}

/** What a column is to its table's primary key. */
export interface KeyRole {
  /** It alone is the key, by its usual name, and so says it itself. */
  readonly isDeclared: boolean;
  /** It numbers itself unless it says otherwise: it alone is the key, and refers to no other table. */
  readonly mayNumber: boolean;
}

const NUMBERED: ReadonlySet<SqlType["kind"]> = new Set(["integer", "smallInteger", "bigInteger"]);

const CONSTRAINT_ITEMS: {
  readonly [K in ConstraintKind]: (s: SourceWriter, constraint: ConstraintOf<K>) => Code;
} = {
  primaryKey: (s, { name, columns }) => named(s, "primaryKey", name, itemColumns(s, columns)),
  unique: (s, { name, columns }) => named(s, "unique", name, itemColumns(s, columns)),
  check: (s, { name, expression }) => named(s, "check", name, [s.sql(expression)]),
  foreignKey: (s, key) => {
    const [, ...rest] = foreignKeyArguments(s, key);
    return named(s, "foreignKey", key.name, [arrayCode(itemColumns(s, key.columns)), ...rest]);
  },
  exclude: (s, constraint) => named(s, "exclude", constraint.name, excludeArguments(s, constraint)),
};

/** The columns, targets and options of a foreign key. */
export function foreignKeyArguments(s: SourceWriter, key: ConstraintOf<"foreignKey">): readonly Code[] {
  const { name, schema, columns } = key.references;
  const dotted = [name, schema ?? "", ...columns].some((part) => part.includes("."));
  const targets = columns.map((column) =>
    dotted
      ? objectCode([
          ["table", stringCode(name)],
          ...(schema === undefined ? [] : [["schema", stringCode(schema)] as const]),
          ["column", stringCode(column)],
        ])
      : stringCode(`${displayName(key.references)}.${column}`),
  );
  return [s.names(key.columns), arrayCode(targets), ...s.foreignKeyOptions(key)];
}

/** The parts of an exclusion, each with its operator, and its options. */
export function excludeArguments(s: SourceWriter, constraint: ConstraintOf<"exclude">): readonly Code[] {
  const { parts, method, where, deferrable, include } = constraint;
  const pairs = parts.map((part) => arrayCode([s.indexPart(part), stringCode(part.operator)]));
  const options: CodeEntry[] = [];
  if (method !== undefined) options.push(["using", stringCode(method)]);
  if (where) options.push(["where", s.sql(where)]);
  if (deferrable) options.push(["deferrable", stringCode(deferrable)]);
  if (include) options.push(["include", s.names(include)]);
  return [arrayCode(pairs), ...(options.length > 0 ? [objectCode(options)] : [])];
}

function itemColumns(s: SourceWriter, columns: readonly string[]): readonly Code[] {
  return columns.map((name) => s.columnName(name));
}

function named(s: SourceWriter, item: string, name: string | undefined, args: readonly Code[]): Code {
  return callCode(s.use(item), name === undefined ? "null" : stringCode(name), ...args);
}

function isPlain(identity: NonNullable<Column["identity"]>): boolean {
  return identity.generated === "byDefault" && Object.keys(identity).length === 1;
}

/** Whether the key is named as `op.createTable` names one by itself, or has no name. */
function isUsualKeyName(table: TableName, name: string | undefined): boolean {
  if (name === undefined) return true;
  const context = { table: table.name, schema: table.schema, columns: [], referredTable: undefined };
  return name === conventionalName("pk", context);
}
