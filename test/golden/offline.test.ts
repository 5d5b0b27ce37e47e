import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MigrError } from "../../src/errors/base.js";
import { writeRun } from "../../src/migrate/offline.js";
import type { Schema } from "../../src/schema/schema.js";
import { messageOf } from "../../src/util/text.js";
import { clientOf } from "../support/client.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { byName } from "../support/models/migration.js";
import { eachTarget } from "../support/target.js";
import { metadataOf } from "./model.js";
import { parseGolden } from "./sections.js";

const FOLDER = new URL("../../fixtures/golden/", import.meta.url);
const CASES = readdirSync(FOLDER).filter((name) => name.endsWith(".txt"));

async function reflected(database: TestDatabase): Promise<Schema> {
  await using history = new History(database);
  return await history.reflect();
}

eachTarget("scripts for the native client", (target) => {
  describe.each(CASES)("of %s", (name) => {
    const golden = parseGolden(readFileSync(new URL(name, FOLDER), "utf8"));
    const isUnsupported = golden.parts.get(`${target} up`)?.startsWith("unsupported") ?? false;

    it.skipIf(isUnsupported)("make what the online run makes, there and back", async () => {
      const [live, other] = await Promise.all([freshDatabase(target, "on"), freshDatabase(target, "off")]);
      await using history = new History(live);
      const client = await clientOf(target);
      await history.autogenerate("a1", metadataOf(golden.parts.get("from") ?? ""));
      await history.migrator().upgrade("head");
      const before = await reflected(live);
      await history.autogenerate("b2", metadataOf(golden.parts.get("to") ?? ""));
      await history.migrator().upgrade("head");

      const up = await writeRun(await history.migrator().offline(), "up", "head");
      await client.run(other, up.sql);
      expect(await reflected(other)).toEqual(await reflected(live));

      await history.migrator().downgrade("a1");
      expect(byName(await reflected(live))).toEqual(byName(before));
      try {
        const down = await writeRun(await history.migrator().offline(), "down", "b2:a1");
        await client.run(other, down.sql);
      } catch (error) {
        // What stands in the middle of a history is known to the database alone: which index a key stands on, too.
        if (error instanceof MigrError) expect(error.code).toBe("migration.needs-database");
        else expect(messageOf(error)).toContain("needed in a foreign key constraint");
        return;
      }
      expect(byName(await reflected(other))).toEqual(byName(await reflected(live)));
    });
  });
});
