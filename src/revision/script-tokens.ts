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

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\.?\d[\w.]*/y;
const SPACE = /[\s\ufeff]*/y;
/** After these words a `/` begins a regular expression; after any other word it divides. */
const BEFORE_EXPRESSION =
  /^(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield|instanceof)$/;
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
};

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
    if (character === '"' || character === "'") return this.#readString(start, character);
    if (character === "`") return this.#readTemplate(start);
    if (character === "/" && this.#expressionMayBegin()) return this.#readRegExp(start);
    if (character === "=" && source[start + 1] === ">") return this.#token("mark", "=>", start, start + 2);
    const word = matchAt(WORD, source, start);
    if (word !== null) return this.#token("word", word, start, start + word.length);
    const number = matchAt(NUMBER, source, start);
    if (number !== null) return this.#token("other", number, start, start + number.length);
    return this.#token("mark", character, start, start + 1);
  }

  #skipSpaceAndComments(): void {
    const source = this.#source;
    for (;;) {
      this.#at += matchAt(SPACE, source, this.#at)?.length ?? 0;
      const start = this.#at;
      if (source.startsWith("//", start)) this.#at = endOfLine(source, start);
      else if (source.startsWith("/*", start)) {
        const close = source.indexOf("*/", start + 2);
        this.#at = close === -1 ? source.length : close + 2;
      } else return;
      this.comments.push({ text: source.slice(start, this.#at), start });
    }
  }

  #readString(start: number, quote: string): Token {
    const source = this.#source;
    let value = "";
    for (let i = start + 1; i < source.length; i++) {
      const character = source[i]!;
      if (character === quote) return this.#token("string", value, start, i + 1);
      if (character === "\n") break;
      if (character !== "\\") value += character;
      else {
        const sequence = readEscape(source, i);
        value += sequence.value;
        i = sequence.last;
      }
    }
    return this.#end();
  }

  /** A template is a string where nothing is substituted in it. */
  #readTemplate(start: number): Token {
    const source = this.#source;
    let value = "";
    let substitutes = false;
    let i = start + 1;
    while (i < source.length) {
      const character = source[i]!;
      if (character === "`") return this.#token(substitutes ? "other" : "string", value, start, i + 1);
      if (character === "\\") {
        const sequence = readEscape(source, i);
        value += sequence.value;
        i = sequence.last + 1;
      } else if (character === "$" && source[i + 1] === "{") {
        substitutes = true;
        i = this.#endOfSubstitution(i + 2);
      } else {
        value += character;
        i++;
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
    return previous.kind === "word" && BEFORE_EXPRESSION.test(previous.text);
  }

  #token(kind: Token["kind"], text: string, start: number, end: number): Token {
    this.#at = end;
    return { kind, text, start, end };
  }

  #end(): Token {
    return this.#token("end", "", this.#source.length, this.#source.length);
  }
}

function readEscape(source: string, backslash: number): { value: string; last: number } {
  const hex = /\\(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\})/iy;
  hex.lastIndex = backslash;
  const match = hex.exec(source);
  const digits = match?.[1] ?? match?.[2] ?? match?.[3];
  if (digits !== undefined && Number.parseInt(digits, 16) <= 0x10ffff) {
    return { value: String.fromCodePoint(Number.parseInt(digits, 16)), last: hex.lastIndex - 1 };
  }
  const character = source[backslash + 1] ?? "";
  if (character === "\n") return { value: "", last: backslash + 1 };
  return { value: ESCAPES[character] ?? character, last: backslash + 1 };
}

function matchAt(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}

function endOfLine(source: string, from: number): number {
  const newline = source.indexOf("\n", from);
  return newline === -1 ? source.length : newline;
}
