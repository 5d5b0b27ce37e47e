import { plainText } from "../util/text.js";

/** A comment of the database as the docstring of what it is about; nothing where there is none. */
export function docComment(text: string | undefined, indent: number): string {
  const lines = linesOf(text ?? "").flatMap((line) => wrapped(line, WIDTH - indent - MARGIN));
  if (lines.length === 0) return "";
  const pad = " ".repeat(indent);
  const [only, ...more] = lines;
  if (more.length === 0) return `${pad}/** ${only} */\n`;
  return `${pad}/**\n${lines.map((line) => `${pad} *${line === "" ? "" : ` ${line}`}\n`).join("")}${pad} */\n`;
}

const WIDTH = 100;

/** What stands beside the text of a docstring on its line, where that is one. */
const MARGIN = "/**  */".length;

/** A line as lines of this width, broken between words. */
function wrapped(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of line.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Lines under two slashes. */
export function lineComments(lines: readonly string[]): string {
  return lines
    .flatMap((line) => linesOf(line))
    .map((line) => `// ${line}\n`)
    .join("");
}

/** The lines of a text, in which nothing ends a comment or cannot be seen; none at its beginning or end is empty. */
function linesOf(text: string): readonly string[] {
  const lines = plainText(text)
    .replace(INVISIBLE, "")
    .replaceAll("*/", "*\\/")
    .split(/\r\n?|\n|\u2028|\u2029/)
    .map((line) => line.replaceAll("\t", "  ").trimEnd());
  const isFull = (line: string) => line.trim() !== "";
  return lines.slice(lines.findIndex(isFull), lines.findLastIndex(isFull) + 1).map((line) => line.trim());
}

/** Characters that change the direction of text, and the byte order mark. */
const INVISIBLE = /[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/g;
