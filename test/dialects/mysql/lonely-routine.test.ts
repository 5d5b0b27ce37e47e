import { expect, it } from "vitest";
import { createEngine } from "../../../src/engine/engine.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase } from "../../support/database.js";
import { eachProduct } from "./session.js";

eachProduct("a routine in a database without tables", (product) => {
  it("is of the default schema, and is pulled", async () => {
    const database = await freshDatabase(product, "routine");
    await database.script("create function twice(n int) returns int deterministic return 2 * n");
    await using engine = createEngine(database.url);
    const { files, left } = await pullModels(engine, { split: false });
    expect(left).toEqual([]);
    expect(files[0]!.contents).toContain('sqlFunction("twice"');
  });
});
