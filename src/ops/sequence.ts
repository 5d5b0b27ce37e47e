import { commentOnObject } from "../ddl/nodes/comment.js";
import { alterSequence, createSequence, dropSequence } from "../ddl/nodes/sequence.js";
import { displayName, nameKey, type TableName, tableName } from "../schema/name.js";
import type { Sequence, SequenceChange } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { changeBack, withChange } from "../util/change.js";
import { type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Makes a sequence that stands by itself. */
export class CreateSequence implements Operation {
  readonly kind = "createSequence";
  readonly sequence: Sequence;
  readonly ifNotExists: boolean;

  constructor(sequence: Sequence, ifNotExists = false) {
    this.sequence = sequence;
    this.ifNotExists = ifNotExists;
  }

  describe(): Description {
    return { sign: "+", subject: displayName(this.sequence), detail: sequenceWords(this.sequence) };
  }

  inverse(): DropSequence {
    return new DropSequence(tableName(this.sequence), this.sequence);
  }

  apply(before: Schema): Schema {
    return { ...before, sequences: [...before.sequences, this.sequence] };
  }

  ddl(): readonly Node[] {
    const { sequence, ifNotExists } = this;
    return [
      createSequence({ sequence, ...(ifNotExists && { ifNotExists }) }),
      ...commentNodes(sequence, sequence.comment),
    ];
  }

  source(s: SourceWriter): Code {
    const options = sequenceOptions(s, this.sequence);
    return callCode(
      s.op("createSequence"),
      s.table(this.sequence),
      ...(options.length > 0 ? [objectCode(options)] : []),
    );
  }
}

/** Changes how a sequence counts from now on; its position stays. */
export class AlterSequence implements Operation {
  readonly kind = "alterSequence";
  readonly sequence: TableName;
  readonly change: SequenceChange;
  /** The sequence as it stood, where that is known. */
  readonly from: Sequence | null;

  constructor(sequence: TableName, change: SequenceChange, from: Sequence | null = null) {
    this.sequence = sequence;
    this.change = change;
    this.from = from;
  }

  describe(): Description {
    const detail = Object.entries(this.change).map(([name, value]) => optionWords(name, value));
    return { sign: "~", subject: displayName(this.sequence), detail: detail.join(", ") };
  }

  inverse(): AlterSequence | null {
    const { from, change } = this;
    if (!from) return null;
    return new AlterSequence(this.sequence, changeBack(from, change), withChange(from, change));
  }

  apply(before: Schema): Schema {
    const key = nameKey(this.sequence);
    return {
      ...before,
      sequences: before.sequences.map((each) =>
        nameKey(each) === key ? withChange(each, this.change) : each,
      ),
    };
  }

  ddl(): readonly Node[] {
    const { sequence, change } = this;
    const { comment, ...counting } = change;
    return [
      ...(Object.keys(counting).length > 0 ? [alterSequence({ sequence, change: counting })] : []),
      ...(comment === undefined ? [] : commentNodes(sequence, comment)),
    ];
  }

  source(s: SourceWriter): Code {
    const entries = sequenceOptions(s, this.change);
    if (this.from) entries.push(["existing", objectCode(sequenceOptions(s, this.from))]);
    return callCode(s.op("alterSequence"), s.table(this.sequence), objectCode(entries));
  }
}

/** Removes a sequence with its position. */
export class DropSequence implements Operation {
  readonly kind = "dropSequence";
  readonly sequence: TableName;
  /** The sequence as it stood; without it the drop cannot be undone. */
  readonly was: Sequence | null;
  readonly ifExists: boolean;

  constructor(sequence: TableName, was: Sequence | null = null, ifExists = false) {
    this.sequence = sequence;
    this.was = was;
    this.ifExists = ifExists;
  }

  describe(): Description {
    return { sign: "-", subject: displayName(this.sequence), detail: "sequence", destroys: "its position" };
  }

  inverse(): CreateSequence | null {
    return this.was && new CreateSequence(this.was);
  }

  apply(before: Schema): Schema {
    const key = nameKey(this.sequence);
    return { ...before, sequences: before.sequences.filter((each) => nameKey(each) !== key) };
  }

  ddl(): readonly Node[] {
    return [dropSequence({ sequence: this.sequence, ...(this.ifExists && { ifExists: true }) })];
  }

  source(s: SourceWriter): Code {
    const options = this.ifExists ? [objectCode([["ifExists", "true"]])] : [];
    return callCode(s.op("dropSequence"), s.table(this.sequence), ...options);
  }
}

/** What a sequence has beside its name, in the order in which it is written. */
const OPTIONS = [
  "type",
  "start",
  "increment",
  "minValue",
  "maxValue",
  "cache",
  "cycle",
  "ownedBy",
  "comment",
] as const;

/** How a sequence counts, as the entries of its options. */
export function sequenceOptions(s: SourceWriter, options: SequenceChange): CodeEntry[] {
  return OPTIONS.flatMap((name): readonly CodeEntry[] => {
    const value = options[name];
    if (value === undefined) return [];
    return [[name, name === "type" && value !== null ? s.type(options.type!) : s.value(value)]];
  });
}

function sequenceWords(sequence: Sequence): string {
  const words = OPTIONS.flatMap((name) =>
    sequence[name] === undefined ? [] : optionWords(name, sequence[name]),
  );
  return ["sequence", ...words].join(", ");
}

function optionWords(name: string, value: unknown): string {
  const word = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (value === null) return `no ${word}`;
  if (value === true) return word;
  if (typeof value !== "object")
    return `${word} ${typeof value === "string" ? stringCode(value) : String(value)}`;
  if ("column" in (value as object)) {
    const owner = value as NonNullable<Sequence["ownedBy"]>;
    return `${word} ${displayName(owner)}.${owner.column}`;
  }
  return `${word} ${(value as { readonly kind: string }).kind}`;
}

function commentNodes(name: TableName, text: string | null | undefined): readonly Node[] {
  if (text === undefined) return [];
  return [commentOnObject({ what: "SEQUENCE", name: tableName(name), ...(text !== null && { text }) })];
}
