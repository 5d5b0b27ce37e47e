import type { Dialect, Features } from "../../../src/dialect/dialect.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import { currentTimestamp } from "../../../src/sql/nodes/index.js";
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
  const table = { name: "t", columns: [column], constraints: [], indexes: [] };
  return {
    features,
    vocabulary,
    hasType: (type) => works(() => spelling.typeSql(type)),
    onUpdate: works(() => adapt({ ...EMPTY_SCHEMA, tables: [table] })),
  };
}

const DATE_TIME: SqlType = { kind: "dateTime", timezone: false };
