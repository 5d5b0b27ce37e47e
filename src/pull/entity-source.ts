import { type Code, type CodeEntry, callCode, layOut, objectCode, stringCode } from "../ops/code.js";
import { entityArguments, entityBuilder, entityOptions, textsCode } from "../ops/entity.js";
import type { TableName } from "../schema/name.js";
import type { Entity } from "../schema/object.js";
import type { Raw } from "../sql/nodes/index.js";
import type { ModelNames } from "./model-names.js";
import type { ModelWriter } from "./model-writer.js";

/** The declarations of objects by their SQL: views, functions, triggers and the like. */
export function entitySources(
  entities: readonly Entity[],
  names: ModelNames,
  s: ModelWriter,
): readonly string[] {
  return entities.map((entity) => `${layOut(entityCode(entity, names, s), 0, 0, 1)};\n`);
}

function entityCode(entity: Entity, names: ModelNames, s: ModelWriter): Code {
  const { kind, name, schema, table } = entity;
  // An extension is of the whole database, and its schema never that of the metadata.
  const isHere = schema === undefined || (kind !== "extension" && schema === names.schema);
  const own: readonly CodeEntry[] = [
    ...(isHere ? [] : [["schema", stringCode(schema)] as const]),
    ...(kind === "extension" && !isEmpty(entity) ? [["with", s.sql(entity.definition)] as const] : []),
    ...entityOptions(entity),
    ...(entity.comment ? [["comment", stringCode(entity.comment)] as const] : []),
    ...(entity.columnComments ? [["columnComments", textsCode(entity.columnComments)] as const] : []),
  ];
  return callCode(
    s.use(entityBuilder(kind)),
    stringCode(name),
    `${s.refer(names.bases.get(names.schema)!)}.metadata`,
    ...(table ? [tableCode(table, names)] : []),
    ...entityArguments(s, entity),
    ...(own.length > 0 ? [objectCode(own)] : []),
  );
}

function tableCode({ name, schema }: TableName, names: ModelNames): Code {
  if (schema === undefined || schema === names.schema) return stringCode(name);
  return objectCode([
    ["name", stringCode(name)],
    ["schema", stringCode(schema)],
  ]);
}

function isEmpty({ definition }: Entity): boolean {
  return definition.kind === "raw" && (definition as Raw).sql === "";
}
