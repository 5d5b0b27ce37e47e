import { commentOnColumn, commentOnTable } from "../ddl/nodes/comment.js";
import { alterTable, createTable, dropTable, renameTable } from "../ddl/nodes/table.js";
import { withParentRenamed } from "../schema/inherited.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import { type Schema, withNewTable, withoutTable, withTable } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { Node } from "../sql/node.js";
import { enumerate, plural } from "../util/text.js";
import { type Code, callCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";
import { CreateIndex } from "./table-index.js";

/** Makes a table with its columns, constraints, indexes and comments. */
export class CreateTable implements Operation {
  readonly kind = "createTable";
  readonly table: Table;
  readonly ifNotExists: boolean;

  constructor(table: Table, ifNotExists = false) {
    this.table = table;
    this.ifNotExists = ifNotExists;
  }

  describe(): Description {
    const { columns, indexes } = this.table;
    const parts = [
      plural(columns.length, "column"),
      indexes.length > 0 && plural(indexes.length, "index", "indexes"),
    ];
    return {
      sign: "+",
      subject: displayName(this.table),
      detail: `table, ${parts.filter(Boolean).join(", ")}`,
    };
  }

  inverse(): DropTable {
    return new DropTable(tableName(this.table), this.table);
  }

  apply(before: Schema): Schema {
    return withNewTable(before, this.table);
  }

  ddl(): readonly Node[] {
    const { table, ifNotExists } = this;
    return [
      createTable({ table, ...(ifNotExists && { ifNotExists }) }),
      ...table.indexes.flatMap((index) => new CreateIndex(tableName(table), index, ifNotExists).ddl()),
      ...commentsOf(table),
    ];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("createTable"), ...s.tableArguments(this.table));
  }
}

/** Removes a table with all its rows. */
export class DropTable implements Operation {
  readonly kind = "dropTable";
  readonly table: TableName;
  /** The table as it stood; without it the drop cannot be undone. */
  readonly was: Table | null;
  readonly ifExists: boolean;
  /** What goes with it that its schema does not tell: `the trigger audit`. */
  readonly lost: readonly string[];

  constructor(table: TableName, was: Table | null = null, ifExists = false, lost: readonly string[] = []) {
    this.table = table;
    this.was = was;
    this.ifExists = ifExists;
    this.lost = lost;
  }

  /** The same, telling of what goes along. */
  losing(lost: readonly string[]): DropTable {
    return new DropTable(this.table, this.was, this.ifExists, lost);
  }

  describe(): Description {
    const destroys = enumerate(["all its rows", ...this.lost]);
    return { sign: "-", subject: displayName(this.table), detail: "table", destroys };
  }

  inverse(): CreateTable | null {
    return this.was && new CreateTable(this.was);
  }

  apply(before: Schema): Schema {
    return withoutTable(before, this.table);
  }

  ddl(): readonly Node[] {
    return [dropTable({ table: this.table, ...(this.ifExists && { ifExists: true }) })];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("dropTable"), s.table(this.table));
  }
}

/** Gives a table another name in the same schema. */
export class RenameTable implements Operation {
  readonly kind = "renameTable";
  readonly table: TableName;
  readonly to: string;

  constructor(table: TableName, to: string) {
    this.table = table;
    this.to = to;
  }

  describe(): Description {
    return { sign: "~", subject: displayName(this.table), detail: `renamed to ${this.to}` };
  }

  inverse(): RenameTable {
    return new RenameTable({ ...this.table, name: this.to }, this.table.name);
  }

  apply(before: Schema): Schema {
    const renamed = { ...this.table, name: this.to };
    const schema = withTable(before, this.table, (table) => ({ ...table, name: this.to }));
    const tables = schema.tables.map((table) => ({
      ...withParentRenamed(table, this.table, this.to),
      constraints: table.constraints.map((constraint) =>
        constraint.kind === "foreignKey" && nameKey(constraint.references) === nameKey(this.table)
          ? { ...constraint, references: { ...constraint.references, ...renamed } }
          : constraint,
      ),
    }));
    const sequences = schema.sequences.map((each) =>
      each.ownedBy && nameKey(each.ownedBy) === nameKey(this.table)
        ? { ...each, ownedBy: { ...each.ownedBy, name: this.to } }
        : each,
    );
    return { ...schema, tables, sequences };
  }

  ddl(): readonly Node[] {
    return [alterTable({ table: this.table, actions: [renameTable({ to: this.to })] })];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("renameTable"), s.table(this.table), stringCode(this.to));
  }
}

/** Sets a table's comment, or removes it. */
export class SetTableComment implements Operation {
  readonly kind = "setTableComment";
  readonly table: TableName;
  readonly text: string | null;
  /** The comment as it was; undefined where it is not known. */
  readonly was: string | null | undefined;

  constructor(table: TableName, text: string | null, was?: string | null) {
    this.table = table;
    this.text = text;
    this.was = was;
  }

  describe(): Description {
    const detail = this.text === null ? "comment removed" : `comment ${stringCode(this.text)}`;
    return { sign: "~", subject: displayName(this.table), detail };
  }

  inverse(): SetTableComment | null {
    return this.was === undefined ? null : new SetTableComment(this.table, this.was, this.text);
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, ({ comment: _, ...table }) => ({
      ...table,
      ...(this.text !== null && { comment: this.text }),
    }));
  }

  ddl(): readonly Node[] {
    return [commentOnTable({ table: this.table, ...(this.text !== null && { text: this.text }) })];
  }

  source(s: SourceWriter): Code {
    const text = this.text === null ? "null" : stringCode(this.text);
    const existing = this.was === undefined ? [] : [objectCode([["existing", s.value(this.was)]])];
    return callCode(s.op("setTableComment"), ...s.target(this.table), text, ...existing);
  }
}

/** The comments of a table and its columns as statements of their own. */
function commentsOf(table: Table): readonly Node[] {
  const name = tableName(table);
  return [
    ...(table.comment === undefined ? [] : [commentOnTable({ table: name, text: table.comment })]),
    ...table.columns.flatMap(({ name: column, comment }) =>
      comment === undefined ? [] : commentOnColumn({ table: name, column, text: comment }),
    ),
  ];
}
