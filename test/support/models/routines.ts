import fc from "fast-check";
import type { Entity } from "../../../src/schema/object.js";
import { raw } from "../../../src/sql/nodes/index.js";
import type { Capabilities } from "./capabilities.js";
import { sometimes } from "./facets.js";

/** The PostgreSQL function that triggers call. */
export const TOUCH: Entity = {
  kind: "function",
  name: "touch it",
  arguments: "",
  definition: raw({ sql: "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$" }),
};

/** What follows the arguments of a function of one number, and of a procedure of one, in several forms each. */
const BODIES: Readonly<Record<string, Readonly<Record<"function" | "procedure", readonly string[]>>>> = {
  postgresql: {
    function: [
      "RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT 2 * n $$",
      "RETURNS integer LANGUAGE sql STABLE STRICT PARALLEL SAFE COST 5 AS $$ SELECT 3 * n -- it's $$",
      "RETURNS integer LANGUAGE plpgsql AS $body$ BEGIN RETURN 'n'; END $body$",
      "RETURNS integer LANGUAGE sql RETURN n * 2",
    ],
    procedure: [
      "LANGUAGE sql AS $$ SELECT n $$",
      "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$ BEGIN NULL; END $$",
    ],
  },
  mysql: {
    function: [
      "RETURNS int DETERMINISTIC RETURN 2 * n",
      "RETURNS int NO SQL COMMENT 'it''s' RETURN 3 * n",
      "RETURNS int DETERMINISTIC READS SQL DATA BEGIN DECLARE m int DEFAULT 2; RETURN m * n; END",
    ],
    procedure: ["SELECT n", "MODIFIES SQL DATA SQL SECURITY INVOKER BEGIN SET @migr_seen = n; END"],
  },
};

/** A function and a procedure, which triggers and views do without. */
export function routines({ vocabulary, features }: Capabilities): fc.Arbitrary<readonly Entity[]> {
  const bodies = BODIES[vocabulary];
  if (!bodies) return fc.constant([]);
  const type = vocabulary === "mysql" ? "int" : "integer";
  const some = (["function", "procedure"] as const).map((kind) =>
    sometimes(features.entities[kind] ? bodies[kind] : []).map((sql): Entity | null =>
      sql === null ? null : { kind, name: `${kind} 1`, arguments: `n ${type}`, definition: raw({ sql }) },
    ),
  );
  return fc.tuple(...some).map((list) => list.filter((each) => each !== null));
}
