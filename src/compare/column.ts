import type { Features } from "../dialect/dialect.js";
import { COLUMN_FACETS, type ColumnFacet } from "../ops/column-change.js";
import type { Column, Identity } from "../schema/column.js";
import type { TableName } from "../schema/name.js";
import type { Node } from "../sql/node.js";
import { type Value, value } from "../sql/nodes/index.js";
import { isAlike } from "../util/alike.js";
import type { Comparison } from "./comparison.js";
import { hasChanges } from "./options.js";
import { type CompareRules, differsBy } from "./rules.js";

/** A column that is to be changed. */
export interface ChangedColumn {
  readonly from: Column;
  /** What the change takes its facets from. */
  readonly to: Column;
  readonly facets: readonly ColumnFacet[];
}

/** Whether a column differs in one facet. */
type Differs = (from: Column, to: Column, comparison: Comparison, table: TableName) => boolean;

/** What `migr` sees in a column. A new facet is a new line here. */
const DIFFERS: { readonly [F in ColumnFacet]: Differs } = {
  type: (from, to, c, table) =>
    differsBy(c.rules.type, from.type, to.type, place(table, to), () => c.typesDiffer(from.type, to.type)),
  nullable: (from, to) => from.nullable !== to.nullable,
  default: (from, to, c, table) =>
    differsBy(c.rules.serverDefault, from.default ?? null, to.default ?? null, place(table, to), () => {
      const types = { from: from.type, to: to.type };
      return c.expressionsDiffer(table, ownDefault(from, c), ownDefault(to, c), types);
    }),
  identity: (from, to) => identityText(from.identity) !== identityText(to.identity),
  computed: (from, to, c, table) =>
    c.expressionsDiffer(table, from.computed?.expression, to.computed?.expression) ||
    from.computed?.stored !== to.computed?.stored,
  onUpdate: (from, to, c, table) => c.expressionsDiffer(table, from.onUpdate, to.onUpdate),
  collation: (from, to) => from.collation !== to.collation,
  options: (from, to, c) => hasChanges(c.columnOptionsDiff(from, to)),
  comment: (from, to, c, table) =>
    c.dialect.features.comments &&
    differsBy(c.rules.comment, from.comment ?? null, to.comment ?? null, place(table, to), () => {
      return (from.comment ?? "") !== (to.comment ?? "");
    }),
};

/** The facets that a rule of their own name may leave out altogether. */
const SWITCHED: ReadonlySet<ColumnFacet> = new Set([
  "nullable",
  "identity",
  "computed",
  "collation",
  "options",
]);

/** The facets in which two columns of one name differ, in the order in which changes are made. */
export function compareColumn(
  table: TableName,
  from: Column,
  to: Column,
  comparison: Comparison,
): readonly ColumnFacet[] {
  if (!comparison.asksUser && isAlike(from, to)) return [];
  const { rules } = comparison;
  const isOff = (facet: ColumnFacet) => SWITCHED.has(facet) && rules[facet as keyof CompareRules] === false;
  return COLUMN_FACETS.filter((facet) => !isOff(facet) && DIFFERS[facet](from, to, comparison, table));
}

const NULL = value({ value: null });

/** Whether the database changes what a column is worked out from where it stands. */
export function isComputedInPlace(from: Column, to: Column, { alterComputed }: Features): boolean {
  const [before, after] = [from, to].map(({ computed }) =>
    computed ? (computed.stored ? "stored" : "virtual") : "plain",
  ) as [HowKept, HowKept];
  return before !== "plain" && alterComputed[before]?.includes(after) === true;
}

type HowKept = "stored" | "virtual" | "plain";

/** The default, where it is one: a default of NULL is what every column has by itself. */
function ownDefault({ default: given, type }: Column, { dialect }: Comparison): Node | undefined {
  if (!given || (given.kind === "value" && (given as Value).value !== null)) return given;
  return dialect.normalize(given, { type }) === dialect.normalize(NULL, { type }) ? undefined : given;
}

function place(table: TableName, { name }: Column) {
  return { table, column: name };
}

const PLAIN: Partial<Record<keyof Identity, unknown>> = { start: 1, increment: 1, cache: 1, cycle: false };

/** One text for two ways to say one identity: what is left out is what the database does by itself. */
function identityText(identity: Identity | undefined): string {
  if (!identity) return "";
  const options = Object.entries({ ...PLAIN, ...identity }).map(([key, value]) => `${key} ${String(value)}`);
  return options.sort().join(", ");
}
