import { createTwoFilesPatch } from "diff";
import { schemaAfter, schemaText } from "../compare/schema-text.js";
import type { SchemaDifference } from "../migrate/difference.js";
import { safeText } from "../util/text.js";

/** Lines around each change: enough to see the table it is in. */
const CONTEXT = 3;

/** The lines of a unified diff from the database's schema to the models'; none where nothing differs. */
export function schemaPatch({
  from,
  operations,
  dialect,
}: Pick<SchemaDifference, "from" | "operations" | "dialect">): readonly string[] {
  if (operations.length === 0) return [];
  // What the operations make of the database's schema differs from it by them alone, and not by spelling.
  const to = schemaAfter(from, operations, dialect);
  const [before = "", after = ""] = [from, to].map((schema) =>
    safeText(schemaText(schema, dialect.spelling)),
  );
  const patch = createTwoFilesPatch("database", "models", before, after, "", "", { context: CONTEXT });
  return patch
    .trimEnd()
    .split("\n")
    .filter((line) => !/^=+$/.test(line))
    .map((line) => line.trimEnd());
}
