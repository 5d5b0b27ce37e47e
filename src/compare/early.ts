import type { Dialect } from "../dialect/dialect.js";
import { CreateDomain } from "../ops/domain.js";
import { CreateEntity, ReplaceEntity } from "../ops/entity.js";
import { CreateEnum } from "../ops/enum.js";
import type { Operation } from "../ops/operation.js";
import { CreateSequence } from "../ops/sequence.js";
import { CreateType } from "../ops/user-type.js";
import { typesUnder } from "../schema/user-type.js";
import { writeSql } from "../sql/writer.js";
import { sortThroughCircles } from "../util/graph.js";
import { rulesOf } from "./early-entity.js";
import { isBeforeTypes, SqlWords } from "./mention.js";

/** A type or a sequence that is made. */
type EarlyType = CreateEnum | CreateDomain | CreateType | CreateSequence;

/** What is made before the tables: it may need each other. */
type Early = EarlyType | CreateEntity | ReplaceEntity;

/**
 * Changes with the extensions and functions that must be there before tables: after the schemas that they are in, the
 * extensions, collations and text searches before types, and types and functions each after those that they name.
 */
export function withEarly(
  changes: readonly Operation[],
  early: readonly Operation[],
  dialect: Dialect,
): readonly Operation[] {
  if (early.length === 0) return changes;
  const isExtension = (operation: Operation) => isEntity(operation) && isBeforeTypes(operation.entity.kind);
  const isSchema = ({ kind }: Operation) => kind === "createSchema";
  const types = changes.filter(isType);
  const functions = early.filter(isEntity).filter((operation) => !isExtension(operation));
  const needing: readonly Early[] = [...types, ...functions];
  const texts = new Map(
    needing.map((operation) => [operation, new SqlWords(textOf(operation, dialect), dialect.spelling)]),
  );
  const needs = (operation: Early) =>
    needing.filter((other) => other !== operation && texts.get(operation)!.has(nameOf(other)));
  return [
    ...changes.filter(isSchema),
    ...early.filter(isExtension),
    ...sortThroughCircles(needing, needs),
    ...changes.filter((operation) => !isSchema(operation) && !isType(operation)),
  ];
}

function isType(operation: Operation): operation is EarlyType {
  return (
    operation instanceof CreateEnum ||
    operation instanceof CreateDomain ||
    operation instanceof CreateType ||
    operation instanceof CreateSequence
  );
}

function isEntity(operation: Operation): operation is CreateEntity | ReplaceEntity {
  return operation instanceof CreateEntity || operation instanceof ReplaceEntity;
}

function nameOf(operation: Early): string {
  if (operation instanceof CreateEnum || operation instanceof CreateType) return operation.type.name;
  if (operation instanceof CreateDomain) return operation.domain.name;
  return operation instanceof CreateSequence ? operation.sequence.name : operation.entity.name;
}

/** The SQL in which something names what it needs. */
function textOf(operation: Early, { spelling }: Dialect): string {
  const sql = (node: Parameters<typeof writeSql>[0]) =>
    writeSql(node, spelling, { literals: true, unqualified: true }).sql;
  if (operation instanceof CreateDomain) {
    return [spelling.typeSql(operation.domain.type), ...rulesOf(operation.domain).map(sql)].join(" ");
  }
  if (operation instanceof CreateType) {
    const { type } = operation;
    const measure = type.kind === "range" ? (type.subtypeDiff ?? "") : "";
    return [...typesUnder(type).map((each) => spelling.typeSql(each)), measure].join(" ");
  }
  if (!isEntity(operation)) return "";
  return `${operation.entity.arguments ?? ""} ${sql(operation.entity.definition)}`;
}
