import { CompileError } from "../errors/errors.js";
import { sqlText } from "../sql/build/sql-tag.js";
import type { Node } from "../sql/node.js";
import { type Spelling, type Sql, writeSql } from "../sql/writer.js";

/** What a connection can execute: SQL text with `:name` parameters, an expression, or a node. */
export type Executable = string | Node | { readonly node: Node };

/** The values of the `:name` parameters of a text. */
export type Params = Readonly<Record<string, unknown>>;

/**
 * A statement in the form that the driver takes.
 *
 * @throws {CompileError} `compile.bad-parameters`: the parameters do not fit the statement
 */
export function compileStatement(statement: Executable, params: Params | undefined, spelling: Spelling): Sql {
  if (typeof statement !== "string") {
    if (params !== undefined) {
      throw new CompileError("compile.bad-parameters", "An expression takes no parameters beside it.", {
        hint: "Write the values into the expression; they are bound all the same.",
      });
    }
    return writeSql("node" in statement ? (statement as { node: Node }).node : statement, spelling);
  }
  if (params !== undefined) checkNamed(params);
  // Without a colon there is nothing to find.
  else if (!statement.includes(":")) return { sql: statement, params: [] };
  return writeSql(sqlText(statement, params).node, spelling);
}

function checkNamed(params: unknown): void {
  if (typeof params === "object" && params !== null && !Array.isArray(params)) return;
  throw new CompileError(
    "compile.bad-parameters",
    "Parameters are given by position where names are needed.",
    {
      hint: 'Write execute("… WHERE id = :id", { id: 1 }); exec() takes the driver\'s own placeholders.',
    },
  );
}
