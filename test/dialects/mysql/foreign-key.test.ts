import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { check, foreignKey } from "../../../src/index.js";
import { integer } from "../../../src/schema/define/column-type.js";
import { MetaData, table } from "../../../src/schema/define/metadata.js";
import type { Schema } from "../../../src/schema/schema.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { eachProduct, openSession } from "./session.js";

type Actions = NonNullable<Parameters<typeof foreignKey>[3]>;

interface Case {
  readonly actions: Actions;
  readonly column?: object;
  readonly beside?: object;
  readonly check?: true;
  readonly to?: "id" | "code";
  /** What is said; by product where they differ, and null where it is fine. */
  readonly message: string | null | { readonly mysql: string | null; readonly mariadb: string | null };
}

const stored = { g: integer().nullable().computed(sql`ref + 1`) };
const CASES: Readonly<Record<string, Case>> = {
  "SET NULL on a column that is NOT NULL": {
    actions: { onDelete: "set null" },
    column: integer(),
    message: "SET NULL is for columns that may be NULL, and ref may not",
  },
  "ON UPDATE SET NULL on a primary key": {
    actions: { onUpdate: "set null" },
    column: integer().primaryKey(),
    message: "SET NULL is for columns that may be NULL, and ref may not",
  },
  "ON UPDATE CASCADE of a key that may be NULL": {
    actions: { onUpdate: "cascade" },
    column: integer(),
    to: "code",
    message: { mysql: null, mariadb: "ON UPDATE CASCADE could bring a NULL to ref, which may not be NULL" },
  },
  "SET NULL on a column with a check": {
    actions: { onDelete: "set null" },
    check: true,
    message: "it would write ref, which the check ck_t is on",
  },
  "ON DELETE CASCADE on a column with a check": {
    actions: { onDelete: "cascade" },
    check: true,
    message: null,
  },
  "ON UPDATE CASCADE under a stored value": {
    actions: { onUpdate: "cascade" },
    beside: stored,
    message: "it would write ref, from which g is worked out and stored",
  },
  "ON DELETE CASCADE under a stored value": {
    actions: { onDelete: "cascade" },
    beside: stored,
    message: { mysql: "it would write ref, from which g is worked out and stored", mariadb: null },
  },
  "ON DELETE SET NULL under a value that is not stored": {
    actions: { onDelete: "set null" },
    beside: { g: integer().nullable().computed(sql`ref + 1`, { stored: false }) },
    message: null,
  },
  "ON UPDATE CASCADE on a computed column": {
    actions: { onUpdate: "cascade" },
    column: integer().nullable().computed(sql`n + 1`),
    message: "ref is computed, and nothing else writes it",
  },
  "a key on a computed column that is not stored": {
    actions: {},
    column: integer().nullable().computed(sql`n + 1`, { stored: false }),
    message: { mysql: "ref is computed and not stored", mariadb: null },
  },
};

function schemaOf({
  actions,
  column = integer().nullable(),
  beside = {},
  check: has,
  to = "id",
}: Case): Schema {
  const metadata = new MetaData();
  table("p", metadata, { id: integer().primaryKey(), code: integer().nullable().unique() });
  table("t", metadata, { n: integer(), ref: column as ReturnType<typeof integer>, ...beside }, () => [
    foreignKey("fk_t", ["ref"], [`p.${to}`], actions),
    ...(has ? [check("ck_t", sql`ref > 0`)] : []),
  ]);
  return metadata.toSchema({ length: 64, unit: "characters" });
}

eachProduct("what a foreign key does", (product) => {
  for (const [title, each] of Object.entries(CASES)) {
    const { message } = each;
    const wanted = message === null || typeof message === "string" ? message : message[product];
    it(`is ${wanted === null ? "taken" : "refused before the server does"}: ${title}`, async () => {
      await using session = await openSession(product);
      const to = schemaOf(each);
      if (wanted === null) {
        for (const operation of (await session.compare(to)).operations) await session.run(operation);
        expect((await session.compare(to)).operations).toEqual([]);
        return;
      }
      const title = product === "mysql" ? "MySQL" : "MariaDB";
      await expect(compareSchemas(EMPTY_SCHEMA, to, session.dialect)).rejects.toMatchObject({
        code: "compile.unsupported",
        message: `${title} does not take the foreign key fk_t of t: ${wanted}.`,
      });
    });
  }
});
