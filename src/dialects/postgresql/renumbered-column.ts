import { setDefault } from "../../ddl/nodes/column.js";
import { alterTable } from "../../ddl/nodes/table.js";
import { ddlText } from "../../dialect/compiler.js";
import type { Live } from "../../dialect/dialect.js";
import type { ColumnChange } from "../../ops/column-change.js";
import type { Column } from "../../schema/column.js";
import type { TableName } from "../../schema/name.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { addIdentity, serialSequence } from "./alter-identity.js";
import { clause, name } from "./clause.js";
import { counterWords, sequenceName } from "./identity.js";
import { stringLiteral } from "./literal.js";
import { nameFromPath } from "./name-path.js";
import { typeSql } from "./native-type.js";
import { ownOptions } from "./options.js";
import { spelling } from "./spelling.js";

/** Whether a column that numbers itself is to do so in the other of the two ways. */
export function isRenumbered(change: ColumnChange, from: Column | null, to: Column): boolean {
  if (change.options === undefined && change.identity === undefined) return false;
  return !!from?.identity && !!to.identity && isSerial(from) !== isSerial(to);
}

/** Whether a column counts by its default; what is always generated does not, whatever was said of it before. */
function isSerial(column: Column): boolean {
  return ownOptions(column)["serial"] !== undefined && column.identity?.generated !== "always";
}

/**
 * What has a serial column number itself as an identity, or the other way round. The new sequence goes on where the old
 * one is, and gets the name that it would have.
 *
 * @source PostgreSQL 18, ALTER TABLE: ADD GENERATED, DROP IDENTITY; 9.17 Sequence Manipulation Functions
 */
export async function renumberedNodes(
  table: TableName,
  from: Column,
  to: Column,
  live: Live,
): Promise<readonly Node[]> {
  return isSerial(to) ? asSerial(table, to) : asIdentity(table, from, to, live);
}

function asSerial(table: TableName, to: Column): readonly Node[] {
  const path = sequencePath(table, to);
  const held = { ...path, name: passing(table, to) };
  const { sequenceType } = ownOptions(to);
  const type = sequenceType === undefined ? typeSql(to.type) : String(sequenceType);
  const [sequence, final] = [name(held.schema, held.name), name(path.schema, path.name)];
  const next = raw({ sql: `nextval(${stringLiteral(ddlText(final, spelling))}::regclass)` });
  return [
    clause("CREATE SEQUENCE", sequence, "AS", type, ...counterWords(to.identity!)),
    goOn(stringLiteral(ddlText(sequence, spelling)), ownedSequence(table, to)),
    altered(table, clause("ALTER COLUMN", name(to.name), "DROP IDENTITY")),
    clause("ALTER SEQUENCE", sequence, "RENAME TO", name(path.name)),
    altered(table, setDefault({ name: to.name, default: next })),
    clause("ALTER SEQUENCE", final, "OWNED BY", name(table.schema, table.name, to.name)),
  ];
}

async function asIdentity(table: TableName, from: Column, to: Column, live: Live): Promise<readonly Node[]> {
  const known = await serialSequence(live, table, to.name);
  const path = known === null ? sequencePath(table, from) : nameFromPath(known);
  const held = name(path.schema, passing(table, to));
  const sequence = name(path.schema, path.name);
  return [
    altered(table, setDefault({ name: to.name })),
    clause("ALTER SEQUENCE", sequence, "OWNED BY NONE"),
    clause("ALTER SEQUENCE", sequence, "RENAME TO", name(passing(table, to))),
    altered(table, addIdentity(table, to)),
    goOn(ownedSequence(table, to), stringLiteral(ddlText(held, spelling))),
    clause("DROP SEQUENCE", held),
  ];
}

/** Has a sequence go on after what another has given; one that has given nothing leaves it at its start. */
function goOn(sequence: string, other: string): Node {
  const given = `pg_catalog.pg_sequence_last_value(${other}::pg_catalog.regclass)`;
  return clause(`SELECT pg_catalog.setval(${sequence}, ${given}) WHERE ${given} IS NOT NULL`);
}

/** The sequence that the column has, as an expression. */
function ownedSequence(table: TableName, { name: column }: Column): string {
  const path = stringLiteral(ddlText(name(table.schema, table.name), spelling));
  return `pg_catalog.pg_get_serial_sequence(${path}, ${stringLiteral(column)})`;
}

/** What a serial column's sequence is called. */
function sequencePath(table: TableName, column: Column): TableName {
  const { serial } = ownOptions(column);
  if (typeof serial === "string") return nameFromPath(serial);
  const own = { name: sequenceName(table.name, column.name) };
  return table.schema === undefined ? own : { ...own, schema: table.schema };
}

/** The name of a sequence while the other one has its own. */
function passing(table: TableName, { name: column }: Column): string {
  return sequenceName(`migr_${table.name}`, column);
}

function altered(table: TableName, action: Node): Node {
  return alterTable({ table, actions: [action] });
}
