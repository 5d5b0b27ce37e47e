import type { Unsupported } from "../../../schema/object.js";
import { rulesOf } from "../created-table.js";
import { foreignKeyParts, isWhole } from "./constraints.js";
import type { TableFacts } from "./facts.js";

/** What a table has that the schema cannot express. Copying the table keeps it; dropping it and its way back do not. */
export function unsupportedParts({ name, created, foreignKeys }: TableFacts): readonly Unsupported[] {
  const rules = rulesOf(created, "foreignKey");
  return foreignKeyParts(foreignKeys).flatMap((parts) => {
    if (isWhole(parts)) return [];
    const [id] = parts[0]!;
    const subject = rules[rules.length - 1 - id]?.name ?? parts.map(([, , from]) => from).join(", ");
    return [{ name: `${name}.${subject}`, what: "foreign key to what is not there", table: { name } }];
  });
}
