import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
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
