import { CompileError } from "../../errors/errors.js";
import type { Constraint, ForeignKey } from "../../schema/constraint.js";
import { adaptPart } from "./adapt-part.js";
import type { ServerFeatures } from "./features.js";
import { quoteName } from "./literal.js";
import { withOwnOptions } from "./options.js";

/**
 * A constraint without the options that say what is so anyway.
 *
 * @throws {CompileError} `compile.unsupported`: the server has no such option
 */
export function adaptConstraint(given: Constraint, features: ServerFeatures): Constraint {
  if (given.name !== undefined) quoteName(given.name);
  const what = given.name ?? given.kind;
  const constraint = withOwnOptions(given, "constraint", what);
  if ("enforced" in constraint && constraint.enforced === false && !features.notEnforced) {
    throw new CompileError(
      "compile.unsupported",
      `PostgreSQL has no constraints that are not enforced before version 18, which ${what} asks for.`,
    );
  }
  if (constraint.kind === "primaryKey" && constraint.keyParts) {
    throw new CompileError(
      "compile.unsupported",
      `PostgreSQL has no order or length of a column in a primary key, which ${what} asks for.`,
    );
  }
  assertPeriod(constraint, what, features);
  switch (constraint.kind) {
    case "foreignKey":
      return plainForeignKey(constraint);
    case "check": {
      const { noInherit, notValid, ...check } = constraint;
      return {
        ...check,
        ...(noInherit && { noInherit }),
        ...(notValid && check.enforced !== false && { notValid }),
      };
    }
    case "exclude": {
      const { method, include, ...rest } = constraint;
      return {
        ...rest,
        parts: constraint.parts.map((part) => ({ ...adaptPart(part), operator: part.operator })),
        ...(method !== undefined && method !== "gist" && { method }),
        ...(include && include.length > 0 && { include }),
      };
    }
    default: {
      const { include, withoutOverlaps, ...key } = constraint;
      return {
        ...key,
        ...(withoutOverlaps && { withoutOverlaps }),
        ...(include && include.length > 0 && { include }),
      };
    }
  }
}

function plainForeignKey(constraint: ForeignKey): ForeignKey {
  const { onDelete, onUpdate, period, onDeleteColumns, notValid, match, ...key } = constraint;
  if (match === "partial") {
    throw new CompileError(
      "compile.unsupported",
      `PostgreSQL has no MATCH PARTIAL, which ${constraint.name ?? "a foreign key"} asks for.`,
    );
  }
  const sets = onDelete === "set null" || onDelete === "set default";
  return {
    ...key,
    ...(onDelete && onDelete !== "no action" && { onDelete }),
    ...(onUpdate && onUpdate !== "no action" && { onUpdate }),
    ...(period && { period }),
    ...(sets && onDeleteColumns && onDeleteColumns.length > 0 && { onDeleteColumns }),
    ...(match && { match }),
    ...(notValid && key.enforced !== false && { notValid }),
  };
}

/**
 * Checks that the server has keys over periods as this one is.
 *
 * @source PostgreSQL 18, CREATE TABLE: WITHOUT OVERLAPS, PERIOD; 5.5.5 Foreign Keys
 */
function assertPeriod(constraint: Constraint, what: string, features: ServerFeatures): void {
  const { kind } = constraint;
  const isPeriod =
    kind === "foreignKey"
      ? constraint.period
      : (kind === "primaryKey" || kind === "unique") && constraint.withoutOverlaps;
  if (!isPeriod) return;
  const refuse = (lacking: string) =>
    new CompileError("compile.unsupported", `PostgreSQL has no ${lacking}, which ${what} asks for.`);
  const word = kind === "foreignKey" ? "PERIOD" : "WITHOUT OVERLAPS";
  if (!features.periodKeys) throw refuse(`${word} before version 18`);
  if ("columns" in constraint && constraint.columns.length < 2) throw refuse(`${word} of one column alone`);
  if (kind !== "foreignKey") return;
  const { onDelete = "no action", onUpdate = "no action" } = constraint;
  if (onDelete !== "no action") throw refuse(`ON DELETE ${onDelete.toUpperCase()} with PERIOD`);
  if (onUpdate !== "no action") throw refuse(`ON UPDATE ${onUpdate.toUpperCase()} with PERIOD`);
}
