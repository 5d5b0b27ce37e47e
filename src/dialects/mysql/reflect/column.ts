import type { Column } from "../../../schema/column.js";
import type { DialectOptions } from "../../../schema/options.js";
import type { Node } from "../../../sql/node.js";
import { currentTimestamp, raw } from "../../../sql/nodes/index.js";
import type { SqlType } from "../../../types/type.js";
import { remembering } from "../../../util/remember.js";
import { displayWidthOf } from "../display-width.js";
import {
  cleanExpression,
  defaultOfSql,
  defaultOfText,
  isCurrentTimestamp,
  withoutOwnDatabase,
} from "../expression.js";
import { parseType } from "../native-type.js";
import { textOfView } from "../tokens.js";
import type { Variant } from "../variant.js";
import type { ColumnRow } from "./catalog.js";

/** What a column depends on beside its own row. */
export interface ColumnContext {
  readonly variant: Variant;
  /** The table's collation, which columns have that name none. */
  readonly tableCollation: string | null;
  /** The connection's own database. */
  readonly own: string | undefined;
  /** MariaDB: the column is JSON, which is kept as LONGTEXT with a check. */
  readonly isJson: boolean;
  /** The spatial reference system of its shapes, where one is set. */
  readonly srid: number | null;
}

/** What the name of a type tells, of which a schema has few, and many times each. */
const nativeNamed = remembering((type: string) => ({
  type: parseType(type),
  displayWidth: displayWidthOf(type),
  /** MariaDB tells compression in a comment of the type. */
  compressed: type.endsWith("*/") && type.includes("COMPRESSED"),
  /** It is an ENUM or a SET. */
  isOfWords: /^(?:enum|set)\(/i.test(type),
}));

type Native = ReturnType<typeof nativeNamed>;

const JSON_TYPE: SqlType = Object.freeze({ kind: "json" });

const BY_DEFAULT = Object.freeze({ generated: "byDefault" as const });

/** A column from its row. */
export function columnOfRow(row: ColumnRow, context: ColumnContext): Column {
  const { name, extra, comment } = row;
  const native = nativeNamed(row.type);
  const type = typeOf(native, context);
  const nullable = row.nullable === "YES";
  const fallback = extra === "" ? defaultOf(row, native, type, "", context) : undefined;
  // An object that gets a property later is a larger one.
  const column: Draft =
    extra === COUNTED
      ? { name, type, nullable, identity: BY_DEFAULT }
      : fallback
        ? { name, type, nullable, default: fallback }
        : { name, type, nullable };
  if (extra !== "" && extra !== COUNTED) readExtra(column, row, native, context);
  const collation = collationOf(row, native.isOfWords, type, context);
  if (collation !== undefined) column.collation = collation;
  if (comment !== "") column.comment = comment;
  const options = optionsOfColumn(extra, native, context.variant);
  if (options) column.options = options;
  return column;
}

type Draft = { -readonly [K in keyof Column]: Column[K] };

/** What EXTRA says of a column that numbers itself, and of no other. */
const COUNTED = "auto_increment";

/** What EXTRA says: most columns have none. */
function readExtra(column: Draft, row: ColumnRow, native: Native, context: ColumnContext): void {
  const extra = row.extra.toLowerCase();
  const computed = computedOf(row, extra, context.variant);
  const fallback = computed ? undefined : defaultOf(row, native, column.type, extra, context);
  if (computed) column.computed = computed;
  if (fallback) column.default = fallback;
  if (extra.includes("auto_increment")) column.identity = BY_DEFAULT;
  const onUpdate = /\bon update (\w+(?:\(\d*\))?)/i.exec(row.extra)?.[1];
  if (onUpdate === undefined) return;
  column.onUpdate = isCurrentTimestamp(onUpdate) ? currentTimestamp({}) : raw({ sql: onUpdate });
}

function typeOf({ type }: Native, { isJson, srid }: ColumnContext): SqlType {
  if (isJson) return JSON_TYPE;
  return srid !== null && type.kind === "native" ? { ...type, args: [{ srid }] } : type;
}

/** What only this dialect knows. */
function optionsOfColumn(
  extra: string,
  { compressed, displayWidth: width }: Native,
  { displayWidths }: Variant,
): DialectOptions | undefined {
  const invisible = extra !== "" && /\binvisible\b/i.test(extra);
  const unversioned = extra !== "" && /\bwithout system versioning\b/i.test(extra);
  const displayWidth = displayWidths ? width : null;
  if (!invisible && !unversioned && !compressed && displayWidth === null) return undefined;
  return {
    mysql: {
      ...(compressed && { compressed }),
      ...(displayWidth !== null && { displayWidth }),
      ...(invisible && { invisible }),
      ...(unversioned && { unversioned }),
    },
  };
}

/**
 * The default. MySQL tells a literal bare and marks expressions in EXTRA, where their quotes and backslashes are
 * escaped once more; MariaDB tells SQL text, and a default of NULL as the word.
 */
function defaultOf(
  row: ColumnRow,
  native: Native,
  type: SqlType,
  extra: string,
  { variant, own }: ColumnContext,
): Column["default"] {
  const { fallback } = row;
  if (fallback === null || (variant.quotedDefaults && fallback === "NULL")) return undefined;
  const words = native.isOfWords ? wordsInBytes(row, fallback) : undefined;
  if (words !== undefined) return defaultOfText(words, type);
  if (variant.quotedDefaults && extra.includes("on update") && ZERO.test(fallback)) return undefined;
  if (variant.quotedDefaults) return sqlDefault(withoutOwnDatabase(fallback, own), type);
  if (extra.includes("default_generated")) return sqlDefault(textOfView(fallback), type);
  return defaultOfText(fallback, type);
}

/**
 * The default of an ENUM or SET of the character set `binary`, of which the server tells the bytes.
 *
 * @source MySQL 9.7 and MariaDB 11.8, INFORMATION_SCHEMA.COLUMNS, measured
 */
function wordsInBytes({ collation }: ColumnRow, fallback: string): string | undefined {
  if (collation !== null && collation !== "binary") return undefined;
  const bytes = /^(?:0x((?:[0-9a-f]{2})*)|x'((?:[0-9a-f]{2})*)')$/i.exec(fallback);
  return bytes ? Buffer.from(bytes[1] ?? bytes[2]!, "hex").toString() : undefined;
}

/** Defaults by type and text: a schema has few, and many times each. */
const known = new WeakMap<SqlType, Map<string, Node>>();

function sqlDefault(text: string, type: SqlType): Node {
  const ofType = known.get(type) ?? new Map<string, Node>();
  known.set(type, ofType);
  const node = ofType.get(text) ?? defaultOfSql(text, type);
  ofType.set(text, node);
  return node;
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

function collationOf(
  row: ColumnRow,
  isOfWords: boolean,
  type: SqlType,
  context: ColumnContext,
): string | undefined {
  // Of words that are bytes the view tells no collation.
  const collation = row.collation ?? (isOfWords ? "binary" : null);
  if (collation === null || type.kind === "json" || type.kind === "uuid") return undefined;
  return collation === context.tableCollation ? undefined : collation;
}

/**
 * Whether the server added the column by itself, as the key of a table that has none.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.20.11 "Generated Invisible Primary Keys"
 */
export function isGeneratedKey({ name, extra }: ColumnRow): boolean {
  return name === "my_row_id" && /\bauto_increment\b.*\binvisible\b/i.test(extra);
}
