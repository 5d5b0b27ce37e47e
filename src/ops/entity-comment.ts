import { commentOnEntity } from "../ddl/nodes/entity.js";
import { displayName } from "../schema/name.js";
import { type EntityName, entityKey } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Gives something that is declared by its SQL a comment, or takes it away. */
export class SetEntityComment implements Operation {
  readonly kind = "setEntityComment";
  readonly entity: EntityName;
  readonly text: string | null;
  /** The comment as it was; undefined where it is not known. */
  readonly was: string | null | undefined;

  constructor(entity: EntityName, text: string | null, was?: string | null) {
    this.entity = entity;
    this.text = text;
    this.was = was;
  }

  describe(): Description {
    const detail = this.text === null ? "comment removed" : `comment ${stringCode(this.text)}`;
    return { sign: "~", subject: displayName(this.entity), detail };
  }

  inverse(): SetEntityComment | null {
    return this.was === undefined ? null : new SetEntityComment(this.entity, this.was, this.text);
  }

  apply(before: Schema): Schema {
    const key = entityKey(this.entity);
    const entities = before.entities.map((each) =>
      entityKey(each) === key ? { ...each, comment: this.text ?? "" } : each,
    );
    return { ...before, entities };
  }

  ddl(): readonly Node[] {
    return [commentOnEntity({ entity: this.entity, ...(this.text !== null && { text: this.text }) })];
  }

  source(s: SourceWriter): Code {
    const { kind, table, arguments: args } = this.entity;
    const options: readonly CodeEntry[] = [
      ...(table ? [["table", s.table(table)] as const] : []),
      ...(args === undefined ? [] : [["arguments", stringCode(args)] as const]),
      ...(this.was === undefined ? [] : [["existing", s.value(this.was)] as const]),
    ];
    return callCode(
      s.op("setObjectComment"),
      stringCode(kind),
      s.table(this.entity),
      this.text === null ? "null" : stringCode(this.text),
      ...(options.length > 0 ? [objectCode(options)] : []),
    );
  }
}
