import { type MetaData, sql } from "../../src/index.js";
import { double, integer } from "../../src/schema/define/column-type.js";
import { table } from "../../src/schema/define/metadata.js";
import { type Pair, thereAndBackBetween } from "../support/models/pairs.js";
import type { Target } from "../support/target.js";

/** PostgreSQL works no column out from one that is worked out. */
const TARGETS: readonly Target[] = ["mysql", "mariadb", "sqlite"];

/** A table with such columns, each with what it is worked out from. */
function tableWith(metadata: MetaData, computed: Readonly<Record<string, string>>, stored?: true): void {
  const columns = Object.entries(computed).map(
    ([name, from]) =>
      [
        name,
        double()
          .nullable()
          .computed(sql.raw(from), { stored: stored ?? false }),
      ] as const,
  );
  table("t", metadata, { id: integer().primaryKey(), n: integer(), ...Object.fromEntries(columns) });
}

const PAIRS: readonly Pair[] = [
  {
    title: "a table that loses columns of which one is worked out from the other",
    targets: TARGETS,
    from: (metadata) => tableWith(metadata, { twice: "n * 2", more: "twice + 1", most: "more * twice" }),
    to: (metadata) => tableWith(metadata, {}),
  },
  {
    title: "a column that is kept in another way, from which others are worked out that stay",
    targets: TARGETS,
    from: (metadata) => tableWith(metadata, { twice: "n * 2", more: "twice + 1", most: "more * 2" }),
    to(metadata) {
      table("t", metadata, {
        id: integer().primaryKey(),
        n: integer(),
        twice: double().nullable().computed(sql.raw("n * 2"), { stored: true }),
        more: double().nullable().computed(sql.raw("twice + 1"), { stored: false }),
        most: double().nullable().computed(sql.raw("more * 2"), { stored: false }),
      });
    },
  },
  {
    title: "a column that is worked out from another one than before, which goes",
    targets: TARGETS,
    from: (metadata) => tableWith(metadata, { twice: "n * 2", more: "twice + 1" }),
    to: (metadata) => tableWith(metadata, { thrice: "n * 3", more: "thrice + 1" }),
  },
  {
    title: "a column that becomes a plain one, from which another is worked out",
    targets: TARGETS,
    from: (metadata) => tableWith(metadata, { twice: "n * 2", more: "twice + 1" }),
    to(metadata) {
      table("t", metadata, {
        id: integer().primaryKey(),
        n: integer(),
        twice: double().nullable(),
        more: double().nullable().computed(sql.raw("twice + 1"), { stored: false }),
      });
    },
  },
  {
    title: "a column that is worked out from a plain one, which goes, and then from another",
    targets: ["postgresql", ...TARGETS],
    from(metadata) {
      const more = double().nullable().computed(sql.raw("n * 2"), { stored: true });
      table("t", metadata, { id: integer().primaryKey(), n: integer(), more });
    },
    to(metadata) {
      const more = double().nullable().computed(sql.raw("m * 2"), { stored: true });
      table("t", metadata, { id: integer().primaryKey(), m: integer(), more });
    },
  },
];

thereAndBackBetween("columns that are worked out from each other", PAIRS);
