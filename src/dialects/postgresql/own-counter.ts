import { SchemaError } from "../../errors/errors.js";
import type { Column } from "../../schema/column.js";
import { displayName } from "../../schema/name.js";
import type { Sequence } from "../../schema/object.js";
import { findTable, type Schema } from "../../schema/schema.js";
import { columnOf } from "../../schema/table.js";
import { writeSql } from "../../sql/writer.js";
import { isSerialType } from "./identity.js";
import { spelling } from "./spelling.js";

/** The default that draws from a sequence. */
const DRAW = /^\s*(?:pg_catalog\.)?nextval\s*\(\s*'([^']+)'\s*(?:::\s*regclass)?\s*\)\s*$/i;

/**
 * Refuses sequences that are owned by the very column whose default draws from them: to the database that is a serial
 * column, and is read as one.
 *
 * @throws {SchemaError} `schema.invalid-object`: a sequence is
 * @source PostgreSQL 18, 8.1.4 Serial Types
 */
export function assertNoOwnCounters(schema: Schema): void {
  for (const sequence of schema.sequences) {
    const { ownedBy } = sequence;
    const table = ownedBy && findTable(schema, ownedBy);
    const column = table && columnOf(table, ownedBy.column);
    if (!table || !column || !isCountedBy(column, sequence)) continue;
    const place = `${displayName(table)}.${column.name}`;
    throw new SchemaError(
      "schema.invalid-object",
      `Sequence ${displayName(sequence)} is owned by ${place}, whose default draws from it: that is a serial column.`,
      {
        hint: `Leave out the sequence and the default, and give the column .identity() and .options({ postgresql: { serial: ${JSON.stringify(displayName(sequence))} } }).`,
        details: { sequence: displayName(sequence), table: displayName(table), column: column.name },
      },
    );
  }
}

function isCountedBy(column: Column, { name, schema }: Sequence): boolean {
  if (!column.default || column.nullable || !isSerialType(column.type)) return false;
  const { sql } = writeSql(column.default, spelling, { literals: true });
  const drawn = DRAW.exec(sql)?.[1]?.replaceAll('"', "");
  return drawn === name || (schema !== undefined && drawn === `${schema}.${name}`);
}
