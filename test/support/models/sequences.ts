import fc from "fast-check";
import { type TableName, tableName } from "../../../src/schema/name.js";
import type { Sequence } from "../../../src/schema/object.js";
import type { Table } from "../../../src/schema/table.js";
import type { Capabilities } from "./capabilities.js";
import { HOSTILE } from "./columns.js";
import { sometimes } from "./facets.js";

/** Sequences that stand by themselves, one of them in the schema of a table, and perhaps with a column of it. */
export function sequences(
  tables: readonly Table[],
  { features, vocabulary }: Capabilities,
): fc.Arbitrary<readonly Sequence[]> {
  if (!features.sequences) return fc.constant([]);
  const isPostgresql = vocabulary === "postgresql";
  const ways: readonly Omit<Sequence, keyof TableName>[] = [
    {},
    { start: 100, increment: 5 },
    { start: 10, minValue: -5, maxValue: 1000, cycle: true },
    { start: -1, increment: -1, minValue: -1000, maxValue: -1 },
    { cache: 50 },
    ...(isPostgresql
      ? [
          { type: { kind: "smallInteger" } as const, cycle: true },
          { type: { kind: "integer" } as const, increment: -2 },
        ]
      : []),
  ];
  const way = fc.record({ way: sometimes(ways), comment: sometimes(isPostgresql ? HOSTILE : []) });
  return fc.tuple(way, way, sometimes(isPostgresql ? tables : []), fc.boolean()).map(([first, ...rest]) => {
    const [second, home, owned] = rest;
    const place = home?.schema === undefined ? {} : { schema: home.schema };
    const column = owned
      ? home?.columns.find(({ type, identity }) => type.kind === "integer" && !identity)
      : undefined;
    return [
      ...(first.way ? [named({ name: "order_no" }, first.way, first.comment)] : []),
      ...(second.way
        ? [
            {
              ...named({ ...place, name: "Ticket no" }, second.way, second.comment),
              ...(home && column && { ownedBy: { ...tableName(home), column: column.name } }),
            },
          ]
        : []),
    ];
  });
}

function named(name: TableName, way: Omit<Sequence, keyof TableName>, comment: string | null): Sequence {
  return { ...name, ...way, ...(comment !== null && { comment }) };
}
