import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import type { Table } from "../../schema/table.js";
import { stringLiteral } from "./literal.js";
import { DIALECT } from "./native-kind.js";
import { listOption, ownOptions } from "./options.js";
import {
  type Partition,
  type PartitionPart,
  partitionKey,
  partitionText,
  readPartition,
} from "./partition.js";
import { PARTS_OF_PARTITION } from "./reflect/partitions.js";
import { rolledBack } from "./scratch-run.js";

type Element = Partition | PartitionPart;

/**
 * The tables with their partitions in the server's own words, as far as there are such partitions: each is made for a
 * moment, without rows, beside an empty table of the same key. What cannot be made so stays as it is given.
 */
export async function canonicalPartitions(
  db: DriverConnection,
  tables: readonly Table[],
): Promise<readonly Table[]> {
  const elements = tables.flatMap((table) =>
    listOption(table, "partitions").flatMap((text) => readPartition(text) ?? []),
  );
  if (elements.length === 0) return tables;
  const standing = await readStanding(db, [...new Set(elements.map(({ path }) => path))]);
  const words = new Map<string, string>();
  for (const each of elements) {
    const found = standing.get(each.path);
    if (!found || found.texts.has(partitionText(bare(each)))) continue;
    const asked = await rolledBack(db, scratch(each, found));
    const text = asked.ok ? asked.results.at(-1)?.rows[0]?.[0] : undefined;
    if (typeof text === "string") words.set(partitionText(each), inWords(each, text));
  }
  return tables.map((table) => {
    const own = listOption(table, "partitions");
    if (!own.some((text) => words.has(text))) return table;
    const partitions = own.map((text) => words.get(text) ?? text);
    return { ...table, options: { ...table.options, [DIALECT]: { ...ownOptions(table), partitions } } };
  });
}

/** A partition with nothing but its bound. */
function bare(element: Element): Element {
  if (element.kind !== "partition") return element;
  return { ...element, of: null, partitionBy: null, using: null, with: [], tablespace: null };
}

interface Standing {
  readonly path: string;
  readonly parent: string;
  readonly key: string;
  /** The elements that there are of it already, in one spelling. */
  readonly texts: ReadonlySet<string>;
}

async function readStanding(
  db: DriverConnection,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const list = paths.map((path) => `(${stringLiteral(path)})`).join(", ");
  const result = await db.query(`
SELECT w.path AS path, h.inhparent::pg_catalog.regclass::text AS parent, pg_catalog.pg_get_partkeydef(h.inhparent) AS key,
  pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound, ${PARTS_OF_PARTITION} AS own
FROM (VALUES ${list}) AS w(path) JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(w.path) AND c.relispartition
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid`);
  const rows = toObjects<{
    readonly path: string;
    readonly parent: string;
    readonly key: string;
    readonly bound: string;
    readonly own: readonly string[] | null;
  }>(result);
  return new Map(
    rows.map(({ path, parent, key, bound, own }) => {
      const read = [bound, ...(own ?? [])].map((text) => readPartition(`${path} ${text}`));
      return [
        path,
        { path, parent, key, texts: new Set(read.flatMap((each) => (each ? partitionText(each) : []))) },
      ];
    }),
  );
}

const ROOT = "pg_temp.migr_partitioned";
const PART = "pg_temp.migr_partition";

/** What makes a partition, or a part of one, for a moment, and reads it back. */
function scratch(element: Element, { path, parent, key }: Standing): readonly string[] {
  if (element.kind === "partition") {
    return [
      `CREATE TABLE ${ROOT} (LIKE ${parent}) PARTITION BY ${key}`,
      `CREATE TABLE ${PART} PARTITION OF ${ROOT} ${element.bound}`,
      `SELECT pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS text FROM pg_catalog.pg_class c WHERE c.oid = '${PART}'::pg_catalog.regclass`,
    ];
  }
  const { kind, name, text } = element;
  const read = `SELECT own.text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,
  pg_catalog.json_array_elements_text(${PARTS_OF_PARTITION}) AS own(text) WHERE c.oid = '${PART}'::pg_catalog.regclass`;
  const make: Readonly<Record<PartitionPart["kind"], string>> = {
    comment: "",
    index: `CREATE INDEX ${name} ON ${PART} ${text}`,
    uniqueIndex: `CREATE UNIQUE INDEX ${name} ON ${PART} ${text}`,
    constraint: `ALTER TABLE ${PART} ADD CONSTRAINT ${name} ${text}`,
    default: `ALTER TABLE ${PART} ALTER COLUMN ${name} SET DEFAULT ${text}`,
  };
  const isDefault = kind === "default";
  return [
    ...(isDefault ? [`CREATE TABLE ${ROOT} (LIKE ${parent}) PARTITION BY ${key}`] : []),
    isDefault
      ? `CREATE TABLE ${PART} PARTITION OF ${ROOT} DEFAULT`
      : `CREATE TABLE ${PART} (LIKE ${path} INCLUDING DEFAULTS)`,
    ...(make[kind] === "" ? [] : [make[kind]]),
    read,
  ];
}

/** The element in the words that the server has for it. */
function inWords(element: Element, text: string): string {
  const read = readPartition(`${element.path} ${text}`);
  if (!read) return partitionText(element);
  if (element.kind !== "partition")
    return partitionKey(read) === partitionKey(element) ? partitionText(read) : partitionText(element);
  return partitionText(read.kind === "partition" ? { ...element, bound: read.bound } : element);
}
