import { expect } from "vitest";
import type { Difference } from "../../../src/compare/compare-schemas.js";
import type { Schema } from "../../../src/schema/schema.js";
import type { Answered } from "./journey.js";
import { leftToDo } from "./left.js";
import { byName, type Migration } from "./migration.js";

/** A schema that a database is to hold, and what it lacks for that. */
export interface ToSchema {
  readonly to: Answered;
  readonly difference: Difference;
}

/** How operations are carried out, and what is told of that when a law is broken. */
export interface Way {
  up(): Promise<readonly string[]>;
  down(): Promise<readonly string[]>;
}

/** Operations carried out as they are, of which the SQL is told. */
function straight(m: Migration, { difference: { operations, downgrade } }: ToSchema): Way {
  return { up: () => m.run(operations), down: () => m.run(downgrade) };
}

/**
 * Takes a database to a schema, back and there again: comparing then finds nothing, and each time it holds what it did.
 *
 * @param before what it holds
 * @param look is called where rows may have been lost
 * @param take how the operations are carried out, where that is not as they are
 * @returns what it holds then
 */
export async function thereAndBack(
  m: Migration,
  to: Answered,
  before: Schema,
  look: (side: "before" | "after") => Promise<void> = async () => {},
  take: (step: ToSchema) => Way | Promise<Way> = (step) => straight(m, step),
): Promise<Schema> {
  const { map = [], rename = [] } = to;
  const difference = await m.difference(to, before, { map, rename });
  const way = await take({ to, difference });
  const standing = await m.standing(to.entities);
  const ran: string[] = [];
  try {
    ran.push("up:", ...(await way.up()));
    await look("after");
    const after = await m.reflect();
    expect(await leftToDo(m, to, after)).toEqual([]);
    const made = await m.standing(to.entities);
    ran.push("down:", ...(await way.down()));
    await look("before");
    expect(byName(await m.reflect())).toEqual(byName(before));
    expect(await m.standing(to.entities)).toEqual(standing);
    await way.up();
    await look("after");
    const again = await m.reflect();
    expect(byName(again)).toEqual(byName(after));
    expect(await m.standing(to.entities)).toEqual(made);
    return again;
  } catch (error) {
    throw Object.assign(error as Error, { message: `${(error as Error).message}\n${ran.join(";\n")}` });
  }
}
