import { stripVTControlCharacters } from "node:util";

const ASCII = /^[\x20-\x7e]*$/;

/** The columns a text takes on a terminal; colors take none. */
export function displayWidth(text: string): number {
  const bare = text.includes("\u001b") ? stripVTControlCharacters(text) : text;
  if (ASCII.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(bare)) {
    width += isZeroWidth(segment) ? 0 : isWide(segment) ? 2 : 1;
  }
  return width;
}

// Node puts the tables of such classes together when it reads the expression, which most runs have no use for.

/** Whether it is drawn over the character before: accents, joiners, variation selectors. */
function isZeroWidth(segment: string): boolean {
  return /^[\p{Mn}\p{Me}\p{Cf}]/u.test(segment);
}

/** Whether it is drawn over two columns: emoji, and the scripts of East Asia with their full-width forms. */
function isWide(segment: string): boolean {
  return /^(?:\p{Emoji_Presentation}|.\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}])/u.test(
    segment,
  );
}
