import type { OptionRule, OptionRules } from "../../dialect/option-rule.js";
import type { OptionValue } from "../../schema/options.js";

const FLAG: OptionRule = { default: false, change: "recreate" };
const PARTS: OptionRule = { default: Object.freeze([]), change: "recreate" };
const CONFLICT: OptionRule = { default: "abort", change: "recreate" };

/**
 * What only SQLite knows about things. All of it stands in the CREATE TABLE text, so that a change copies the table.
 *
 * @source SQLite 3.53, "CREATE TABLE"; "STRICT Tables"; "The WITHOUT ROWID Optimization"; "The ON CONFLICT Clause"
 */
export const OPTION_RULES: OptionRules = Object.freeze({
  table: {
    /** Columns take values of their types only. */
    strict: {
      ...FLAG,
      builder: (value: OptionValue) => (value === true ? { name: "strict", args: [] } : null),
    },
    /** Rows are kept by their primary key and have no number of their own. */
    withoutRowid: {
      ...FLAG,
      builder: (value: OptionValue) => (value === true ? { name: "withoutRowid", args: [] } : null),
    },
  },
  column: {
    /** Of a primary key that numbers itself: a number is never given twice. */
    autoincrement: FLAG,
    /** What a NULL in a NOT NULL column does: `ignore` and so on. */
    onConflictNotNull: CONFLICT,
  },
  index: {},
  constraint: {
    /** What a row that breaks the rule does: `ignore` and so on. */
    onConflict: CONFLICT,
    /** What stands behind each column of a key, in their order: `COLLATE NOCASE`, `DESC`, both or nothing. */
    parts: PARTS,
  },
});
