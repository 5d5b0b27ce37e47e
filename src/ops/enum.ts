import { commentOnObject } from "../ddl/nodes/comment.js";
import { addEnumValue, createEnum, dropEnum, renameEnumValue } from "../ddl/nodes/enum.js";
import { SchemaError } from "../errors/errors.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import type { EnumType } from "../schema/object.js";
import { withRenamedWords } from "../schema/rename-word.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import type { SqlType } from "../types/type.js";
import { enumerate } from "../util/text.js";
import { type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
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
    const { type } = this;
    const { comment } = type;
    return [
      createEnum({ type }),
      ...(comment === undefined
        ? []
        : [commentOnObject({ what: "TYPE", name: tableName(type), text: comment })]),
    ];
  }

  source(s: SourceWriter): Code {
    const { values, comment } = this.type;
    const options = comment === undefined ? [] : [objectCode([["comment", s.value(comment)]])];
    return callCode(s.op("createEnum"), s.table(this.type), s.names(values), ...options);
  }
}

/** Removes an enum type that no column uses. */
export class DropEnum implements Operation {
  readonly kind = "dropEnum";
  readonly type: TableName;
  /** The type as it stood; without it the drop cannot be undone. */
  readonly was: EnumType | null;
  readonly ifExists: boolean;

  constructor(type: TableName, was: EnumType | null = null, ifExists = false) {
    this.type = type;
    this.was = was;
    this.ifExists = ifExists;
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
    return [dropEnum({ type: this.type, ...(this.ifExists && { ifExists: true }) })];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("dropEnum"), s.table(this.type));
  }
}

/** Sets what is said of an enum type, or removes it; databases without such types do nothing. */
export class SetEnumComment implements Operation {
  readonly kind = "setEnumComment";
  readonly type: TableName;
  readonly text: string | null;
  /** The comment as it was; undefined where it is not known. */
  readonly was: string | null | undefined;

  constructor(type: TableName, text: string | null, was?: string | null) {
    this.type = type;
    this.text = text;
    this.was = was;
  }

  describe(): Description {
    const detail = this.text === null ? "comment removed" : `comment ${stringCode(this.text)}`;
    return { sign: "~", subject: displayName(this.type), detail };
  }

  inverse(): SetEnumComment | null {
    return this.was === undefined ? null : new SetEnumComment(this.type, this.was, this.text);
  }

  apply(before: Schema): Schema {
    const { text } = this;
    const key = nameKey(this.type);
    return {
      ...before,
      enums: before.enums.map((each) => {
        if (nameKey(each) !== key) return each;
        const { comment: _, ...type } = each;
        return text === null ? type : { ...type, comment: text };
      }),
    };
  }

  ddl(): readonly Node[] {
    const { type, text } = this;
    return [commentOnObject({ what: "TYPE", name: type, ...(text !== null && { text }) })];
  }

  source(s: SourceWriter): Code {
    const existing = this.was === undefined ? [] : [objectCode([["existing", s.value(this.was)]])];
    return callCode(s.op("setEnumComment"), s.table(this.type), s.value(this.text), ...existing);
  }
}

/** What becomes of words that do not simply stay or come. */
export interface EnumMapping {
  /** Words that get another name, by the old one; rows that hold them follow. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Words that go, each with the one that rows get in its place. */
  readonly map?: Readonly<Record<string, string>>;
}

/** Gives an enum type other words: those of `from` that `to` lacks are removed, the others stay or are added. */
export class AlterEnum implements Operation {
  readonly kind = "alterEnum";
  readonly type: TableName;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Words that get another name, by the old one. */
  readonly rename: Readonly<Record<string, string>>;
  /** What rows get in place of words that go. */
  readonly map: Readonly<Record<string, string>>;
  /** What rows get in place of words that come here, when those are taken back. */
  readonly back: Readonly<Record<string, string>>;

  /** @throws {SchemaError} `schema.no-such-value`: the mapping is of a word that there is not */
  constructor(
    type: TableName,
    from: readonly string[],
    to: readonly string[],
    mapping: EnumMapping = {},
    back: EnumMapping["map"] = {},
  ) {
    this.type = type;
    this.from = from;
    this.to = to;
    this.rename = mapping.rename ?? {};
    this.map = mapping.map ?? {};
    this.back = back;
    assertWords(type, [...Object.keys(this.rename), ...Object.keys(this.map)], from);
    assertWords(type, [...Object.values(this.rename), ...Object.values(this.map)], to);
  }

  /** The words as they stand once the renamed ones have their new names. */
  get renamed(): readonly string[] {
    return this.from.map((value) => (Object.hasOwn(this.rename, value) ? this.rename[value]! : value));
  }

  /** Words that rows may hold and that will be no more. */
  get removed(): readonly string[] {
    return this.renamed.filter((value) => !this.to.includes(value));
  }

  /** Whether renaming and adding words is all there is to do, the others keeping their order. */
  get addsOnly(): boolean {
    const { renamed } = this;
    return this.to.filter((value) => renamed.includes(value)).join("\u0000") === renamed.join("\u0000");
  }

  describe(): Description {
    const { renamed } = this;
    const added = this.to.filter((value) => !renamed.includes(value)).map((value) => `+${value}`);
    const removed = this.removed.map((value) => {
      return Object.hasOwn(this.map, value) ? `-${value} (becomes ${this.map[value]})` : `-${value}`;
    });
    const names = Object.entries(this.rename).map(([from, to]) => `${from} -> ${to}`);
    const words = [...names, ...added, ...removed];
    const detail = `enum ${words.length > 0 ? words.join(", ") : `order (${this.to.join(", ")})`}`;
    return { sign: "~", subject: displayName(this.type), detail };
  }

  /** Words that came for others go back to them; what rows got that had a word of its own before, they keep. */
  inverse(): AlterEnum {
    const rename = turned(this.rename);
    const came = ([word]: readonly [string, string]) =>
      !this.from.includes(word) && !Object.hasOwn(rename, word);
    const map = Object.fromEntries(Object.entries(turned(this.map)).filter(came));
    return new AlterEnum(this.type, this.to, this.from, { rename, map: { ...map, ...this.back } });
  }

  apply(before: Schema): Schema {
    const key = nameKey(this.type);
    const same = (type: TableName) => nameKey(type) === key;
    const schema = withRenamedWords(before, this.type, this.rename);
    return {
      ...schema,
      enums: schema.enums.map((type) => (same(type) ? { ...type, values: this.to } : type)),
      tables: schema.tables.map((table) => ({
        ...table,
        columns: table.columns.map((column) => ({ ...column, type: withWords(column.type, same, this.to) })),
      })),
    };
  }

  /** A RENAME VALUE for each other name and an ADD VALUE for each new word; the rest is the dialect's to plan. */
  ddl(): readonly Node[] {
    const { type, renamed } = this;
    const renames = Object.entries(this.rename).map(([value, to]) => renameEnumValue({ type, value, to }));
    const added = this.to.flatMap((value, i): readonly Node[] => {
      if (renamed.includes(value)) return [];
      const after = this.to[i - 1];
      const before = this.to.slice(i + 1).find((next) => renamed.includes(next));
      const place = after !== undefined ? { after } : before !== undefined ? { before } : {};
      return [addEnumValue({ type, value, ...place })];
    });
    return [...renames, ...added];
  }

  source(s: SourceWriter): Code {
    const { rename, map } = this;
    const mapping = Object.entries({ rename, map }).filter(([, words]) => Object.keys(words).length > 0);
    return callCode(
      s.op("alterEnum"),
      s.table(this.type),
      s.names(this.from),
      s.names(this.to),
      ...(mapping.length > 0
        ? [objectCode(mapping.map(([name, words]): CodeEntry => [name, s.value(words)]))]
        : []),
    );
  }
}

/** A type, or one made of it, with other words where it is the enum type that `same` knows. */
function withWords(type: SqlType, same: (type: TableName) => boolean, values: readonly string[]): SqlType {
  if (type.kind === "native" && type.element) {
    return { ...type, element: withWords(type.element, same, values) };
  }
  if (type.kind !== "enum" || type.name === undefined) return type;
  return same({ ...type, name: type.name }) ? { ...type, values } : type;
}

function assertWords(type: TableName, words: readonly string[], known: readonly string[]): void {
  const unknown = words.find((word) => !known.includes(word));
  if (unknown === undefined) return;
  throw new SchemaError(
    "schema.no-such-value",
    `A mapping of enum type ${displayName(type)} names ${JSON.stringify(unknown)}, which is none of its words.`,
    { hint: `They are ${enumerate(known)}.`, details: { type: displayName(type), value: unknown } },
  );
}

/** Words the other way round; of several that become one the first. */
export function turned(words: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(words)
      .map(([from, to]) => [to, from])
      .reverse(),
  );
}
