import type { Column } from "../../../schema/column.js";
import type { DialectOptions } from "../../../schema/options.js";
import { currentTimestamp, raw } from "../../../sql/nodes/index.js";
import type { SqlType } from "../../../types/type.js";
import { remembering } from "../../../util/remember.js";
import { cleanExpression, defaultOfSql, defaultOfText, isCurrentTimestamp } from "../expression.js";
import { parseType } from "../native-type.js";
import { textOfView } from "../tokens.js";
import type { Variant } from "../variant.js";
import type { ColumnRow } from "./catalog.js";

/** What a column depends on beside its own row. */
export interface ColumnContext {
  readonly variant: Variant;
  /** The table's collation, which columns have that name none. */
  readonly tableCollation: string | null;
  /** MariaDB: the column is JSON, which is kept as LONGTEXT with a check. */
  readonly isJson: boolean;
  /** The spatial reference system of its shapes, where one is set. */
  readonly srid: number | null;
}

const typeNamed = remembering(parseType);

const JSON_TYPE: SqlType = Object.freeze({ kind: "json" });

const BY_DEFAULT = Object.freeze({ generated: "byDefault" as const });

/** A column from its row. */
export function columnOfRow(row: ColumnRow, context: ColumnContext): Column {
  const type = typeOf(row, context);
  const extra = row.extra.toLowerCase();
  const computed = computedOf(row, extra, context.variant);
  const fallback = computed ? undefined : defaultOf(row, type, extra, context.variant);
  const onUpdate = /\bon update (\w+(?:\(\d*\))?)/i.exec(row.extra)?.[1];
  const collation = collationOf(row, type, context);
  const options = optionsOfColumn(row, extra);
  return {
    name: row.name,
    type,
    nullable: row.nullable === "YES",
    ...(fallback && { default: fallback }),
    ...(extra.includes("auto_increment") && { identity: BY_DEFAULT }),
    ...(computed && { computed }),
    ...(onUpdate !== undefined && {
      onUpdate: isCurrentTimestamp(onUpdate) ? currentTimestamp({}) : raw({ sql: onUpdate }),
    }),
    ...(collation !== undefined && { collation }),
    ...(row.comment !== "" && { comment: row.comment }),
    ...(options && { options }),
  };
}

function typeOf(row: ColumnRow, { isJson, srid }: ColumnContext): SqlType {
  if (isJson) return JSON_TYPE;
  const type = typeNamed(row.type);
  return srid !== null && type.kind === "native" ? { ...type, args: [{ srid }] } : type;
}

/** What only this dialect knows: MariaDB tells compression in a comment of the type. */
function optionsOfColumn({ type }: ColumnRow, extra: string): DialectOptions | undefined {
  const invisible = extra.includes("invisible");
  const compressed = type.endsWith("*/") && type.includes("COMPRESSED");
  if (!invisible && !compressed) return undefined;
  return { mysql: { ...(compressed && { compressed }), ...(invisible && { invisible }) } };
}

/**
 * The default. MySQL tells a literal bare and marks expressions in EXTRA, where their quotes and backslashes are
 * escaped once more; MariaDB tells SQL text, and a default of NULL as the word.
 */
function defaultOf(row: ColumnRow, type: SqlType, extra: string, variant: Variant): Column["default"] {
  const { fallback } = row;
  if (fallback === null) return undefined;
  if (variant.quotedDefaults && extra.includes("on update") && ZERO.test(fallback)) return undefined;
  if (variant.quotedDefaults) return fallback === "NULL" ? undefined : defaultOfSql(fallback, type);
  if (extra.includes("default_generated")) return defaultOfSql(textOfView(fallback), type);
  return defaultOfText(fallback, type);
}

/** What MariaDB gives a column that is NOT NULL and has ON UPDATE, where nothing is said. */
const ZERO = /^'?0000-00-00 00:00:00(?:\.0+)?'?$/;

function computedOf(row: ColumnRow, extra: string, variant: Variant): Column["computed"] {
  if (!/\b(?:virtual|stored|persistent) generated\b|^(?:virtual|persistent)$/.test(extra)) return undefined;
  const { generation } = row;
  if (!generation) return undefined;
  const text = variant.quotedDefaults ? generation : textOfView(generation);
  return { expression: raw({ sql: cleanExpression(text) }), stored: !extra.includes("virtual") };
}

function collationOf(row: ColumnRow, type: SqlType, context: ColumnContext): string | undefined {
  if (row.collation === null || type.kind === "json" || type.kind === "uuid") return undefined;
  return row.collation === context.tableCollation ? undefined : row.collation;
}

/**
 * Whether the server added the column by itself, as the key of a table that has none.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.20.11 "Generated Invisible Primary Keys"
 */
export function isGeneratedKey({ name, extra }: ColumnRow): boolean {
  return name === "my_row_id" && /\bauto_increment\b.*\binvisible\b/i.test(extra);
}
