import type {
  Check,
  Constraint,
  ForeignKey,
  KeyPart,
  ReferentialAction,
} from "../../../schema/constraint.js";
import type { TableName } from "../../../schema/name.js";
import type { IndexPart, TableIndex } from "../../../schema/table-index.js";
import { raw } from "../../../sql/nodes/index.js";
import { cleanExpression } from "../expression.js";
import { quoteName } from "../literal.js";
import { textOfView } from "../tokens.js";
import type { Variant } from "../variant.js";
import type { CheckRow, IndexRow, KeyRow, RuleRow } from "./catalog.js";

/** What an index of the server is in the schema's words. */
export type IndexMeaning =
  | { readonly constraint: Constraint; readonly beside?: string }
  | { readonly index: TableIndex }
  | { readonly unsupported: string };

/** The name that the server gives every primary key. */
export const PRIMARY = "PRIMARY";

/**
 * What the parts of one index mean: a key, a unique constraint, an index, or what the schema cannot express.
 *
 * @param inMemory the table is kept in memory, where indexes are hashes but for those that say otherwise
 */
export function meaningOfIndex(
  parts: readonly [IndexRow, ...IndexRow[]],
  variant: Variant,
  inMemory: boolean,
): IndexMeaning {
  const { name, type, comment, hidden, non_unique } = parts[0];
  if (type === "VECTOR") return { unsupported: "vector index" };
  const isTold = type === "FULLTEXT" || type === "SPATIAL" || (inMemory && type === "BTREE");
  const method = isTold ? type.toLowerCase() : undefined;
  const isHidden = Number(hidden) === 1;
  const isWhole = parts.every(isWholeColumn);
  const isPlain = isWhole && method === undefined;
  if (name === PRIMARY) {
    const kind = "primaryKey" as const;
    const columns = parts.map(columnOf);
    const constraint = isWhole ? { kind, columns } : { kind, columns, keyParts: parts.map(orderOf) };
    // It is a key of the same columns all the same.
    return method === undefined ? { constraint } : { constraint, beside: "tree of a primary key" };
  }
  const unique = Number(non_unique) === 0;
  if (unique && isPlain && !isHidden && comment === "") {
    return { constraint: { kind: "unique", name, columns: parts.map(columnOf) } };
  }
  const index: { -readonly [K in keyof TableIndex]: TableIndex[K] } = {
    name,
    parts: isPlain
      ? parts.map(plainPart)
      : parts.map((part) =>
          method === undefined || method === "btree" ? partOf(part, variant) : { column: part.col! },
        ),
    unique,
  };
  if (method !== undefined) index.method = method;
  if (comment !== "") index.comment = comment;
  if (isHidden) index.options = INVISIBLE;
  return { index };
}

const INVISIBLE = Object.freeze({ mysql: Object.freeze({ invisible: true }) });

function isWholeColumn({ col, direction, prefix }: IndexRow): boolean {
  return col !== null && direction !== "D" && prefix === null;
}

function columnOf({ col }: Pick<IndexRow, "col">): string {
  return col!;
}

function plainPart({ col }: IndexRow): IndexPart {
  return { column: col! };
}

function partOf({ col, expression, direction, prefix }: IndexRow, variant: Variant): IndexPart {
  const text = expression === null || variant.quotedDefaults ? expression : textOfView(expression);
  return {
    ...(col === null ? { expression: raw({ sql: cleanExpression(text ?? "") }) } : { column: col }),
    ...orderOf({ direction, prefix }),
  };
}

function orderOf({ direction, prefix }: Pick<IndexRow, "direction" | "prefix">): KeyPart {
  return {
    ...(direction === "D" && { descending: true }),
    ...(prefix !== null && { length: Number(prefix) }),
  };
}

/** Whether an index is the one that a foreign key got by itself: of its name and on its columns. */
export function isImplicit(index: TableIndex, keys: readonly ForeignKey[]): boolean {
  if (index.unique || index.method !== undefined || index.comment !== undefined || index.options)
    return false;
  let key: ForeignKey | undefined;
  for (const each of keys) if (each.name === index.name) key = each;
  return (
    key !== undefined &&
    key.columns.length === index.parts.length &&
    index.parts.every(
      (part, i) => part.column === key.columns[i] && !part.descending && part.length === undefined,
    )
  );
}

/**
 * The foreign key of these rows, one for each of its columns.
 *
 * @param to the name of the table that it leads to
 */
export function foreignKeyOf(
  rows: readonly [KeyRow, ...KeyRow[]],
  rule: RuleRow | undefined,
  to: TableName,
): ForeignKey {
  const referred = rows.map(referredColumnOf);
  const { name: table, schema } = to;
  const key: { -readonly [K in keyof ForeignKey]: ForeignKey[K] } = {
    kind: "foreignKey",
    name: rows[0].name,
    columns: rows.map(columnOf),
    references:
      schema === undefined ? { name: table, columns: referred } : { name: table, schema, columns: referred },
  };
  const onDelete = actionOf(rule?.on_delete);
  const onUpdate = actionOf(rule?.on_update);
  if (onDelete) key.onDelete = onDelete;
  if (onUpdate) key.onUpdate = onUpdate;
  return key;
}

function referredColumnOf({ ref_col }: KeyRow): string {
  return ref_col;
}

/** RESTRICT and NO ACTION are one in InnoDB, and what it does where nothing is said. */
function actionOf(rule: string | undefined): ReferentialAction | undefined {
  const action = rule?.toLowerCase() as ReferentialAction | undefined;
  return action === "restrict" || action === "no action" ? undefined : action;
}

/** The check of a row. */
export function checkOf({ name, clause }: CheckRow, isEnforced: boolean, variant: Variant): Check {
  const text = variant.quotedDefaults ? clause : textOfView(clause);
  return {
    kind: "check",
    name,
    expression: raw({ sql: cleanExpression(text) }),
    ...(!isEnforced && { enforced: false }),
  };
}

/** Whether a check of a column is the one that makes it JSON. */
export function isJsonCheck({ name, level, clause }: CheckRow): boolean {
  return level === "Column" && clause === jsonCheckOf(name);
}

/** The condition that makes a column JSON. */
export function jsonCheckOf(column: string): string {
  return `json_valid(${quoteName(column)})`;
}
