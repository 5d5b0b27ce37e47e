import type { Writer } from "../../sql/writer.js";

/** Quoted names joined by a dot: `"part"."german"`. */
const PATH = /^"((?:[^"]|"")+)"\."((?:[^"]|"")+)"$/;

/** Writes `COLLATE name`; a collation of another schema is told by both names in quotes. */
export function writeCollation(collation: string | undefined, w: Writer): void {
  if (collation === undefined) return;
  const [, schema, name] = PATH.exec(collation) ?? [];
  w.kw("COLLATE").id(schema?.replaceAll('""', '"'), name?.replaceAll('""', '"') ?? collation);
}
