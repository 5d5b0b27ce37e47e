import type { Column } from "../../schema/column.js";
import { quoted, quoteName } from "./literal.js";
import { isUnsigned } from "./native-form.js";
import { partitionText } from "./partition-text.js";

/** A row of INFORMATION_SCHEMA.PARTITIONS: a partition, or a part of one. */
export interface PartitionRow {
  readonly db: string;
  readonly tbl: string;
  readonly name: string;
  readonly part: string | null;
  readonly method: string;
  readonly part_method: string | null;
  readonly expression: string | null;
  readonly part_expression: string | null;
  readonly description: string | null;
  readonly comment: string;
}

/**
 * What follows PARTITION BY, from a table's rows in the order of its partitions.
 *
 * @source MySQL 9.7 Reference Manual, 26.2 "Partitioning Types"
 */
export function partitionByOf(
  told: readonly [PartitionRow, ...PartitionRow[]],
  columns: readonly Column[],
): string {
  const rows = withoutSigns(told, columns);
  const [{ method, expression, part_method, part_expression }] = told;
  const partitions = [...byName(rows)];
  const text = [`${method}(${expression ?? ""})`];
  const isPlain = rows.every(({ comment }) => comment === "");
  const hasOwnParts = partitions.some(([name, parts]) =>
    parts.some(
      ({ part, comment }, i) => part !== null && (part !== `${name}sp${i}` || comment !== parts[0]!.comment),
    ),
  );
  if (part_method !== null) {
    text.push(`SUBPARTITION BY ${part_method}(${part_expression ?? ""})`);
    if (!hasOwnParts) text.push(`SUBPARTITIONS ${rows.length / partitions.length}`);
  }
  const isCounted = isPlain && !hasOwnParts && partitions.every(([name], i) => name === `p${i}`);
  if (/HASH|KEY/.test(method) && isCounted) text.push(`PARTITIONS ${partitions.length}`);
  else {
    const listed = partitions.map(([name, parts]) => {
      const [first] = parts as [PartitionRow];
      const own = parts.map((part) => `SUBPARTITION ${quoteName(part.part ?? "")}${commentOf(part)}`);
      // The comment of a partition is of each of its parts, where these have names.
      const rest = hasOwnParts ? ` (${own.join(", ")})` : commentOf(first);
      return `PARTITION ${quoteName(name)}${valuesOf(method, first.description)}${rest}`;
    });
    text.push(`(${listed.join(", ")})`);
  }
  return partitionText(text.join(" "));
}

/**
 * The rows with bounds of numbers without a sign as such, which the view tells as if they had one: where they descend, or
 * a column of such numbers is all that they bound.
 *
 * @source MySQL 9.7 and MariaDB 11.8, measured: PARTITION_DESCRIPTION
 */
function withoutSigns(rows: readonly PartitionRow[], columns: readonly Column[]): readonly PartitionRow[] {
  const isNegative = ({ description }: PartitionRow) => /(?:^|,)-\d/.test(description ?? "");
  const [{ method, expression }] = rows as [PartitionRow];
  if (!/^(?:RANGE|LIST)$/.test(method) || !rows.some(isNegative)) return rows;
  const column = columns.find(({ name }) => quoteName(name) === expression);
  const descends = rows.some((row, i) => isNegative(row) && i > 0 && !isNegative(rows[i - 1]!));
  const isUnsignedColumn = column?.type.kind === "native" && isUnsigned(column.type);
  if (!isUnsignedColumn && !(method === "RANGE" && descends)) return rows;
  return rows.map((row) => ({
    ...row,
    description:
      row.description?.replace(/(?<=^|,)-\d+/g, (bound) => String(BigInt.asUintN(64, BigInt(bound)))) ?? null,
  }));
}

function byName(rows: readonly PartitionRow[]): ReadonlyMap<string, readonly PartitionRow[]> {
  const groups = new Map<string, PartitionRow[]>();
  for (const row of rows) {
    const group = groups.get(row.name);
    if (group) group.push(row);
    else groups.set(row.name, [row]);
  }
  return groups;
}

function commentOf({ comment }: PartitionRow): string {
  return comment === "" ? "" : ` COMMENT = ${quoted(comment)}`;
}

function valuesOf(method: string, description: string | null): string {
  if (description === null) return "";
  if (method.startsWith("LIST")) return ` VALUES IN (${description})`;
  if (!method.startsWith("RANGE")) return "";
  return description === "MAXVALUE" ? " VALUES LESS THAN MAXVALUE" : ` VALUES LESS THAN (${description})`;
}
