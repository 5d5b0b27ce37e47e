import type { Column } from "../schema/column.js";
import type { KeyedDiff } from "../util/keyed-diff.js";
import { type ChangedColumn, isComputedInPlace } from "./column.js";
import type { Comparison } from "./comparison.js";
import { mentions } from "./dependent.js";

/**
 * The columns that stay and are dropped and made anew, as the database does not change where they stand what they are
 * worked out from: computed ones, and those that others of them are worked out from.
 *
 * @param changed the columns that differ
 * @param declared gives a column as its model has it
 */
export function columnsMadeAnew(
  columns: KeyedDiff<Column>,
  changed: readonly ChangedColumn[],
  declared: (column: Column) => Column,
  comparison: Comparison,
): readonly ChangedColumn[] {
  const { remakesComputed } = comparison.dialect.features;
  const retyped = changed.filter(({ facets }) => facets.includes("type")).map(({ to: { name } }) => name);
  const follows = (column: Column) => followsRetyped(column, retyped, comparison);
  const isComputed = ({ computed }: Column) => computed !== undefined;
  const changeOf = ([from, to]: KeptColumn): ChangedColumn =>
    changed.find((each) => each.to.name === to.name) ?? { from, to: declared(to), facets: ["computed"] };
  const own = [
    ...changed.filter(
      (each) => isMadeAnew(each, comparison) || (follows(each.from) && (!remakesComputed || isOther(each))),
    ),
    ...columns.kept
      .filter(([from, to]) => !remakesComputed && isComputed(from) && isComputed(to))
      .filter(([, { name }]) => !changed.some((each) => each.to.name === name))
      .filter(([from]) => follows(from))
      .map(changeOf),
  ];
  if (remakesComputed) return own;
  const moving = [...columns.added, ...columns.removed].filter(isComputed);
  const names = [...moving, ...own.map(({ to }) => to)].map(({ name }) => name);
  return [...own, ...followingComputed(columns.kept, names, comparison).map(changeOf)];
}

/** A column as it stands on both sides. */
type KeptColumn = readonly [from: Column, to: Column];

/**
 * Computed columns that are worked out, on either side, from computed ones that go, come or are made anew, or from others
 * of these: a database lets none go that another is worked out from, and takes them in the order in which they need each
 * other.
 *
 * @param moving the names of those that go, come or are made anew
 * @source MySQL 9.7 Reference Manual, 15.1.22.8 "CREATE TABLE and Generated Columns": refers to those that occur earlier
 */
function followingComputed(
  kept: readonly KeptColumn[],
  moving: readonly string[],
  comparison: Comparison,
): readonly KeptColumn[] {
  const names = [...moving];
  const found: KeptColumn[] = [];
  for (let known = -1; known !== names.length; ) {
    known = names.length;
    for (const pair of kept) {
      const [{ computed: before }, { name, computed: after }] = pair;
      if (!before || !after || names.includes(name)) continue;
      if (![before, after].some(({ expression }) => mentions(expression, names, comparison))) continue;
      found.push(pair);
      names.push(name);
    }
  }
  return found;
}

/** Whether the database cannot change what a column is worked out from without dropping it and adding it. */
function isMadeAnew({ from, to, facets }: ChangedColumn, { dialect: { features } }: Comparison): boolean {
  if (!facets.includes("computed")) return false;
  // Facet by facet, the old expression would have to be of the new type first.
  if (facets.includes("type") && features.alterColumn === "facets") return true;
  if (features.remakesComputed && from.computed && to.computed) return false;
  return !isComputedInPlace(from, to, features);
}

/** Whether the values of a computed column are to be others than its sources make them. */
function isOther({ facets }: ChangedColumn): boolean {
  return facets.includes("computed") || facets.includes("type");
}

/** Whether a computed column is worked out from a column that gets another type. */
function followsRetyped(column: Column, retyped: readonly string[], comparison: Comparison): boolean {
  // A database that takes a column only whole works the others out again by itself.
  if (comparison.dialect.features.alterColumn === "restate") return false;
  return column.computed !== undefined && mentions(column.computed.expression, retyped, comparison);
}
