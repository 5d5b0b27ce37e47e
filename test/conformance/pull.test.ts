import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.js";
import { pullModels } from "../../src/pull/pull-models.js";
import { schemaOf } from "../../src/schema/define/metadata.js";
import type { Schema } from "../../src/schema/schema.js";
import { capabilitiesOf } from "../support/models/capabilities.js";
import { holdsForPairs, LAW_LIMIT_MS, straysOf } from "../support/models/law.js";
import { leftToDo } from "../support/models/left.js";
import { byName, type Migration } from "../support/models/migration.js";
import { loadModels } from "../support/models/pulled.js";
import { NAMESPACE, schemas } from "../support/models/schemas.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget } from "../support/target.js";

eachTarget("models pulled", (target) => {
  const bench = new Workbench(target, "pull");
  const second = new Workbench(target, "pulled");
  afterEach(async () => {
    await bench.discard();
    await second.discard();
  });

  it(
    "from any schema leave nothing to do, and make the same schema in another database",
    async () => {
      const able = capabilitiesOf((await bench.open()).dialect);
      const chains = (length: number) => fc.array(schemas(able), { minLength: length, maxLength: length });
      await holdsForPairs(
        target,
        chains,
        (work) => bench.use(() => second.use(async () => work(await bench.open()))),
        async ({ from, to, before }, m) => {
          await m.run((await m.difference(to, before)).operations);
          const reflected = await m.reflect();
          await using engine = createEngine(bench.url);
          const models = await pulled(engine, m, to.tables.length % 2 === 0);
          expect(await leftToDo(m, models, reflected)).toEqual([]);
          expect(models.tables.map(({ name }) => name).sort()).toEqual(
            reflected.tables.map(({ name }) => name).sort(),
          );
          // The other database follows the first one by its models alone.
          const other = await second.open();
          await other.run(straysOf(from, to));
          await other.run((await other.difference(models)).operations);
          expect(contents(await other.reflect())).toEqual(contents(reflected));
          return reflected;
        },
      );
    },
    LAW_LIMIT_MS,
  );
});

/** A schema without the name of the database that it is in. */
function contents(schema: Schema): Omit<Schema, "defaultSchema"> {
  const { defaultSchema: _, ...rest } = byName(schema);
  return rest;
}

/** What models pulled from a database declare, twice the same. */
async function pulled(engine: Engine, { dialect }: Migration, split: boolean): Promise<Schema> {
  const options = { split, ...(dialect.features.namespaces && { schemas: ["", NAMESPACE] }) };
  const { files, left } = await pullModels(engine, options);
  expect(left).toEqual([]);
  expect((await pullModels(engine, options)).files).toEqual(files);
  try {
    return schemaOf([await loadModels(files)], dialect.features.identifierLimit ?? undefined);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${files.map(({ contents }) => contents).join("\n")}`, {
      cause: error,
    });
  }
}
