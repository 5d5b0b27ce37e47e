import type { OptionRule, OptionRules } from "../../dialect/option-rule.js";
import type { OptionValue } from "../../schema/options.js";

const ALTER: OptionRule = { change: "alter" };

/** Storage parameters, which the server tells in the order in which they were set. */
const PARAMETERS: OptionRule = { change: "alter", unordered: true };

/**
 * An index of a table in partitions keeps the storage parameters that it was made with.
 *
 * @source PostgreSQL 18, source, tablecmds.c, ATPrepCmd: AT_SetRelOptions is not for partitioned indexes
 */
const INDEX_PARAMETERS: OptionRule = { ...PARAMETERS, recreateUnder: "partitionBy" };

/**
 * What only PostgreSQL knows about things, and how it changes.
 *
 * @source PostgreSQL 18, CREATE TABLE; ALTER TABLE; ALTER INDEX
 */
export const OPTION_RULES: OptionRules = {
  table: {
    /** Not written to the log: fast, and empty after a crash. */
    unlogged: { default: false, change: "alter", movesKeys: true },
    /** How rows are spread over partitions: `RANGE (created_at)`. */
    partitionBy: { change: "fixed" },
    /** The tables whose columns it has beside its own. */
    inherits: { change: "alter", namesTables: true },
    /** Storage parameters: `fillfactor=70`. */
    with: PARAMETERS,
    tablespace: ALTER,
    /** The table access method. */
    using: ALTER,
    /** What logical replication tells of old rows: `full`, `nothing`, `index NAME`; by the key otherwise. */
    replicaIdentity: { change: "alter", indexOf: replicaIndex },
    /** Row-level security: `enabled`, or `forced` for the owner too. */
    rowSecurity: ALTER,
  },
  column: {
    /** Numbered by a sequence in its default and not as an identity; a name where the sequence has its own. */
    serial: { change: "fixed", named: true },
    /** The name of an identity's sequence, where it is not the one that the server gives. */
    sequence: ALTER,
    /** What a serial column's sequence counts in, where that is not the column's type. */
    sequenceType: { change: "fixed" },
    /** `plain`, `external`, `extended` or `main`. */
    storage: ALTER,
    /** `pglz` or `lz4`. */
    compression: ALTER,
    /** How much the planner learns about it. */
    statistics: ALTER,
    /** Parameters: `n_distinct=5`. */
    with: PARAMETERS,
    /** Of a table that inherits: the column is its parent's alone. */
    inherited: { change: "fixed" },
  },
  index: { with: INDEX_PARAMETERS, tablespace: ALTER },
  constraint: { with: INDEX_PARAMETERS, tablespace: ALTER },
};

/** The index by which rows are told apart. */
export function replicaIndex(value: OptionValue): string | null {
  return /^index (.*)$/su.exec(String(value))?.[1] ?? null;
}
