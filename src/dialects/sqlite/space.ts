import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { Live } from "../../dialect/dialect.js";
import { OperationalError } from "../../errors/errors.js";
import { literal } from "./literal.js";

/** How much of a table's size a copy takes on disk while the journal keeps what was there. */
const FACTOR = 2.2;

const FILE_SQL = `SELECT d.file, p.page_count, s.page_size, f.freelist_count, m.max_page_count
FROM pragma_database_list AS d, pragma_page_count AS p, pragma_page_size AS s, pragma_freelist_count AS f,
  pragma_max_page_count AS m
WHERE d.name = 'main'`;

/**
 * Sees to it that there is room for a copy of a table, before one is begun. The size of the table alone is asked for
 * only where there may be none for a copy of the whole file, since it takes reading the table.
 *
 * @throws {OperationalError} `db.resources`: there is none
 * @source SQLite 3.53, "The DBSTAT Virtual Table"
 */
export async function assertSpace(live: Live, table: string): Promise<void> {
  const row = (await live.query(FILE_SQL))?.rows[0] as readonly [string, ...number[]] | undefined;
  if (!row) return;
  const [file, pages = 0, pageSize = 0, unused = 0, mostPages = 0] = row;
  const inFile = (mostPages - pages + unused) * pageSize;
  const onDisk = file === "" ? Number.POSITIVE_INFINITY : freeBytes(file) + unused * pageSize;
  const fits = (size: number) => size <= inFile && size * FACTOR <= onDisk;
  if (fits(pages * pageSize)) return;
  const size = await sizeOf(live, table);
  if (size === null || fits(size)) return;
  const needed = size <= inFile ? Math.ceil(size * FACTOR) : size;
  throw new OperationalError(
    "db.resources",
    `Copying ${table} takes ${megabytes(needed)}, and there are ${megabytes(Math.min(inFile, onDisk))} free.`,
    {
      hint: "Make room on the disk, or raise PRAGMA max_page_count; nothing was changed.",
      details: { table, needed, free: Math.min(inFile, onDisk) },
    },
  );
}

function freeBytes(file: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize;
  } catch {
    // What cannot be told is no reason to stop: a full disk rolls back.
    return Number.POSITIVE_INFINITY;
  }
}

/** The bytes of a table with its indexes; null where the library cannot tell. */
async function sizeOf(live: Live, table: string): Promise<number | null> {
  try {
    const result = await live.query(
      `SELECT sum(pgsize) FROM dbstat WHERE aggregate = 1 AND name IN
        (SELECT name FROM sqlite_schema WHERE tbl_name = ${literal(table)} COLLATE NOCASE AND type IN ('table', 'index'))`,
    );
    return (result?.rows[0]?.[0] as number | null | undefined) ?? null;
  } catch {
    return null;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
