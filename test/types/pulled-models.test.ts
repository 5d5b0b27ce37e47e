import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelFiles } from "../../src/pull/model-files.js";
import type { ModelFile } from "../../src/pull/module-source.js";
import { formatErrors } from "../support/check-source.js";
import type { Capabilities } from "../support/models/capabilities.js";
import { ModelFolder } from "../support/models/pulled.js";
import { schemas } from "../support/models/schemas.js";
import { STANDARD_FEATURES, standardDialect } from "../support/models/standard-dialect.js";
import { typeErrors } from "../support/type-errors.js";

const able: Capabilities = {
  // Names of columns there are longer than those that the imitation of a formatter has been held to.
  // Domains are declared with a builder of their database's own module, which the standard has not.
  features: { ...STANDARD_FEATURES, namespaces: false, domains: false },
  vocabulary: "standard",
  hasType: ({ kind }) => kind !== "native",
  onUpdate: true,
  unenforced: true,
};

/** Models of generated schemas, always the same ones, each in a folder of its own; every other in several files. */
function samples(count: number): readonly ModelFile[] {
  return fc.sample(schemas(able), { numRuns: count, seed: 11 }).flatMap((schema, i) =>
    modelFiles(schema, [], standardDialect(), { split: i % 2 === 1 }).map(({ path, contents }) => ({
      path: `models/${i}/${path}`,
      contents,
    })),
  );
}

describe("pulled models", () => {
  it("compile under the strictest options", () => {
    const files = samples(60).map(({ path, contents }) => [path, contents] as const);
    expect(typeErrors(new Map(files))).toEqual([]);
  }, 120_000);

  it("are written as a formatter would write them", () => {
    using folder = new ModelFolder([]);
    for (const { path, contents } of samples(60)) {
      mkdirSync(join(folder.root, dirname(path)), { recursive: true });
      writeFileSync(join(folder.root, path), contents);
    }
    expect(formatErrors(folder.root, "models")).toBe("");
  }, 60_000);
});
