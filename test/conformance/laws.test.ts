import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import type { Operation } from "../../src/ops/operation.js";
import { EMPTY_SCHEMA, findTable, type Schema } from "../../src/schema/schema.js";
import { capabilitiesOf } from "../support/models/capabilities.js";
import { byName, type Migration } from "../support/models/migration.js";
import { rowsOf, withRows } from "../support/models/rows.js";
import { keysOfTables, schemas } from "../support/models/schemas.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget } from "../support/target.js";

/** How many pairs are tried; without it as many as fit into a few seconds, on every run other ones. */
const GIVEN_RUNS = process.env["MIGR_LAW_RUNS"];
const RUNS = Number(GIVEN_RUNS ?? 25);
/** Milliseconds for one law: what was not tried by then is not. */
const LIMIT_MS = GIVEN_RUNS === undefined ? 12_000 : RUNS * 3_000;
/** Repeats the pairs of a run that failed, whose seed was printed. */
const SEED = process.env["MIGR_LAW_SEED"];

eachTarget("between any two schemas", (target) => {
  const bench = new Workbench(target, "law");
  afterEach(() => bench.discard());

  /** Checks a property of generated schemas on a database that each run leaves empty. */
  async function holds<T>(arbitrary: fc.Arbitrary<T>, law: (each: T, m: Migration) => Promise<void>) {
    const property = fc.asyncProperty(arbitrary, (each) => bench.use((m) => law(each, m)));
    const limits = { numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS, endOnFailure: false };
    await fc.assert(property, { ...limits, ...(SEED !== undefined && { seed: Number(SEED) }) });
  }

  it(
    "an upgrade leaves nothing to do, a downgrade what was before, and all of it can be taken back",
    async () => {
      const able = capabilitiesOf((await bench.open()).dialect);
      await holds(fc.tuple(schemas(able), schemas(able)), async ([a, b], m) => {
        const first = await m.difference(a);
        await m.run(first.operations);
        expect(await left(m, a)).toEqual([]);
        const atA = await m.reflect();

        const second = await m.difference(b);
        await m.run(second.operations);
        expect(await left(m, b)).toEqual([]);
        const atB = await m.reflect();

        await m.run(second.downgrade);
        expect(byName(await m.reflect())).toEqual(byName(atA));
        await m.run(second.operations);
        expect(byName(await m.reflect())).toEqual(byName(atB));

        await m.run(second.downgrade);
        await m.run(first.downgrade);
        expect(await m.reflect()).toMatchObject(EMPTY_SCHEMA);
      });
    },
    LIMIT_MS + 40_000,
  );

  it(
    "no row is lost from a table that stays",
    async () => {
      const able = capabilitiesOf((await bench.open()).dialect);
      const pairs = keysOfTables().chain((keys) => fc.tuple(schemas(able, keys), schemas(able, keys)));
      await holds(pairs, async (generated, m) => {
        const [a, b] = withRows(...generated);
        const first = await m.difference(a);
        await m.run(first.operations);
        const rows = rowsOf(a, m.dialect.spelling);
        for (const sql of rows.values()) await m.connection.query(sql);
        const filled = [...rows.keys()].filter((name) => findTable(b, { name }));

        const second = await m.difference(b);
        for (const operations of [second.operations, second.downgrade, second.operations]) {
          await m.run(operations);
          expect(await counts(m, filled)).toEqual(filled.map((name) => `${name}: 1`));
        }
        expect(await left(m, b)).toEqual([]);
        await m.run(second.downgrade);
        await m.run(first.downgrade);
      });
    },
    LIMIT_MS + 40_000,
  );
});

/** How many rows tables have. */
async function counts(m: Migration, tables: readonly string[]): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const name of tables) {
    const { rows } = await m.connection.query(`SELECT count(*) FROM ${m.dialect.spelling.quote(name)}`);
    texts.push(`${name}: ${String(rows[0]?.[0])}`);
  }
  return texts;
}

/** What comparing still finds, in words. */
async function left(m: Migration, schema: Schema): Promise<readonly string[]> {
  const { operations, problems } = await m.difference(schema);
  return [...problems, ...words(operations, m)];
}

function words(operations: readonly Operation[], { dialect }: Migration): readonly string[] {
  return operations.flatMap((operation): readonly string[] => {
    const { sign, subject, detail } = operation.describe(dialect.spelling);
    const inner = "operations" in operation ? (operation.operations as readonly Operation[]) : [];
    return [`${sign} ${subject} ${detail}`, ...words(inner, { dialect } as Migration)];
  });
}
