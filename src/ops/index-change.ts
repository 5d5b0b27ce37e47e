import { commentOnObject } from "../ddl/nodes/comment.js";
import { displayName, type TableName, tableName } from "../schema/name.js";
import type { DialectOptions } from "../schema/options.js";
import { type Schema, withTable } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { withChange } from "../util/change.js";
import { type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";
import { changeOptions, type OptionsChange, optionsWords } from "./table-options.js";

/** What is to become of an index; null removes, and what is left out stays as it is. */
export interface IndexChange {
  readonly comment?: string | null;
  readonly options?: OptionsChange;
}

/** Changes an index, or that of a constraint by its name, in place. */
export class AlterIndex implements Operation {
  readonly kind = "alterIndex";
  readonly table: TableName;
  readonly name: string;
  readonly change: IndexChange;
  /** What the change takes the place of, where that is known. */
  readonly was: IndexChange | null;

  constructor(table: TableName, name: string, change: IndexChange, was: IndexChange | null = null) {
    this.table = table;
    this.name = name;
    this.change = change;
    this.was = was;
  }

  describe(): Description {
    const { comment, options } = this.change;
    // Indexes have comments of their own, which are no options.
    const ofConstraint = Object.values(options ?? {}).some(
      (own) => "comment" in own || "indexComment" in own,
    );
    const words = [
      options && optionsWords(options),
      comment !== undefined && (comment === null ? "no comment" : `comment ${stringCode(comment)}`),
    ].filter((word) => typeof word === "string");
    return {
      sign: "~",
      subject: this.name,
      detail: `${ofConstraint ? "constraint" : "index"} on ${displayName(this.table)}, ${words.join(", ")}`,
    };
  }

  inverse(): AlterIndex | null {
    return this.was && new AlterIndex(this.table, this.name, this.was, this.change);
  }

  apply(before: Schema): Schema {
    const { name, change } = this;
    return withTable(before, this.table, (table) => ({
      ...table,
      indexes: table.indexes.map((each) => (each.name === name ? changed(each, change) : each)),
      constraints: table.constraints.map((each) => (each.name === name ? changed(each, change) : each)),
    }));
  }

  /** Its comment; no standard has options of indexes, a dialect's plan knows its own. */
  ddl(): readonly Node[] {
    const { comment } = this.change;
    if (comment === undefined) return [];
    const name = { ...tableName(this.table), name: this.name };
    return [commentOnObject({ what: "INDEX", name, ...(comment !== null && { text: comment }) })];
  }

  source(s: SourceWriter): Code {
    const entries = Object.entries(this.change).map(([name, value]): CodeEntry => [name, s.value(value)]);
    if (this.was) entries.push(["existing", s.value(this.was)]);
    return callCode(s.op("alterIndex"), stringCode(this.name), ...s.target(this.table), objectCode(entries));
  }
}

/** What a change may be of. */
interface Changing {
  readonly comment?: string;
  readonly options?: DialectOptions;
}

function changed<T extends Changing>(part: T, { comment, options }: IndexChange): T {
  return withChange<Changing>(part, {
    ...(comment !== undefined && { comment }),
    ...(options && { options: changeOptions(part.options, options) ?? null }),
  }) as T;
}
