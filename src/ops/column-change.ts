import type { Column, Computed, Identity } from "../schema/column.js";
import type { DialectOptions } from "../schema/options.js";
import type { Node } from "../sql/node.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";
import { optionsWords } from "./table-options.js";

/** What is to become of a column; null removes, and what is left out stays as it is. */
export interface ColumnChange {
  readonly type?: SqlType;
  readonly nullable?: boolean;
  readonly default?: Node | null;
  readonly identity?: Identity | null;
  readonly computed?: Computed | null;
  readonly onUpdate?: Node | null;
  readonly collation?: string | null;
  readonly comment?: string | null;
  readonly options?: DialectOptions | null;
}

/** The word for one thing about a column that can change by itself. */
export type ColumnFacet = keyof ColumnChange;

/** How each facet reads in a list of changes. A new facet is a new line here. */
const WORDS: { readonly [F in ColumnFacet]-?: (column: Column, spelling: Spelling) => string } = {
  type: ({ type }, spelling) => spelling.typeSql(type).toLowerCase(),
  nullable: ({ nullable }) => (nullable ? "null" : "not null"),
  default: (column, spelling) => withText("default", column.default, spelling),
  identity: ({ identity }) => (identity ? "identity" : "no identity"),
  computed: (column, spelling) => withText("computed as", column.computed?.expression, spelling),
  onUpdate: (column, spelling) => withText("on update", column.onUpdate, spelling),
  collation: ({ collation }) => (collation === undefined ? "default collation" : `collation ${collation}`),
  options: ({ options }) => (options ? optionsWords(options) : "no options"),
  comment: ({ comment }) => (comment === undefined ? "no comment" : `comment ${JSON.stringify(comment)}`),
};

/** Every facet, in the order in which changes are listed and made. */
export const COLUMN_FACETS = Object.keys(WORDS) as readonly ColumnFacet[];

/** The facets that a change is about, in order. */
export function changedFacets(change: ColumnChange): readonly ColumnFacet[] {
  return COLUMN_FACETS.filter((facet) => change[facet] !== undefined);
}

/** One facet of a column in words: `varchar(100)`, `not null`, `default 0`. */
export function facetWords(facet: ColumnFacet, column: Column, spelling: Spelling): string {
  return WORDS[facet](column, spelling);
}

/** A column in words: `varchar(100), not null, default 0`. */
export function columnWords(column: Column, spelling: Spelling): string {
  const told = COLUMN_FACETS.filter((facet) => facet === "nullable" || column[facet] !== undefined);
  return told.map((facet) => facetWords(facet, column, spelling)).join(", ");
}

function withText(word: string, node: Node | undefined, spelling: Spelling): string {
  if (!node) return `no ${word}`;
  return `${word} ${writeSql(node, spelling, { literals: true, unqualified: true }).sql}`;
}
