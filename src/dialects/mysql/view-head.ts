import { closing, isWord } from "./expression.js";
import { tokenize } from "./tokens.js";

/** What SHOW CREATE VIEW tells of a view. */
export interface ViewHead {
  /** The names of columns that stand before the query. MariaDB writes them into it. */
  readonly columns: readonly string[];
  /** How it is run and whose rights count, where that is not as the server does it by itself. */
  readonly parameters: readonly string[];
  /** What follows AS. */
  readonly query: string;
}

/**
 * Reads the text of SHOW CREATE VIEW.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.25 "CREATE VIEW Statement"
 */
export function viewHead(created: string): ViewHead {
  const tokens = tokenize(created);
  const view = tokens.findIndex((token) => isWord(token, "view"));
  const head = tokens.slice(0, view);
  const after = (...words: readonly string[]) => {
    const at = head.findIndex((_, i) => words.every((word, j) => isWord(head[i + j], word)));
    const value = at === -1 ? undefined : head.slice(at + words.length).find(({ text }) => text !== "=");
    return value?.text.toLowerCase();
  };
  const algorithm = after("algorithm") ?? "undefined";
  const security = after("sql", "security") ?? "definer";
  const next = view + (tokens[view + 2]?.text === "." ? 4 : 2);
  const end = tokens[next]?.text === "(" ? closing(tokens, next) : next - 1;
  const columns = tokens.slice(next, end + 1).flatMap(({ kind, text }) => (kind === "name" ? text : []));
  return {
    columns,
    parameters: [
      ...(algorithm === "undefined" ? [] : [`algorithm=${algorithm}`]),
      ...(security === "definer" ? [] : [`sql_security=${security}`]),
    ],
    query: created.slice(tokens[end + 1]?.end ?? created.length).trim(),
  };
}
