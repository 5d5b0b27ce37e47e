import type { AlterSequence, CreateSequence } from "../../ddl/nodes/sequence.js";
import { displayName, type TableName } from "../../schema/name.js";
import type { SequenceChange } from "../../schema/object.js";
import type { Writer } from "../../sql/writer.js";
import { assertCounting } from "./sequence.js";
import { unsupported } from "./unsupported.js";
import type { Variant } from "./variant.js";

/**
 * Writes CREATE SEQUENCE.
 *
 * @throws {CompileError} `compile.unsupported`: the server has no sequences
 * @source MariaDB Server documentation, "CREATE SEQUENCE"
 */
export function writeCreateSequence(
  { sequence, ifNotExists }: CreateSequence,
  w: Writer,
  variant: Variant,
): void {
  assertSequences(sequence, variant);
  assertCounting(sequence, sequence, variant);
  w.kw("CREATE SEQUENCE", ifNotExists && "IF NOT EXISTS").name(sequence);
  writeOptions(sequence, w);
}

/**
 * Writes ALTER SEQUENCE; the sequence goes on where it was, or from its start.
 *
 * @throws {CompileError} `compile.unsupported`: the server has no sequences
 * @source MariaDB Server documentation, "ALTER SEQUENCE"
 */
export function writeAlterSequence(
  { sequence, change, restart }: AlterSequence,
  w: Writer,
  variant: Variant,
): void {
  assertSequences(sequence, variant);
  w.kw("ALTER SEQUENCE").name(sequence);
  writeOptions(change, w);
  w.kw(restart && "RESTART");
}

function assertSequences(sequence: TableName, variant: Variant): void {
  if (variant.product === "mysql") throw unsupported(variant, `sequences, such as ${displayName(sequence)}`);
}

/** Null puts an option back to what the server does by itself. */
function writeOptions(
  { start, increment, minValue, maxValue, cache, cycle }: SequenceChange,
  w: Writer,
): void {
  if (start !== undefined) w.kw(`START WITH ${start ?? 1}`);
  if (increment !== undefined) w.kw(`INCREMENT BY ${increment ?? 1}`);
  if (minValue !== undefined) w.kw(minValue === null ? "NO MINVALUE" : `MINVALUE ${minValue}`);
  if (maxValue !== undefined) w.kw(maxValue === null ? "NO MAXVALUE" : `MAXVALUE ${maxValue}`);
  if (cache !== undefined) w.kw(`CACHE ${cache ?? 1000}`);
  if (cycle !== undefined) w.kw(cycle ? "CYCLE" : "NOCYCLE");
}
