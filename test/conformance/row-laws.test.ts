import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { findTable } from "../../src/schema/schema.js";
import { capabilitiesOf } from "../support/models/capabilities.js";
import { holdsForPairs, LAW_LIMIT_MS } from "../support/models/law.js";
import { deleteRows, insertRows, keptValues, withRows } from "../support/models/rows.js";
import { keysOfTables, schemas } from "../support/models/schemas.js";
import { thereAndBack } from "../support/models/there-and-back.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget } from "../support/target.js";

eachTarget("between any two schemas", (target) => {
  const bench = new Workbench(target, "rows");
  afterEach(() => bench.discard());

  it(
    "no row is lost from a table that stays, nor a value from a column that stays as it is",
    async () => {
      const able = capabilitiesOf((await bench.open()).dialect);
      const chains = (length: number) =>
        keysOfTables(able)
          .chain((keys) => fc.array(schemas(able, keys), { minLength: length, maxLength: length }))
          .map(withRows);
      await holdsForPairs(
        target,
        chains,
        (work) => bench.use(work),
        async ({ from, to, before }, m) => {
          const filled = await insertRows(m, from);
          const stay = filled.filter((table) => findTable(to, table));
          const kept = await keptValues(m, from, to, stay);
          const look = async () => expect(await keptValues(m, from, to, stay)).toEqual(kept);
          const after = await thereAndBack(m, to, before, look);
          await deleteRows(m, to);
          return after;
        },
      );
    },
    LAW_LIMIT_MS,
  );
});
