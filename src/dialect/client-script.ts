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
   * @throws {CompileError} `compile.unsupported`: the database has no schemas, or searches but one
   */
  enterSchema(path: readonly string[]): readonly string[];
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
