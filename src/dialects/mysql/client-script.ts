import { type ClientScript, terminated } from "../../dialect/client-script.js";
import { assignments, timeoutSettings } from "./guard.js";
import { onlySchema } from "./schema-path.js";
import { sessionSettings } from "./session.js";
import { tokenize } from "./tokens.js";
import type { Variant } from "./variant.js";

/** What can end a statement that has semicolons in itself. */
const DELIMITERS: readonly string[] = ["$$", "//", ";;", "||", "@@"];

/**
 * A script for the mysql or mariadb program, which ends at the first error by itself.
 *
 * @source MySQL 9.7 Reference Manual, 6.5.1 "mysql — The MySQL Command-Line Client"
 */
export function clientScriptOf(variant: Variant, quote: (name: string) => string): ClientScript {
  return Object.freeze<ClientScript>({
    client: variant.product,
    opening: [
      `${sessionSettings(variant)};`,
      "SET SESSION foreign_key_checks = 1, SESSION unique_checks = 1;",
    ],
    enterSchema: (path, create) => [
      ...(create ? [`CREATE DATABASE IF NOT EXISTS ${quote(onlySchema(path))};`] : []),
      `USE ${quote(onlySchema(path))};`,
    ],
    timeouts(timeouts) {
      const settings = timeoutSettings(variant, timeouts);
      return Object.keys(settings).length === 0 ? [] : [`${assignments(settings)};`];
    },
    beforeCommit: [],
    closing: [],
    statement,
    // Neither product has a statement that fails on purpose outside of stored programs; a subquery of two rows does.
    require: (condition, rule) => [
      `-- An error of a subquery that returns more than 1 row means: ${rule}`,
      `SET @migr_check = (SELECT 1 FROM DUAL WHERE NOT (${condition}) UNION ALL SELECT 1 FROM DUAL WHERE NOT (${condition}));`,
    ],
  });
}

/**
 * The client takes the first semicolon outside of strings for the end, and makes one character of the two at the end
 * of a Windows line, in strings too.
 *
 * @source MySQL 9.7 Reference Manual, 6.5.1.1 "mysql Client Options": delimiter, binary-mode
 */
function statement(sql: string): string {
  const text = withEscapedReturns(sql.trim().replace(/(?:\s*;)+$/, ""));
  const isOne = !tokenize(text).some(({ kind, text: symbol }) => kind === "symbol" && symbol === ";");
  if (isOne) return terminated(text);
  const delimiter = DELIMITERS.find((each) => !text.includes(each)) ?? "$migr$";
  return `DELIMITER ${delimiter}\n${terminated(text, delimiter)}\nDELIMITER ;`;
}

function withEscapedReturns(sql: string): string {
  if (!sql.includes("\r")) return sql;
  let [written, last] = ["", 0];
  for (const { kind, start, end } of tokenize(sql)) {
    if (kind !== "string") continue;
    written += sql.slice(last, start) + sql.slice(start, end).replaceAll("\r", "\\r");
    last = end;
  }
  return written + sql.slice(last);
}
