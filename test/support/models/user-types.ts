import fc from "fast-check";
import type { Table } from "../../../src/schema/table.js";
import { isOfType, type TypeAttribute, type UserType } from "../../../src/schema/user-type.js";
import type { SqlType } from "../../../src/types/type.js";
import type { Capabilities } from "./capabilities.js";
import { HOSTILE } from "./columns.js";
import { sometimes } from "./facets.js";
import { WEIGHTS } from "./native-families.js";

const HOME_NAME = "home of";
const WEIGHTS_NAME = "Weights";

/** The attributes that the composite type may have; their types never change, as columns may be of it. */
const ATTRIBUTES: readonly TypeAttribute[] = [
  { name: "street", type: { kind: "text" } },
  { name: "Zip code", type: { kind: "integer" } },
  { name: "order", type: { kind: "string", length: 40 }, collation: "C" },
  { name: "it's", type: { kind: "numeric", precision: 8, scale: 2, mode: "string" } },
  { name: "load", type: WEIGHTS },
];

/** Whether a column of this type is of one of them. */
export function isOfUserType(type: SqlType): boolean {
  return [HOME_NAME, WEIGHTS_NAME].some((name) => isOfType(type, { name }));
}

/** The composite and the range type that columns are of, and at times such that no column is of. */
export function userTypes(
  tables: readonly Table[],
  { vocabulary }: Capabilities,
): fc.Arbitrary<readonly UserType[]> {
  if (vocabulary !== "postgresql") return fc.constant([]);
  const isUsed = (name: string) =>
    tables.some(({ columns }) => columns.some(({ type }) => isOfType(type, { name })));
  return fc
    .record({
      isHome: sometimes([true]),
      isWeights: sometimes([true]),
      attributes: fc.shuffledSubarray([...ATTRIBUTES], { minLength: 1 }),
      remarks: fc.tuple(sometimes(HOSTILE), sometimes(HOSTILE)),
    })
    .map(({ isHome, isWeights, attributes, remarks }): readonly UserType[] => {
      const [home, weights] = remarks.map((comment) => (comment === null ? {} : { comment }));
      const hasHome = isHome || isUsed(HOME_NAME);
      const isNeeded = hasHome && attributes.some(({ type }) => type === WEIGHTS);
      const range: UserType = {
        kind: "range",
        name: WEIGHTS_NAME,
        subtype: { kind: "double" },
        subtypeDiff: "float8mi",
        ...weights,
      };
      return [
        ...(isWeights || isNeeded || isUsed(WEIGHTS_NAME) ? [range] : []),
        ...(hasHome ? [{ kind: "composite" as const, name: HOME_NAME, attributes, ...home }] : []),
      ];
    });
}
