import { addEnumValue, createEnum, dropEnum } from "../ddl/nodes/enum.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import type { EnumType } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { type Code, callCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Makes an enum type; databases without such types do nothing. */
export class CreateEnum implements Operation {
  readonly kind = "createEnum";
  readonly type: EnumType;

  constructor(type: EnumType) {
    this.type = type;
  }

  describe(): Description {
    const { type } = this;
    return { sign: "+", subject: displayName(type), detail: `enum (${type.values.join(", ")})` };
  }

  inverse(): DropEnum {
    return new DropEnum(tableName(this.type), this.type);
  }

  apply(before: Schema): Schema {
    return { ...before, enums: [...before.enums, this.type] };
  }

  ddl(): readonly Node[] {
    return [createEnum({ type: this.type })];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("createEnum"), s.table(this.type), s.names(this.type.values));
  }
}

/** Removes an enum type that no column uses. */
export class DropEnum implements Operation {
  readonly kind = "dropEnum";
  readonly type: TableName;
  /** The type as it stood; without it the drop cannot be undone. */
  readonly was: EnumType | null;

  constructor(type: TableName, was: EnumType | null = null) {
    this.type = type;
    this.was = was;
  }

  describe(): Description {
    return { sign: "-", subject: displayName(this.type), detail: "enum" };
  }

  inverse(): CreateEnum | null {
    return this.was && new CreateEnum(this.was);
  }

  apply(before: Schema): Schema {
    const key = nameKey(this.type);
    return { ...before, enums: before.enums.filter((type) => nameKey(type) !== key) };
  }

  ddl(): readonly Node[] {
    return [dropEnum({ type: this.type })];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("dropEnum"), s.table(this.type));
  }
}

/** Gives an enum type other words: those of `from` that `to` lacks are removed, the others stay or are added. */
export class AlterEnum implements Operation {
  readonly kind = "alterEnum";
  readonly type: TableName;
  readonly from: readonly string[];
  readonly to: readonly string[];

  constructor(type: TableName, from: readonly string[], to: readonly string[]) {
    this.type = type;
    this.from = from;
    this.to = to;
  }

  /** Words that rows may hold and that will be no more. */
  get removed(): readonly string[] {
    return this.from.filter((value) => !this.to.includes(value));
  }

  /** Whether adding words is all there is to do, the others keeping their order. */
  get addsOnly(): boolean {
    return this.to.filter((value) => this.from.includes(value)).join("\u0000") === this.from.join("\u0000");
  }

  describe(): Description {
    const added = this.to.filter((value) => !this.from.includes(value)).map((value) => `+${value}`);
    const removed = this.removed.map((value) => `-${value}`);
    const words = [...added, ...removed];
    const detail = `enum ${words.length > 0 ? words.join(", ") : `order (${this.to.join(", ")})`}`;
    return { sign: "~", subject: displayName(this.type), detail };
  }

  inverse(): AlterEnum {
    return new AlterEnum(this.type, this.to, this.from);
  }

  apply(before: Schema): Schema {
    const key = nameKey(this.type);
    const same = (type: TableName) => nameKey(type) === key;
    return {
      ...before,
      enums: before.enums.map((type) => (same(type) ? { ...type, values: this.to } : type)),
      tables: before.tables.map((table) => ({
        ...table,
        columns: table.columns.map((column) =>
          column.type.kind === "enum" &&
          column.type.name !== undefined &&
          same({ ...column.type, name: column.type.name })
            ? { ...column, type: { ...column.type, values: this.to } }
            : column,
        ),
      })),
    };
  }

  /** One ADD VALUE for each new word; removing and reordering is the dialect's to plan. */
  ddl(): readonly Node[] {
    return this.to.flatMap((value, i): readonly Node[] => {
      if (this.from.includes(value)) return [];
      const after = this.to[i - 1];
      const before = this.to.slice(i + 1).find((next) => this.from.includes(next));
      const place = after !== undefined ? { after } : before !== undefined ? { before } : {};
      return [addEnumValue({ type: this.type, value, ...place })];
    });
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("alterEnum"), s.table(this.type), s.names(this.from), s.names(this.to));
  }
}
