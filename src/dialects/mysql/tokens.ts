/** A piece of SQL text: what it is, and its value without quotes and escapes. */
export interface Token {
  readonly kind: "string" | "name" | "word" | "number" | "symbol";
  /** A string's or name's content, a word or number as written, a symbol. */
  readonly text: string;
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
}

const TOKEN = new RegExp(
  [
    /(?<space>\s+|--\s[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)/,
    /(?<string>'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*")/,
    /(?<name>`(?:[^`]|``)*`)/,
    /(?<bits>[xXbB]'[0-9a-fA-F]*'|0x[0-9a-fA-F]+|0b[01]+)/,
    /(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}_$]))/u,
    /(?<word>[\p{L}\p{N}_$@]+)/u,
    /(?<symbol><=>|->>|->|<<|>>|<=|>=|<>|!=|:=|&&|\|\||[\s\S])/,
  ]
    .map((part) => part.source)
    .join("|"),
  "gu",
);

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\u0000",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
};

/**
 * Takes SQL text apart, leaving out spaces and comments.
 *
 * @source MySQL 9.7 Reference Manual, 11.1.1 "String Literals": escapes and doubled quotes
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const groups = match.groups!;
    const [start, end] = [match.index, match.index + match[0].length];
    const add = (kind: Token["kind"], value: string) => tokens.push({ kind, text: value, start, end });
    if (groups["string"] !== undefined) add("string", unquote(match[0]));
    else if (groups["name"] !== undefined) add("name", match[0].slice(1, -1).replaceAll("``", "`"));
    else if (groups["bits"] !== undefined) add("number", hexadecimal(match[0]));
    else if (groups["number"] !== undefined) add("number", match[0]);
    else if (groups["word"] !== undefined) add("word", match[0]);
    else if (groups["symbol"] !== undefined) add("symbol", match[0]);
  }
  return tokens;
}

/** The content of a quoted string. */
export function unquote(quoted: string): string {
  const quote = quoted[0]!;
  return undoEscapes(quoted.slice(1, -1).replaceAll(quote + quote, quote));
}

/**
 * An expression as MySQL's views give it: escaped once more, and its UTF-8 taken for Latin-1, byte by byte.
 *
 * @source MySQL 9.7, measured: CHECK_CLAUSE, GENERATION_EXPRESSION, COLUMN_DEFAULT and EXPRESSION of INFORMATION_SCHEMA
 */
export function textOfView(text: string): string {
  return undoEscapes(bytesOf(text));
}

function bytesOf(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text) || /[^\u0000-\u00ff]/.test(text)) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "latin1"));
  } catch {
    // It was the text itself after all.
    return text;
  }
}

/** Text whose backslash escapes are undone; `\%` and `\_` keep their backslash, as in string literals. */
function undoEscapes(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole, character: string) =>
    character === "%" || character === "_" ? whole : (ESCAPES[character] ?? character),
  );
}

/** `x'01FF'` and `0x01FF` in one form; bits stay as they are. */
function hexadecimal(text: string): string {
  const digits = /^(?:x'([0-9a-f]*)'|0x([0-9a-f]+))$/i.exec(text);
  if (!digits) return text.toLowerCase();
  return `0x${(digits[1] ?? digits[2])!.toLowerCase()}`;
}
