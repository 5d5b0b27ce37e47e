import type { Deferrable, ForeignKey, ReferentialAction } from "../constraint.js";
import type { DialectOptions } from "../options.js";
import { aDeferral, anyText, aText, byDialect, listOf, oneOf, type Rules, yesOrNo } from "./argument.js";

/** How a foreign key behaves. */
export interface ReferenceOptions {
  /** The constraint's name; without it the naming convention gives one. */
  readonly name?: string;
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  /** The last column is a period, which those of the rows referred to together have to cover; PostgreSQL 18 has it. */
  readonly period?: boolean;
  /** The columns, in database names, that `set null` and `set default` on delete are for, where not all. */
  readonly onDeleteColumns?: readonly string[];
  /** How a key of several columns with a NULL in it is matched; `simple` where it is left out. */
  readonly match?: "simple" | "full" | "partial";
  /** Whether the check may wait until commit, and whether it does so from the start. */
  readonly deferrable?: Deferrable;
  /** Rows that were there before it are not checked. */
  readonly notValid?: boolean;
  /** False: the database keeps it and never checks it. */
  readonly enforced?: boolean;
  readonly options?: DialectOptions;
}

const ACTION = oneOf("no action", "restrict", "cascade", "set null", "set default");

/** What each option of a foreign key may be. */
export const REFERENCE_RULES: Rules<ReferenceOptions> = {
  name: anyText,
  onDelete: ACTION,
  onUpdate: ACTION,
  period: yesOrNo,
  onDeleteColumns: listOf(aText, "column names"),
  match: oneOf("simple", "full", "partial"),
  deferrable: aDeferral,
  notValid: yesOrNo,
  enforced: yesOrNo,
  options: byDialect,
};

/** The behavior of a foreign key as data, without what the database does by itself. */
export function referenceParts(given: Omit<ReferenceOptions, "name">): Partial<ForeignKey> {
  const { onDelete, onUpdate, period, onDeleteColumns, match, deferrable, notValid, enforced, options } =
    given;
  return {
    ...(onDelete && { onDelete }),
    ...(onUpdate && { onUpdate }),
    ...(period && { period }),
    ...(onDeleteColumns && onDeleteColumns.length > 0 && { onDeleteColumns }),
    ...(match && match !== "simple" && { match }),
    ...(deferrable && { deferrable }),
    ...(notValid && { notValid }),
    ...(enforced === false && { enforced }),
    ...(options && { options }),
  };
}
