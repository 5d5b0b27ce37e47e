import { commentOnObject } from "../ddl/nodes/comment.js";
import { createIndex, dropIndex } from "../ddl/nodes/table-index.js";
import { displayName, type TableName, tableName } from "../schema/name.js";
import { type Schema, withIndex, withoutIndex, withTable } from "../schema/schema.js";
import type { TableIndex } from "../schema/table-index.js";
import type { Node } from "../sql/node.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import { type Code, callCode, objectCode, stringCode } from "./code.js";
import { indexOptions, indexPartsCode } from "./index-source.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Makes an index. */
export class CreateIndex implements Operation {
  readonly kind = "createIndex";
  readonly table: TableName;
  readonly index: TableIndex;
  readonly ifNotExists: boolean;
  /** Without keeping writers out while it is made. */
  readonly concurrently: boolean;

  constructor(table: TableName, index: TableIndex, ifNotExists = false, concurrently = false) {
    this.table = table;
    this.index = index;
    this.ifNotExists = ifNotExists;
    this.concurrently = concurrently;
  }

  describe(spelling: Spelling): Description {
    return { sign: "+", subject: this.index.name, detail: indexWords(this.table, this.index, spelling) };
  }

  inverse(): DropIndex {
    return new DropIndex(this.table, this.index.name, this.index, false, this.concurrently);
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) => withIndex(table, this.index));
  }

  ddl(): readonly Node[] {
    const { table, index, ifNotExists, concurrently } = this;
    const { name, comment } = index;
    return [
      createIndex({
        table,
        index,
        ...(ifNotExists && { ifNotExists }),
        ...(concurrently && { concurrently }),
      }),
      ...(comment === undefined
        ? []
        : [commentOnObject({ what: "INDEX", name: { ...tableName(table), name }, text: comment })]),
    ];
  }

  source(s: SourceWriter): Code {
    const { table, index } = this;
    const options = [
      ...indexOptions(s, index),
      ...(this.concurrently ? [["concurrently", "true"] as const] : []),
    ];
    return callCode(
      s.op("createIndex"),
      stringCode(index.name),
      ...s.target(table),
      indexPartsCode(s, index.parts),
      ...(options.length > 0 ? [objectCode(options)] : []),
    );
  }
}

/** Removes an index. */
export class DropIndex implements Operation {
  readonly kind = "dropIndex";
  readonly table: TableName;
  readonly name: string;
  /** The index as it stood; without it the drop cannot be undone. */
  readonly was: TableIndex | null;
  readonly ifExists: boolean;
  /** Without keeping readers and writers out while it goes. */
  readonly concurrently: boolean;

  constructor(
    table: TableName,
    name: string,
    was: TableIndex | null = null,
    ifExists = false,
    concurrently = false,
  ) {
    this.table = table;
    this.name = name;
    this.was = was;
    this.ifExists = ifExists;
    this.concurrently = concurrently;
  }

  describe(spelling: Spelling): Description {
    const detail = this.was ? indexWords(this.table, this.was, spelling) : `on ${displayName(this.table)}`;
    return { sign: "-", subject: this.name, detail };
  }

  inverse(): CreateIndex | null {
    return this.was && new CreateIndex(this.table, this.was, false, this.concurrently);
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) => withoutIndex(table, this.name));
  }

  ddl(): readonly Node[] {
    const { table, name, ifExists, concurrently } = this;
    return [dropIndex({ table, name, ...(ifExists && { ifExists }), ...(concurrently && { concurrently }) })];
  }

  source(s: SourceWriter): Code {
    const options = this.concurrently ? [objectCode([["concurrently", "true"]])] : [];
    return callCode(s.op("dropIndex"), stringCode(this.name), ...s.target(this.table), ...options);
  }
}

function indexWords(table: TableName, index: TableIndex, spelling: Spelling): string {
  const parts = index.parts.map(({ column, expression, descending }) => {
    const text = column ?? writeSql(expression!, spelling, { literals: true, unqualified: true }).sql;
    return descending ? `${text} desc` : text;
  });
  return `${index.unique ? "unique, " : ""}on ${displayName(table)} (${parts.join(", ")})`;
}
