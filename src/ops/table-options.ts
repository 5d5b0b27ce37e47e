import { displayName, type TableName } from "../schema/name.js";
import type { DialectOptions, OptionValue } from "../schema/options.js";
import { type Schema, withTable } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { type Code, callCode, objectCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Options by dialect; null puts one back to what the database does by itself. */
export type OptionsChange = Readonly<Record<string, Readonly<Record<string, OptionValue | null>>>>;

/** Changes what only its database knows about a table: `{ mysql: { engine: "InnoDB" } }`. */
export class SetTableOptions implements Operation {
  readonly kind = "setTableOptions";
  readonly table: TableName;
  readonly options: OptionsChange;
  /** The options as they were; undefined where that is not known. */
  readonly was: OptionsChange | undefined;

  constructor(table: TableName, options: OptionsChange, was?: OptionsChange) {
    this.table = table;
    this.options = options;
    this.was = was;
  }

  describe(): Description {
    return { sign: "~", subject: displayName(this.table), detail: optionsWords(this.options) };
  }

  inverse(): SetTableOptions | null {
    return this.was === undefined ? null : new SetTableOptions(this.table, this.was, this.options);
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, ({ options, ...table }) => {
      const changed = changeOptions(options, this.options);
      return { ...table, ...(changed && { options: changed }) };
    });
  }

  /** None: no standard has options of tables; a dialect's plan knows its own. */
  ddl(): readonly Node[] {
    return [];
  }

  source(s: SourceWriter): Code {
    const existing = this.was === undefined ? [] : [objectCode([["existing", s.value(this.was)]])];
    return callCode(s.op("setTableOptions"), ...s.target(this.table), s.value(this.options), ...existing);
  }
}

/** Options after a change; undefined where none is left. */
export function changeOptions(
  options: DialectOptions | undefined,
  change: OptionsChange,
): DialectOptions | undefined {
  const merged: Record<string, Record<string, OptionValue>> = {};
  for (const [dialect, own] of [...Object.entries(options ?? {}), ...Object.entries(change)]) {
    for (const [name, value] of Object.entries(own)) {
      merged[dialect] ??= {};
      if (value === null) delete merged[dialect][name];
      else merged[dialect][name] = value;
    }
  }
  const left = Object.entries(merged).filter(([, own]) => Object.keys(own).length > 0);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** Options in words: `engine InnoDB, no tablespace`. */
export function optionsWords(options: OptionsChange): string {
  return Object.values(options)
    .flatMap((own) => Object.entries(own))
    .map(([name, value]) => {
      const word = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      if (value === null || value === false) return `no ${word}`;
      return value === true ? word : `${word} ${String(value)}`;
    })
    .join(", ");
}
