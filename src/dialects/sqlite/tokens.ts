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

const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /0[xX][0-9A-Fa-f_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y;
const BLOB = /[xX]'[0-9A-Fa-f]*'/y;
const PARAMETER = /\?\d*|[:@#$][A-Za-z0-9_$\u0080-\uffff]+/y;
const OPERATOR = /\|\||->>|->|<<|>>|<=|>=|<>|!=|==/y;

/** What may begin with a character, in the order in which it is tried. */
const STARTS: Readonly<Record<string, readonly (readonly [TokenKind, RegExp])[]>> = {
  x: [
    ["blob", BLOB],
    ["word", WORD],
  ],
  digit: [["number", NUMBER]],
  "?": [["parameter", PARAMETER]],
  operator: [["symbol", OPERATOR]],
  word: [["word", WORD]],
};

/**
 * The tokens of an SQL text, in the four quotings that SQLite takes.
 *
 * @source SQLite 3.53, src/tokenize.c: sqlite3GetToken
 */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let token = nextToken(sql, 0); token; token = nextToken(sql, token.end)) tokens.push(token);
  return tokens;
}

/** The first token from a place on, or null where only space and comments follow. */
export function nextToken(sql: string, from: number): Token | null {
  let start = from;
  for (let next = skip(sql, start); next > start; next = skip(sql, start)) start = next;
  return start >= sql.length ? null : tokenAt(sql, start);
}

/**
 * Where a list's element ends: at the comma or the closing parenthesis that is in no parentheses, quotes or comments
 * which opened after `from`; the end of the text where there is none.
 */
export function elementEnd(sql: string, from: number): number {
  let depth = 0;
  for (let i = from; i < sql.length; ) {
    switch (sql.charCodeAt(i)) {
      case 0x28:
        depth++;
        break;
      case 0x29:
        if (depth-- === 0) return i;
        break;
      case 0x2c:
        if (depth === 0) return i;
        break;
      case 0x22:
      case 0x27:
      case 0x5b:
      case 0x60: {
        const end = quoteEnd(sql, i, CLOSING[sql[i]!]!);
        if (end > 0) i = end - 1;
        break;
      }
      case 0x2d:
      case 0x2f: {
        const end = skip(sql, i);
        if (end > i) i = end - 1;
      }
    }
    i++;
  }
  return sql.length;
}

/** Where the space or the comment ends that begins at `start`; a comment that is not closed goes to the end. */
function skip(sql: string, start: number): number {
  const first = sql.charCodeAt(start);
  if (first === 0x20 || (first >= 0x09 && first <= 0x0d && first !== 0x0b)) return start + 1;
  if (first === 0x2d && sql[start + 1] === "-") return after(sql, "\n", start);
  if (first === 0x2f && sql[start + 1] === "*") return after(sql, "*/", start + 2);
  return start;
}

/** Whether a text ends within a comment that goes to the end of its line. */
export function endsInComment(sql: string): boolean {
  return tokenize(`${sql} x`).length === tokenize(sql).length;
}

/**
 * Where the comments end that follow a place in the same line; the place itself where there are none, or where more
 * than a closing parenthesis follows them in that line.
 */
export function remarkEnd(sql: string, from: number): number {
  let [place, end] = [from, from];
  for (let next = skip(sql, place); next > place && sql[place] !== "\n"; next = skip(sql, place)) {
    const isLine = sql[place] === "-";
    place = isLine && sql[next - 1] === "\n" ? next - 1 : next;
    if (!/^\s*$/.test(sql.slice(end, place))) end = place;
  }
  return place === sql.length || sql[place] === "\n" || sql[place] === ")" ? end : from;
}

function after(sql: string, mark: string, from: number): number {
  const place = sql.indexOf(mark, from);
  return place < 0 ? sql.length : place + mark.length;
}

function tokenAt(sql: string, start: number): Token {
  const first = sql[start]!;
  const quote = CLOSING[first];
  if (quote !== undefined) {
    const end = quoteEnd(sql, start, quote);
    if (end > 0) return token(sql, first === "'" ? "string" : "quoted", start, end);
  }
  for (const [kind, pattern] of startsOf(first)) {
    pattern.lastIndex = start;
    if (pattern.test(sql)) return token(sql, kind, start, pattern.lastIndex);
  }
  return token(sql, "symbol", start, start + 1);
}

const CLOSING: Readonly<Record<string, string>> = { "'": "'", '"': '"', "`": "`", "[": "]" };

/** Where a quoted text ends; 0 where it is not closed. A doubled quote does not close, but a bracket always does. */
function quoteEnd(sql: string, start: number, quote: string): number {
  let place = sql.indexOf(quote, start + 1);
  while (place >= 0 && quote !== "]" && sql[place + 1] === quote) place = sql.indexOf(quote, place + 2);
  return place + 1;
}

function startsOf(first: string): readonly (readonly [TokenKind, RegExp])[] {
  if (first === "x" || first === "X") return STARTS["x"]!;
  if (
    (first >= "a" && first <= "z") ||
    (first >= "A" && first <= "Z") ||
    first === "_" ||
    first >= "\u0080"
  ) {
    return STARTS["word"]!;
  }
  if ((first >= "0" && first <= "9") || first === ".") return STARTS["digit"]!;
  if (first === "?" || first === ":" || first === "@" || first === "#" || first === "$") return STARTS["?"]!;
  return first === "(" || first === ")" || first === "," ? [] : STARTS["operator"]!;
}

function token(sql: string, kind: TokenKind, start: number, end: number): Token {
  const text = sql.slice(start, end);
  return { kind, text, value: valueIn(kind, text), start, end };
}

function valueIn(kind: TokenKind, text: string): string {
  if (kind === "word") return upper(text);
  if (kind !== "quoted" && kind !== "string") return text;
  const quote = text[0]!;
  return quote === "[" ? text.slice(1, -1) : text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** The name that a token stands for; a string is one too where a name is expected. */
export function nameOf(token: Token): string {
  return token.kind === "word" ? token.text : token.value;
}

const ASCII = /^[\x20-\x7e]*$/;

/** A name as SQLite compares it: without regard to the case of ASCII letters. */
export function fold(name: string): string {
  return ASCII.test(name) ? name.toLowerCase() : name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether two names are one to SQLite. */
export function sameName(a: string, b: string): boolean {
  return a === b || fold(a) === fold(b);
}

/** The text with ASCII letters in upper case; others stay as they are. */
function upper(text: string): string {
  return ASCII.test(text) ? text.toUpperCase() : text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
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
