import { expect } from "vitest";
import type { Schema } from "../../../src/schema/schema.js";
import { leftToDo } from "./left.js";
import { byName, type Migration } from "./migration.js";

/**
 * Takes a database to a schema, back and there again: comparing then finds nothing, and each time it holds what it did.
 *
 * @param before what it holds
 * @returns what it holds then
 */
export async function thereAndBack(
  m: Migration,
  to: Schema,
  before: Schema,
  look: (side: "before" | "after") => Promise<void> = async () => {},
): Promise<Schema> {
  const { operations, downgrade } = await m.difference(to, before);
  const standing = await m.standing(to.entities);
  const ran: string[] = [];
  try {
    ran.push("up:", ...(await m.run(operations)));
    await look("after");
    const after = await m.reflect();
    expect(await leftToDo(m, to, after)).toEqual([]);
    const made = await m.standing(to.entities);
    ran.push("down:", ...(await m.run(downgrade)));
    await look("before");
    expect(byName(await m.reflect())).toEqual(byName(before));
    expect(await m.standing(to.entities)).toEqual(standing);
    await m.run(operations);
    await look("after");
    const again = await m.reflect();
    expect(byName(again)).toEqual(byName(after));
    expect(await m.standing(to.entities)).toEqual(made);
    return again;
  } catch (error) {
    throw Object.assign(error as Error, { message: `${(error as Error).message}\n${ran.join(";\n")}` });
  }
}
