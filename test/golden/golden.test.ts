import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { renderOperations } from "../../src/compare/render.js";
import type { Dialect } from "../../src/dialect/dialect.js";
import { loadDialect } from "../../src/dialects/registry.js";
import { MigrError } from "../../src/errors/base.js";
import { EMPTY_SCHEMA, type Schema } from "../../src/schema/schema.js";
import { byName, type Migration } from "../support/models/migration.js";
import { Workbench } from "../support/models/workbench.js";
import { type Target, targets } from "../support/target.js";
import { schemaOf } from "./model.js";
import { type Golden, parseGolden, writeGolden } from "./sections.js";

const FOLDER = new URL("../../fixtures/golden/", import.meta.url);
const UPDATE = process.env["UPDATE_GOLDEN"] === "1";

/** What one server makes of a case. */
interface Outcome {
  /** The server can do all that the newest can; an older one may go another way. */
  readonly isNewest: boolean;
  readonly up: string;
  readonly down: string;
  readonly source: string;
}

const benches = new Map(targets.map((target) => [target, new Workbench(target, "golden")]));

afterAll(async () => {
  await Promise.all([...benches.values()].map((bench) => bench.discard()));
});

describe.each(readdirSync(FOLDER).filter((name) => name.endsWith(".txt")))("%s", (name) => {
  const file = new URL(name, FOLDER);
  const golden = parseGolden(readFileSync(file, "utf8"));
  const seen = new Map<Target, Outcome>();

  it.concurrent.each(targets)("goes there and back on %s", async (target) => {
    const { newest } = await loadDialect(target);
    const outcome = await benches.get(target)!.use((migration) => goThereAndBack(golden, migration, newest));
    seen.set(target, outcome);
    if (UPDATE || !outcome.isNewest) return;
    for (const [part, text] of partsOf(target, outcome)) {
      const expected = golden.parts.get(part) ?? golden.parts.get(part.replace("mariadb", "mysql"));
      expect(text, part).toBe(expected);
    }
  });

  afterAll(() => {
    if (UPDATE) writeFileSync(file, writeGolden(updated(golden, seen)));
  });
});

/** The parts that a server has in a file; scripts are shown where they read differently. */
function partsOf(target: Target, { up, down, source }: Outcome): readonly (readonly [string, string])[] {
  return [
    [`${target} up`, up],
    [`${target} down`, down],
    ...(target === "postgresql" || target === "sqlite" ? [[`${target} source`, source] as const] : []),
  ];
}

/** The file with what was seen; MariaDB is left out where it does as MySQL. */
function updated(golden: Golden, seen: ReadonlyMap<Target, Outcome>): Golden {
  const parts = new Map([...golden.parts].filter(([part]) => part === "from" || part === "to"));
  for (const target of ["postgresql", "mysql", "mariadb", "sqlite"] as const) {
    const outcome = seen.get(target);
    const kept = [...golden.parts].filter(([part]) => part.startsWith(`${target} `));
    for (const [part, text] of outcome ? partsOf(target, outcome) : kept) {
      if (parts.get(part.replace("mariadb", "mysql")) !== text) parts.set(part, text);
    }
  }
  return { ...golden, parts };
}

/**
 * Makes `from`, goes to `to` and back, and there again, on a real server; after each step comparing finds nothing,
 * and back is exactly where it began.
 */
async function goThereAndBack(golden: Golden, migration: Migration, newest: Dialect): Promise<Outcome> {
  const isNewest = isDeepStrictEqual(migration.dialect.features, newest.features);
  const from = schemaOf(golden.parts.get("from") ?? "");
  const to = schemaOf(golden.parts.get("to") ?? "");
  const left = async (schema: Schema) => (await migration.difference(schema)).operations;
  try {
    await migration.run(await left(from));
    expect(await left(from)).toEqual([]);
    const before = await migration.reflect();

    const difference = await migration.difference(to);
    const up = await migration.run(difference.operations);
    expect(await left(to)).toEqual([]);
    const down = await migration.run(difference.downgrade);
    expect(byName(await migration.reflect())).toEqual(byName(before));
    await migration.run(difference.operations);
    expect(await left(to)).toEqual([]);

    await migration.run(await left(EMPTY_SCHEMA));
    expect(await migration.reflect()).toMatchObject(EMPTY_SCHEMA);
    const { upgrade, downgrade } = renderOperations({ ...difference, dialect: migration.dialect });
    const source = `${upgrade}  // and back\n${downgrade}`.trimEnd();
    return { isNewest, up: up.map(statement).join("\n"), down: down.map(statement).join("\n"), source };
  } catch (error) {
    if (!(error instanceof MigrError) || error.code !== "compile.unsupported") throw error;
    await migration.run(await left(EMPTY_SCHEMA));
    const text = `unsupported: ${error.message}`;
    return { isNewest, up: text, down: text, source: text };
  }
}

function statement(sql: string): string {
  return `${sql};`;
}
