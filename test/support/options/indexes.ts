import * as api from "../../../src/index.js";
import type { IndexArgument } from "../../../src/schema/define/index-item.js";
import type { Target } from "../target.js";
import { ALL, FAMILY, LITE, type OptionCase, PG, tableOf } from "./case.js";

const { index, integer, sql, string, text } = api;

const COLUMNS = {
  id: integer().primaryKey(),
  a: integer(),
  b: integer().nullable(),
  c: string(40),
  d: text(),
};
const DEFERRING: readonly Target[] = ["postgresql", "sqlite"];

type Item = ReturnType<typeof index>;

function made(on: IndexArgument, change: (item: Item) => Item) {
  return tableOf(COLUMNS, (name) => [change(index(`ix_${name}`, on))]);
}

function item(
  title: string,
  on: readonly Target[],
  change: (item: Item) => Item,
  usual = (each: Item) => each,
  more: Partial<OptionCase> = {},
): OptionCase {
  return { title: `index ${title}`, on, without: made("b", usual), with: made("b", change), ...more };
}

function part(title: string, on: readonly Target[], given: IndexArgument, usual: IndexArgument): OptionCase {
  return {
    title: `index ${title}`,
    on,
    without: made(usual, (each) => each),
    with: made(given, (each) => each),
  };
}

/** What indexes may have beside their columns. */
export const INDEX_CASES: readonly OptionCase[] = [
  item("unique", ALL, (each) => each.unique()),
  {
    title: "index name",
    on: ALL,
    without: made("a", (each) => each),
    with: tableOf(COLUMNS, (name) => [index(`other_${name}`, "a")]),
  },
  part("expression", DEFERRING, sql.raw("(a + 1)"), sql.raw("(a + 2)")),
  part("expression", ["mysql"], sql.raw("(`a` + 1)"), sql.raw("(`a` + 2)")),
  part("descending", ALL, sql.identifier("a").desc(), "a"),
  // Elsewhere NULLs come first in ascending order, which goes without saying there.
  part("nulls last", PG, sql.identifier("b").asc().nullsLast(), sql.identifier("b").asc().nullsFirst()),
  part("nulls first", PG, sql.identifier("b").desc().nullsFirst(), sql.identifier("b").desc().nullsLast()),
  part("collation", PG, { on: "c", collation: "C" }, "c"),
  part("collation", LITE, { on: "c", collation: "NOCASE" }, "c"),
  part("operatorClass", PG, { on: "c", operatorClass: "text_pattern_ops" }, "c"),
  part("length", FAMILY, { on: "c", length: 7 }, "c"),
  part("length of a text", FAMILY, { on: "d", length: 7 }, { on: "d", length: 8 }),
  item(
    "nullsNotDistinct",
    PG,
    (each) => each.unique().nullsNotDistinct(),
    (each) => each.unique(),
  ),
  item("where", DEFERRING, (each) => each.where(sql.raw("a > 0"))),
  item("method hash", PG, (each) => each.using("hash"), undefined, { passedOver: FAMILY }),
  {
    title: "index method fulltext",
    on: FAMILY,
    without: made("c", (each) => each),
    with: made("c", (each) => each.using("fulltext")),
  },
  item("include", PG, (each) => each.include("c")),
  item("comment", ["postgresql", ...FAMILY], (each) => each.comment("it's"), undefined, { passedOver: LITE }),
  item(
    "options with",
    PG,
    (each) => each.options({ postgresql: { with: ["fillfactor=70"] } }),
    (each) => each.options({ postgresql: { with: ["fillfactor=80"] } }),
  ),
  item("options invisible", FAMILY, (each) => each.options({ mysql: { invisible: true } })),
];
