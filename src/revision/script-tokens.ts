/** One word, mark or literal of a script. */
export interface Token {
  readonly kind: "word" | "mark" | "string" | "other" | "end";
  /** A string's value without quotes and escapes; otherwise the text itself. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A comment with its delimiters. */
export interface Comment {
  readonly text: string;
  readonly start: number;
}

/** After these words a `/` begins a regular expression; after any other word it divides. */
const BEFORE_EXPRESSION = new Set(
  "return typeof case in of do else void delete throw new await yield instanceof".split(" "),
);
const ESCAPE = /\\(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\}|(\r\n|[\s\S]|$))/gi;
const ESCAPED: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  "\n": "",
  "\r\n": "",
};
const [NEWLINE, SPACE, SLASH, STAR, BACKSLASH, BACKTICK, DOLLAR, BRACE] = [..."\n /*\\`${"].map((character) =>
  character.charCodeAt(0),
) as [number, number, number, number, number, number, number, number];

/**
 * Splits TypeScript or JavaScript into tokens, one at a time, so that a reader can stop early. It knows just enough
 * not to be misled by comments, strings, templates and regular expressions; it does not check the syntax.
 */
export class ScriptTokens {
  /** The comments met so far. */
  readonly comments: Comment[] = [];
  readonly #source: string;
  #at: number;
  #previous: Token | null = null;
  #peeked: Token | null = null;

  constructor(source: string) {
    this.#source = source;
    this.#at = source.startsWith("#!") ? endOfLine(source, 0) : 0;
  }

  /** Takes the next token; at the end, and from something unterminated on, always the end token. */
  next(): Token {
    const token = this.peek();
    this.#peeked = null;
    this.#previous = token;
    return token;
  }

  /** The next token without taking it. */
  peek(): Token {
    this.#peeked ??= this.#read();
    return this.#peeked;
  }

  /** Takes the next token if it is this word or mark. */
  accept(text: string): boolean {
    const token = this.peek();
    if (token.text !== text || (token.kind !== "word" && token.kind !== "mark")) return false;
    this.next();
    return true;
  }

  #read(): Token {
    this.#skipSpaceAndComments();
    const start = this.#at;
    const source = this.#source;
    if (start >= source.length) return this.#end();
    const character = source[start]!;
    if (isWordPart(source.charCodeAt(start))) return this.#readWord(start);
    if (character === '"' || character === "'") return this.#readString(start);
    if (character === "`") return this.#readTemplate(start);
    if (character === "/" && this.#expressionMayBegin()) return this.#readRegExp(start);
    if (character === "=" && source[start + 1] === ">") return this.#token("mark", "=>", start, start + 2);
    return this.#token("mark", character, start, start + 1);
  }

  #skipSpaceAndComments(): void {
    const source = this.#source;
    for (;;) {
      let start = this.#at;
      while (start < source.length && isSpace(source.charCodeAt(start))) start++;
      this.#at = start;
      if (source.charCodeAt(start) !== SLASH) return;
      const next = source.charCodeAt(start + 1);
      if (next === SLASH) this.#at = endOfLine(source, start);
      else if (next === STAR) {
        const close = source.indexOf("*/", start + 2);
        this.#at = close === -1 ? source.length : close + 2;
      } else return;
      this.comments.push({ text: source.slice(start, this.#at), start });
    }
  }

  /** A word, or a number, whose sign and point are marks of their own. */
  #readWord(start: number): Token {
    const source = this.#source;
    let end = start + 1;
    while (end < source.length && isWordPart(source.charCodeAt(end))) end++;
    const isNumber = isDigit(source.charCodeAt(start));
    return this.#token(isNumber ? "other" : "word", source.slice(start, end), start, end);
  }

  #readString(start: number): Token {
    const source = this.#source;
    const quote = source.charCodeAt(start);
    for (let i = start + 1; i < source.length; i++) {
      const code = source.charCodeAt(i);
      if (code === quote) return this.#token("string", unescaped(source.slice(start + 1, i)), start, i + 1);
      if (code === NEWLINE) break;
      // What is escaped ends nothing, a line included; a line may end in two characters.
      if (code === BACKSLASH) i += source.startsWith("\r\n", i + 1) ? 2 : 1;
    }
    return this.#end();
  }

  /** A template is a string where nothing is substituted in it. */
  #readTemplate(start: number): Token {
    const source = this.#source;
    let substitutes = false;
    for (let i = start + 1; i < source.length; i++) {
      const code = source.charCodeAt(i);
      if (code === BACKTICK) {
        const text = substitutes ? "" : unescaped(source.slice(start + 1, i));
        return this.#token(substitutes ? "other" : "string", text, start, i + 1);
      }
      if (code === BACKSLASH) i++;
      else if (code === DOLLAR && source.charCodeAt(i + 1) === BRACE) {
        substitutes = true;
        i = this.#endOfSubstitution(i + 2) - 1;
      }
    }
    return this.#end();
  }

  #endOfSubstitution(start: number): number {
    this.#at = start;
    this.#previous = null;
    for (let depth = 1; depth > 0; ) {
      const token = this.#read();
      this.#previous = token;
      if (token.kind === "end") return this.#source.length;
      if (token.kind === "mark") depth += token.text === "{" ? 1 : token.text === "}" ? -1 : 0;
    }
    return this.#at;
  }

  #readRegExp(start: number): Token {
    const source = this.#source;
    let inClass = false;
    for (let i = start + 1; i < source.length && source[i] !== "\n"; i++) {
      const character = source[i];
      if (character === "\\") i++;
      else if (character === "[") inClass = true;
      else if (character === "]") inClass = false;
      else if (character === "/" && !inClass) return this.#token("other", "", start, i + 1);
    }
    return this.#token("mark", "/", start, start + 1);
  }

  #expressionMayBegin(): boolean {
    const previous = this.#previous;
    if (previous === null) return true;
    if (previous.kind === "mark") return !")]}".includes(previous.text);
    return previous.kind === "word" && BEFORE_EXPRESSION.has(previous.text);
  }

  #token(kind: Token["kind"], text: string, start: number, end: number): Token {
    this.#at = end;
    return { kind, text, start, end };
  }

  #end(): Token {
    return this.#token("end", "", this.#source.length, this.#source.length);
  }
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(ESCAPE, (_, two?: string, four?: string, braced?: string, plain?: string) => {
    const digits = two ?? four ?? braced;
    if (digits === undefined) return ESCAPED[plain!] ?? plain!;
    const code = Number.parseInt(digits, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}

/** Letters, digits, `_`, `$` and all beyond ASCII, which is in words or in strings. */
function isWordPart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    isDigit(code) ||
    code === 95 ||
    code === 36 ||
    (code > 127 && !isSpace(code))
  );
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isSpace(code: number): boolean {
  if (code < 128) return code <= SPACE;
  return code === 0xa0 || code === 0xfeff || code === 0x2028 || code === 0x2029;
}

function endOfLine(source: string, from: number): number {
  const newline = source.indexOf("\n", from);
  return newline === -1 ? source.length : newline;
}
