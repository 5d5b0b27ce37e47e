import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import type { Operation } from "../../../src/ops/operation.js";
import type { Schema } from "../../../src/schema/schema.js";
import { type Connected, connected, dialect, onPostgresql } from "./connected.js";

const SCRIPT = readFileSync(new URL("../../../fixtures/postgresql/everything.sql", import.meta.url), "utf8");
const SCHEMAS = ["", "billing", 'Odd "one'];

function differences(c: Connected, from: Schema, to: Schema) {
  return compareSchemas(from, to, dialect, {
    canonical: (tables, adapted) => dialect.canonical(c.db, adapted, tables),
  });
}

async function runAll(c: Connected, operations: readonly Operation[]): Promise<void> {
  await c.db.batch(["BEGIN"]);
  for (const operation of operations) await c.run(operation);
  await c.db.batch(["COMMIT"]);
}

/** What a schema holds, without what it only tells of. */
function held({ unsupported: _, ...schema }: Schema): Omit<Schema, "unsupported"> {
  return schema;
}

onPostgresql("a schema of everything", () => {
  it("is as its own models say", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT);
    const schema = await c.reflect(SCHEMAS);
    expect(dialect.adapt(schema)).toEqual(schema);
    const { operations, problems } = await differences(c, schema, schema);
    expect(operations).toEqual([]);
    expect(problems).toEqual([]);
    const { tables, domains } = await dialect.canonical(c.db, schema, schema.tables);
    expect(tables).toEqual(schema.tables);
    expect(domains).toEqual(schema.domains);
  });

  it("is built in an empty database from what was reflected, taken down, and built again", async () => {
    await using from = await connected();
    await using to = await connected();
    await from.database.script(SCRIPT);
    await to.database.script((SCRIPT.match(/create extension \w+;/g) ?? []).join("\n"));
    const schema = await from.reflect(SCHEMAS);
    const empty = await to.reflect(SCHEMAS);
    const { operations, downgrade } = await differences(to, empty, schema);
    for (let round = 0; round < 2; round++) {
      await runAll(to, operations);
      const built = await to.reflect(SCHEMAS);
      expect(held(built)).toEqual(held(schema));
      expect((await differences(to, built, schema)).operations).toEqual([]);
      await runAll(to, downgrade);
      expect(held(await to.reflect(SCHEMAS))).toEqual(held(empty));
    }
  });
});
