import type { TableName } from "../../schema/name.js";
import type { Sequence, SequenceChange } from "../../schema/object.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";
import type { Writer } from "../../sql/writer.js";

/** CREATE SEQUENCE. */
export interface CreateSequence extends Node<"createSequence"> {
  readonly sequence: Sequence;
  readonly ifNotExists?: boolean;
}

/** Makes a CREATE SEQUENCE. */
export const createSequence = defineNode<CreateSequence>("createSequence", {
  parts: {},
  write({ sequence, ifNotExists }, w) {
    w.kw("CREATE SEQUENCE", ifNotExists && "IF NOT EXISTS").name(sequence);
    writeOptions(sequence, w);
  },
});

/** ALTER SEQUENCE; null puts an option back to what the database does by itself. */
export interface AlterSequence extends Node<"alterSequence"> {
  readonly sequence: TableName;
  readonly change: SequenceChange;
  /** It goes back to its start. */
  readonly restart?: boolean;
}

/** Makes an ALTER SEQUENCE. */
export const alterSequence = defineNode<AlterSequence>("alterSequence", {
  parts: {},
  write({ sequence, change, restart }, w) {
    w.kw("ALTER SEQUENCE").name(sequence);
    writeOptions(change, w);
    w.kw(restart && "RESTART");
  },
});

function writeOptions(change: SequenceChange, w: Writer): void {
  const { type, start, increment, minValue, maxValue, cache, cycle, ownedBy } = change;
  if (type !== undefined) w.kw("AS").type(type ?? { kind: "bigInteger", mode: "bigint" });
  if (increment !== undefined) w.kw("INCREMENT BY", String(increment ?? 1));
  if (minValue !== undefined) w.kw(minValue === null ? "NO MINVALUE" : `MINVALUE ${minValue}`);
  if (maxValue !== undefined) w.kw(maxValue === null ? "NO MAXVALUE" : `MAXVALUE ${maxValue}`);
  if (start !== undefined) w.kw("START WITH", String(start ?? 1));
  if (cache !== undefined) w.kw("CACHE", String(cache ?? 1));
  if (cycle !== undefined) w.kw(cycle ? "CYCLE" : "NO CYCLE");
  if (ownedBy === null) w.kw("OWNED BY NONE");
  else if (ownedBy) w.kw("OWNED BY").id(ownedBy.schema, ownedBy.name, ownedBy.column);
}

/** DROP SEQUENCE. */
export interface DropSequence extends Node<"dropSequence"> {
  readonly sequence: TableName;
  readonly ifExists?: boolean;
}

/** Makes a DROP SEQUENCE. */
export const dropSequence = defineNode<DropSequence>("dropSequence", {
  parts: {},
  write: (n, w) => w.kw("DROP SEQUENCE", n.ifExists && "IF EXISTS").name(n.sequence),
});
