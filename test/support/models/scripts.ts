import fc from "fast-check";
import { compareSchemas, type Difference } from "../../../src/compare/compare-schemas.js";
import { type RenderedOperations, renderOperations } from "../../../src/compare/render.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import type { Capabilities } from "./capabilities.js";
import { schemas } from "./schemas.js";
import { STANDARD_FEATURES, standardDialect } from "./standard-dialect.js";

/** A difference between generated schemas and the script that it becomes. */
export interface ScriptSample {
  readonly difference: Difference;
  readonly rendered: RenderedOperations;
}

const able: Capabilities = {
  features: STANDARD_FEATURES,
  vocabulary: "standard",
  hasType: ({ kind }) => kind !== "native",
  onUpdate: true,
  unenforced: true,
};

/**
 * Differences between generated schemas, always the same ones: every other on a database that copies tables to change
 * them, some from nothing.
 */
export async function scriptSamples(count: number): Promise<readonly ScriptSample[]> {
  const pairs = fc.sample(fc.tuple(schemas(able), schemas(able)), { numRuns: count, seed: 7 });
  const samples: ScriptSample[] = [];
  for (const [i, [from, to]] of pairs.entries()) {
    const dialect = standardDialect(i % 2 === 1 ? { batchAlter: true, alterColumn: "rebuild" } : {});
    const difference = await compareSchemas(i % 5 === 0 ? EMPTY_SCHEMA : from, to, dialect);
    samples.push({ difference, rendered: renderOperations({ ...difference, dialect }) });
  }
  return samples;
}

/** A whole script around the statements of operations. */
export function scriptText({ upgrade, downgrade, imports }: RenderedOperations): string {
  const body = (name: string, text: string) =>
    `export async function ${name}(op: Operations) {${text === "" ? "" : `\n${text}`}}\n`;
  const all = { ...imports, migr: [...(imports.migr ?? []), "type Operations"] };
  const lines = Object.entries(all).map(
    ([module, names]) => `import { ${names.join(", ")} } from "${module}";\n`,
  );
  return `${lines.join("")}
${body("upgrade", upgrade)}
${body("downgrade", downgrade)}`;
}
