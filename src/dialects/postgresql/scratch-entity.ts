import { createEntity, creatingEntity, dropEntity } from "../../ddl/nodes/entity.js";
import { ddlText } from "../../dialect/compiler.js";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import type { TableName } from "../../schema/name.js";
import type { Entity } from "../../schema/object.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { CATALOGS, onTable, pathOf, ROUTINES, standingOid } from "./entity-place.js";
import { type ObjectRow, readSql } from "./entity-rows.js";
import { stringLiteral } from "./literal.js";
import type { ScratchPlace } from "./scratch-place.js";
import { spelling } from "./spelling.js";

/** Statements that make an object for a moment, and read it at last. */
export function trialSql(entity: Entity, place: ScratchPlace): readonly string[] {
  return [...scratchSql(entity, place), readSql(entity.kind, scratchOid(entity, place))];
}

/** What the server tells of an object that is made for a moment. */
export async function madeForAMoment(
  db: DriverConnection,
  entity: Entity,
  place: ScratchPlace,
): Promise<ObjectRow | undefined> {
  const made = await db.batch(trialSql(entity, place));
  return madeRow(entity, toObjects<ObjectRow>(made.at(-1)!)[0]);
}

/** What was read of an object that was made for a moment, as it would be read of the declared one. */
export function madeRow(entity: Entity, row: ObjectRow | undefined): ObjectRow | undefined {
  if (!row || entity.kind !== "operatorClass") return row;
  return { ...row, text: isDefault(entity) ? `DEFAULT ${row.text}` : row.text };
}

const textOf = (node: Node) => ddlText(node, spelling);

const DEFAULT = /^\s*default\b/i;

/** Whether an operator class is that of its type for its method. */
function isDefault({ definition }: Entity): boolean {
  return DEFAULT.test(textOf(definition));
}

/** A type has one default class for each method, and the one that stands may be it. */
function withoutDefault(entity: Entity): Entity {
  return { ...entity, definition: raw({ sql: textOf(entity.definition).replace(DEFAULT, "") }) };
}

/** The operators that an operator names as its counterparts have another one already. */
function withoutCounterparts(entity: Entity): Entity {
  const options = textOf(entity.definition).split(/,(?![^(]*\))/);
  const own = options.filter((option) => !/^\s*(?:commutator|negator)\s*=/i.test(option));
  return { ...entity, definition: raw({ sql: own.join(",").trim() }) };
}

/** Makes the object for a moment. */
function scratchSql(entity: Entity, place: ScratchPlace): readonly string[] {
  const { kind, table, event } = entity;
  const scratch: TableName = { name: scratchName(entity, place), schema: place.schema };
  const path = pathOf(scratch);
  if (kind === "view" || kind === "materializedView") {
    // A materialized view is tried as a view, which has other parameters.
    const { with: parameters, ...bare } = entity;
    const tried: Entity = {
      ...bare,
      ...scratch,
      kind: "view",
      ...(kind === "view" && parameters && { with: parameters }),
    };
    return [ddlText(createEntity({ entity: tried }), spelling)];
  }
  if (!table) {
    const { name } = kind === "operator" ? entity : scratch;
    const own = { ...entity, ...scratch, name };
    if (kind === "operator") return [textOf(createEntity({ entity: withoutCounterparts(own) }))];
    if (kind === "cast") return [dropEntity({ entity }), createEntity({ entity })].map(textOf);
    if (kind === "operatorClass") return creatingEntity(withoutDefault(own)).map(textOf);
    return creatingEntity(own).map(textOf);
  }
  const like = pathOf(table);
  const instead = /^\s*instead\b/i.test(event ?? "");
  return [
    instead ? `CREATE VIEW ${path} AS SELECT * FROM ${like}` : `CREATE TABLE ${path} (LIKE ${like})`,
    ddlText(createEntity({ entity: { ...entity, table: scratch } }), spelling),
  ];
}

/** A table keeps its name where it can: policies and triggers may name it. */
function scratchName({ table }: Pick<Entity, "table">, { prefix, isEmpty }: ScratchPlace): string {
  return table && isEmpty ? table.name : `${prefix}scratch`;
}

/** The condition that finds the object that was made for a moment. */
function scratchOid(entity: Entity, place: ScratchPlace): string {
  const { kind, name, table } = entity;
  const scratch = stringLiteral(scratchName({ ...(table && { table }) }, place));
  const relation = `(SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = ${scratch} AND ${place.scope.schemas})`;
  if (table) return onTable(kind, stringLiteral(name), relation);
  if (kind === "eventTrigger") return `o.evtname = ${scratch}`;
  if (kind === "cast") return standingOid(entity);
  const catalog = CATALOGS.get(kind);
  if (catalog) {
    const called = kind === "operator" ? stringLiteral(name) : scratch;
    return `o.${catalog.prefix}name = ${called} AND ${place.scope.schemas}`;
  }
  if (ROUTINES.has(kind)) {
    return `o.proname = ${scratch} AND ${place.scope.schemas}`;
  }
  return `o.oid = ${relation}`;
}
