import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import type { Dialect } from "../../src/dialect/dialect.js";
import { createEngine } from "../../src/engine/engine.js";
import { pullModels } from "../../src/pull/pull-models.js";
import { schemaOf } from "../../src/schema/define/metadata.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/schema.js";
import { schemaOf as declared } from "../golden/model.js";
import { parseGolden } from "../golden/sections.js";
import { capabilitiesOf } from "../support/models/capabilities.js";
import type { Migration } from "../support/models/migration.js";
import { loadModels } from "../support/models/pulled.js";
import { schemas } from "../support/models/schemas.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget } from "../support/target.js";

const GOLDEN = new URL("../../fixtures/golden/", import.meta.url);

/** How many schemas are tried; without it as many as fit into a few seconds. */
const GIVEN_RUNS = process.env["MIGR_LAW_RUNS"];
const RUNS = Number(GIVEN_RUNS ?? 25);
/** Milliseconds: what was not tried by then is not. */
const LIMIT_MS = GIVEN_RUNS === undefined ? 12_000 : RUNS * 3_000;
const SEED = process.env["MIGR_LAW_SEED"];

eachTarget("models pulled", (target) => {
  const bench = new Workbench(target, "pull");
  const second = new Workbench(target, "pulled");
  afterEach(async () => {
    await bench.discard();
    await second.discard();
  });

  /** Makes a schema, and checks the models that are pulled from it. */
  function holds(schema: Schema, split: boolean): Promise<void> {
    return bench.use(async (m) => {
      const { operations, downgrade } = await m.difference(schema);
      await m.run(operations);
      const reflected = await m.reflect();
      const models = await pulled(bench.url, m, split);
      expect(await left(m, models)).toEqual([]);
      const names = models.tables.map(({ name }) => name).sort();
      expect(names).toEqual(reflected.tables.map(({ name }) => name));
      await second.use(async (other) => {
        const made = await other.difference(models);
        await other.run(made.operations);
        expect(contents(await other.reflect())).toEqual(contents(reflected));
        await other.run(made.downgrade);
      });
      await m.run(downgrade);
      expect(await m.reflect()).toMatchObject(EMPTY_SCHEMA);
    });
  }

  it("from the blog leave nothing to do, and make the same schema in another database", async () => {
    for (const file of ["models.ts", "models.next.ts"]) {
      const text = readFileSync(new URL(`../../examples/blog/src/${file}`, import.meta.url), "utf8");
      const blog = await loadModels([{ path: "index.ts", contents: text }]);
      await holds(blog.toSchema(), file === "models.ts");
    }
  }, 120_000);

  it("from the golden cases do so, too", async () => {
    let tried = 0;
    const { dialect } = await bench.open();
    for (const name of readdirSync(GOLDEN).filter((each) => each.endsWith(".txt"))) {
      const { parts } = parseGolden(readFileSync(new URL(name, GOLDEN), "utf8"));
      const schema = declared(parts.get("to") ?? "");
      if (!isPossible(dialect, schema)) continue;
      tried += 1;
      await holds(schema, false).catch((error: Error) => {
        throw new Error(`${name}: ${error.message}`, { cause: error });
      });
    }
    expect(tried).toBeGreaterThan(5);
  }, 300_000);

  it(
    "from any schema leave nothing to do, and make the same schema in another database",
    async () => {
      const able = capabilitiesOf((await bench.open()).dialect);
      const law = fc.asyncProperty(schemas(able), fc.boolean(), (schema, split) => holds(schema, split));
      const limits = { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, endOnFailure: false };
      await fc.assert(law, { ...limits, ...(SEED !== undefined && { seed: Number(SEED) }) });
    },
    LIMIT_MS + 40_000,
  );
});

/** Whether a database can hold a schema. */
function isPossible(dialect: Dialect, schema: Schema): boolean {
  try {
    dialect.adapt(schema);
    return true;
  } catch {
    return false;
  }
}

/** A schema without the name of the database that it is in. */
function contents({ defaultSchema: _, ...schema }: Schema): Omit<Schema, "defaultSchema"> {
  return schema;
}

/** What models pulled from a database declare, twice the same. */
async function pulled(url: string, { dialect }: Migration, split: boolean): Promise<Schema> {
  await using engine = createEngine(url);
  const { files, left } = await pullModels(engine, { split });
  expect(left).toEqual([]);
  expect((await pullModels(engine, { split })).files).toEqual(files);
  try {
    return schemaOf([await loadModels(files)], dialect.features.identifierLimit ?? undefined);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${files.map(({ contents }) => contents).join("\n")}`, {
      cause: error,
    });
  }
}

/** What comparing still finds, in words. */
async function left(m: Migration, schema: Schema): Promise<readonly string[]> {
  const { operations, problems } = await m.difference(schema);
  const words = operations.map((operation) => JSON.stringify(operation.describe(m.dialect.spelling)));
  return [...problems, ...words];
}
