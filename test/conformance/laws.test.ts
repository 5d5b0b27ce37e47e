import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { capabilitiesOf } from "../support/models/capabilities.js";
import { holdsForPairs, LAW_LIMIT_MS } from "../support/models/law.js";
import { leftToDo } from "../support/models/left.js";
import { byName } from "../support/models/migration.js";
import { schemas } from "../support/models/schemas.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget } from "../support/target.js";

eachTarget("between any two schemas", (target) => {
  const bench = new Workbench(target, "law");
  afterEach(() => bench.discard());

  it(
    "an upgrade leaves nothing to do, a downgrade what was before, and all of it can be taken back",
    async () => {
      const able = capabilitiesOf((await bench.open()).dialect);
      const chains = (length: number) => fc.array(schemas(able), { minLength: length, maxLength: length });
      await holdsForPairs(
        target,
        chains,
        (work) => bench.use(work),
        async ({ to, before }, m) => {
          const { operations, downgrade } = await m.difference(to);
          await m.run(operations);
          expect(await leftToDo(m, to)).toEqual([]);
          const after = await m.reflect();
          await m.run(downgrade);
          expect(byName(await m.reflect())).toEqual(byName(before));
          await m.run(operations);
          const again = await m.reflect();
          expect(byName(again)).toEqual(byName(after));
          return again;
        },
      );
    },
    LAW_LIMIT_MS,
  );
});
