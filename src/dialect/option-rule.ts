import type { OptionBuilder } from "../ops/option-builder.js";
import type { Column } from "../schema/column.js";
import type { OptionValue } from "../schema/options.js";

/** How one option of a database is compared, and how it is changed. */
export interface OptionRule {
  /**
   * What a thing has that does not name the option: then it is compared whichever side leaves it out. Without it the
   * server chooses, so the option is compared only where the models name it.
   */
  readonly default?: OptionValue;
  /** What a thing has of whose option the catalog is silent, where it is silent about this one value. */
  readonly silent?: OptionValue;
  /**
   * `alter`: in place. `recreate`: an index or a constraint is dropped and made again, a table copied. `fixed`: the
   * difference is told, and nothing is written. `unread`: the catalog does not tell it; it is written, never compared.
   */
  readonly change: "alter" | "recreate" | "fixed" | "unread";
  /** Of columns: a fixed one is set all the same where the column comes to number itself, along with that. */
  readonly withIdentity?: boolean;
  /** A text is the name under which it is there, and `true` leaves that to the database. */
  readonly named?: boolean;
  /** Its values name tables, whatever quotes they are in. */
  readonly namesTables?: boolean;
  /** What of a text is compared: the rest the catalog does not tell. */
  readonly comparedAs?: (text: string) => string;
  /** The order of a list says nothing. */
  readonly unordered?: boolean;
  /**
   * Of a list of which models say a part: what the one that stands becomes by the one that is wanted. Where that is
   * another, the database is asked how it would write the wanted one.
   */
  readonly merge?: (standing: readonly string[], wanted: readonly string[]) => readonly string[];
  /** Of tables: foreign keys from and to the table make way while it changes. */
  readonly movesKeys?: boolean;
  /** Of tables: the index of the table that a value names, which must be there; null where it names none. */
  readonly indexOf?: (value: OptionValue) => string | null;
  /** Of tables: whether a column as it stands becomes another along with it, so that foreign keys on it make way. */
  readonly retypes?: (column: Column) => boolean;
  /** Of tables and columns: the call of the vocabulary that says the same. */
  readonly builder?: OptionBuilder;
  /** Of indexes and constraints: they are made again where their table has this option, whatever `change` says. */
  readonly recreateUnder?: string;
  /** Other options that cannot stay beside what it becomes, where no model names them; it is given all as they would be. */
  readonly displaces?: (options: Readonly<Record<string, OptionValue>>) => readonly string[];
}

/** The options that a database has for each kind of thing, by name; what is not listed does not exist. */
export interface OptionRules {
  readonly table: Readonly<Record<string, OptionRule>>;
  readonly column: Readonly<Record<string, OptionRule>>;
  readonly index: Readonly<Record<string, OptionRule>>;
  readonly constraint: Readonly<Record<string, OptionRule>>;
}
