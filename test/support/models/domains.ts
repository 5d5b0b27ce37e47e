import fc from "fast-check";
import type { Domain } from "../../../src/schema/object.js";
import type { Table } from "../../../src/schema/table.js";
import { binary, raw, value } from "../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../src/types/type.js";
import type { Capabilities } from "./capabilities.js";
import { HOSTILE } from "./columns.js";
import { sometimes } from "./facets.js";
import { COUNT } from "./native-families.js";

const INTEGER: SqlType = { kind: "integer" };

/** The domain that columns are of, and at times one that no column is of. */
export function domains(
  tables: readonly Table[],
  { features }: Capabilities,
): fc.Arbitrary<readonly Domain[]> {
  if (!features.domains) return fc.constant([]);
  const isUsed = tables.some(({ columns }) => columns.some(({ type }) => type === COUNT));
  return fc
    .record({
      there: sometimes([true]),
      most: sometimes([100, 1000]),
      fallback: sometimes([1, 7]),
      comment: sometimes(HOSTILE),
    })
    .map(({ there, most, fallback, comment }): readonly Domain[] => {
      if (!isUsed && !there) return [];
      const right = value({ value: most, type: INTEGER });
      const check = binary({ left: raw({ sql: "VALUE" }), op: "<", right });
      return [
        {
          name: "count of",
          type: INTEGER,
          nullable: true,
          checks: most === null ? [] : [{ name: "not too many", expression: check }],
          ...(fallback !== null && { default: value({ value: fallback, type: INTEGER }) }),
          ...(comment !== null && { comment }),
        },
      ];
    });
}
