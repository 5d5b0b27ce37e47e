import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.js";
import { loadMetadata } from "../../../src/config/metadata.js";
import { SchemaError } from "../../../src/errors/errors.js";
import { ModuleLoader } from "../../../src/loader/module-loader.js";
import { MetaData } from "../../../src/schema/define/metadata.js";
import { ESM, Project } from "../loader/project.js";

const thrown = new SchemaError("schema.duplicate-table", "Two tables are called users.");
const own = {
  name: "migr",
  root: null,
  load: async () => ({
    MetaData,
    fail: () => {
      throw thrown;
    },
  }),
};

async function metadataOf(metadata: string, models: string) {
  using project = new Project({
    ...ESM,
    "migr.config.ts": `import { MetaData } from "migr"; void MetaData; export default { metadata: ${metadata} };`,
    "models.ts": models,
  });
  const loader = new ModuleLoader({ own });
  const config = await loadConfig({ loader, command: "check", cwd: project.root });
  return await loadMetadata(config, loader);
}

const MODELS = `
import { MetaData } from "migr";
export const metadata = new MetaData();
export class Base { static metadata = metadata; }`;
const BY_DEFAULT = `import { MetaData } from "migr"; export default class { static metadata = new MetaData(); }`;

describe("metadata", () => {
  it.each([
    ["new MetaData()", ""],
    ["[new MetaData()]", ""],
    ["() => new MetaData()", ""],
    [`async () => (await import("./models.ts")).Base.metadata`, MODELS],
    [`() => import("./models.js").then((m) => [m.metadata, m.Base.metadata])`, MODELS],
    [`() => import("./models")`, MODELS],
    [`() => import("./models")`, BY_DEFAULT],
    [`() => import("./models").then((m) => m.Base)`, MODELS],
    [`"./models.ts"`, MODELS],
  ])("may be %s", async (metadata, models) => {
    const found = await metadataOf(metadata, models);
    expect(found).toHaveLength(1);
    expect(found[0]).toBeInstanceOf(MetaData);
  });

  it("may be several, in order", async () => {
    expect(await metadataOf("[new MetaData(), () => 1].slice(0, 1).concat(new MetaData())", "")).toHaveLength(
      2,
    );
  });

  it.each([
    "() => undefined",
    "() => ({})",
    "[]",
    "[new MetaData(), 5]",
    "() => 5",
    `() => import("./models")`,
  ])("is refused as %s", async (metadata) => {
    await expect(metadataOf(metadata, "export const a = 1;")).rejects.toMatchObject({
      code: "config.models-failed",
      message: '"metadata" in migr.config.ts gives no MetaData.',
    });
  });

  it("of another copy of the package is told apart from nothing", async () => {
    const models = "class MetaData {} export class Base { static metadata = new MetaData(); }";
    await expect(metadataOf(`() => import("./models")`, models)).rejects.toMatchObject({
      code: "config.models-failed",
      hint: expect.stringContaining("another copy of migr"),
    });
  });

  it("that is not set is told to whoever needs it", async () => {
    await expect(metadataOf("undefined", "")).rejects.toMatchObject({ code: "config.no-metadata" });
  });

  it("whose file throws is told with the file's line", async () => {
    await expect(
      metadataOf(`() => import("./models.ts")`, "\nthrow new Error('boom');"),
    ).rejects.toMatchObject({
      code: "config.models-failed",
      message: "The models cannot be loaded: models.ts:2: boom.",
      cause: expect.objectContaining({ message: "boom" }),
    });
    await expect(metadataOf(`() => import("./models.ts")`, "class {")).rejects.toMatchObject({
      code: "config.models-failed",
      message: "The models cannot be loaded: models.ts:1:7: A class name is required.",
    });
    await expect(metadataOf(`() => import("./nope.ts")`, "")).rejects.toMatchObject({
      code: "config.models-failed",
      message: "The models cannot be loaded: migr.config.ts imports nope.ts, and there is no such file.",
      hint: "Write the file, or mend the path.",
    });
    await expect(metadataOf(`() => import("./it's not.mjs")`, "")).rejects.toThrow(
      "The models cannot be loaded: migr.config.ts imports it's not.mjs, and there is no such file.",
    );
    await expect(metadataOf(`"./nope.ts"`, "")).rejects.toMatchObject({
      code: "config.models-failed",
      message: "The models cannot be loaded: there is no nope.ts.",
    });
  });

  it.each([
    ["varchar", "string"],
    ["bigint", "bigInteger"],
    ["integr", "integer"],
  ])("that calls %s, which there is not, is told what is called so here", async (name, meant) => {
    const models = `import { ${name} } from "migr";\nexport const column = ${name}();`;
    await expect(metadataOf(`() => import("./models.ts")`, models)).rejects.toMatchObject({
      code: "config.models-failed",
      message: `The models cannot be loaded: models.ts:2: nothing called ${name} is exported where it is imported from.`,
      hint: `Did you mean ${meant}?`,
    });
  });

  it("that contradicts itself keeps the error that says so", async () => {
    await expect(
      metadataOf(`() => import("./models.ts")`, `import { fail } from "migr"; fail();`),
    ).rejects.toBe(thrown);
  });

  it("is not loaded with the configuration", async () => {
    using project = new Project({
      ...ESM,
      "migr.config.ts": `export default { metadata: () => import("./models.ts") };`,
      "models.ts": "(globalThis as { touched?: boolean }).touched = true;",
    });
    await loadConfig({ loader: new ModuleLoader({ own }), command: "history", cwd: project.root });
    expect(globalThis).not.toHaveProperty("touched");
  });
});
