import {
  type AddEnumValue,
  addEnumValue,
  createEnum,
  dropEnum,
  renameEnumValue,
} from "../../ddl/nodes/enum.js";
import { alterTable } from "../../ddl/nodes/table.js";
import type { Live } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import { MigrationError } from "../../errors/errors.js";
import type { AlterEnum } from "../../ops/enum.js";
import { displayName, nameKey, type TableName } from "../../schema/name.js";
import type { EnumType } from "../../schema/object.js";
import type { Node } from "../../sql/node.js";
import { raw, template } from "../../sql/nodes/index.js";
import { shortenName } from "../../util/name.js";
import { enumerate, plural } from "../../util/text.js";
import { clause, name } from "./clause.js";
import { readConstant } from "./constant.js";
import { decodeArray } from "./decode.js";
import { assertSwappable } from "./dependents.js";
import { IDENTIFIER_LIMIT } from "./features.js";
import { literal, stringLiteral } from "./literal.js";
import { typeSql } from "./native-type.js";
import { obstaclesOf, typeLiteral } from "./obstacles.js";
import { type EnumColumn, plannedColumns } from "./planned-enum.js";

/**
 * New words are added in place, by themselves: PostgreSQL lets a word be used only after the commit, unless its type
 * is as new. What fails after that can be run again, since a word that is there is passed over. Removing and reordering needs a new type, to which every column is converted.
 *
 * @throws {MigrationError} `migration.needs-database`: words are removed or reordered and there is no connection
 * @throws {MigrationError} `migration.value-in-use`: rows hold a word that is to be removed
 * @throws {MigrationError} `migration.in-use`: views, functions and their like know the type or read its columns
 * @source PostgreSQL 18, ALTER TYPE: ADD VALUE
 */
export async function alterEnumNodes(
  operation: AlterEnum,
  { live, major }: { readonly live: Live; readonly major: number },
): Promise<readonly Node[]> {
  // A script that begins with an empty database need not mind the rows, and may use the words in the same transaction.
  if (operation.addsOnly && !live.planned?.().isWhole) {
    const isUsable = major >= NEW_WORDS_SINCE && (await isNew(operation.type, live));
    return isUsable ? operation.ddl() : committedWords(operation);
  }
  const { type, rename, map } = operation;
  const renames = Object.entries(rename).map(([value, to]) => renameEnumValue({ type, value, to }));
  const columns = await columnsOf(operation.type, live);
  if (columns === null) {
    throw new MigrationError(
      "migration.needs-database",
      `Words of the enum type ${displayName(operation.type)} cannot be removed or reordered without a connection.`,
      {
        hint: "Which columns use the type is known to the database alone: run it with a connection, or write a script that begins at base.",
      },
    );
  }
  await assertUnused(operation, columns, live);
  return [...renames, ...(await swapNodes({ ...type, values: operation.to }, columns, live, map))];
}

/**
 * Words of a type that is as new can be used before the commit from this version on.
 *
 * @source PostgreSQL 17, source, enum.c: check_safe_enum_use
 */
const NEW_WORDS_SINCE = 17;

/** Whether this transaction made the type. @source PostgreSQL 18, 9.27.8 Transaction ID and Snapshot Information */
async function isNew(type: TableName, live: Live): Promise<boolean> {
  if (live.inTransaction?.() === false) return false;
  const result = await live.query(
    `SELECT t.xmin = coalesce(pg_catalog.pg_current_xact_id_if_assigned()::xid, '0'::xid) FROM pg_catalog.pg_type t
WHERE t.oid = pg_catalog.to_regtype(${typeLiteral(type)})`,
  );
  return result?.rows[0]?.[0] === true;
}

/** New words before words get other names, which can then be rolled back and done again; unless one takes such a name. */
function committedWords(operation: AlterEnum): readonly Node[] {
  const { rename } = operation;
  const nodes = operation.ddl();
  const isFirst = !nodes.some((node) => isAddition(node) && Object.hasOwn(rename, node.value));
  const former = new Map(isFirst ? Object.entries(rename).map(([old, word]) => [word, old]) : []);
  const nameOf = (word: string) => former.get(word) ?? word;
  const added = nodes.filter(isAddition).map(({ after, before, ...node }) =>
    addEnumValue({
      ...node,
      ...(after !== undefined && { after: nameOf(after) }),
      ...(before !== undefined && { before: nameOf(before) }),
      ifNotExists: true,
    }),
  );
  const renamed = nodes.filter((node) => !isAddition(node));
  return isFirst ? [...added, ...renamed] : [...renamed, ...added];
}

function isAddition(node: Node): node is AddEnumValue {
  return node.kind === "addEnumValue";
}

/** Whether the type is there; null where it cannot be asked. */
export async function enumExists(type: TableName, live: Live): Promise<boolean | null> {
  const planned = live.planned?.();
  if (planned?.schema.enums.some((each) => nameKey(each) === nameKey(type))) return true;
  if (planned?.isWhole) return false;
  const result = await live.query(`SELECT pg_catalog.to_regtype(${typeLiteral(type)}) IS NOT NULL`);
  return result && result.rows[0]?.[0] === true;
}

async function columnsOf(type: TableName, live: Live): Promise<readonly EnumColumn[] | null> {
  const result = await live.query(
    `SELECT n.nspname AS schema, c.relname AS "table", a.attname AS "column", a.atttypid <> t.oid AS "array",
  pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS "default"
FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped AND a.attinhcount = 0
    AND a.attgenerated = ''
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE t.oid = pg_catalog.to_regtype(${typeLiteral(type)})
ORDER BY n.nspname, c.relname, a.attnum`,
  );
  if (result) return toObjects<EnumColumn>(result);
  const planned = live.planned?.();
  return planned?.isWhole ? plannedColumns(type, planned.schema) : null;
}

async function assertUnused(
  { type, removed: all, map }: AlterEnum,
  columns: readonly EnumColumn[],
  live: Live,
): Promise<void> {
  const removed = all.filter((word) => !Object.hasOwn(map, word));
  if (removed.length === 0) return;
  const words = `ARRAY[${removed.map(stringLiteral).join(", ")}]::text[]`;
  const places: string[] = [];
  for (const column of columns) {
    const path = typeSql({ kind: "enum", values: [], ...tableOf(column) });
    const own = typeSql({ kind: "enum", values: [], name: column.column });
    const condition = column.array ? `${own}::text[] && ${words}` : `${own}::text = ANY (${words})`;
    const result = await live.query(`SELECT pg_catalog.count(*) FROM ${path} WHERE ${condition}`);
    const count = Number(result?.rows[0]?.[0] ?? 0);
    if (count > 0) places.push(`${column.table}.${column.column} (${plural(count, "row")})`);
  }
  if (places.length === 0) return;
  throw new MigrationError(
    "migration.value-in-use",
    `The enum type ${displayName(type)} cannot lose ${enumerate(removed)}: ${enumerate(places)} still use it.`,
    {
      hint: 'Say what they become, with map: { old: "new" }, or update those rows before with op.execute(…).',
      details: { type: displayName(type), removed, places },
    },
  );
}

/** A new type under the old one's name, to which all columns are converted; words that go become those of `map`. */
async function swapNodes(
  type: EnumType,
  columns: readonly EnumColumn[],
  live: Live,
  map: Words = {},
): Promise<readonly Node[]> {
  await assertSwappable(live, type);
  const obstacles = await obstaclesOf(type, live);
  const kept = await privilegesOf(type, live);
  const old = shortenName(`${type.name}_migr_old`, IDENTIFIER_LIMIT.length, IDENTIFIER_LIMIT.unit);
  const tables = new Map<string, Node[]>();
  const names = new Map<string, TableName>();
  for (const column of columns) {
    const key = JSON.stringify([column.schema, column.table]);
    names.set(key, tableOf(column));
    tables.set(key, [...(tables.get(key) ?? []), ...columnActions(column, type, map)]);
  }
  return [
    ...[...obstacles].reverse().flatMap(({ drop }) => (drop === "" ? [] : clause(drop))),
    clause("ALTER TYPE", name(type.schema, type.name), "RENAME TO", name(old)),
    createEnum({ type }),
    ...kept.map((statement) => clause(statement)),
    ...[...tables].map(([key, actions]) => alterTable({ table: names.get(key)!, actions })),
    ...obstacles.map(({ create }) => clause(create)),
    dropEnum({ type: { ...type, name: old } }),
  ];
}

/**
 * What gives a type made in another's place its comment, its grants and its owner.
 *
 * @source PostgreSQL 18, 52.64 pg_type: typacl; 5.8 Privileges
 */
async function privilegesOf(type: TableName, live: Live): Promise<readonly string[]> {
  const path = typeLiteral(type);
  const result = await live.query(
    `SELECT s.sql FROM pg_catalog.pg_type t, LATERAL (
  SELECT 1, 'COMMENT ON TYPE ' || ${path} || ' IS ' || pg_catalog.quote_literal(pg_catalog.obj_description(t.oid, 'pg_type'))
  UNION ALL SELECT 2, 'REVOKE ALL ON TYPE ' || ${path} || ' FROM PUBLIC' WHERE t.typacl IS NOT NULL
  UNION ALL SELECT 3, 'GRANT USAGE ON TYPE ' || ${path} || ' TO '
      || CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END
      || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    FROM pg_catalog.aclexplode(t.typacl) x WHERE x.grantee <> t.typowner
  UNION ALL SELECT 4, 'ALTER TYPE ' || ${path} || ' OWNER TO '
      || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(t.typowner))
    WHERE pg_catalog.pg_get_userbyid(t.typowner) <> current_user
) AS s(place, sql)
WHERE t.oid = pg_catalog.to_regtype(${path}) AND s.sql IS NOT NULL
ORDER BY s.place, s.sql`,
  );
  return (result?.rows ?? []).map(([sql]) => String(sql));
}

/** Words with what they become. */
type Words = Readonly<Record<string, string>>;

function tableOf({ schema, table }: EnumColumn): TableName {
  return schema === undefined ? { name: table } : { name: table, schema };
}

function columnActions(column: EnumColumn, type: EnumType, map: Words): readonly Node[] {
  const own = name(column.column);
  const target = `${typeSql({ kind: "enum", ...type })}${column.array ? "[]" : ""}`;
  const convert = clause(
    "ALTER COLUMN",
    own,
    `TYPE ${target} USING`,
    ...converted(column, map),
    `::${target}`,
  );
  if (column.default === null) return [convert];
  const drop = clause("ALTER COLUMN", own, "DROP DEFAULT");
  const given = mappedDefault(column.default, type, map);
  // A default that is no more among the words falls; the revision says what the new one is.
  return given === null
    ? [drop, convert]
    : [drop, convert, clause("ALTER COLUMN", own, `SET DEFAULT ${given}`)];
}

/** A column's words as text, those that go replaced. */
function converted(column: EnumColumn, map: Words): readonly (string | Node)[] {
  const own = name(column.column);
  const words = Object.entries(map);
  if (column.array) {
    let items = clause(own, "::text[]");
    for (const [from, to] of words) {
      const replaced = raw({ sql: `, ${stringLiteral(from)}, ${stringLiteral(to)})` });
      items = template({ pieces: [raw({ sql: "array_replace(" }), items, replaced] });
    }
    return [items];
  }
  if (words.length === 0) return [own, "::text"];
  const cases = words.map(([from, to]) => `WHEN ${stringLiteral(from)} THEN ${stringLiteral(to)}`);
  return [clause("(CASE", own, "::text", ...cases, "ELSE", own, "::text", "END)")];
}

/** A default in words that are left, or null where it is of one that goes and becomes nothing. */
function mappedDefault(expression: string, type: EnumType, map: Words): string | null {
  const constant = readConstant(expression);
  if (constant?.kind !== "text") return expression;
  const isArray = constant.text.startsWith("{");
  const words = isArray ? decodeArray(constant.text, (word) => word) : [constant.text];
  const isKept = (word: unknown) =>
    word === null || Array.isArray(word) || type.values.includes(String(word));
  if (words.every(isKept)) return expression;
  const mapped = words.map((word) => (isKept(word) ? word : (map[String(word)] ?? null)));
  if (mapped.some((word, i) => word === null && words[i] !== null)) return null;
  return isArray ? literal(mapped) : literal(mapped[0]);
}
