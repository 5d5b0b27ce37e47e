import fc from "fast-check";
import { expect } from "vitest";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/schema.js";
import type { Target } from "../target.js";
import type { Migration } from "./migration.js";
import { addPartitions } from "./partitions.js";
import { dropLasting, dropStrays } from "./strays.js";
import { withoutLeftovers } from "./table-options.js";

/** How many pairs of schemas the laws are tried on. */
const PAIRS = Number(process.env["MIGR_LAW_RUNS"] ?? 500);
/** Pairs in one database, each beginning with the schema that the one before ended with. */
const CHAIN = Math.min(10, PAIRS);
/** One step in so many is taken by a script that is written, loaded and run: that takes longer. */
const SCRIPTED = Number(process.env["MIGR_LAW_SCRIPTED"] ?? 5);
/** Repeats the pairs of a run that failed, whose seed was printed. */
const SEED = process.env["MIGR_LAW_SEED"];

/** Under CI always the same pairs, so that a run tells about the change that it is for; elsewhere other ones each time. */
const CI_SEED = 20_261_121;

/** Milliseconds within which all pairs are tried even where a machine is slow and shared. */
export const LAW_LIMIT_MS = 120_000 + PAIRS * 3_000;

/** What laws say of a step from one schema to another. */
export interface Step {
  readonly from: Schema;
  readonly to: Schema;
  /** What the database holds before it. */
  readonly before: Schema;
  /** Whether it is taken by a script, as one in so many is. */
  readonly scripted: boolean;
}

/**
 * Tries laws on random pairs of schemas, always as many, and says how many and how to repeat them. Pairs stand in
 * chains that begin and end with an empty database; those with nothing on one side come on top of the number.
 *
 * @param step takes the database from one schema to the next, and gives what it then holds
 */
export async function holdsForPairs(
  target: Target,
  chains: (length: number) => fc.Arbitrary<readonly Schema[]>,
  use: (work: (m: Migration) => Promise<void>) => Promise<void>,
  step: (step: Step, m: Migration) => Promise<Schema>,
): Promise<void> {
  const fresh = process.env["CI"] ? CI_SEED : Math.floor(Math.random() * 2 ** 31);
  const seed = SEED === undefined ? fresh : Number(SEED);
  let tried = 0;
  const property = fc.asyncProperty(chains(CHAIN + 1).map(withoutLeftovers), (chain) =>
    use(async (m) => {
      const all = [...chain, EMPTY_SCHEMA];
      let from = EMPTY_SCHEMA;
      let before = await m.reflect();
      for (const [i, to] of all.entries()) {
        try {
          const held = await dropStrays(m, from, to, before);
          before = await step({ from, to, before: held, scripted: i % SCRIPTED === SCRIPTED - 1 }, m);
          if (await addPartitions(m, to.tables)) before = await m.reflect();
        } catch (error) {
          throw new Error(`step ${i + 1} of ${all.length}: ${(error as Error).message}`, { cause: error });
        }
        if (i > 0 && i < chain.length) tried++;
        from = to;
      }
      await dropLasting(m, all);
      before = await m.reflect();
      expect([before.tables, before.unsupported]).toEqual([[], []]);
    }),
  );
  const runs = Math.ceil(PAIRS / CHAIN);
  await fc.assert(property, {
    numRuns: runs,
    seed,
    // Making a failure small takes long, so it is left to the run that repeats it.
    endOnFailure: SEED === undefined,
    interruptAfterTimeLimit: LAW_LIMIT_MS - 60_000,
    markInterruptAsFailure: true,
  });
  console.log(`${tried} pairs on ${target}; MIGR_LAW_SEED=${seed} repeats them.`);
  expect(tried).toBe(runs * CHAIN);
}
