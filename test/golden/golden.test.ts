import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { renderOperations } from "../../src/compare/render.js";
import { MigrError } from "../../src/errors/base.js";
import { freshDatabase } from "../support/database.js";
import { Migration } from "../support/models/migration.js";
import { type Target, targets } from "../support/target.js";
import { schemaOf } from "./model.js";
import { type Golden, parseGolden, writeGolden } from "./sections.js";

const FOLDER = new URL("../../fixtures/golden/", import.meta.url);
const UPDATE = process.env["UPDATE_GOLDEN"] === "1";

/** What one server makes of a case. */
interface Outcome {
  readonly up: string;
  readonly down: string;
  readonly source: string;
}

describe.each(readdirSync(FOLDER).filter((name) => name.endsWith(".txt")))("%s", (name) => {
  const file = new URL(name, FOLDER);
  const golden = parseGolden(readFileSync(file, "utf8"));
  const seen = new Map<Target, Outcome>();

  it.each(targets)("goes there and back on %s", async (target) => {
    const outcome = await goThereAndBack(golden, target);
    seen.set(target, outcome);
    if (UPDATE) return;
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
async function goThereAndBack(golden: Golden, target: Target): Promise<Outcome> {
  const from = schemaOf(golden.parts.get("from") ?? "");
  const to = schemaOf(golden.parts.get("to") ?? "");
  await using database = await freshDatabase(target, "golden");
  const migration = await Migration.open(database.url);
  try {
    const { dialect } = migration;
    await migration.run((await migration.difference(from)).operations);
    const before = await migration.reflect();
    expect((await migration.difference(from)).operations).toEqual([]);

    const difference = await migration.difference(to);
    const up = await migration.run(difference.operations);
    expect((await migration.difference(to)).operations).toEqual([]);
    const down = await migration.run(difference.downgrade);
    expect((await migration.difference(from)).operations).toEqual([]);
    expect((await migration.reflect()).tables.length).toBe(before.tables.length);
    await migration.run(difference.operations);
    expect((await migration.difference(to)).operations).toEqual([]);

    const { upgrade, downgrade } = renderOperations({ ...difference, dialect });
    const source = `${upgrade}  // and back\n${downgrade}`.trimEnd();
    return { up: up.map(statement).join("\n"), down: down.map(statement).join("\n"), source };
  } catch (error) {
    if (!(error instanceof MigrError) || error.code !== "compile.unsupported") throw error;
    const text = `unsupported: ${error.message}`;
    return { up: text, down: text, source: text };
  } finally {
    await migration.close();
  }
}

function statement(sql: string): string {
  return `${sql};`;
}
