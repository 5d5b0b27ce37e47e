import fc from "fast-check";
import { afterEach, it } from "vitest";
import { capabilitiesOf } from "../support/models/capabilities.js";
import { holdsForPairs, LAW_LIMIT_MS } from "../support/models/law.js";
import { withRenames } from "../support/models/renames.js";
import { schemas } from "../support/models/schemas.js";
import { thereAndBack } from "../support/models/there-and-back.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget } from "../support/target.js";

eachTarget("between any two schemas", (target) => {
  const bench = new Workbench(target, "law");
  afterEach(() => bench.discard());

  it(
    "an upgrade leaves nothing to do, a downgrade what was before, and all of it can be taken back",
    async () => {
      const able = capabilitiesOf((await bench.open()).dialect);
      const chains = (length: number) =>
        withRenames(fc.array(schemas(able), { minLength: length, maxLength: length }));
      await holdsForPairs(
        target,
        chains,
        (work) => bench.use(work),
        ({ to, before }, m) => thereAndBack(m, to, before),
      );
    },
    LAW_LIMIT_MS,
  );
});
