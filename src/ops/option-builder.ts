import type { OptionValue } from "../schema/options.js";
import type { SqlType } from "../types/type.js";

/** A call that says what an option says: `unlogged()`, or `inherits("people")`. */
export interface OptionCall {
  readonly name: string;
  readonly args: readonly unknown[];
}

/**
 * The call that stands for an option of this value; null where none does. Of a column it stands for the type too, and
 * for an identity without options.
 *
 * @param type the type of the column
 */
export type OptionBuilder = (value: OptionValue, type?: SqlType) => OptionCall | null;

/** The options of a dialect's tables and columns, by name, as far as builders say them. */
export interface BuiltOptions {
  /** What the options are kept under, and the entry `migr/…` that has the builders. */
  readonly vocabulary: string;
  readonly optionRules: {
    readonly table: Readonly<Record<string, { readonly builder?: OptionBuilder }>>;
    readonly column: Readonly<Record<string, { readonly builder?: OptionBuilder }>>;
  };
}
