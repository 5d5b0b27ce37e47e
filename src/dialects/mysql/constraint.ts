import type { Constraint } from "../../schema/constraint.js";
import { unsupported } from "./unsupported.js";
import type { Variant } from "./variant.js";

/**
 * Checks that the server has such a constraint.
 *
 * @throws {CompileError} `compile.unsupported`: it excludes, may wait, sets a default, or has another thing that InnoDB
 * and the server lack
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints", 15.1.22.6 "CHECK Constraints"
 */
export function assertConstraint(constraint: Constraint, variant: Variant): void {
  const lacking = whatLacks(constraint, variant);
  if (lacking === null) return;
  const named = constraint.name === undefined ? "" : `, which ${constraint.name} asks for`;
  throw unsupported(variant, lacking + named);
}

function whatLacks(constraint: Constraint, variant: Variant): string | null {
  const { kind } = constraint;
  if (kind === "exclude") return "exclusion constraints";
  if ("deferrable" in constraint && constraint.deferrable) return "deferrable constraints";
  if ("include" in constraint && constraint.include) return "INCLUDE columns in constraints";
  if ("nullsNotDistinct" in constraint && constraint.nullsNotDistinct) return "NULLS NOT DISTINCT";
  if ("withoutOverlaps" in constraint && constraint.withoutOverlaps) return "WITHOUT OVERLAPS for columns";
  if ("period" in constraint && constraint.period) return "PERIOD in foreign keys";
  if ("notValid" in constraint && constraint.notValid) return "constraints that are NOT VALID";
  if (kind === "check") {
    if (constraint.noInherit) return "NO INHERIT";
    const isKept = constraint.enforced !== false || variant.unenforcedChecks;
    return isKept ? null : "checks that are NOT ENFORCED";
  }
  if (kind !== "foreignKey") return null;
  if (constraint.enforced === false) return "foreign keys that are NOT ENFORCED";
  if (constraint.match !== undefined) return "MATCH for foreign keys in InnoDB";
  if (constraint.onDeleteColumns) return "columns of ON DELETE SET NULL";
  const isDefault = constraint.onDelete === "set default" || constraint.onUpdate === "set default";
  return isDefault ? "SET DEFAULT for foreign keys in InnoDB" : null;
}
