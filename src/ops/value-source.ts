import type { TableName } from "../schema/name.js";
import { compareText } from "../schema/order.js";
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
import type { BuiltOptions } from "./option-builder.js";
import {
  ownSource,
  ownTypeCall,
  type RenderItem,
  type RenderKind,
  type RenderObject,
} from "./render-item.js";

/** Writes names, values, types and expressions as source, and remembers what must be imported. */
export class ValueSource {
  readonly spelling: Spelling;
  /** The module and the name there of each name that the code uses. */
  readonly #imports: Map<string, readonly [module: string, name: string]>;
  readonly #renderItem: RenderItem | undefined;
  /** The options that builders of the dialect say. */
  readonly built: BuiltOptions | undefined;
  /** Whether the database keeps names of primary keys, so that one without a name was given none. */
  readonly keyNames: boolean;
  #batch = false;

  /**
   * @param spelling the dialect that expressions are written for
   * @param renderItem the project's own way to write some items
   * @param beside what writes other parts of the same script, whose imports are then these too
   * @param keyNames whether the database keeps names of primary keys
   * @param built the options that builders of the dialect say
   */
  constructor(
    spelling: Spelling,
    renderItem?: RenderItem,
    beside?: ValueSource,
    keyNames = false,
    built?: BuiltOptions,
  ) {
    this.spelling = spelling;
    this.built = built;
    this.keyNames = keyNames;
    this.#renderItem = renderItem;
    this.#imports = beside ? beside.#imports : new Map();
  }

  /** The project's own source of an item; null where it has none. */
  own(kind: RenderKind, object: RenderObject): string | null {
    return ownSource(this.#renderItem, kind, object, { addImport: (name, module) => this.use(name, module) });
  }

  /** What the code so far takes from each module, in order: names, or `name as alias`. */
  get imports(): Readonly<Record<string, readonly string[]>> {
    const modules: Record<string, string[]> = {};
    for (const [local, [module, name]] of this.#imports) {
      modules[module] ??= [];
      modules[module].push(local === name ? name : `${name} as ${local}`);
    }
    for (const names of Object.values(modules))
      names.sort((x, y) => compareText(x.toLowerCase(), y.toLowerCase()));
    return Object.fromEntries(Object.entries(modules).sort(([x], [y]) => compareText(x, y)));
  }

  /** A name of a module, which the script then imports; where another module has the name, under an alias. */
  use(name: string, module = "migr"): string {
    const local = [name, `${lastWord(module)}${capitalized(name)}`].find((each) => {
      const [takenBy = module, takenName = name] = this.#imports.get(each) ?? [];
      return takenBy === module && takenName === name;
    })!;
    this.#imports.set(local, [module, name]);
    return local;
  }

  /** A name of a module, which the script then imports under an alias that no other has. */
  useAs(name: string, module: string, alias: string): void {
    this.#imports.set(alias, [module, name]);
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
    const own = this.own("serverDefault", node);
    if (own !== null) return own;
    if (node.kind !== "value") return this.expression(node, type);
    const { value } = node as Value;
    const plain = type ? valueOfType(value, type) : value;
    return plain === undefined || plain === null || !isFlat(plain) ? this.sql(node) : this.value(plain);
  }

  /** `func.now()` where the type is a time, else SQL text in the dialect's words. */
  expression(node: Node, type: SqlType | undefined): Code {
    const isNow = node.kind === "currentTimestamp" && !("precision" in node);
    return isNow && (type === undefined || type.kind === "dateTime")
      ? `${this.use("func")}.now()`
      : this.sql(node);
  }

  /**
   * An expression as SQL text in the dialect's words.
   *
   * @param keepsLines lets the text go over several lines, as a view's query does
   */
  sql(node: Node, keepsLines = false): string {
    const { sql } = writeSql(node, this.spelling, { literals: true, unqualified: true });
    return `${this.use("sql")}\`${templateCode(sql, keepsLines)}\``;
  }

  /** A type as the builder that declares it. */
  type(type: SqlType): Code {
    return chainCode(...this.typeCalls(type));
  }

  /** The calls that declare a type; an enum's name is among them. */
  typeCalls(type: SqlType): readonly CallCode[] {
    const own = this.own("type", type);
    if (own !== null) return [ownTypeCall(own)];
    const { name, args, module, element } = typeCall(type);
    const call = callCode(
      this.use(name, module),
      ...(element ? [this.type(element)] : []),
      ...args.map((arg) => this.value(arg)),
    );
    if (type.kind !== "enum" || type.name === undefined) return [call];
    const { schema, comment } = type;
    const place = schema === undefined ? [] : [stringCode(schema)];
    const entries: CodeEntry[] = schema === undefined ? [] : [["schema", stringCode(schema)]];
    const said = comment === undefined ? place : [objectCode([...entries, ["comment", stringCode(comment)]])];
    return [call, callCode(".named", stringCode(type.name), ...said)];
  }

  /** A column of the table at hand as items name it. */
  columnName(name: string): Code {
    return stringCode(name);
  }

  /** A column of the table at hand as an expression. */
  columnExpression(name: string): string {
    return `${this.use("sql")}.identifier(${stringCode(name)})`;
  }

  /** The name of a constraint or an index as an item takes it: one that has none is named by the convention. */
  itemName(name: string | undefined): Code {
    return name === undefined ? "null" : stringCode(name);
  }

  /** What stands in place of a name where a constraint of a table is to have none. */
  noName(): Code {
    return stringCode("");
  }

  /** Columns of the table at hand as items name them. */
  columnNames(names: readonly string[]): readonly Code[] {
    return names.map((name) => this.columnName(name));
  }
}

function lastWord(module: string): string {
  return module.slice(module.lastIndexOf("/") + 1);
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Whether an array holds values alone: nulls and arrays in it are beyond the type of a column of such items. */
function isFlat(value: unknown): boolean {
  return !Array.isArray(value) || value.every((item) => item !== null && !Array.isArray(item));
}
