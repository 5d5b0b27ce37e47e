import {
  aDeferral,
  anExpression,
  anyText,
  anything,
  assertArgument,
  assertOptions,
  aText,
  byDialect,
  listOf,
  type Rule,
  type Rules,
  yesOrNo,
} from "../schema/define/argument.js";
import { isColumnBuilder } from "../schema/define/column-builder.js";
import { aKeyColumn, type KeyDetails } from "../schema/define/constraint-item.js";
import { PARAMETERS } from "../schema/define/entity.js";
import type { ReplaceOptions, RestoreOptions, ViewColumns } from "./entity-operations.js";
import type { DropOptions } from "./operation-factory.js";

/** Checks one argument of an operation; its error names the operation. */
export type Check = (operation: string, value: unknown) => void;

/** An argument that is needed. */
export const required =
  (name: string, rule: Rule): Check =>
  (operation, value) =>
    assertArgument(operation, name, value, rule);

/** An argument that may be left out. */
export const optional =
  (name: string, rule: Rule): Check =>
  (operation, value) => {
    if (value !== undefined) assertArgument(operation, name, value, rule);
  };

/** An object of options. */
export const options =
  <T>(rules: Rules<T>): Check =>
  (operation, value) =>
    assertOptions(operation, value, rules);

/** A rule that null meets, too. */
export const orNull =
  (rule: Rule): Rule =>
  (value) => {
    const needed = value === null ? null : rule(value);
    return needed === null ? null : `${needed}, or null`;
  };

const isNamed = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "name" in value && aText(value.name) === null;

/** A table, by its name. */
export const TABLE = required("table", (value) =>
  aText(value) === null || isNamed(value)
    ? null
    : 'the name of a table, or { name: "orders", schema: "sales" }',
);
/** An object beside tables, by its name. */
export const OBJECT = required("name", (value) =>
  aText(value) === null || isNamed(value) ? null : "a name, or an object with name and schema",
);
/** A name without a schema. */
export const NAME = required("name", aText);
/** The name of what a convention names where it is null, and which may have none. */
export const OWN_NAME = required("name", orNull(anyText));
/** The name that something gets. */
export const TO = required("new name", aText);
/** A column. */
export const aColumn: Rule = (value) => (isColumnBuilder(value) ? null : "a column, such as integer()");
/** A column that is needed. */
export const COLUMN = required("column", aColumn);
/** Columns by their names. */
export const COLUMNS = required("columns", listOf(aText, "names of columns"));
/** The columns of a primary key. */
export const KEY_COLUMNS = required("columns", listOf(aKeyColumn, "columns of the key"));
/** A list of anything. */
export const aList: Rule = (value) => (Array.isArray(value) ? null : "a list");
/** SQL that is needed. */
export const SQL = required("SQL", anExpression);
/** A condition. */
export const CONDITION = required("condition", anExpression);
/** The arguments of a function. */
export const ARGUMENTS = required("arguments", anyText);
/** What was there before. */
export const EXISTING = options<{ readonly existing?: unknown }>({ existing: anything });
/** How something is removed. */
export const DROP = options<DropOptions>({ ifExists: yesOrNo });
/** How something is replaced. */
export const REPLACE = options<ReplaceOptions>({ recreate: yesOrNo });
/** How something is made again. */
export const RESTORE = options<RestoreOptions>({ restore: yesOrNo });
/** What the options of a view may be. */
export const VIEW_RULES: Rules<ViewColumns> = { columns: listOf(aText, "names"), with: PARAMETERS };
/** Options of databases, or null for their defaults. */
export const CHANGED_OPTIONS = required("options", orNull(byDialect));
/** What the options of a key may be. */
export const KEY_RULES: Rules<KeyDetails> = {
  deferrable: aDeferral,
  include: listOf(aText, "names of columns"),
  withoutOverlaps: yesOrNo,
  options: byDialect,
};
