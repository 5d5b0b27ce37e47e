import type { SqlType } from "../types/type.js";
import { sortThroughCircles } from "../util/graph.js";
import type { TableName } from "./name.js";
import type { Domain, EntityName } from "./object.js";

/** A type of which values are made of attributes, as rows are of columns. */
export interface CompositeType extends TableName {
  readonly kind: "composite";
  readonly attributes: readonly TypeAttribute[];
  readonly comment?: string;
}

/** A part of the values of a composite type. */
export interface TypeAttribute {
  readonly name: string;
  readonly type: SqlType;
  readonly collation?: string;
}

/** A type of which values are all those between two of another type. */
export interface RangeType extends TableName {
  readonly kind: "range";
  readonly subtype: SqlType;
  /** The operator class by which bounds are compared, where not the usual one of the subtype. */
  readonly operatorClass?: string;
  readonly collation?: string;
  /** The function that tells how far apart two values are, in SQL. */
  readonly subtypeDiff?: string;
  /** The name of the type of several ranges, where not the usual one. */
  readonly multirange?: string;
  readonly comment?: string;
}

/** A type that is made of others: a composite or a range type. */
export type UserType = (CompositeType | RangeType) & {
  /**
   * Of a database's type: views that know it, and null where functions, casts or tables that are not read do. It cannot go
   * before them.
   */
  readonly held?: readonly (EntityName | null)[];
};

/** What tells such a type from the others. */
export interface UserTypeName extends TableName {
  readonly kind: UserType["kind"];
}

/** What is to become of a type; null removes, and what is left out stays as it is. A range type has no attributes. */
export interface UserTypeChange {
  readonly addAttributes?: readonly TypeAttribute[];
  /** Attributes by name. */
  readonly dropAttributes?: readonly string[];
  /** Attributes with the type that they get. */
  readonly alterAttributes?: readonly TypeAttribute[];
  /** New names by the old ones. */
  readonly renameAttributes?: Readonly<Record<string, string>>;
  readonly comment?: string | null;
}

/** The types that a domain or another type is made of. */
export function typesUnder(object: Domain | UserType): readonly SqlType[] {
  if (!("kind" in object)) return [object.type];
  return object.kind === "range" ? [object.subtype] : object.attributes.map(({ type }) => type);
}

/** Whether a type is one of those that are objects of their own, or an array of it. */
export function isOfType(type: SqlType, object: TableName): boolean {
  if (type.kind === "raw") return type.sql.includes(object.name);
  if (type.kind !== "native") return false;
  const [name, schema] = type.args;
  if (name === object.name && schema === object.schema) return true;
  return type.element !== undefined && isOfType(type.element, object);
}

/** Domains and types, each after those that it is made of. */
export function inOrderOfNeed<T extends Domain | UserType>(objects: readonly T[]): readonly T[] {
  return sortThroughCircles(objects, (object) => {
    const under = typesUnder(object);
    return objects.filter((other) => other !== object && under.some((type) => isOfType(type, other)));
  });
}
