import type { Table } from "../schema/table.js";
import type { Timeouts } from "./timeouts.js";

/** How SQL is written for the program that comes with a database: psql, mysql, mariadb, sqlite3. */
export interface ClientScript {
  /** The program that reads the script. */
  readonly client: string;
  /** What comes first: the program's own directives, and the session's settings on which the SQL depends. */
  readonly opening: readonly string[];
  /**
   * What makes a schema the one that names without a schema are in.
   *
   * @param path the schema, and those that are searched after it
   * @param create whether it is made where it is missing
   * @throws {CompileError} `compile.unsupported`: the database has no schemas, or searches but one
   */
  enterSchema(path: readonly string[], create: boolean): readonly string[];
  /** What says how long the statements that follow may take. */
  timeouts(timeouts: Timeouts): readonly string[];
  /**
   * A condition that holds where a table has no other columns, indexes and triggers than it is thought to have, for a
   * database that changes tables by copying them, which would lose those others; left out elsewhere.
   *
   * @param triggers the names of its triggers
   */
  readonly hasNoOthers?: (table: Table, triggers: readonly string[]) => string;
  /** What comes before each COMMIT, and ends the script where a rule is broken that the database checks no more. */
  readonly beforeCommit: readonly string[];
  /** What comes last. */
  readonly closing: readonly string[];
  /** A statement as the program reads it, with what ends it. */
  statement(sql: string): string;
  /** Statements of which one fails unless a condition holds, with the rule in its message where that can be. */
  require(condition: string, rule: string): readonly string[];
}

/** A statement with a semicolon after it, which no comment at its end swallows. */
export function terminated(sql: string, terminator = ";"): string {
  const text = sql.trim().replace(/(?:\s*;)+$/, "");
  const lastLine = text.slice(text.lastIndexOf("\n") + 1);
  return /--|#/.test(lastLine) ? `${text}\n${terminator}` : text + terminator;
}
