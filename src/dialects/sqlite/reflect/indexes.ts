import type { Column } from "../../../schema/column.js";
import type { IndexPart, TableIndex } from "../../../schema/table-index.js";
import { collationOf } from "../collation.js";
import { type CreatedIndex, parseCreateIndex } from "../create-index.js";
import type { IndexRow } from "./catalog.js";
import { expressionOf } from "./facts.js";

const UNIQUE = /^CREATE\s+UNIQUE\b/i;
const WHERE = /\bWHERE\b/i;

/** An index. Its text is read only where the catalog does not tell everything: expressions and conditions. */
export function reflectIndex(
  name: string,
  sql: string,
  rows: readonly IndexRow[],
  columns: readonly Column[],
): TableIndex {
  const isOpen = rows.some(([column]) => column === null) || WHERE.test(sql);
  const created = isOpen ? parseCreateIndex(sql) : null;
  return {
    name,
    unique: UNIQUE.test(sql),
    parts: rows.map((row, i) => reflectPart(row, created, i, columns)),
    ...(created && created.where !== null && { where: expressionOf(created.where, namesOf(columns)) }),
  };
}

function reflectPart(
  [column, descending, collation]: IndexRow,
  created: CreatedIndex | null,
  i: number,
  columns: readonly Column[],
): IndexPart {
  const order = descending === 1 ? { descending: true } : null;
  if (column === null)
    return { expression: expressionOf(created!.parts[i]!.text, namesOf(columns)), ...order };
  const own = collationOf(collation);
  const inherited = columns.find(({ name }) => name === column)?.collation;
  // BINARY has to be said where the column has another one.
  return own === inherited ? { column, ...order } : { column, collation: own ?? "BINARY", ...order };
}

function namesOf(columns: readonly Column[]): readonly (readonly [name: string])[] {
  return columns.map(({ name }) => [name]);
}
