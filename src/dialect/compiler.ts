import { DDL_NODES } from "../ddl/nodes/index.js";
import { CompileError } from "../errors/errors.js";
import type { NameLimit } from "../schema/naming.js";
import type { NodeType } from "../sql/define-node.js";
import type { Node } from "../sql/node.js";
import { SQL_NODES } from "../sql/nodes/index.js";
import { type Spelling, type WriteOptions, type Writer, writeSql } from "../sql/writer.js";
import { nameLength } from "../util/name.js";
import type { Statement } from "./dialect.js";

const NODES = { ...SQL_NODES, ...DDL_NODES };

type Nodes = typeof NODES;
type NodeOf<K extends keyof Nodes> = Nodes[K] extends NodeType<infer N> ? N : never;

/** A dialect's own SQL for some kinds; a misspelt kind does not compile, and `n` has the kind's own shape. */
export type Overrides = { readonly [K in keyof Nodes]?: (n: NodeOf<K>, w: Writer) => void };

/** A dialect's spelling: what it must say itself, and the SQL of the kinds it writes its own way. */
export function spelling(parts: Omit<Spelling, "writeOf">, overrides: Overrides): Spelling {
  // Of all the kinds that there are, a command has a use for few.
  const writers = new Map<string, Write>();
  const writeOf = (kind: string): Write | undefined => {
    const known = writers.get(kind);
    if (known !== undefined || !Object.hasOwn(NODES, kind)) return known;
    const write = (overrides[kind as keyof Nodes] ?? NODES[kind as keyof Nodes].write) as Write;
    writers.set(kind, write);
    return write;
  };
  return { ...parts, writeOf };
}

type Write = (node: Node, w: Writer) => void;

/** How DDL is written: values in place, columns without their table. */
export const DDL_OPTIONS: WriteOptions = Object.freeze({ literals: true, unqualified: true });

/** DDL nodes as statements. */
export function ddlStatements(nodes: readonly Node[], dialect: { readonly spelling: Spelling }): Statement[] {
  return nodes.map((node) => ({ sql: writeSql(node, dialect.spelling, DDL_OPTIONS).sql }));
}

/** An expression as it stands in DDL. */
export function ddlText(node: Node, spelling: Spelling): string {
  return writeSql(node, spelling, DDL_OPTIONS).sql;
}

/**
 * Makes a quoting function: the name between quotes, with quotes inside doubled.
 *
 * @throws {CompileError} `compile.bad-identifier`: the name is empty, too long or holds a NUL byte
 */
export function quoter(quote: string, limit: NameLimit | null): (name: string) => string {
  return (name) => {
    if (name === "" || name.includes("\u0000")) {
      throw new CompileError(
        "compile.bad-identifier",
        name === "" ? "A name is empty." : "A name holds a NUL byte, which no database takes.",
      );
    }
    if (limit && nameLength(name, limit.unit) > limit.length) {
      throw new CompileError(
        "compile.bad-identifier",
        `The name ${JSON.stringify(name)} is longer than the ${limit.length} ${limit.unit} that the database takes.`,
        { hint: "Choose a shorter name; the database would cut it or refuse it." },
      );
    }
    return quote + name.replaceAll(quote, quote + quote) + quote;
  };
}
