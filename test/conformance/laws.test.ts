import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { nameKey } from "../../src/schema/name.js";
import { capabilitiesOf } from "../support/models/capabilities.js";
import { withHeirs } from "../support/models/heirs.js";
import { stays } from "../support/models/journey.js";
import { holdsForPairs, LAW_LIMIT_MS } from "../support/models/law.js";
import { PulledCopy } from "../support/models/pulled-copy.js";
import { withRenames } from "../support/models/renames.js";
import { deleteRows, insertRows, keptValues, withRows } from "../support/models/rows.js";
import { keysOfTables, schemas } from "../support/models/schemas.js";
import { ScriptedWays } from "../support/models/scripted.js";
import { dropSpace, openSpace } from "../support/models/tablespaces.js";
import { type ToSchema, thereAndBack } from "../support/models/there-and-back.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget } from "../support/target.js";

eachTarget("between any two schemas", (target) => {
  const bench = new Workbench(target, "law");
  const copy = new PulledCopy(target);
  const scripts = new ScriptedWays();
  afterEach(async () => {
    await scripts.discard();
    await copy.discard();
    await bench.discard();
    await dropSpace(target);
  });

  it(
    "an upgrade leaves nothing to do and loses no row, a downgrade leaves what was before, and pulled models make the same",
    async () => {
      const first = await bench.open();
      const able = { ...capabilitiesOf(first.dialect), tablespace: await openSpace(first) };
      const chains = (length: number) =>
        withRenames(
          keysOfTables(able).chain((keys) =>
            fc.array(schemas(able, keys), { minLength: length, maxLength: length }),
          ),
        )
          .map((chain) => withRows(chain, able.features.namedEnums))
          .chain((chain) => withHeirs(chain, able));
      await holdsForPairs(
        target,
        chains,
        async (work) => {
          try {
            await bench.use(work);
            await copy.clear();
          } catch (error) {
            await copy.discard();
            throw error;
          }
        },
        async ({ from, to, before, scripted }, m) => {
          const filled = await insertRows(m, from, to);
          const stay = stays(from, to).filter((each) => filled.has(nameKey(each.before)));
          const kept = await keptValues(m, stay, "before");
          const look = async (side: "before" | "after") =>
            expect(await keptValues(m, stay, side), "rows that stay").toEqual(kept);
          const take = scripted ? (step: ToSchema) => scripts.take(bench.url, m, step) : undefined;
          const after = await thereAndBack(m, to, before, look, take);
          await copy.follow(bench.url, m, to, after);
          await deleteRows(m, to);
          return after;
        },
      );
    },
    LAW_LIMIT_MS,
  );
});
