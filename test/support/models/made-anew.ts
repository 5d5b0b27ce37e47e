import { expect } from "vitest";
import { MetaData } from "../../../src/index.js";
import { DropEntity } from "../../../src/ops/entity.js";
import type { EntityKind } from "../../../src/schema/object.js";
import type { Schema } from "../../../src/schema/schema.js";
import { byName, type Migration } from "./migration.js";

/** Kinds that expressions of tables may name. */
const CALLED: ReadonlySet<EntityKind> = new Set(["extension", "function", "operator", "operatorClass"]);

/**
 * Empties a database and makes the schema from nothing: what it holds then must be what it held after a change to the
 * same schema. What comparing does not see at all is found so, for it can not tell that anything is left to do.
 *
 * @param held what the database held after the change
 */
export async function likeMadeAnew(m: Migration, schema: Schema, held: Schema): Promise<void> {
  const empty = new MetaData().toSchema();
  // Views before what they look at, and what tables may call behind them.
  const drops = schema.entities.map((entity) => new DropEntity(entity)).reverse();
  const isCalled = ({ entity }: DropEntity) => CALLED.has(entity.kind);
  await m.run(drops.filter((each) => !isCalled(each)));
  await m.run((await m.difference(empty)).operations);
  await m.run(drops.filter(isCalled));
  await m.run((await m.difference(empty)).operations);
  const start = await m.reflect();
  expect(start.tables).toEqual([]);
  await m.run((await m.difference(schema, start)).operations);
  const anew = await m.reflect();
  expect(byName(held)).toEqual(byName(anew));
}
