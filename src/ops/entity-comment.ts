import { commentOnColumn } from "../ddl/nodes/comment.js";
import { commentOnEntity } from "../ddl/nodes/entity.js";
import { displayName, tableName } from "../schema/name.js";
import { type Entity, type EntityName, entityKey } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Gives something that is declared by its SQL a comment, or takes it away. */
export class SetEntityComment implements Operation {
  readonly kind = "setEntityComment";
  readonly entity: EntityName;
  /** Of a view: the column that has the comment. */
  readonly column: string | undefined;
  readonly text: string | null;
  /** The comment as it was; undefined where it is not known. */
  readonly was: string | null | undefined;

  constructor(entity: EntityName, text: string | null, was?: string | null, column?: string) {
    this.column = column;
    this.entity = entity;
    this.text = text;
    this.was = was;
  }

  describe(): Description {
    const { entity, column, text } = this;
    const subject = column === undefined ? displayName(entity) : `${displayName(entity)}.${column}`;
    return { sign: "~", subject, detail: text === null ? "comment removed" : `comment ${stringCode(text)}` };
  }

  inverse(): SetEntityComment | null {
    const { entity, text, was, column } = this;
    return was === undefined ? null : new SetEntityComment(entity, was, text, column);
  }

  apply(before: Schema): Schema {
    const key = entityKey(this.entity);
    const text = this.text ?? "";
    const commented = (each: Entity): Entity =>
      this.column === undefined
        ? { ...each, comment: text }
        : { ...each, columnComments: { ...each.columnComments, [this.column]: text } };
    const entities = before.entities.map((each) => (entityKey(each) === key ? commented(each) : each));
    return { ...before, entities };
  }

  ddl(): readonly Node[] {
    const { entity, column, text } = this;
    const said = text !== null && { text };
    if (column !== undefined) return [commentOnColumn({ table: tableName(entity), column, ...said })];
    return [commentOnEntity({ entity, ...said })];
  }

  source(s: SourceWriter): Code {
    const { kind, table, arguments: args } = this.entity;
    const options: readonly CodeEntry[] = [
      ...(table ? [["table", s.table(table)] as const] : []),
      ...(args === undefined ? [] : [["arguments", stringCode(args)] as const]),
      ...(this.column === undefined ? [] : [["column", stringCode(this.column)] as const]),
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
