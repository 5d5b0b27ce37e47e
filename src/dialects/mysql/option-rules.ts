import type { OptionRules } from "../../dialect/dialect.js";

/** What only MySQL and MariaDB know about things, and how it changes. */
export const OPTION_RULES: OptionRules = Object.freeze({ table: {}, column: {}, index: {}, constraint: {} });
