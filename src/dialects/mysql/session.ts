import type { Variant } from "./variant.js";

const SQL_MODE = [
  "STRICT_TRANS_TABLES",
  "NO_ZERO_IN_DATE",
  "NO_ZERO_DATE",
  "ERROR_FOR_DIVISION_BY_ZERO",
  "NO_ENGINE_SUBSTITUTION",
];

/**
 * The `sql_mode` of every connection: strict, and without the modes that give quotes and backslashes another meaning.
 *
 * @source MySQL 9.7 Reference Manual, 7.1.11 "Server SQL Modes"
 */
export function sqlMode(variant: Variant): string {
  // MariaDB's ONLY_FULL_GROUP_BY does not see that a key determines the other columns.
  return (variant.product === "mysql" ? ["ONLY_FULL_GROUP_BY", ...SQL_MODE] : SQL_MODE).join(",");
}

/** The statement that gives a new connection the settings on which results and literals depend. */
export function sessionSettings(variant: Variant): string {
  return `SET NAMES utf8mb4, SESSION sql_mode = '${sqlMode(variant)}', time_zone = '+00:00', sql_quote_show_create = 1, autocommit = 1`;
}
