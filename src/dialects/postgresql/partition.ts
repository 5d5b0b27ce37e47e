import { CompileError } from "../../errors/errors.js";
import { displayName, type TableName } from "../../schema/name.js";
import type { Node } from "../../sql/node.js";
import { clause, name } from "./clause.js";
import { PATH_PATTERN, plainPath } from "./partition-key.js";

const PARTITION = new RegExp(
  `^\\s*(${PATH_PATTERN})\\s+(?:partition\\s+of\\s+(${PATH_PATTERN})\\s+)?((?:for\\s+values|default)\\b[\\s\\S]*)$`,
  "i",
);

/** The name of a partition from the text of it in a table's options, as SQL writes it. */
export function partitionName(text: string): string {
  return plainPath(PARTITION.exec(text)?.[1] ?? text);
}

/**
 * What makes a partition of a table, or of one of its partitions.
 *
 * @param text its name, the partition that it is part of, if any, and its bound: `sales_2026 FOR VALUES FROM (…) TO (…)`
 * @throws {CompileError} `compile.unsupported`: the text has no bound
 * @source PostgreSQL 18, CREATE TABLE: PARTITION OF
 */
export function createPartition(table: TableName, text: string): Node {
  const match = PARTITION.exec(text);
  if (!match) {
    throw new CompileError(
      "compile.unsupported",
      `PostgreSQL cannot make a partition of ${displayName(table)} of ${JSON.stringify(text)}.`,
      {
        hint: "Give its name and its bound, such as sales_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01').",
        details: { table: displayName(table) },
      },
    );
  }
  const [, own, parent, bound] = match;
  const of = parent === undefined ? name(table.schema, table.name) : parent;
  return clause("CREATE TABLE", own!, "PARTITION OF", of, bound!.trim());
}

/**
 * What drops a partition with its rows, for which it is taken out of its table first: foreign keys to that lead to it, too.
 *
 * @source PostgreSQL 18, ALTER TABLE: DETACH PARTITION; DROP TABLE
 */
export function dropPartition(table: TableName, text: string): readonly Node[] {
  const parent = PARTITION.exec(text)?.[2] ?? name(table.schema, table.name);
  const own = partitionName(text);
  return [clause("ALTER TABLE", parent, "DETACH PARTITION", own), clause("DROP TABLE", own)];
}
