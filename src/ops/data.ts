import { displayName, type TableName } from "../schema/name.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { identifier, raw, template, value } from "../sql/nodes/index.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import { type Code, callCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Runs one SQL statement of the user's own. */
export class Execute implements Operation {
  readonly kind = "execute";
  readonly statement: Node;
  /** What it does in words, where its SQL would say too much. */
  readonly summary: string | null;

  constructor(statement: Node, summary: string | null = null) {
    this.statement = statement;
    this.summary = summary;
  }

  describe(spelling: Spelling): Description {
    if (this.summary !== null) return { sign: "+", subject: "rows", detail: this.summary };
    const { sql } = writeSql(this.statement, spelling);
    return { sign: "~", subject: "sql", detail: sql.replace(/\s+/g, " ").trim() };
  }

  inverse(): null {
    return null;
  }

  /** The schema as it was: what SQL text does is not known. */
  apply(before: Schema): Schema {
    return before;
  }

  ddl(): readonly Node[] {
    return [this.statement];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("execute"), s.sql(this.statement));
  }
}

/** Gives the rows that hold a value in a column another one. */
export class ReplaceValue implements Operation {
  readonly kind = "replaceValue";
  readonly table: TableName;
  readonly column: string;
  readonly from: string;
  readonly to: string;
  /** The new value means the old one alone, so that it can be taken back. */
  readonly isRename: boolean;
  /** Columns that the database would set whenever a row is updated, and that are to stay as they are. */
  readonly kept: readonly string[];

  constructor(
    table: TableName,
    column: string,
    from: string,
    to: string,
    isRename: boolean,
    kept: readonly string[] = [],
  ) {
    this.table = table;
    this.column = column;
    this.from = from;
    this.to = to;
    this.isRename = isRename;
    this.kept = kept;
  }

  get isOneWay(): boolean {
    return !this.isRename;
  }

  describe(): Description {
    const subject = `${displayName(this.table)}.${this.column}`;
    return { sign: "~", subject, detail: `rows with ${this.from} get ${this.to}` };
  }

  inverse(): ReplaceValue | null {
    const { table, column, from, to, isRename, kept } = this;
    return isRename ? new ReplaceValue(table, column, to, from, true, kept) : null;
  }

  /** The schema as it was. */
  apply(before: Schema): Schema {
    return before;
  }

  ddl(): readonly Node[] {
    const { schema, name } = this.table;
    const column = identifier({ path: [this.column] });
    const pieces = [
      raw({ sql: "UPDATE " }),
      identifier({ path: schema === undefined ? [name] : [schema, name] }),
      raw({ sql: " SET " }),
      column,
      raw({ sql: " = " }),
      value({ value: this.to }),
      ...this.kept.flatMap((each) => {
        const own = identifier({ path: [each] });
        return [raw({ sql: ", " }), own, raw({ sql: " = " }), own];
      }),
      raw({ sql: " WHERE " }),
      column,
      raw({ sql: " = " }),
      value({ value: this.from }),
    ];
    return [template({ pieces })];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("execute"), s.sql(this.ddl()[0]!));
  }
}
