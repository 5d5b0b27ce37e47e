import type { IndexPart, TableIndex } from "../../../schema/table-index.js";
import { raw } from "../../../sql/nodes/index.js";
import { parseCreateIndex } from "../create-index.js";
import { groupBy, type TableFacts } from "./facts.js";

/** The indexes of a table. A column with a collation of its own is an expression: `email COLLATE NOCASE`. */
export function reflectIndexes({ indexes, indexSql }: TableFacts): readonly TableIndex[] {
  return [...groupBy(indexes, ({ name }) => name)].map(([name, rows]): TableIndex => {
    const created = parseCreateIndex(indexSql.get(name)!);
    return {
      name,
      unique: rows[0]!.unique === 1,
      parts: rows.map((row, i): IndexPart => {
        const part = created.parts[i]!;
        const expression = row.column === null || part.collated;
        return {
          ...(expression ? { expression: raw({ sql: part.text }) } : { column: row.column }),
          ...(row.descending === 1 && { descending: true }),
        };
      }),
      ...(created.where !== null && { where: raw({ sql: created.where }) }),
    };
  });
}
