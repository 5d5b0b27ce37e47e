import type { Unsupported } from "../../../schema/object.js";
import { type Clause, type CreatedColumn, clausesOf } from "../created-table.js";
import type { TableFacts } from "./facts.js";

/** What a table has that the schema cannot express. Rebuilding keeps it; dropping the table and its way back do not. */
export function unsupportedParts({ name, created }: TableFacts): readonly Unsupported[] {
  const part = (subject: string, what: string): Unsupported => ({ name: `${name}.${subject}`, what });
  return [
    ...(created.strict ? [part("STRICT", "table option")] : []),
    ...(created.withoutRowid ? [part("WITHOUT ROWID", "table option")] : []),
    ...clausesOf(created).flatMap(({ clause, column }) => {
      const { rule } = clause;
      const subject = subjectOf(clause, column);
      return [
        ...("autoincrement" in rule && rule.autoincrement ? [part(subject, "AUTOINCREMENT")] : []),
        ...("conflict" in rule && rule.conflict !== undefined ? [part(subject, "ON CONFLICT clause")] : []),
        ...("columns" in rule && rule.columns.some((each) => typeof each !== "string" && !each.plain)
          ? [part(subject, "order or collation of a key")]
          : []),
      ];
    }),
  ];
}

function subjectOf({ name, rule }: Clause, column: CreatedColumn | null): string {
  if (name !== undefined) return name;
  if (column) return column.name;
  const columns = "columns" in rule ? rule.columns : [];
  return columns.map((each) => (typeof each === "string" ? each : each.name)).join(", ");
}
