import { displayName, type TableName } from "../schema/name.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { identifier, raw, template } from "../sql/nodes/index.js";
import { type Code, callCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Sees to it that no row meets a condition, before something is done that such rows would break or lose by. */
export class AssertNone implements Operation {
  readonly kind = "assertNone";
  readonly table: TableName;
  readonly condition: Node;
  /** What is wrong with such a row, as a clause: `name is NULL`. */
  readonly message: string;
  /** What a script says above it. */
  readonly remark: string | null;

  constructor(table: TableName, condition: Node, message: string, remark: string | null = null) {
    this.table = table;
    this.condition = condition;
    this.message = message;
    this.remark = remark;
  }

  /** The condition that there is none. */
  get holds(): Node {
    return template({ pieces: [raw({ sql: "NOT EXISTS (SELECT 1 " }), this.rows, raw({ sql: ")" })] });
  }

  /** `FROM … WHERE …`: the rows that must not be. */
  get rows(): Node {
    const { schema, name } = this.table;
    const path = schema === undefined ? [name] : [schema, name];
    return template({
      pieces: [raw({ sql: "FROM " }), identifier({ path }), raw({ sql: " WHERE " }), this.condition],
    });
  }

  describe(): Description {
    return { sign: "~", subject: displayName(this.table), detail: `no row in which ${this.message}` };
  }

  /** Nothing is to be taken back. */
  inverse(): AssertNone {
    return this;
  }

  apply(before: Schema): Schema {
    return before;
  }

  /** None: it is a question, and not a change. */
  ddl(): readonly Node[] {
    return [];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("assertNone"), s.table(this.table), s.sql(this.condition), stringCode(this.message));
  }
}
