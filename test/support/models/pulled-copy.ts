import { expect } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { schemaOf } from "../../../src/schema/define/metadata.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/schema.js";
import type { Target } from "../target.js";
import { leftToDo } from "./left.js";
import { beyondModels, byName, type Migration, VERSIONS } from "./migration.js";
import { evaluateModels } from "./pulled.js";
import { NAMESPACES } from "./schemas.js";
import { dropLasting, dropStrays } from "./strays.js";
import { Workbench } from "./workbench.js";

const EMPTY = { schema: EMPTY_SCHEMA, held: EMPTY_SCHEMA };

/** A database that follows another one by the models that are pulled from it, and by what was renamed. */
export class PulledCopy {
  readonly #bench: Workbench;
  #engine: Engine | null = null;
  /** What it was made to hold last, and what it then held. */
  #last = EMPTY;
  readonly #seen: Schema[] = [];

  constructor(target: Target) {
    this.#bench = new Workbench(target, "copy");
  }

  /**
   * Pulls models: comparing them finds nothing, and the copy holds the same when it has followed them.
   *
   * @param schema what the database was made to hold
   * @param held what it holds
   */
  async follow(url: string, m: Migration, schema: Schema, held: Schema): Promise<void> {
    this.#engine ??= createEngine(url);
    const models = await pulled(this.#engine, m, schema.tables.length % 2 === 0);
    expect(await leftToDo(m, models, held), "what models pulled leave to do").toEqual([]);
    const names = ({ tables }: Schema) => tables.map(({ name }) => name).sort();
    expect(names(models)).toEqual(names(held));
    await this.#bench.use(async (other) => {
      const before = await dropStrays(other, this.#last.schema, schema, this.#last.held);
      const { renames } = schema;
      const named = renames ? { ...models, renames } : models;
      await other.run((await other.difference(named, before)).operations);
      this.#last = { schema, held: await other.reflect() };
      expect(byName(this.#last.held), "what a copy by pulled models holds").toEqual(byName(held));
      this.#seen.push(schema);
    });
  }

  /** Leaves it empty for another one. */
  async clear(): Promise<void> {
    await this.#bench.use(async (other) => {
      await dropLasting(other, this.#seen.splice(0));
      this.#last = { schema: EMPTY_SCHEMA, held: await other.reflect() };
    });
  }

  /** Drops it. */
  async discard(): Promise<void> {
    this.#last = EMPTY;
    this.#seen.length = 0;
    await this.#engine?.[Symbol.asyncDispose]();
    this.#engine = null;
    await this.#bench.discard();
  }
}

/** What models pulled from a database declare. */
async function pulled(engine: Engine, { dialect }: Migration, split: boolean): Promise<Schema> {
  const options = {
    split,
    exclude: [VERSIONS],
    ...(dialect.features.namespaces && { schemas: ["", ...NAMESPACES] }),
  };
  const { files, left } = await pullModels(engine, options);
  expect(beyondModels(left), "what models pulled cannot say").toEqual([]);
  try {
    return schemaOf([await evaluateModels(files)], dialect.features.identifierLimit ?? undefined);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${files.map(({ contents }) => contents).join("\n")}`, {
      cause: error,
    });
  }
}
