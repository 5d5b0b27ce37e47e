import type { Column } from "../schema/column.js";
import type { Constraint, ConstraintKind, ConstraintOf } from "../schema/constraint.js";
import { displayName, type TableName } from "../schema/name.js";
import { conventionalName } from "../schema/naming.js";
import type { Table } from "../schema/table.js";
import type { IndexPart, TableIndex } from "../schema/table-index.js";
import type { Node } from "../sql/node.js";
import type { Value } from "../sql/nodes/index.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";
import { typeCall } from "../types/type-call.js";
import {
  arrayCode,
  type Code,
  type CodeEntry,
  callCode,
  objectCode,
  stringCode,
  templateCode,
} from "./code.js";

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
  value(value: unknown): string {
    if (typeof value === "string") return stringCode(value);
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Date) return `new Date(${stringCode(value.toISOString())})`;
    if (value instanceof Uint8Array) return `Uint8Array.of(${[...value].join(", ")})`;
    if (typeof value === "object" && value !== null) {
      if (Array.isArray(value)) return `[${value.map((item) => this.value(item)).join(", ")}]`;
      const entries = Object.entries(value).map(([key, item]) => `${stringCode(key)}: ${this.value(item)}`);
      return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
    }
    return String(value);
  }

  /** An expression: a literal, `func.now()`, or SQL text in the dialect's words. */
  expression(node: Node): string {
    if (node.kind === "value") return this.value((node as Value).value);
    if (node.kind === "currentTimestamp" && !("precision" in node)) return `${this.use("func")}.now()`;
    return this.sql(node);
  }

  /** An expression as SQL text in the dialect's words. */
  sql(node: Node): string {
    const { sql } = writeSql(node, this.spelling, { literals: true, unqualified: true });
    return `${this.use("sql")}\`${templateCode(sql)}\``;
  }

  type(type: SqlType): string {
    const { name, args } = typeCall(type);
    const call = `${this.use(name)}(${args.map((arg) => this.#argument(arg)).join(", ")})`;
    if (type.kind !== "enum" || type.name === undefined) return call;
    const named = [type.name, ...(type.schema === undefined ? [] : [type.schema])].map(stringCode);
    return `${call}.named(${named.join(", ")})`;
  }

  /** A column as a chain of builder calls. @param primaryKey whether it alone is the key, by its usual name */
  column(column: Column, primaryKey = false): string {
    const { identity } = column;
    const numbered = primaryKey && NUMBERED.has(column.type.kind) && !column.default && !column.computed;
    return [
      this.type(column.type),
      primaryKey && "primaryKey()",
      column.nullable && "nullable()",
      numbered && !identity && "autoincrement(false)",
      identity && !(numbered && isPlain(identity)) && this.#identity(identity),
      column.default && `serverDefault(${this.expression(column.default)})`,
      column.computed && this.#computed(column.computed),
      column.onUpdate && `serverOnUpdate(${this.sqlOrFunction(column.onUpdate)})`,
      column.collation !== undefined && `collation(${stringCode(column.collation)})`,
      column.comment !== undefined && `comment(${stringCode(column.comment)})`,
    ]
      .filter((part) => typeof part === "string")
      .join(".");
  }

  /** A function call or SQL text, never a literal. */
  sqlOrFunction(node: Node): string {
    return node.kind === "value" ? this.sql(node) : this.expression(node);
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
    return arrayCode(parts.map((part) => this.#indexPart(part)));
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
    const usual = key?.columns.length === 1 && isUsualKeyName(table, key.name);
    const columns = objectCode(
      table.columns.map((column): CodeEntry => {
        const sole = usual && key.columns[0] === column.name;
        return [column.name, this.column(column, sole)];
      }),
      true,
    );
    const items = table.constraints
      .filter((each) => !(usual && each === key))
      .map((each) => this.constraint(each));
    const options: CodeEntry[] = table.comment === undefined ? [] : [["comment", stringCode(table.comment)]];
    return [
      this.table(table),
      columns,
      ...(items.length > 0 || options.length > 0 ? [arrayCode(items)] : []),
      ...(options.length > 0 ? [objectCode(options)] : []),
    ];
  }

  #argument(value: unknown): string {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const entries = Object.entries(value).map(([key, item]) => `${key}: ${this.value(item)}`);
      return `{ ${entries.join(", ")} }`;
    }
    return this.value(value);
  }

  #identity(identity: NonNullable<Column["identity"]>): string {
    const given = Object.entries(identity).filter(
      ([key, value]) => key !== "generated" || value !== "byDefault",
    );
    return given.length === 0 ? "identity()" : `identity(${this.#argument(Object.fromEntries(given))})`;
  }

  #computed(computed: NonNullable<Column["computed"]>): string {
    const options = computed.stored ? "" : ", { stored: false }";
    return `computed(${this.sqlOrFunction(computed.expression)}${options})`;
  }

  #indexPart(part: IndexPart): Code {
    if (part.column !== undefined && !part.descending && !part.nulls) return stringCode(part.column);
    const base =
      part.column === undefined
        ? this.sqlOrFunction(part.expression!)
        : `${this.use("sql")}.identifier(${stringCode(part.column)})`;
    const direction = part.descending ? ".desc()" : part.nulls ? ".asc()" : "";
    const nulls = part.nulls ? (part.nulls === "first" ? ".nullsFirst()" : ".nullsLast()") : "";
    return `${base}${direction}${nulls}`;
  }
}

const NUMBERED: ReadonlySet<SqlType["kind"]> = new Set(["integer", "smallInteger", "bigInteger"]);

const CONSTRAINT_ITEMS: {
  readonly [K in ConstraintKind]: (s: SourceWriter, constraint: ConstraintOf<K>) => Code;
} = {
  primaryKey: (s, { name, columns }) => named(s, "primaryKey", name, columns.map(stringCode)),
  unique: (s, { name, columns }) => named(s, "unique", name, columns.map(stringCode)),
  check: (s, { name, expression }) => named(s, "check", name, [s.sql(expression)]),
  foreignKey: (s, key) => named(s, "foreignKey", key.name, foreignKeyArguments(s, key)),
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
