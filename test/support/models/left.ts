import type { Operation } from "../../../src/ops/operation.js";
import type { Schema } from "../../../src/schema/schema.js";
import type { Migration } from "./migration.js";

/**
 * What comparing a database with models still finds, in words.
 *
 * @param held what it holds, where that has just been read
 */
export async function leftToDo(m: Migration, schema: Schema, held?: Schema): Promise<readonly string[]> {
  const { operations, problems } = await m.difference(schema, held);
  return [...problems, ...words(operations, m)];
}

function words(operations: readonly Operation[], m: Migration): readonly string[] {
  return operations.flatMap((operation): readonly string[] => {
    const { sign, subject, detail } = operation.describe(m.dialect.spelling);
    const inner = "operations" in operation ? (operation.operations as readonly Operation[]) : [];
    return [`${sign} ${subject} ${detail}`, ...words(inner, m)];
  });
}
