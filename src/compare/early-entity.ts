import type { Domain, Entity, EntityKind } from "../schema/object.js";
import type { Table } from "../schema/table.js";
import type { UserType } from "../schema/user-type.js";
import type { Node } from "../sql/node.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import { entityMentions, isBeforeTypes, SqlWords } from "./mention.js";

/** What tables and types are to be, with what they are made of. */
interface Needing {
  readonly tables: readonly Table[];
  readonly domains: readonly Domain[];
  readonly userTypes: readonly UserType[];
  readonly spelling: Spelling;
}

/** Kinds that tables and types may name in expressions, indexes and partition keys. */
const NAMED: ReadonlySet<EntityKind> = new Set(["function", "aggregate", "operator", "operatorClass"]);

/**
 * Those to be made before the tables: extensions, which bring types, collations, text searches, and functions and operators
 * that stand in defaults, checks, generated columns, indexes, partition keys or types, with the functions that they call.
 */
export function earlyEntities(
  entities: readonly Entity[],
  { tables, domains, userTypes, spelling }: Needing,
): ReadonlySet<Entity> {
  const functions = entities.filter(({ kind }) => NAMED.has(kind));
  const expressions =
    functions.length === 0 ? [] : [...tables.flatMap(expressionsOf), ...domains.flatMap(rulesOf)];
  const text = expressions
    .map((node) => writeSql(node, spelling, { literals: true, unqualified: true }).sql)
    .join("\n");
  const early = new Set(entities.filter(({ kind }) => isBeforeTypes(kind)));
  const take = (entity: Entity) => {
    if (early.has(entity)) return;
    early.add(entity);
    for (const other of functions) if (entityMentions(entity, other, spelling)) take(other);
  };
  const measures = userTypes.flatMap((type) =>
    type.kind === "range" ? [type.subtypeDiff ?? [], type.operatorClass ?? []].flat() : [],
  );
  const others = functions.length === 0 ? [] : tables.flatMap(namesOf);
  const words = new SqlWords([text, ...measures, ...others].join("\n"), spelling);
  for (const each of functions) if (words.has(each.name)) take(each);
  return early;
}

/** The names that a table has outside of its expressions: of operators and their classes, in partition keys too. */
function namesOf({ indexes, constraints, options = {} }: Table): readonly string[] {
  return [
    ...indexes.flatMap(({ parts }) => parts.flatMap((part) => part.operatorClass ?? [])),
    ...constraints
      .filter((each) => each.kind === "exclude")
      .flatMap(({ parts }) => parts.flatMap(({ operator, operatorClass = "" }) => [operator, operatorClass])),
    ...Object.values(options).flatMap((own) =>
      Object.values(own).filter((value) => typeof value === "string"),
    ),
  ];
}

function expressionsOf({ columns, constraints, indexes }: Table): readonly Node[] {
  const nodes = [
    ...columns.flatMap(({ default: fallback, computed }) => [fallback, computed?.expression]),
    ...constraints.map((each) => (each.kind === "check" ? each.expression : undefined)),
    ...[...indexes, ...constraints.filter((each) => each.kind === "exclude")].flatMap(({ parts, where }) => [
      ...parts.map(({ expression }) => expression),
      where,
    ]),
  ];
  return nodes.filter((node) => node !== undefined);
}

/** The expressions of a domain. */
export function rulesOf({ default: fallback, checks }: Domain): readonly Node[] {
  return [...(fallback ? [fallback] : []), ...checks.map(({ expression }) => expression)];
}
