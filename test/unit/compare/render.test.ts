import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { type RenderedOperations, renderOperations } from "../../../src/compare/render.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import { schemas } from "../../support/models/schemas.js";
import { STANDARD_FEATURES, standardDialect } from "../../support/models/standard-dialect.js";

const able = { features: STANDARD_FEATURES, hasType: () => true };

/** A whole script around the statements of operations. */
function script({ upgrade, downgrade, imports }: RenderedOperations): string {
  const imported = imports.migr.length > 0 ? `import { ${imports.migr.join(", ")} } from "migr";\n\n` : "";
  const body = (name: string, text: string) =>
    `export async function ${name}(op: Operations) {${text === "" ? "" : `\n${text}`}}\n`;
  return `${imported}${body("upgrade", upgrade)}\n${body("downgrade", downgrade)}`;
}

/** What the formatter makes of a source at the width of scripts. */
function formatted(source: string): string {
  const args = ["format", "--stdin-file-path=script.ts", "--line-width=100", "--indent-style=space"];
  const { stdout, stderr, status } = spawnSync("node_modules/.bin/biome", args, { input: source });
  if (status !== 0) throw new Error(String(stderr));
  return String(stdout);
}

/** Scripts between generated schemas, on a database that changes columns in place and on one that copies tables. */
async function samples(count: number): Promise<readonly string[]> {
  const pairs = fc.sample(fc.tuple(schemas(able), schemas(able)), { numRuns: count, seed: 7 });
  const texts: string[] = [];
  for (const [i, [from, to]] of pairs.entries()) {
    const batch = i % 2 === 1;
    const dialect = standardDialect(batch ? { batchAlter: true, alterColumn: "rebuild" } : {});
    const difference = await compareSchemas(i % 5 === 0 ? EMPTY_SCHEMA : from, to, dialect);
    texts.push(script(renderOperations({ ...difference, dialect })));
  }
  return texts;
}

describe("a script body", () => {
  it("is laid out as the formatter would", async () => {
    const source = (await samples(60)).map((text) => text.replace(/^import .*\n\n/, "")).join("\n");
    expect(formatted(source)).toBe(source);
  });
});
