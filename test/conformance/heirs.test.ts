import { inherits } from "../../src/dialects/postgresql/vocabulary.js";
import {
  bigInteger,
  check,
  enumOf,
  integer,
  type MetaData,
  renamedFrom,
  sql,
  string,
  table,
} from "../../src/index.js";
import { type Pair, thereAndBackBetween } from "../support/models/pairs.js";

const INHERITED = { postgresql: { inherited: true } };

/** A table with these columns, and one that inherits them and has one more. */
function family(
  metadata: MetaData,
  columns: Readonly<Record<string, object>>,
  inherited: Readonly<Record<string, object>>,
  { name = "base", heir = "heir", items = [] as readonly object[] } = {},
): void {
  table(name, metadata, columns as never, () => items as never);
  table(heir, metadata, { ...inherited, own: integer().nullable() } as never, () => [inherits(name)]);
}

const from = (metadata: MetaData) =>
  family(
    metadata,
    { id: integer(), a: string(20).nullable() },
    { id: integer().options(INHERITED), a: string(20).nullable().options(INHERITED) },
  );

const oneMoreOneLess = (metadata: MetaData) =>
  family(
    metadata,
    { id: integer(), b: enumOf("x", "y").named("words") },
    { id: integer().options(INHERITED), b: enumOf("x", "y").named("words").options(INHERITED) },
  );

const PAIRS: readonly Pair[] = [
  {
    title: "an heir that goes while its parent gets a name that is a word of SQL",
    from,
    to: (metadata) => {
      table("order", metadata, { id: integer(), a: string(20).nullable() }, () => [renamedFrom("base")]);
    },
  },
  {
    title: "a column of another type, with a default and required",
    from,
    to: (metadata) =>
      family(
        metadata,
        { id: bigInteger(), a: string(40).serverDefault("x") },
        { id: bigInteger().options(INHERITED), a: string(40).serverDefault("x").options(INHERITED) },
      ),
  },
  {
    title: "a column more, and one less",
    from,
    to: oneMoreOneLess,
  },
  {
    title: "a column more, and one less, by a script",
    from,
    to: oneMoreOneLess,
    scripted: true,
  },
  {
    title: "a column of another name",
    from,
    to: (metadata) =>
      family(
        metadata,
        { id: integer(), b: string(20).nullable().renamedFrom("a") },
        { id: integer().options(INHERITED), b: string(20).nullable().options(INHERITED).renamedFrom("a") },
      ),
  },
  {
    title: "the table above of another name, with a check",
    from,
    to: (metadata) =>
      family(
        metadata,
        { id: integer(), a: string(20).nullable() },
        { id: integer().options(INHERITED), a: string(20).nullable().options(INHERITED) },
        { name: "ground", items: [renamedFrom("base"), check("ck", sql`id > 0`)] },
      ),
  },
  {
    title:
      "a table that stands alone and whose column is of another enum, beside one that inherits from it now",
    from(metadata) {
      const role = enumOf("x", "y").named("words").serverDefault("x");
      family(metadata, { role }, { role: role.options(INHERITED) });
      table("other", metadata, { role });
    },
    to(metadata) {
      const role = enumOf("a", "y").named("others").serverDefault("a");
      table("base", metadata, { role });
      family(metadata, { role }, { role: role.options(INHERITED) }, { name: "other", heir: "heir of other" });
    },
  },
  {
    title: "a table that stands alone",
    from,
    to: (metadata) => {
      table("base", metadata, { id: integer(), a: string(20).nullable() });
    },
  },
];

thereAndBackBetween(
  "tables that inherit go there and back to",
  PAIRS.map((pair) => ({ ...pair, targets: ["postgresql"] })),
);
