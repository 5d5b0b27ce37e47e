import { describe, expect, it } from "vitest";
import type { Dialect } from "../../../src/dialect/dialect.js";
import type { OptionRules } from "../../../src/dialect/option-rule.js";
import { enumOf, index, integer, MetaData, string, table, unique } from "../../../src/index.js";
import type { Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { difference, words } from "./schemas.js";

const metadata = new MetaData();
table("teams", metadata, { id: integer().primaryKey(), name: string(40) });
table(
  "users",
  metadata,
  {
    id: integer().primaryKey(),
    name: string(40).nullable(),
    role: enumOf("admin", "user"),
    teamId: integer().references("teams.id"),
  },
  (c) => [unique("uq", c.name), index("ix", c.name)],
);
const models = metadata.toSchema();

const TABLE_RULES = {
  engine: { change: "alter" },
  collate: { change: "alter" },
  frozen: { change: "fixed", default: "no" },
} as unknown as OptionRules["table"];

/** A database whose server chooses options of tables. */
const parts = {
  vocabulary: "own",
  optionRules: { table: TABLE_RULES, column: {}, index: {}, constraint: {} } as unknown as OptionRules,
  columnCollation: (table: Table) => table.options?.["own"]?.["collate"] as string | undefined,
} as unknown as Partial<Dialect>;

/** What is found, which must be the same where a comparator of the project's keeps what is alike from being told at once. */
async function found(from: Schema, to: Schema = models) {
  const quick = await difference(from, to, {}, { parts });
  const thorough = await difference(from, to, {}, { parts, options: { comparators: [() => []] } });
  expect(words(quick.operations)).toEqual(words(thorough.operations));
  expect(words(quick.downgrade)).toEqual(words(thorough.downgrade));
  expect(quick.problems).toEqual(thorough.problems);
  expect(quick.questions).toEqual(thorough.questions);
  expect(quick.standing).toEqual(thorough.standing);
  return words(quick.operations);
}

/** The schema with another table in the place of `users`. */
const withUsers = (change: (table: Table) => Partial<Table>): Schema => ({
  ...models,
  tables: models.tables.map((table) => (table.name === "users" ? { ...table, ...change(table) } : table)),
});

describe("a database that is as the models say", () => {
  it("needs nothing", async () => {
    expect(await found(models)).toEqual([]);
  });

  it("needs nothing in whatever order tables and their parts are told", async () => {
    const turned = withUsers(({ columns, constraints, indexes }) => ({
      columns: [...columns].reverse(),
      constraints: [...constraints].reverse(),
      indexes: [...indexes].reverse(),
    }));
    expect(await found({ ...turned, tables: [...turned.tables].reverse() })).toEqual([]);
  });

  it("needs nothing where the server has chosen options that the models leave to it", async () => {
    const chosen = withUsers(() => ({ options: { own: { engine: "x", collate: "c", frozen: "no" } } }));
    expect(await found(chosen)).toEqual([]);
  });
});

describe("what differs is found", () => {
  const column = (change: object) =>
    withUsers(({ columns }) => ({
      columns: columns.map((each) => (each.name === "name" ? { ...each, ...change } : each)),
    }));

  it.each<[string, Schema]>([
    ["a type", column({ type: { kind: "string", length: 50 } })],
    ["nullability", column({ nullable: false })],
    ["a comment", column({ comment: "x" })],
    ["a collation", column({ collation: "c" })],
    ["a column", withUsers(({ columns }) => ({ columns: columns.slice(1) }))],
    ["a constraint", withUsers(({ constraints }) => ({ constraints: constraints.slice(1) }))],
    ["an index", withUsers(() => ({ indexes: [] }))],
    ["a table's comment", withUsers(() => ({ comment: "x" }))],
    ["a table", { ...models, tables: models.tables.slice(1) }],
    ["one table more", { ...models, tables: [...models.tables, { ...models.tables[0]!, name: "other" }] }],
    [
      "a table by another name",
      { ...models, tables: models.tables.map((each) => ({ ...each, name: `${each.name}_` })) },
    ],
    ["a word", { ...models, enums: models.enums.map((each) => ({ ...each, values: ["admin"] })) }],
    ["an enum type", { ...models, enums: [] }],
    ["a sequence", { ...models, sequences: [{ name: "numbers" }] }],
  ])("%s", async (_, from) => {
    expect(await found(from)).not.toEqual([]);
  });

  it("an option that the models name", async () => {
    const to = withUsers(() => ({ options: { own: { engine: "y" } } }));
    expect(
      await found(
        withUsers(() => ({ options: { own: { engine: "x" } } })),
        to,
      ),
    ).not.toEqual([]);
  });

  it("an option that cannot be changed, as a problem", async () => {
    const from = withUsers(() => ({ options: { own: { frozen: "yes" } } }));
    await found(from);
    const { problems } = await difference(from, models, {}, { parts });
    expect(problems).toHaveLength(1);
  });

  it("a column that names the collation of its table", async () => {
    const own = { options: { own: { collate: "c" } } };
    await found(
      withUsers(({ columns }) => ({ ...own, columns: columns.map((each) => ({ ...each, collation: "c" })) })),
      withUsers(({ columns }) => ({ columns: columns.map((each) => ({ ...each, collation: "c" })) })),
    );
  });
});
