import type { OptionRule, OptionRules } from "../../dialect/option-rule.js";
import type { Column } from "../../schema/column.js";
import type { OptionValue } from "../../schema/options.js";
import type { Options } from "./option.js";
import { displacedBy, type Ruling } from "./option-conflict.js";
import { comparedPartitions } from "./partition-text.js";
import { isText } from "./type-trait.js";

/** Asks what has to go only once something changes. */
const displacing = (changed: Ruling) => (options: Options) => displacedBy(changed, options);

const ALTER: OptionRule = Object.freeze({ change: "alter" });
const ENGINE: OptionRule = Object.freeze({
  change: "alter",
  movesKeys: true,
  displaces: displacing("engine"),
});
const FOLLOWED: OptionRule = Object.freeze({
  change: "alter",
  retypes: ({ type, collation }: Column) => collation === undefined && isText(type),
});
const TOLD_ON: OptionRule = { ...ALTER, silent: false };
const UNENCRYPTED: OptionRule = { ...ALTER, silent: "N" };
const OVER_NONE: OptionRule = { ...ALTER, silent: [] };
const NO_INSERTS: OptionRule = { ...ALTER, silent: "NO" };
const TEXT: OptionRule = { ...ALTER, default: "" };
const HIDDEN: OptionRule = { ...ALTER, default: false };
const UNREAD: OptionRule = Object.freeze({ change: "unread" });

/**
 * What only MySQL and MariaDB know about things, and how it changes. `partitionBy` is what follows PARTITION BY; `algorithm`
 * and `lock` say how a column or an index is made, and are of no thing that is made. What no view tells is read out of
 * SHOW CREATE TABLE where a thing is restated or pulled, and is not compared; `clauses` is the rest of it, as SQL text.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22 "CREATE TABLE Statement": table_option, partition_options
 * @source MariaDB Server documentation, "CREATE TABLE": table options, "Invisible Columns", "Ignored Indexes"
 */
export const OPTION_RULES: OptionRules = Object.freeze({
  table: {
    engine: ENGINE,
    charset: FOLLOWED,
    collate: FOLLOWED,
    rowFormat: { ...ALTER, displaces: displacing("rowFormat") },
    keyBlockSize: { ...ALTER, displaces: displacing("keyBlockSize") },
    compression: { ...ALTER, displaces: displacing("compression") },
    encryption: UNENCRYPTED,
    pageCompressed: { ...ALTER, displaces: displacing("pageCompressed") },
    pageCompressionLevel: ALTER,
    encrypted: ALTER,
    statsPersistent: ALTER,
    statsAutoRecalc: ALTER,
    statsSamplePages: ALTER,
    avgRowLength: ALTER,
    minRows: ALTER,
    maxRows: ALTER,
    checksum: TOLD_ON,
    packKeys: ALTER,
    delayKeyWrite: TOLD_ON,
    autoextendSize: UNREAD,
    autoIncrement: UNREAD,
    transactional: ALTER,
    pageChecksum: ALTER,
    tablespace: UNREAD,
    dataDirectory: UNREAD,
    indexDirectory: UNREAD,
    connection: UNREAD,
    union: OVER_NONE,
    insertMethod: NO_INSERTS,
    engineAttribute: UNREAD,
    secondaryEngineAttribute: UNREAD,
    secondaryEngine: ALTER,
    systemVersioned: TOLD_ON,
    clauses: UNREAD,
    partitionBy: {
      ...ALTER,
      comparedAs: comparedPartitions,
      builder: (value: OptionValue) => ({ name: "partitionBy", args: [value] }),
    },
  },
  // The check that stands in a column's definition, as SQL text; the width that an integer is shown with.
  column: {
    invisible: HIDDEN,
    unversioned: HIDDEN,
    compressed: HIDDEN,
    check: TEXT,
    displayWidth: ALTER,
    columnFormat: UNREAD,
    storage: UNREAD,
    engineAttribute: UNREAD,
    secondaryEngineAttribute: UNREAD,
    clauses: UNREAD,
    algorithm: ALTER,
    lock: ALTER,
  },
  index: {
    invisible: HIDDEN,
    parser: UNREAD,
    keyBlockSize: UNREAD,
    engineAttribute: UNREAD,
    secondaryEngineAttribute: UNREAD,
    clauses: UNREAD,
    algorithm: ALTER,
    lock: ALTER,
  },
  constraint: {},
});
