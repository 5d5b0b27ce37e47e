import type { Target } from "./target.js";

/** What becomes of an object that stands in a database: read as part of the schema, pulled by its SQL, told of, or neither. */
export type Seen = "yes" | "declared" | "kept" | "not";

/** An object of a kind, by the row of the table that tells what becomes of it. */
export interface Kind {
  readonly row: string;
  /** What is looked for in what is pulled, or told. */
  readonly name: string;
  readonly seen: Seen;
  readonly sql: readonly string[];
}

const row = (title: string, seen: Seen, name: string, ...sql: readonly string[]): Kind => ({
  row: title,
  name,
  seen,
  sql,
});

const PARTITIONS = "partitioned tables, tables that inherit";
const CATALOGED =
  "rules, event triggers, casts, operators and their classes, text search dictionaries and configurations";
const VIEWS = "views";

/** What MySQL and MariaDB have. */
const FAMILY: readonly Kind[] = [
  row(PARTITIONS, "yes", "k_parted", "CREATE TABLE k_parted (a integer) PARTITION BY HASH (a) PARTITIONS 2"),
  row("primary keys", "yes", "k_desc", "CREATE TABLE k_desc (a integer, b text, PRIMARY KEY (a DESC, b(9)))"),
  row("checks", "yes", "k_check", "CREATE TABLE k_checked (a integer, CONSTRAINT k_check CHECK (a > 0))"),
  row(
    "FULLTEXT and SPATIAL indexes",
    "yes",
    "k_words",
    "CREATE TABLE k_t (a text, FULLTEXT KEY k_words (a))",
  ),
  row(VIEWS, "declared", "k_view", "CREATE VIEW k_view AS SELECT a FROM k_t"),
  row(
    "triggers",
    "declared",
    "k_trigger",
    "CREATE TRIGGER k_trigger BEFORE INSERT ON k_t FOR EACH ROW SET NEW.a = 'x'",
  ),
  row(
    "functions, procedures",
    "declared",
    "k_function",
    "CREATE FUNCTION k_function() RETURNS integer DETERMINISTIC RETURN 1",
  ),
  row("functions, procedures", "declared", "k_procedure", "CREATE PROCEDURE k_procedure() SELECT 1"),
  row("events", "kept", "k_event", "CREATE EVENT k_event ON SCHEDULE EVERY 9 YEAR DO SELECT 1"),
];

/** Objects of every kind that a database has. */
export const KINDS: Readonly<Record<Target, readonly Kind[]>> = {
  postgresql: [
    row(PARTITIONS, "yes", "k_parted", "CREATE TABLE k_parted (a integer) PARTITION BY RANGE (a)"),
    row(PARTITIONS, "yes", "k_part", "CREATE TABLE k_part PARTITION OF k_parted FOR VALUES FROM (1) TO (9)"),
    row(
      PARTITIONS,
      "yes",
      "k_heir",
      "CREATE TABLE k_mother (a integer)",
      "CREATE TABLE k_heir () INHERITS (k_mother)",
    ),
    row(
      "other tables",
      "kept",
      "k_foreign",
      "CREATE FOREIGN DATA WRAPPER k_wrapper",
      "CREATE SERVER k_server FOREIGN DATA WRAPPER k_wrapper",
      "CREATE FOREIGN TABLE k_foreign (a integer) SERVER k_server",
    ),
    row("types without a word of their own", "yes", "k_raw", "CREATE TABLE k_raw (a pg_snapshot)"),
    row("checks", "yes", "k_check", "CREATE TABLE k_checked (a integer CONSTRAINT k_check CHECK (a > 0))"),
    row(
      "checks",
      "yes",
      "k_told",
      "CREATE TABLE k_t (a integer CONSTRAINT k_told CHECK (a > 0))",
      "COMMENT ON CONSTRAINT k_told ON k_t IS 'why'",
    ),
    row(
      "enum types",
      "yes",
      "k_mood",
      "CREATE TYPE k_mood AS ENUM ('a', 'b')",
      "CREATE TABLE k_moods (a k_mood)",
    ),
    row(VIEWS, "declared", "k_view", "CREATE VIEW k_view AS SELECT a FROM k_mother"),
    row("sequences that stand by themselves", "yes", "k_sequence", "CREATE SEQUENCE k_sequence"),
    row(
      "triggers",
      "declared",
      "k_trigger",
      "CREATE FUNCTION k_fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
      "CREATE TRIGGER k_trigger BEFORE INSERT ON k_mother FOR EACH ROW EXECUTE FUNCTION k_fire()",
    ),
    row("domains, schemas inside the database", "yes", "k_domain", "CREATE DOMAIN k_domain AS text"),
    row(
      "functions, procedures",
      "declared",
      "k_function",
      "CREATE FUNCTION k_function() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ),
    row(
      "functions, procedures",
      "declared",
      "k_procedure",
      "CREATE PROCEDURE k_procedure() LANGUAGE sql AS 'SELECT 1'",
    ),
    row(
      "materialized views and their indexes, policies, extensions",
      "declared",
      "k_matview",
      "CREATE MATERIALIZED VIEW k_matview AS SELECT 1 AS a",
    ),
    row(
      "materialized views and their indexes, policies, extensions",
      "declared",
      "k_matview_index",
      "CREATE MATERIALIZED VIEW k_indexed AS SELECT 1 AS a",
      "CREATE INDEX k_matview_index ON k_indexed (a)",
    ),
    row(
      "materialized views and their indexes, policies, extensions",
      "declared",
      "k_policy",
      "CREATE POLICY k_policy ON k_mother USING (a > 0)",
    ),
    row(
      "materialized views and their indexes, policies, extensions",
      "declared",
      "pg_trgm",
      "CREATE EXTENSION pg_trgm",
    ),
    row(CATALOGED, "declared", "k_rule", "CREATE RULE k_rule AS ON DELETE TO k_mother DO INSTEAD NOTHING"),
    row(
      "extended statistics",
      "kept",
      "k_stats",
      "CREATE TABLE k_s (a integer, b integer)",
      "CREATE STATISTICS k_stats ON a, b FROM k_s",
    ),
    row("publications", "kept", "k_publication", "CREATE PUBLICATION k_publication"),
    row("aggregates, collations", "declared", "k_collation", "CREATE COLLATION k_collation (locale = 'C')"),
    row(
      "aggregates, collations",
      "declared",
      "k_aggregate",
      "CREATE AGGREGATE k_aggregate (integer) (sfunc = int4pl, stype = integer)",
    ),
    row(CATALOGED, "declared", "k_words", "CREATE TEXT SEARCH CONFIGURATION k_words (COPY = simple)"),
    row(CATALOGED, "declared", "json AS box", "CREATE CAST (json AS box) WITH INOUT"),
    row(
      CATALOGED,
      "declared",
      "<=>",
      "CREATE OPERATOR <=> (FUNCTION = int4larger, LEFTARG = integer, RIGHTARG = integer)",
    ),
    row("composite and range types", "yes", "k_pair", "CREATE TYPE k_pair AS (a integer, b integer)"),
    row("composite and range types", "yes", "k_span", "CREATE TYPE k_span AS RANGE (subtype = float8)"),
    row("tables without columns", "yes", "k_bare", "CREATE TABLE k_bare ()"),
    row(
      "tables of a type",
      "kept",
      "k_typed",
      "CREATE TYPE k_made AS (a integer)",
      "CREATE TABLE k_typed OF k_made",
    ),
    row("grants", "not", "GRANT", "GRANT SELECT ON k_mother TO PUBLIC"),
  ],
  mysql: [...FAMILY],
  mariadb: [
    ...FAMILY,
    row("tables", "yes", "k_versioned", "CREATE TABLE k_versioned (a integer) WITH SYSTEM VERSIONING"),
    row(
      "other tables",
      "kept",
      "k_aged",
      "CREATE TABLE k_aged (a integer) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION p0 HISTORY, PARTITION p1 CURRENT)",
    ),
    row("sequences that stand by themselves", "yes", "k_sequence", "CREATE SEQUENCE k_sequence"),
  ],
  sqlite: [
    row("other tables", "kept", "k_words", "CREATE VIRTUAL TABLE k_words USING fts5(a)"),
    row("types without a word of their own", "yes", "k_raw", "CREATE TABLE k_raw (a THING)"),
    row(
      "foreign keys",
      "kept",
      "k_lost",
      "CREATE TABLE k_t (a text, k_lost integer, FOREIGN KEY (k_lost) REFERENCES nowhere (id))",
    ),
    row("checks", "yes", "k_check", "CREATE TABLE k_checked (a integer, CONSTRAINT k_check CHECK (a > 0))"),
    row(
      "enum types",
      "yes",
      "enumOf",
      "CREATE TABLE k_moods (a varchar(2) NOT NULL, CONSTRAINT ck_k_moods_a CHECK (a IN ('x', 'yz')))",
    ),
    row(VIEWS, "declared", "k_view", "CREATE VIEW k_view AS SELECT a FROM k_checked"),
    row(
      "triggers",
      "declared",
      "k_trigger",
      "CREATE TRIGGER k_trigger AFTER INSERT ON k_checked BEGIN DELETE FROM k_raw; END",
    ),
  ],
};
