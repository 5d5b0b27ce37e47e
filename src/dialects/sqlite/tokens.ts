/** What a token is: `word` is a bare identifier or keyword, `quoted` an identifier between quotes. */
export type TokenKind = "word" | "quoted" | "string" | "number" | "blob" | "parameter" | "symbol";

/** A piece of SQL text between white space and comments. */
export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the text. */
  readonly text: string;
  /** A name or string without its quotes, a keyword in upper case, else the text. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The parts of a token, in the order in which they are tried. White space and comments come first and give no token.
 *
 * @source SQLite 3.53, src/tokenize.c: sqlite3GetToken
 */
const PATTERN = new RegExp(
  [
    String.raw`(?<space>[ \t\n\f\r]+|--[^\n]*|/\*[\s\S]*?(?:\*/|$))`,
    "(?<string>'(?:[^']|'')*')",
    String.raw`(?<quoted>"(?:[^"]|"")*"|${"`(?:[^`]|``)*`"}|\[[^\]]*\])`,
    "(?<blob>[xX]'[0-9A-Fa-f]*')",
    String.raw`(?<number>0[xX][0-9A-Fa-f_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)`,
    String.raw`(?<word>[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*)`,
    String.raw`(?<parameter>\?\d*|[:@#$][A-Za-z0-9_$\u0080-\uffff]+)`,
    String.raw`(?<symbol>\|\||->>|->|<<|>>|<=|>=|<>|!=|==|[\s\S])`,
  ].join("|"),
  "y",
);

/** The tokens of an SQL text, in the four quotings that SQLite takes. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < sql.length) {
    const start = PATTERN.lastIndex;
    const groups = PATTERN.exec(sql)!.groups!;
    const end = PATTERN.lastIndex;
    if (groups["space"] !== undefined) continue;
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) as TokenKind;
    const text = sql.slice(start, end);
    tokens.push({ kind, text, value: valueIn(kind, text), start, end });
  }
  return tokens;
}

function valueIn(kind: TokenKind, text: string): string {
  if (kind === "word") return upper(text);
  if (kind === "quoted" && text.startsWith("[")) return text.slice(1, -1);
  if (kind === "quoted" || kind === "string") {
    const quote = text[0]!;
    return text.slice(1, -1).replaceAll(quote + quote, quote);
  }
  return text;
}

/** The name that a token stands for; a string is one too where a name is expected. */
export function nameOf(token: Token): string {
  return token.kind === "word" ? token.text : token.value;
}

/** A name as SQLite compares it: without regard to the case of ASCII letters. */
export function fold(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether two names are one to SQLite. */
export function sameName(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

function upper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** Whether a token can stand where a name stands. */
export function isName(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === "word" || token.kind === "quoted");
}

/** Whether a token is this keyword or symbol. */
export function is(token: Token | undefined, value: string): boolean {
  return token !== undefined && (token.kind === "word" || token.kind === "symbol") && token.value === value;
}

/** The text from one token to another, with what stands between them. */
export function textOf(sql: string, tokens: readonly Token[]): string {
  return tokens.length === 0 ? "" : sql.slice(tokens[0]!.start, tokens.at(-1)!.end);
}
