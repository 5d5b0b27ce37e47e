import type { IndexPart } from "../../schema/table-index.js";
import type { Identifier } from "../../sql/nodes/index.js";

/**
 * A part of an index without what is so anyway.
 *
 * @source PostgreSQL 18, 11.4 Indexes and ORDER BY: nulls are last, with DESC first
 */
export function adaptPart(part: IndexPart): IndexPart {
  const { expression, column, descending, nulls, collation, operatorClass } = part;
  const name = column ?? (expression?.kind === "identifier" ? onlyName(expression as Identifier) : undefined);
  const nullsDefault = descending ? "first" : "last";
  return {
    ...(name !== undefined ? { column: name } : expression && { expression }),
    ...(descending && { descending }),
    ...(nulls && nulls !== nullsDefault && { nulls }),
    ...(collation !== undefined && { collation }),
    ...(operatorClass !== undefined && { operatorClass }),
  };
}

function onlyName({ path }: Identifier): string | undefined {
  return path.length === 1 ? path[0] : undefined;
}
