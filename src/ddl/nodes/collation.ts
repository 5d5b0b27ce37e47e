import type { Writer } from "../../sql/writer.js";

/** Quoted names joined by a dot: `"part"."german"`. */
const PATH = /^"((?:[^"]|"")+)"\."((?:[^"]|"")+)"$/;

/** Writes `COLLATE name`. */
export function writeCollation(collation: string | undefined, w: Writer): void {
  if (collation === undefined) return;
  w.kw("COLLATE");
  writeCollationName(collation, w);
}

/** Writes the name of a collation; that of another schema is told by both names in quotes. */
export function writeCollationName(collation: string, w: Writer): void {
  const [, schema, name] = PATH.exec(collation) ?? [];
  w.id(schema?.replaceAll('""', '"'), name?.replaceAll('""', '"') ?? collation);
}
