import { CompileError } from "../../errors/errors.js";
import type { Node } from "../node.js";
import * as nodes from "../nodes/index.js";
import { Expression, toNode } from "./expression.js";

/** Writes SQL by hand: the text is taken as it is, every `${…}` is bound or, where it is an expression, inserted. */
export interface SqlTag {
  <T = unknown>(text: TemplateStringsArray, ...operands: readonly unknown[]): Expression<T>;
  /** Text taken as it is: never for what a user typed. */
  raw<T = unknown>(text: string): Expression<T>;
  /** A quoted name: `sql.identifier("public", "users")`. */
  identifier(...path: readonly string[]): Expression<never>;
}

/** Writes SQL by hand: `` sql`age > ${18}` ``. */
export const sql: SqlTag = Object.assign(
  <T>(text: TemplateStringsArray, ...operands: readonly unknown[]): Expression<T> => {
    const pieces = text.flatMap((part, i): readonly Node[] => {
      const raw = part === "" ? [] : [nodes.raw({ sql: part })];
      return i < operands.length ? [...raw, toNode(operands[i])] : raw;
    });
    const only = pieces.length === 1 ? pieces[0] : undefined;
    return new Expression<T>(only ?? nodes.template({ pieces }));
  },
  {
    raw: <T>(text: string) => new Expression<T>(nodes.raw({ sql: text })),
    identifier: (...path: readonly string[]) => new Expression<never>(nodes.identifier({ path })),
  },
);

/**
 * Finds `:name` outside of strings, quoted names, comments, dollar quotes and `::` casts. A backslash escapes only in
 * PostgreSQL's `E'…'`: what is a string must not depend on the database, which is not known yet.
 */
const TOKEN =
  /\b[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|::|\\:|:([A-Za-z_][A-Za-z0-9_]*)/g;

/**
 * SQL text with parameters by name, `sqlText("… WHERE id = :id", { id: 1 })`, the same on every database.
 * A colon that is no parameter is written `\:`.
 *
 * @throws {CompileError} `compile.bad-parameters`: a named parameter has no value
 */
export function sqlText<T = unknown>(
  statement: string,
  params: Readonly<Record<string, unknown>> = {},
): Expression<T> {
  const pieces: Node[] = [];
  let last = 0;
  for (const match of statement.matchAll(TOKEN)) {
    const name = match[2];
    if (match[0] !== "\\:" && name === undefined) continue;
    if (match.index > last) pieces.push(nodes.raw({ sql: statement.slice(last, match.index) }));
    last = match.index + match[0].length;
    if (name === undefined) {
      pieces.push(nodes.raw({ sql: ":" }));
      continue;
    }
    if (!Object.hasOwn(params, name) || params[name] === undefined) {
      throw new CompileError("compile.bad-parameters", `The statement's parameter :${name} has no value.`, {
        hint: `Pass { ${name}: … } beside the text; write \\: for a colon that is no parameter.`,
      });
    }
    pieces.push(toNode(params[name]));
  }
  if (last < statement.length) pieces.push(nodes.raw({ sql: statement.slice(last) }));
  return new Expression<T>(pieces.length === 1 ? pieces[0]! : nodes.template({ pieces }));
}
