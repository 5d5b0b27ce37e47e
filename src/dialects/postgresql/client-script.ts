import { type ClientScript, terminated } from "../../dialect/client-script.js";
import { timeoutSettings } from "./guard.js";
import { quoteName, stringLiteral } from "./literal.js";

/**
 * A script for psql: it ends at the first error, and reads strings as they are written.
 *
 * @source PostgreSQL 18, psql, Variables: ON_ERROR_STOP, AUTOCOMMIT
 */
export const clientScript: ClientScript = Object.freeze<ClientScript>({
  client: "psql",
  opening: [
    "\\set ON_ERROR_STOP on",
    "\\set AUTOCOMMIT on",
    "SET client_encoding = 'UTF8';",
    "SET standard_conforming_strings = on;",
  ],
  enterSchema: (path, create) => [
    ...(create ? [`CREATE SCHEMA IF NOT EXISTS ${quoteName(path[0]!)};`] : []),
    `SET search_path TO ${path.map(quoteName).join(", ")};`,
  ],
  timeouts: (timeouts) =>
    Object.entries(timeoutSettings(timeouts)).map(([name, value]) => `SET ${name} = ${value};`),
  beforeCommit: [],
  closing: [],
  statement: (sql) => terminated(sql),
  require: (condition, rule) => [
    `DO $migr$ BEGIN IF NOT (${condition}) THEN RAISE EXCEPTION USING MESSAGE = ${stringLiteral(rule)}; END IF; END $migr$;`,
  ],
});
