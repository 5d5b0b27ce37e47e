import type { TableName } from "../schema/name.js";
import type { Table } from "../schema/table.js";
import type { IndexPart, TableIndex } from "../schema/table-index.js";
import { keyedDiff } from "../util/keyed-diff.js";
import { type Comparison, type Owner, ownerOf } from "./comparison.js";
import type { PartsDiff } from "./constraint.js";

type Differs = (from: TableIndex, to: TableIndex, comparison: Comparison, table: Owner) => boolean;

/** What `migr` sees in an index. */
const DIFFERS: Readonly<Record<string, Differs>> = {
  parts: (from, to, c, table) =>
    from.parts.length !== to.parts.length ||
    from.parts.some((part, i) => partsDiffer(part, to.parts[i]!, c, table)),
  unique: (from, to) => from.unique !== to.unique,
  where: (from, to, c, table) => c.expressionsDiffer(table, from.where, to.where),
  method: (from, to) => from.method !== to.method,
  nullsNotDistinct: (from, to) => Boolean(from.nullsNotDistinct) !== Boolean(to.nullsNotDistinct),
  options: (from, to, c, table) =>
    c.optionsDiff("index", from.options, to.options, table.options)?.recreate ?? false,
  include: (from, to) => (from.include ?? []).join("\u0000") !== (to.include ?? []).join("\u0000"),
};

/** Whether two indexes say the same, whatever their names. Every difference is looked at, to find all that is in doubt. */
export function sameIndex(from: TableIndex, to: TableIndex, comparison: Comparison, table: Owner): boolean {
  return Object.values(DIFFERS).filter((differs) => differs(from, to, comparison, table)).length === 0;
}

/** Compares the indexes of two tables by name. */
export function compareIndexes(from: Table, to: Table, comparison: Comparison): PartsDiff<TableIndex> {
  if (comparison.rules.index === false) return { removed: [], added: [], kept: [] };
  const { added, removed, kept } = keyedDiff(from.indexes, to.indexes, ({ name }) => name);
  const owner = ownerOf(from, to);
  const changed = kept.filter(([a, b]) => !sameIndex(a, b, comparison, owner));
  return {
    removed: [...removed, ...changed.map(([before]) => before)],
    added: [...added, ...changed.map(([, after]) => after)],
    kept: kept.filter((pair) => !changed.includes(pair)),
  };
}

function partsDiffer(from: IndexPart, to: IndexPart, comparison: Comparison, table: TableName): boolean {
  return (
    from.column !== to.column ||
    comparison.namesDiffer(table, from.collation, to.collation) ||
    comparison.namesDiffer(table, from.operatorClass, to.operatorClass) ||
    from.length !== to.length ||
    Boolean(from.descending) !== Boolean(to.descending) ||
    nullsOf(from) !== nullsOf(to) ||
    comparison.expressionsDiffer(table, from.expression, to.expression)
  );
}

/** Where NULL sorts; without a word it is last in ascending and first in descending order. */
function nullsOf({ nulls, descending }: IndexPart): "first" | "last" {
  return nulls ?? (descending ? "first" : "last");
}
