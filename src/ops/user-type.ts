import { commentOnObject } from "../ddl/nodes/comment.js";
import { type AttributeAction, alterType, createType, dropType } from "../ddl/nodes/user-type.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import type { Schema } from "../schema/schema.js";
import type {
  CompositeType,
  RangeType,
  TypeAttribute,
  UserType,
  UserTypeChange,
  UserTypeName,
} from "../schema/user-type.js";
import type { Node } from "../sql/node.js";
import type { Spelling } from "../sql/writer.js";
import { enumerate } from "../util/text.js";
import { type Code, type CodeEntry, callCode, chainCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** How each kind is called in scripts and lists. */
const KINDS: { readonly [K in UserType["kind"]]: { readonly method: string; readonly words: string } } = {
  composite: { method: "CompositeType", words: "composite type" },
  range: { method: "RangeType", words: "range type" },
};

/** Makes a type that is made of others. */
export class CreateType implements Operation {
  readonly kind = "createType";
  readonly type: UserType;

  constructor(type: UserType) {
    this.type = type;
  }

  describe(spelling: Spelling): Description {
    const { type } = this;
    const of =
      type.kind === "range"
        ? `of ${spelling.typeSql(type.subtype).toLowerCase()}`
        : `(${type.attributes.map(({ name }) => name).join(", ")})`;
    return { sign: "+", subject: displayName(type), detail: `${KINDS[type.kind].words} ${of}` };
  }

  inverse(): DropType {
    return new DropType(nameOf(this.type), this.type);
  }

  apply(before: Schema): Schema {
    return { ...before, userTypes: [...before.userTypes, this.type] };
  }

  ddl(): readonly Node[] {
    return [createType({ type: this.type }), ...commentNodes(this.type, this.type.comment)];
  }

  source(s: SourceWriter): Code {
    const { type } = this;
    const options = typeOptions(type);
    return callCode(
      s.op(`create${KINDS[type.kind].method}`),
      s.table(type),
      typeArgument(s, type),
      ...(options.length > 0 ? [objectCode(options)] : []),
    );
  }
}

/** Changes the attributes of a composite type, or what is said of a type. */
export class AlterType implements Operation {
  readonly kind = "alterType";
  readonly type: UserTypeName;
  readonly change: UserTypeChange;
  /** The type as it stood, where that is known. */
  readonly from: UserType | null;

  constructor(type: UserTypeName, change: UserTypeChange, from: UserType | null = null) {
    this.type = type;
    this.change = change;
    this.from = from;
  }

  describe(spelling: Spelling): Description {
    const { change, type } = this;
    const { addAttributes = [], dropAttributes = [], alterAttributes = [], renameAttributes = {} } = change;
    const typed = ({ name, type: to }: TypeAttribute) => `${name} ${spelling.typeSql(to).toLowerCase()}`;
    const words = [
      ...Object.entries(renameAttributes).map(([from, to]) => `${from} -> ${to}`),
      ...dropAttributes.map((name) => `-${name}`),
      ...addAttributes.map((each) => `+${typed(each)}`),
      ...alterAttributes.map((each) => `${typed(each)}`),
      ...(change.comment === undefined ? [] : [change.comment === null ? "no comment" : "comment"]),
    ];
    const lost = `its ${dropAttributes.length === 1 ? "attribute" : "attributes"} ${enumerate(dropAttributes)}`;
    return {
      sign: "~",
      subject: displayName(type),
      detail: `${KINDS[type.kind].words}, ${words.join(", ")}`,
      ...(dropAttributes.length > 0 && { destroys: lost }),
    };
  }

  inverse(): AlterType | null {
    const { from, change } = this;
    const { addAttributes, dropAttributes = [], alterAttributes = [], renameAttributes, comment } = change;
    if (!from) return null;
    const former = (names: readonly string[]) =>
      from.kind === "composite" ? from.attributes.filter(({ name }) => names.includes(name)) : [];
    const altered = former(alterAttributes.map(({ name }) => name));
    const dropped = former(dropAttributes);
    const back: UserTypeChange = {
      ...(addAttributes && { dropAttributes: addAttributes.map(({ name }) => name) }),
      ...(dropped.length > 0 && { addAttributes: dropped }),
      ...(altered.length > 0 && { alterAttributes: altered }),
      ...(renameAttributes && {
        renameAttributes: Object.fromEntries(Object.entries(renameAttributes).map(([a, b]) => [b, a])),
      }),
      ...(comment !== undefined && { comment: from.comment ?? null }),
    };
    return new AlterType(this.type, back, changeType(from, change));
  }

  apply(before: Schema): Schema {
    const key = nameKey(this.type);
    const userTypes = before.userTypes.map((each) =>
      nameKey(each) === key ? changeType(each, this.change) : each,
    );
    return { ...before, userTypes };
  }

  ddl(): readonly Node[] {
    const type = tableName(this.type);
    const {
      addAttributes = [],
      dropAttributes = [],
      alterAttributes = [],
      renameAttributes = {},
      comment,
    } = this.change;
    const actions: readonly AttributeAction[] = [
      ...dropAttributes.map((drop) => ({ drop })),
      ...addAttributes.map((add) => ({ add })),
      ...alterAttributes.map((alter) => ({ alter })),
    ];
    return [
      ...Object.entries(renameAttributes).map(([rename, to]) =>
        alterType({ type, actions: [{ rename, to }] }),
      ),
      ...(actions.length > 0 ? [alterType({ type, actions })] : []),
      ...commentNodes(type, comment),
    ];
  }

  source(s: SourceWriter): Code {
    const { addAttributes, dropAttributes, alterAttributes, renameAttributes, comment } = this.change;
    const entries: readonly CodeEntry[] = [
      ...(renameAttributes ? [["renameAttributes", s.value(renameAttributes)] as const] : []),
      ...(dropAttributes ? [["dropAttributes", s.names(dropAttributes)] as const] : []),
      ...(addAttributes ? [["addAttributes", attributesCode(s, addAttributes)] as const] : []),
      ...(alterAttributes ? [["alterAttributes", attributesCode(s, alterAttributes)] as const] : []),
      ...(comment === undefined ? [] : [["comment", s.value(comment)] as const]),
    ];
    return callCode(s.op(`alter${KINDS[this.type.kind].method}`), s.table(this.type), objectCode(entries));
  }
}

/** Removes a type that nothing uses. */
export class DropType implements Operation {
  readonly kind = "dropType";
  readonly type: UserTypeName;
  /** The type as it stood; without it the drop cannot be undone. */
  readonly was: UserType | null;
  readonly ifExists: boolean;

  constructor(type: UserTypeName, was: UserType | null = null, ifExists = false) {
    this.type = type;
    this.was = was;
    this.ifExists = ifExists;
  }

  describe(): Description {
    return { sign: "-", subject: displayName(this.type), detail: KINDS[this.type.kind].words };
  }

  inverse(): CreateType | null {
    return this.was && new CreateType(this.was);
  }

  apply(before: Schema): Schema {
    const key = nameKey(this.type);
    return { ...before, userTypes: before.userTypes.filter((each) => nameKey(each) !== key) };
  }

  ddl(): readonly Node[] {
    return [dropType({ type: tableName(this.type), ...(this.ifExists && { ifExists: true }) })];
  }

  source(s: SourceWriter): Code {
    const options = this.ifExists ? [objectCode([["ifExists", "true"]])] : [];
    return callCode(s.op(`drop${KINDS[this.type.kind].method}`), s.table(this.type), ...options);
  }
}

/** What a declaration says of a type after its name: the attributes of a composite one, the subtype of a range. */
export function typeArgument(s: SourceWriter, type: UserType): Code {
  return type.kind === "range" ? s.type(type.subtype) : attributesCode(s, type.attributes);
}

/** The options that a type is declared with, beside where it is. */
export function typeOptions(type: CompositeType | RangeType): readonly CodeEntry[] {
  const { operatorClass, collation, subtypeDiff, multirange } = type as Partial<RangeType>;
  const given = { operatorClass, collation, subtypeDiff, multirange, comment: type.comment };
  return Object.entries(given).flatMap(([name, text]): readonly CodeEntry[] =>
    text === undefined ? [] : [[name, stringCode(text)]],
  );
}

function attributesCode(s: SourceWriter, attributes: readonly TypeAttribute[]): Code {
  return objectCode(
    attributes.map(({ name, type, collation }): CodeEntry => {
      const more = collation === undefined ? [] : [callCode(".collation", stringCode(collation))];
      return [name, chainCode(...s.typeCalls(type), ...more)];
    }),
  );
}

function nameOf(type: UserType): UserTypeName {
  return { kind: type.kind, ...tableName(type) };
}

/** A type after a change. */
function changeType({ comment, ...type }: UserType, change: UserTypeChange): UserType {
  const { addAttributes = [], dropAttributes = [], alterAttributes = [], renameAttributes = {} } = change;
  const after = change.comment === undefined ? comment : (change.comment ?? undefined);
  const said = after !== undefined && { comment: after };
  if (type.kind === "range") return { ...type, ...said };
  const altered = new Map(alterAttributes.map((each) => [each.name, each]));
  const attributes = [
    ...type.attributes
      .map((each) => ({ ...each, name: renameAttributes[each.name] ?? each.name }))
      .filter(({ name }) => !dropAttributes.includes(name))
      .map((each) => altered.get(each.name) ?? each),
    ...addAttributes,
  ];
  return { ...type, attributes, ...said };
}

function commentNodes(name: TableName, text: string | null | undefined): readonly Node[] {
  if (text === undefined) return [];
  return [commentOnObject({ what: "TYPE", name: tableName(name), ...(text !== null && { text }) })];
}
