import { nameKey, tableName } from "../../schema/name.js";
import type { Domain, EnumType, Sequence } from "../../schema/object.js";
import type { Table } from "../../schema/table.js";
import { typesUnder, type UserType } from "../../schema/user-type.js";
import type { SqlType } from "../../types/type.js";
import { shortenName } from "../../util/name.js";
import { adaptType, assertNames, isNull } from "./adapt-type.js";
import { IDENTIFIER_LIMIT } from "./features.js";
import { plainCounter } from "./identity.js";
import { multirangeName } from "./multirange-name.js";
import { arrayElement } from "./native-kind.js";
import { parseType } from "./native-type.js";

/** A domain as PostgreSQL will hold it. */
export function adaptDomain(domain: Domain): Domain {
  assertNames(domain.name, domain.schema, ...domain.checks.map(({ name }) => name));
  const { default: given, comment, ...rest } = domain;
  return {
    ...rest,
    type: adaptType(domain.type, domain, "VALUE"),
    ...(given && !isNull(given) && { default: given }),
    checks: domain.checks.map((check, i) => ({ ...check, name: check.name ?? checkName(domain.name, i) })),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/** The name that a domain's check gets. @source PostgreSQL 18, source, constraint.c: ChooseConstraintName */
function checkName(domain: string, position: number): string {
  return shortenName(
    `${domain}_check${position === 0 ? "" : position}`,
    IDENTIFIER_LIMIT.length,
    IDENTIFIER_LIMIT.unit,
  );
}

/** A composite or range type as PostgreSQL will hold it. */
export function adaptUserType(type: UserType): UserType {
  assertNames(type.name, type.schema);
  const { comment, ...rest } = type;
  const said = comment !== undefined && comment !== "" && { comment };
  if (rest.kind === "composite") {
    const attributes = rest.attributes.map((each) => {
      assertNames(each.name);
      return { ...each, type: adaptType(each.type, type, each.name) };
    });
    return { ...rest, attributes, ...said };
  }
  const { multirange, ...range } = rest;
  assertNames(multirange);
  return {
    ...range,
    subtype: adaptType(rest.subtype, type, "subtype"),
    ...(multirange !== undefined && multirange !== multirangeName(type.name) && { multirange }),
    ...said,
  };
}

/** A sequence without the options that say what is so anyway. */
export function adaptSequence(sequence: Sequence): Sequence {
  assertNames(sequence.name, sequence.schema);
  const { type, ownedBy, comment } = sequence;
  const counted = type && (type.kind === "raw" ? parseType(type.sql) : type);
  return {
    ...tableName(sequence),
    ...(counted && counted.kind !== "bigInteger" && { type: counted }),
    ...plainCounter(sequence, counted ?? { kind: "bigInteger", mode: "bigint" }),
    ...(ownedBy && { ownedBy }),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/** The enum types that a table's columns name, each once. */
export function enumsOfTable(table: Table): readonly EnumType[] {
  const types = new Map<string, EnumType>();
  for (const { type } of table.columns) {
    const named = enumOf(type);
    if (named) types.set(nameKey(named), named);
  }
  return [...types.values()];
}

/** The enum types that a domain or a type is made of, each once. */
export function enumsUnder(object: Domain | UserType): readonly EnumType[] {
  const types = typesUnder(object).flatMap((type) => enumOf(type) ?? []);
  return [...new Map(types.map((type) => [nameKey(type), type])).values()];
}

/** The enum type behind a column's type, which may be an array of it, or null. */
export function enumOf(column: SqlType): EnumType | null {
  const type = arrayElement(column) ?? column;
  if (type.kind !== "enum" || type.name === undefined) return null;
  const { name, schema, values, comment } = type;
  return {
    name,
    ...(schema !== undefined && { schema }),
    values,
    ...(comment !== undefined && { comment }),
  };
}
