import type { OptionRule, OptionRules } from "../../dialect/option-rule.js";
import type { OptionCall } from "../../ops/option-builder.js";
import type { OptionValue } from "../../schema/options.js";
import type { SqlType } from "../../types/type.js";
import { SERIAL } from "./identity.js";
import { mergedPartitions, partitionsCall } from "./partition-option.js";

const ALTER: OptionRule = { change: "alter" };

const COMMENT: OptionRule = { change: "alter", silent: "" };

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
    unlogged: {
      default: false,
      change: "alter",
      movesKeys: true,
      builder: (value) => (value === true ? { name: "unlogged", args: [] } : null),
    },
    /** How rows are spread over partitions: `RANGE (created_at)`. */
    partitionBy: { change: "fixed", builder: partitionCall },
    /** Partitions, each with its bound: `sales_2026 FOR VALUES FROM (…) TO (…)`, and what one alone has; others may be there, too. */
    partitions: { change: "alter", merge: mergedPartitions, builder: partitionsCall },
    /** The tables whose columns it has beside its own. */
    inherits: {
      change: "alter",
      namesTables: true,
      builder: (value) => (Array.isArray(value) ? { name: "inherits", args: value } : null),
    },
    /** Storage parameters: `fillfactor=70`. */
    with: { ...PARAMETERS, builder: parametersCall },
    tablespace: { ...ALTER, builder: (value) => ({ name: "tablespace", args: [value] }) },
    /** The table access method. */
    using: ALTER,
    /** What logical replication tells of old rows: `full`, `nothing`, `index NAME`; by the key otherwise. */
    replicaIdentity: { change: "alter", indexOf: replicaIndex, builder: replicaCall },
    /** Row-level security: `enabled`, or `forced` for the owner too. */
    rowSecurity: {
      ...ALTER,
      builder: (value) => ({ name: "rowSecurity", args: value === "enabled" ? [] : [value] }),
    },
  },
  column: {
    /** Numbered by a sequence in its default and not as an identity; a name where the sequence has its own. */
    serial: { ...ALTER, named: true, builder: serialCall },
    /** The name of an identity's sequence, where it is not the one that the server gives. */
    sequence: ALTER,
    /** What a serial column's sequence counts in, where that is not the column's type. */
    sequenceType: { change: "fixed", withIdentity: true },
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
  constraint: {
    with: INDEX_PARAMETERS,
    tablespace: ALTER,
    /** Its comment, and that of the index behind it; the empty text is none. */
    comment: COMMENT,
    indexComment: COMMENT,
  },
};

/** The index by which rows are told apart. */
export function replicaIndex(value: OptionValue): string | null {
  return /^index (.*)$/su.exec(String(value))?.[1] ?? null;
}

function serialCall(value: OptionValue, type?: SqlType): OptionCall | null {
  const name = value === true && type ? SERIAL[type.kind] : undefined;
  return name === undefined || (type?.kind === "bigInteger" && type.mode === "number")
    ? null
    : { name, args: [] };
}

/** Columns one by one where they are plain; else what is in parentheses, as it is. */
function partitionCall(value: OptionValue): OptionCall | null {
  const match = /^(RANGE|LIST|HASH) \((.+)\)$/.exec(String(value));
  if (!match) return null;
  const [, strategy = "", key = ""] = match;
  const columns = key.split(", ");
  const parts = columns.every((each) => /^\w+$/.test(each)) ? columns : [key];
  return { name: "partitionBy", args: [strategy.toLowerCase(), ...parts] };
}

function parametersCall(value: OptionValue): OptionCall | null {
  if (!Array.isArray(value)) return null;
  const entries = (value as readonly string[]).map((each) => {
    const at = each.indexOf("=");
    return [each.slice(0, at), plainParameter(each.slice(at + 1))] as const;
  });
  const names = new Set(entries.map(([name]) => name));
  if (names.size < entries.length || entries.some(([name]) => name === "")) return null;
  return { name: "storageParameters", args: [Object.fromEntries(entries)] };
}

/** A number or a flag as what it is, where the same text comes of it again. */
function plainParameter(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}

function replicaCall(value: OptionValue): OptionCall {
  const index = replicaIndex(value);
  return { name: "replicaIdentity", args: [index === null ? value : { index }] };
}
