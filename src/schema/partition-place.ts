import type { DialectOptions } from "./options.js";
import type { Schema } from "./schema.js";
import type { Table } from "./table.js";

/** A schema with the schemas among its own that only partitions are in, which options of their tables name. */
export function withPartitionSchemas(schema: Schema): Schema {
  const known = new Set(schema.namespaces.map(({ name }) => name));
  const more = new Set(schema.tables.flatMap(partitionSchemas).filter((name) => !known.has(name)));
  if (more.size === 0) return schema;
  return { ...schema, namespaces: [...schema.namespaces, ...[...more].sort().map((name) => ({ name }))] };
}

/** A schema before a name at the start of a text: `archive.` or `"Archive".`. */
const PLACE = /^\s*(?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*))\./;

/** The schema of the partition that a partition is part of. */
const OF = /^(.*?\bpartition\s+of\s+)(?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*))\./is;

function partitionSchemas(table: Table): readonly string[] {
  return partitionTexts(table).flatMap((text) => {
    const [, quoted, plain] = PLACE.exec(text) ?? [];
    return quoted?.replaceAll('""', '"') ?? plain ?? [];
  });
}

/** The list of the option with the names at the start of its texts, and behind PARTITION OF, without this schema. */
function unplacedTexts(texts: readonly string[], schema: string): readonly string[] {
  const unplaced = (all: string, quoted?: string, plain?: string) =>
    (quoted?.replaceAll('""', '"') ?? plain) === schema ? "" : all;
  const next = texts.map((text) =>
    text
      .replace(PLACE, unplaced)
      .replace(OF, (all, words: string, quoted?: string, plain?: string) =>
        unplaced(all, quoted, plain) === "" ? words : all,
      ),
  );
  return next.every((text, i) => text === texts[i]) ? texts : next;
}

/** The options of a table with the partitions and parents that they name without this schema. */
export function unplacedOptions(options: DialectOptions, schema: string): DialectOptions {
  let isChanged = false;
  const entries = Object.entries(options).map(([dialect, own]) => {
    const lists = NAMING.flatMap((option) => {
      const texts = own[option];
      if (!Array.isArray(texts)) return [];
      const next = unplacedTexts(texts as readonly string[], schema);
      isChanged ||= next !== texts;
      return [[option, next] as const];
    });
    return [dialect, { ...own, ...Object.fromEntries(lists) }] as const;
  });
  return isChanged ? Object.fromEntries(entries) : options;
}

/** The options of a table that are lists of texts which begin with names of tables. */
const NAMING = ["partitions", "inherits"];

/** What a table's options tell of its single partitions. */
export function partitionTexts({ options = {} }: Table): readonly string[] {
  return Object.values(options).flatMap(({ partitions }) =>
    Array.isArray(partitions) ? (partitions as readonly string[]) : [],
  );
}
