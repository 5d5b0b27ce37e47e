import { CompileError } from "../errors/errors.js";
import type { SqlType } from "../types/type.js";
import type { Node } from "./node.js";

/** What a writer must know of the dialect it writes for. */
export interface Spelling {
  /** @throws {CompileError} `compile.bad-identifier`: the name is empty, too long or holds a NUL byte */
  quote(name: string): string;
  /** The placeholder of the parameter at `position`, which starts at 1. */
  placeholder(position: number): string;
  /** @throws {CompileError} `compile.bad-literal`: the value has no literal form */
  literal(value: unknown, type?: SqlType): string;
  /** The type in the dialect's own words. @throws {CompileError} `compile.unsupported`: it has none */
  typeSql(type: SqlType): string;
  /** The driver's form of a value. */
  bind(value: unknown, type?: SqlType): unknown;
  writeOf(kind: string): ((node: Node, w: Writer) => void) | undefined;
}

/** How statements are written: with values bound or in place, with columns qualified by their table or not. */
export interface WriteOptions {
  /** Values are written as literals, for DDL and offline scripts. */
  readonly literals?: boolean;
  /** Columns are written without their table, for checks, defaults and indexes. */
  readonly unqualified?: boolean;
}

/** A finished statement: its text and the driver's form of its parameters. */
export interface Sql {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Writes tokens into a statement and owns every space between them. */
export class Writer {
  readonly spelling: Spelling;
  readonly options: WriteOptions;
  #sql = "";
  readonly #params: unknown[] = [];
  #tight = false;
  /** Whether the text is empty or ends with a parenthesis, after which no space comes. */
  #isOpen = true;

  constructor(spelling: Spelling, options: WriteOptions = {}) {
    this.spelling = spelling;
    this.options = options;
  }

  /** Keywords and operators; `false` and `undefined` are left out. */
  kw(...words: readonly (string | false | undefined)[]): this {
    for (const word of words) if (word) this.#put(word);
    return this;
  }

  /** A quoted name, qualified by what stands before it; `undefined` parts are left out. */
  id(...path: readonly (string | undefined)[]): this {
    const names = path.filter((name) => name !== undefined);
    return this.#put(names.map((name) => this.spelling.quote(name)).join("."));
  }

  /** A table, type or other object by its name and schema. */
  name(object: { readonly name: string; readonly schema?: string | undefined }): this {
    return this.id(object.schema, object.name);
  }

  /** A value: bound, or a literal where the statement takes no parameters. */
  value(value: unknown, type?: SqlType): this {
    if (this.options.literals) return this.#put(this.spelling.literal(value, type));
    return this.#put(this.spelling.placeholder(this.#params.push(this.spelling.bind(value, type))));
  }

  /** A value that is always written in place. */
  literal(value: unknown, type?: SqlType): this {
    return this.#put(this.spelling.literal(value, type));
  }

  type(type: SqlType): this {
    return this.#put(this.spelling.typeSql(type));
  }

  /** @throws {CompileError} `compile.unknown-node`: the dialect has no SQL for this kind */
  node(node: Node | undefined): this {
    if (!node) return this;
    const write = this.spelling.writeOf(node.kind);
    if (!write)
      throw new CompileError("compile.unknown-node", `No SQL is defined for a '${node.kind}' node.`);
    write(node, this);
    return this;
  }

  list(nodes: readonly Node[], separator = ","): this {
    nodes.forEach((node, i) => {
      this.kw(i > 0 && separator).node(node);
    });
    return this;
  }

  /** Quoted names separated by commas. */
  ids(names: readonly string[]): this {
    names.forEach((name, i) => {
      this.kw(i > 0 && ",").id(name);
    });
    return this;
  }

  paren(body: () => void): this {
    this.#put("(");
    body();
    return this.#put(")");
  }

  /** A function's name with its arguments, the parenthesis tight against the name. */
  call(name: string, body: () => void): this {
    this.#put(name);
    this.#sql += "(";
    this.#isOpen = true;
    body();
    return this.#put(")");
  }

  /** The next token follows without a space. */
  tight(): this {
    this.#tight = true;
    return this;
  }

  finish(): Sql {
    return { sql: this.#sql, params: this.#params };
  }

  #put(token: string): this {
    const tight = this.#tight || this.#isOpen || token === ")" || token === ",";
    this.#sql += tight ? token : ` ${token}`;
    // The text itself is not asked, since it would be put together for each token.
    this.#isOpen = token === "" ? tight && this.#isOpen : token.endsWith("(");
    this.#tight = false;
    return this;
  }
}

/** Writes one node as a statement or a fragment. */
export function writeSql(node: Node, spelling: Spelling, options?: WriteOptions): Sql {
  return new Writer(spelling, options).node(node).finish();
}
