import type { Spelling } from "../sql/writer.js";

/** Whether a text of SQL names something: quoted, or as a word, whose case may be another. */
export function mentions(sql: string, name: string, { quote }: Pick<Spelling, "quote">): boolean {
  const text = sql.toLowerCase();
  if (text.includes(quote(name).toLowerCase())) return true;
  const word = name.toLowerCase();
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const around = [text.slice(0, at).at(-1) ?? "", text.slice(at + word.length).at(0) ?? ""];
    if (!around.some((each) => WORD.test(each))) return true;
  }
  return false;
}

const WORD = /[\p{L}\p{N}_$]/u;
