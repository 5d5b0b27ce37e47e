import type { SqlType, TypeKind } from "../../types/type.js";

/** Types of numbers by how much they hold: each is compared with those below it. */
const NUMBERS: Partial<Record<TypeKind, number>> = {
  smallInteger: 0,
  integer: 0,
  bigInteger: 0,
  numeric: 1,
  float: 2,
  double: 2,
};

const FAMILIES: Partial<Record<TypeKind, string>> = {
  string: "text",
  char: "text",
  text: "text",
  boolean: "boolean",
  date: "day",
  dateTime: "day",
  time: "time",
  interval: "interval",
  uuid: "uuid",
  largeBinary: "bytes",
  json: "json",
};

/**
 * Whether a column may refer to one of another type: the type that is referred to must have an operator that takes both,
 * which what refers is cast for where need be. Of other types nothing is said.
 *
 * @source PostgreSQL 18, source, tablecmds.c: ATAddForeignKeyConstraint; measured
 */
export function mayReferTo(own: SqlType, referred: SqlType): boolean {
  if (own.kind === "enum" && referred.kind === "enum") {
    return own.name === undefined || referred.name === undefined || own.name === referred.name;
  }
  const [size, limit] = [NUMBERS[own.kind], NUMBERS[referred.kind]];
  if (size !== undefined && limit !== undefined) return size <= limit;
  const [family, other] = [familyOf(own), familyOf(referred)];
  if (family === undefined || other === undefined || family === other) return true;
  return family === "time" && other === "interval";
}

function familyOf({ kind }: SqlType): string | undefined {
  if (kind === "enum") return kind;
  return NUMBERS[kind] === undefined ? FAMILIES[kind] : "number";
}
