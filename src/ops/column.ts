import {
  addColumn,
  columnDefinition,
  dropColumn,
  renameColumn,
  setDefault,
  setNullable,
  setType,
} from "../ddl/nodes/column.js";
import { commentOnColumn } from "../ddl/nodes/comment.js";
import { alterTable } from "../ddl/nodes/table.js";
import type { Column } from "../schema/column.js";
import { displayName, type TableName } from "../schema/name.js";
import { withRenamedColumn } from "../schema/rename-column.js";
import { type Schema, withColumn, withTable } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import type { Spelling } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";
import { changeBack, withChange } from "../util/change.js";
import { type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
import { type ColumnChange, changedFacets, columnWords, facetWords } from "./column-change.js";
import type { Description, Operation } from "./operation.js";
import { RenamePart } from "./rename-part.js";
import type { SourceWriter } from "./source.js";

/** Adds a column to a table. */
export class AddColumn implements Operation {
  readonly kind = "addColumn";
  readonly table: TableName;
  readonly column: Column;
  readonly ifNotExists: boolean;

  constructor(table: TableName, column: Column, ifNotExists = false) {
    this.table = table;
    this.column = column;
    this.ifNotExists = ifNotExists;
  }

  describe(spelling: Spelling): Description {
    const subject = `${displayName(this.table)}.${this.column.name}`;
    return { sign: "+", subject, detail: columnWords(this.column, spelling) };
  }

  inverse(): DropColumn {
    return new DropColumn(this.table, this.column.name, this.column);
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) => ({ ...table, columns: [...table.columns, this.column] }));
  }

  ddl(): readonly Node[] {
    const { table, column, ifNotExists } = this;
    const { comment } = column;
    const definition = columnDefinition({ column });
    return [
      alterTable({ table, actions: [addColumn({ definition, ...(ifNotExists && { ifNotExists }) })] }),
      ...(comment === undefined ? [] : [commentOnColumn({ table, column: column.name, text: comment })]),
    ];
  }

  source(s: SourceWriter): Code {
    return callCode(
      s.op("addColumn"),
      ...s.target(this.table),
      stringCode(this.column.name),
      s.column(this.column),
    );
  }
}

/** Removes a column with its data. */
export class DropColumn implements Operation {
  readonly kind = "dropColumn";
  readonly table: TableName;
  readonly name: string;
  /** The column as it stood; without it the drop cannot be undone. */
  readonly was: Column | null;
  readonly ifExists: boolean;

  constructor(table: TableName, name: string, was: Column | null = null, ifExists = false) {
    this.table = table;
    this.name = name;
    this.was = was;
    this.ifExists = ifExists;
  }

  describe(spelling: Spelling): Description {
    const detail = this.was ? facetWords("type", this.was, spelling) : "column";
    return { sign: "-", subject: `${displayName(this.table)}.${this.name}`, detail, destroys: "its data" };
  }

  inverse(): AddColumn | null {
    return this.was && new AddColumn(this.table, this.was);
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) => withColumn(table, this.name, () => null));
  }

  ddl(): readonly Node[] {
    const { table, name, ifExists } = this;
    return [alterTable({ table, actions: [dropColumn({ name, ...(ifExists && { ifExists }) })] })];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("dropColumn"), ...s.target(this.table), stringCode(this.name));
  }
}

/** Changes a column in place: its type, nullability, default, comment and so on. */
export class AlterColumn implements Operation {
  readonly kind = "alterColumn";
  readonly table: TableName;
  readonly name: string;
  readonly change: ColumnChange;
  /** The column as it stood, where that is known. */
  readonly from: Column | null;
  /** PostgreSQL: the expression that converts what is there to a new type. */
  readonly using: Node | null;

  constructor(
    table: TableName,
    name: string,
    change: ColumnChange,
    from: Column | null = null,
    using: Node | null = null,
  ) {
    this.table = table;
    this.name = name;
    this.change = change;
    this.from = from;
    this.using = using;
  }

  describe(spelling: Spelling): Description {
    const { from, change } = this;
    const facets = changedFacets(change);
    const after = withChange(from ?? EMPTY_COLUMN, change);
    const words = facets.map((facet) => {
      const now = facetWords(facet, after, spelling);
      return from ? `${facetWords(facet, from, spelling)} -> ${now}` : now;
    });
    return { sign: "~", subject: `${displayName(this.table)}.${this.name}`, detail: words.join(", ") };
  }

  inverse(): AlterColumn | null {
    const { from, change } = this;
    if (!from) return null;
    return new AlterColumn(this.table, this.name, changeBack(from, change), withChange(from, change));
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) =>
      withColumn(table, this.name, (column) => withChange(column, this.change)),
    );
  }

  ddl(): readonly Node[] {
    const { table, name, change, using } = this;
    const after = withChange(this.from ?? { ...EMPTY_COLUMN, name }, change);
    const actions: Node[] = [];
    if (change.type || change.collation !== undefined) {
      actions.push(setType({ column: { ...after, name }, ...(using && { using }) }));
    }
    if (change.nullable !== undefined) actions.push(setNullable({ name, nullable: change.nullable }));
    if (change.default !== undefined) {
      actions.push(setDefault({ name, ...(change.default && { default: change.default }) }));
    }
    const { comment } = change;
    return [
      ...(actions.length > 0 ? [alterTable({ table, actions })] : []),
      ...(comment === undefined
        ? []
        : [commentOnColumn({ table, column: name, ...(comment !== null && { text: comment }) })]),
    ];
  }

  source(s: SourceWriter): Code {
    const type = this.change.type ?? this.from?.type;
    const entries = changedFacets(this.change).map(
      (facet): CodeEntry => CHANGE_SOURCE[facet](s, this.change, type),
    );
    if (this.using) entries.push(["using", s.sql(this.using)]);
    if (this.from) entries.push(["existing", s.column(this.from)]);
    return callCode(s.op("alterColumn"), ...s.target(this.table), stringCode(this.name), objectCode(entries));
  }
}

const EMPTY_COLUMN: Column = { name: "", type: { kind: "text" }, nullable: true };

/** How each facet of a change is written as a property of `op.alterColumn`. */
const CHANGE_SOURCE: {
  readonly [F in keyof ColumnChange]-?: (
    s: SourceWriter,
    change: ColumnChange,
    type: SqlType | undefined,
  ) => CodeEntry;
} = {
  type: (s, { type }) => ["type", s.type(type!)],
  nullable: (_, { nullable }) => ["nullable", String(nullable)],
  default: (s, change, type) => ["serverDefault", change.default ? s.default(change.default, type) : "null"],
  identity: (s, { identity }) => ["identity", s.value(identity)],
  computed: (s, { computed }, type) => [
    "computed",
    computed
      ? objectCode([
          ["expression", s.expression(computed.expression, type)],
          ...(computed.stored ? [] : [["stored", "false"] as const]),
        ])
      : "null",
  ],
  onUpdate: (s, { onUpdate }, type) => ["serverOnUpdate", onUpdate ? s.expression(onUpdate, type) : "null"],
  collation: (s, { collation }) => ["collation", s.value(collation)],
  options: (s, { options }) => ["options", s.value(options)],
  comment: (s, { comment }) => ["comment", s.value(comment)],
};

/** Gives a column another name; its data stays. */
export class RenameColumn extends RenamePart {
  readonly kind = "renameColumn";
  protected readonly what = "column";

  override describe(): Description {
    return { sign: "~", subject: `${displayName(this.table)}.${this.name}`, detail: `renamed to ${this.to}` };
  }

  apply(before: Schema): Schema {
    return withRenamedColumn(before, this.table, this.name, this.to);
  }

  ddl(): readonly Node[] {
    return [alterTable({ table: this.table, actions: [renameColumn({ name: this.name, to: this.to })] })];
  }

  /** The table comes first, as in all that is done to columns. */
  override source(s: SourceWriter): Code {
    const target = s.target(this.table);
    return callCode(s.op(this.kind), ...target, stringCode(this.name), stringCode(this.to));
  }
}
