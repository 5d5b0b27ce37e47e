import { setDefault, writeIdentity } from "../../ddl/nodes/column.js";
import { ddlText } from "../../dialect/compiler.js";
import type { Live } from "../../dialect/dialect.js";
import type { Column, Identity } from "../../schema/column.js";
import type { TableName } from "../../schema/name.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { Writer } from "../../sql/writer.js";
import { mustRestart } from "./alter-sequence.js";
import { clause, name } from "./clause.js";
import { sequenceName, startOf } from "./identity.js";
import { quoteName, stringLiteral } from "./literal.js";
import { ownOptions, textOption } from "./options.js";
import { serialPlan } from "./serial.js";
import { spelling } from "./spelling.js";

/** Actions of ALTER TABLE, and statements before and after it. */
export interface IdentityPlan {
  readonly before?: readonly Node[];
  readonly actions: readonly Node[];
  readonly after: readonly Node[];
}

/**
 * What takes a column to the identity it is to have, or to none. A new sequence goes on after the greatest value that
 * is there.
 *
 * @source PostgreSQL 18, ALTER TABLE: ADD GENERATED, SET GENERATED, DROP IDENTITY
 */
export async function identityActions(
  table: TableName,
  from: Column | null,
  to: Column,
  { live }: { readonly live: Live },
): Promise<IdentityPlan> {
  const column = clause("ALTER COLUMN", name(to.name));
  const serial = from?.identity || !from ? await serialSequence(live, table, to.name) : null;
  if (serial !== null) {
    // A serial column numbers itself through a default; it becomes an identity, or plain, without that default.
    const staysSerial = to.identity?.generated === "byDefault" && ownOptions(to)["serial"] !== undefined;
    if (from?.identity && to.identity && staysSerial) {
      const words = await countingChanges(from.identity, to, serial, live);
      const changes = words.map((word) => word.replace(/^SET /, ""));
      return { actions: [], after: words.length === 0 ? [] : [clause("ALTER SEQUENCE", serial, ...changes)] };
    }
    const dropped = [clause("DROP SEQUENCE", raw({ sql: serial }))];
    const drop = setDefault({ name: to.name });
    if (!to.identity) return { actions: [drop], after: dropped };
    return {
      actions: [drop, addIdentity(table, to)],
      after: [...dropped, ...continueAfter(table, to)],
    };
  }
  if (!to.identity) return { actions: [clause(column, "DROP IDENTITY IF EXISTS")], after: [] };
  if (!from?.identity && ownOptions(to)["serial"] !== undefined) {
    const { before, columns, after } = serialPlan(table, [to], true);
    const set = setDefault({ name: to.name, default: columns[0]!.default! });
    return { before, actions: [set], after: [...after, ...continueAfter(table, to)] };
  }
  if (!from?.identity) {
    return { actions: [addIdentity(table, to)], after: continueAfter(table, to) };
  }
  const changes = await countingChanges(from.identity, to, await ownSequence(live, table, to.name), live);
  return { actions: changes.length === 0 ? [] : [clause(column, ...changes)], after: [] };
}

/** The action of ALTER TABLE that makes a column number itself. */
export function addIdentity(table: TableName, column: Column): Node {
  const w = new Writer(spelling);
  const sequence = textOption(column, "sequence");
  writeIdentity(column.identity!, w, sequence === undefined ? undefined : [table.schema, sequence]);
  return clause("ALTER COLUMN", name(column.name), `ADD ${w.finish().sql}`);
}

/**
 * Gives an identity's sequence the name that the column asks for; that of a table which was renamed still has the name
 * that it got.
 *
 * @source PostgreSQL 18, ALTER SEQUENCE: RENAME TO
 */
export async function sequenceRename(
  table: TableName,
  from: Column | null,
  to: Column,
  live: Live,
): Promise<readonly Node[]> {
  if (!from?.identity || !to.identity || ownOptions(to)["serial"] !== undefined) return [];
  const named = (column: Column) => textOption(column, "sequence") ?? sequenceName(table.name, column.name);
  if (named(from) === named(to)) return [];
  const known = await live.query(
    `SELECT c.relname FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.pg_get_serial_sequence(${tableLiteral(table)}, ${stringLiteral(to.name)})::pg_catalog.regclass`,
    [],
    table,
  );
  const present = known?.rows[0]?.[0];
  const before = typeof present === "string" ? present : named(from);
  if (before === named(to)) return [];
  return [clause("ALTER SEQUENCE", name(table.schema, before), "RENAME TO", name(named(to)))];
}

/** What changes about the counting of a column, the sequence put to its start where that must be. */
async function countingChanges(
  from: Identity,
  { identity, type }: Column,
  sequence: string | null,
  live: Live,
): Promise<readonly string[]> {
  const to = identity!;
  const words = sequenceChanges(from, to);
  const moves = words.some((word) => /^SET (?:NO |MIN|MAX|START|INCREMENT)/.test(word));
  return moves && (await mustRestart({ sequence, to, type }, live)) ? [...words, "RESTART"] : words;
}

/** The name of the sequence that a column owns, as SQL; null where there is none or it cannot be asked. */
async function ownSequence(live: Live, table: TableName, column: string): Promise<string | null> {
  const result = await live.query(
    `SELECT pg_catalog.pg_get_serial_sequence(${tableLiteral(table)}, ${stringLiteral(column)})`,
    [],
    table,
  );
  const sequence = result?.rows[0]?.[0];
  return typeof sequence === "string" ? sequence : null;
}

function sequenceChanges(from: Identity, to: Identity): readonly string[] {
  const isDown = ({ increment = 1 }: Identity) => increment < 0;
  // The server leaves bounds that followed from the direction as they are.
  const turns = isDown(from) !== isDown(to);
  const differ = (option: keyof Identity) => from[option] !== to[option];
  const bound = (word: string, value: number | bigint | undefined) =>
    value === undefined ? `SET NO ${word}` : `SET ${word} ${value}`;
  const changed = [
    differ("generated") && `SET GENERATED ${to.generated === "always" ? "ALWAYS" : "BY DEFAULT"}`,
    differ("increment") && `SET INCREMENT BY ${to.increment ?? 1}`,
    (turns || differ("minValue")) && bound("MINVALUE", to.minValue),
    (turns || differ("maxValue")) && bound("MAXVALUE", to.maxValue),
    BigInt(startOf(from)) !== BigInt(startOf(to)) && `SET START WITH ${startOf(to)}`,
    differ("cache") && `SET CACHE ${to.cache ?? 1}`,
    (from.cycle ?? false) !== (to.cycle ?? false) && (to.cycle ? "SET CYCLE" : "SET NO CYCLE"),
  ];
  return changed.filter((part) => typeof part === "string");
}

/** The name of the sequence behind a serial column as SQL, or null where it is none or cannot be asked. */
export async function serialSequence(live: Live, table: TableName, column: string): Promise<string | null> {
  const result = await live.query(
    `SELECT pg_catalog.pg_get_serial_sequence(${tableLiteral(table)}, ${stringLiteral(column)})
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ${tableLiteral(table)}::pg_catalog.regclass AND a.attname = ${stringLiteral(column)}
  AND a.attidentity = ''`,
  );
  const sequence = result?.rows[0]?.[0];
  return typeof sequence === "string" ? sequence : null;
}

/** Moves the sequence past the values that are there; an empty table leaves it at its start. */
function continueAfter(table: TableName, to: Column): readonly Node[] {
  const identity = to.identity!;
  const ascending = BigInt(identity.increment ?? 1) > 0n;
  const start = startOf(identity);
  const column = quoteName(to.name);
  return [
    raw({
      sql:
        `SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(${tableLiteral(table)}, ${stringLiteral(to.name)}), reached) ` +
        `FROM (SELECT ${ascending ? "max" : "min"}(${column}) AS reached FROM ${tableSql(table)}) AS present ` +
        `WHERE reached ${ascending ? ">=" : "<="} ${start}`,
    }),
  ];
}

function tableSql(table: TableName): string {
  return ddlText(name(table.schema, table.name), spelling);
}

function tableLiteral(table: TableName): string {
  return stringLiteral(tableSql(table));
}
