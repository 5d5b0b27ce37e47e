import type { Unsupported } from "../../../schema/object.js";
import { type Clause, type CreatedColumn, clausesOf, rulesOf } from "../created-table.js";
import { foreignKeyParts, isWhole } from "./constraints.js";
import type { TableFacts } from "./facts.js";

/** What a table has that the schema cannot express. Copying the table keeps it; dropping it and its way back do not. */
export function unsupportedParts({ name, created, foreignKeys }: TableFacts): readonly Unsupported[] {
  const rules = rulesOf(created, "foreignKey");
  const lost = foreignKeyParts(foreignKeys).flatMap((parts) => {
    if (isWhole(parts)) return [];
    const [id] = parts[0]!;
    const subject = rules[rules.length - 1 - id]?.name ?? parts.map(([, , from]) => from).join(", ");
    return [{ name: `${name}.${subject}`, what: "foreign key to what is not there", table: { name } }];
  });
  const ordered = clausesOf(created).flatMap(({ clause, column }) => {
    const { rule } = clause;
    const isOrdered =
      "columns" in rule && rule.columns.some((each) => typeof each !== "string" && !each.plain);
    if (!isOrdered && !("descending" in rule && rule.descending)) return [];
    const subject = subjectOf(clause, column);
    return [{ name: `${name}.${subject}`, what: "order or collation of a key", table: { name } }];
  });
  return [...lost, ...ordered];
}

function subjectOf({ name, rule }: Clause, column: CreatedColumn | null): string {
  if (name !== undefined) return name;
  if (column) return column.name;
  const columns = "columns" in rule ? rule.columns : [];
  return columns.map((each) => (typeof each === "string" ? each : each.name)).join(", ");
}
