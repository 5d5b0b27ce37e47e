import fc from "fast-check";
import { tableName } from "../../../src/schema/name.js";
import type { Entity } from "../../../src/schema/object.js";
import type { Table } from "../../../src/schema/table.js";
import { parsedBy } from "../../../src/schema/text-search.js";
import { identifier, raw, template } from "../../../src/sql/nodes/index.js";
import type { Capabilities } from "./capabilities.js";
import { sometimes } from "./facets.js";

type Form = Pick<Entity, "definition"> & Partial<Entity>;

const sql = (text: string): Form => ({ definition: raw({ sql: text }) });

const configuration = (mappings: Readonly<Record<string, string>>): Form => ({
  definition: parsedBy(),
  mappings,
});

/** Objects of PostgreSQL's catalogs that stand by themselves, in several forms each. */
const FORMS: readonly (readonly [Omit<Entity, "definition">, readonly Form[]])[] = [
  [
    { kind: "textSearchDictionary", name: "dictionary 1" },
    [sql("(TEMPLATE = simple)"), sql("(TEMPLATE = simple, stopwords = 'english', accept = false)")],
  ],
  [
    { kind: "textSearchConfiguration", name: "configuration 1" },
    [
      configuration({}),
      configuration({ "asciiword, word": "simple", email: "english_stem, simple" }),
      configuration({ word: "english_stem" }),
    ],
  ],
  [
    { kind: "operator", name: "<#>", arguments: "integer, integer" },
    [sql("FUNCTION = int4larger, COMMUTATOR = <#>"), sql("FUNCTION = int4smaller")],
  ],
  [{ kind: "cast", name: "integer AS box" }, [sql("WITH INOUT"), sql("WITH INOUT AS ASSIGNMENT")]],
];

/** Text search, an operator and a cast, so far as the database has them. */
export function catalogObjects({ features }: Capabilities): fc.Arbitrary<readonly Entity[]> {
  const known = FORMS.filter(([{ kind }]) => features.entities[kind] !== undefined);
  return fc
    .tuple(
      ...known.map(([name, forms]) =>
        sometimes(forms).map((form): Entity | null => (form === null ? null : { ...name, ...form })),
      ),
    )
    .map((list) => list.filter((each) => each !== null));
}

/** A rule that leaves rows alone, and may look at a column. */
export function ruleOn(table: Table): fc.Arbitrary<Entity | null> {
  const way = fc.record({
    of: fc.constantFrom(...table.columns),
    looks: fc.boolean(),
    there: sometimes([true]),
  });
  return way.map(({ of, looks, there }): Entity | null => {
    if (!there) return null;
    const rule = {
      kind: "rule",
      name: `ru ${table.name}`,
      table: tableName(table),
      event: "delete",
    } as const;
    if (!looks) return { ...rule, ...sql("DO ALSO NOTIFY told") };
    const column = identifier({ path: ["old", of.name] });
    const pieces = [raw({ sql: "WHERE (" }), column, raw({ sql: " IS NULL AND false) DO INSTEAD NOTHING" })];
    return { ...rule, definition: template({ pieces }) };
  });
}
