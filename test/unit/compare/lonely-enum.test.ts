import { describe, expect, it } from "vitest";
import { enumOf, integer } from "../../../src/index.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import { difference, schemaOf, words } from "./schemas.js";

const mood = { name: "mood", values: ["sad", "ok"] };

describe("an enum type that the models do not have", () => {
  it("goes with the last column of it", async () => {
    const before = schemaOf({
      users: { id: integer().primaryKey(), mood: enumOf("sad", "ok").named("mood") },
    });
    const after = schemaOf({ users: { id: integer().primaryKey() } });
    expect(words((await difference(before, after)).operations)).toEqual(["- users.mood", "- mood"]);
  });

  it("is left alone where no column is of it: it may be a function's argument", async () => {
    const { operations } = await difference({ ...EMPTY_SCHEMA, enums: [mood] }, EMPTY_SCHEMA);
    expect(operations).toEqual([]);
  });
});
