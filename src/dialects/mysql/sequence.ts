import { displayName, type TableName } from "../../schema/name.js";
import type { SequenceChange } from "../../schema/object.js";
import { unsupported } from "./unsupported.js";
import type { Variant } from "./variant.js";

/**
 * Checks that a sequence is told nothing but how it counts.
 *
 * @throws {CompileError} `compile.unsupported`: it has a type, a comment or an owner, which no view of MariaDB tells
 */
export function assertCounting(sequence: TableName, options: SequenceChange, variant: Variant): void {
  const alien = (["type", "ownedBy", "comment"] as const).find((name) => (options[name] ?? "") !== "");
  if (alien === undefined) return;
  throw unsupported(variant, `${alien} of a sequence, which ${displayName(sequence)} asks for`);
}
