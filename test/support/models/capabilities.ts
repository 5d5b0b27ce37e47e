import type { Dialect, Features } from "../../../src/dialect/dialect.js";
import type { Check } from "../../../src/schema/constraint.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { currentTimestamp, raw } from "../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../src/types/type.js";

/** What generated models may use, from a dialect's features and from asking it for its types. */
export interface Capabilities {
  readonly features: Features;
  /** The key of the options and types that are the database's own. */
  readonly vocabulary: string;
  /** Whether the dialect has the type at all. */
  hasType(type: SqlType): boolean;
  /** Whether a column may be set whenever its row is updated. */
  readonly onUpdate: boolean;
  /** Whether a check may be kept without being enforced. */
  readonly unenforced: boolean;
  /** Whether there is a tablespace beside the default one. */
  readonly tablespace?: boolean;
}

/** What models may use on a database, as its dialect tells. */
export function capabilitiesOf({
  features,
  vocabulary,
  spelling,
  adapt,
}: Pick<Dialect, "features" | "vocabulary" | "spelling" | "adapt">): Capabilities {
  const works = (attempt: () => unknown) => {
    try {
      attempt();
      return true;
    } catch {
      return false;
    }
  };
  const column = { name: "a", type: DATE_TIME, nullable: true, onUpdate: currentTimestamp({}) };
  const has = (parts: Partial<Table>) =>
    works(() => adapt({ ...EMPTY_SCHEMA, tables: [{ name: "t", columns: [], ...NONE, ...parts }] }));
  return {
    features,
    vocabulary,
    hasType: (type) => works(() => spelling.typeSql(type)),
    onUpdate: has({ columns: [column] }),
    unenforced: has({ columns: [{ name: "a", type: DATE_TIME, nullable: true }], constraints: [IDLE] }),
  };
}

const DATE_TIME: SqlType = { kind: "dateTime", timezone: false };
const NONE = { constraints: [], indexes: [] };
const IDLE: Check = { kind: "check", name: "c", expression: raw({ sql: "a IS NULL" }), enforced: false };
