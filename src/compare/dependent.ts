import type { Constraint } from "../schema/constraint.js";
import type { TableIndex } from "../schema/table-index.js";
import type { Node } from "../sql/node.js";
import type { Comparison } from "./comparison.js";
import type { PartsDiff } from "./constraint.js";

/** Columns under which what stands on them cannot stay. */
export interface Unsettled {
  /** Columns that are dropped and made again. */
  readonly remade: readonly string[];
  /** Columns that get another type. */
  readonly retyped: readonly string[];
}

/** Whether an expression names one of the columns, as far as its text tells. */
export function mentions(node: Node, columns: readonly string[], { dialect }: Comparison): boolean {
  const text = dialect.normalize(node);
  return columns.some((name) => text.includes(name) || text.includes(name.toLowerCase()));
}

/**
 * Takes what stands on unsettled columns from what is kept: it is dropped and made again around the change. Where
 * columns change facet by facet, the database keeps expressions with the casts that the types of their columns
 * asked for, so those on columns that get another type are made again too.
 */
export function remakeDependents<T extends Constraint | TableIndex>(
  diff: PartsDiff<T>,
  unsettled: Unsettled,
  comparison: Comparison,
): PartsDiff<T> {
  const { remade, retyped } = unsettled;
  if (remade.length === 0 && retyped.length === 0) return diff;
  const parsed = comparison.dialect.features.alterColumn === "facets";
  const moving = parsed ? [...remade, ...retyped] : remade;
  const stays = ([before]: readonly [T, T]) =>
    !columnsOf(before).some((name) => remade.includes(name)) &&
    !expressionsOf(before).some((node) => mentions(node, moving, comparison));
  const leaving = diff.kept.filter((pair) => !stays(pair));
  return {
    removed: [...diff.removed, ...leaving.map(([before]) => before)],
    added: [...diff.added, ...leaving.map(([, after]) => after)],
    kept: diff.kept.filter(stays),
  };
}

function columnsOf(part: Constraint | TableIndex): readonly string[] {
  if ("parts" in part) return [...part.parts.flatMap(({ column }) => column ?? []), ...(part.include ?? [])];
  return part.kind === "check" ? [] : part.columns;
}

function expressionsOf(part: Constraint | TableIndex): readonly Node[] {
  if ("parts" in part)
    return [...part.parts.flatMap(({ expression }) => expression ?? []), part.where ?? []].flat();
  return part.kind === "check" ? [part.expression] : [];
}
