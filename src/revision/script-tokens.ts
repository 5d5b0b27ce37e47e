/** What kind of token stands at a place: a word, a mark of one or two characters, a string, a number or the like. */
export type TokenKind = "word" | "mark" | "string" | "other" | "end";

/** A comment with its delimiters. */
export interface Comment {
  readonly text: string;
  readonly start: number;
}

// Sticky expressions are matched natively, which matters for thousands of scripts in a short process.
const SPACE = /\s+/y;
const WORD = /[\w$\u00a1-\u2027\u202a-\ufefe\uff00-\uffff]+/y;
const COMMENT = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)/y;
const STRING = /"(?:[^"\\\n]|\\(?:\r\n|[\s\S]))*"|'(?:[^'\\\n]|\\(?:\r\n|[\s\S]))*'/y;
const TEMPLATE_PART = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;
const REG_EXP = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y;
/** An import declaration up to the name of its module, where nothing unusual is in it. */
const IMPORT = /[\w$\s,*]*(?:\{[\w$\s,]*\}\s*from\s*)?(?:"[^"\\\n]*"|'[^'\\\n]*')/y;

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

/**
 * Splits TypeScript or JavaScript into tokens, one at a time, so that a reader can stop early. It knows just enough
 * not to be misled by comments, strings, templates and regular expressions; it does not check the syntax.
 */
export class ScriptTokens {
  /** The kind of the current token; `end` at the end, and from something unterminated on. */
  kind: TokenKind = "mark";
  /** The text of the current token; of a string, its value. */
  text = "";
  /** Where the current token begins. */
  start = 0;
  /** The comments met so far. */
  readonly comments: Comment[] = [];
  readonly #source: string;
  #at: number;

  constructor(source: string) {
    this.#source = source;
    this.#at = source.startsWith("#!") ? Math.max(source.indexOf("\n"), 0) : 0;
    this.advance();
  }

  /** Goes on to the next token. */
  advance(): void {
    this.#skipSpaceAndComments();
    const source = this.#source;
    const start = this.#at;
    this.start = start;
    if (start >= source.length) this.#set("end", "", start);
    else if (this.#matches(WORD)) this.#setWord();
    else this.#readOther(source[start]!);
  }

  /** The text of the current token, going on to the next. */
  take(): string {
    const text = this.text;
    this.advance();
    return text;
  }

  /** Whether the current token is this word or mark. */
  is(text: string): boolean {
    return this.text === text && (this.kind === "mark" || this.kind === "word");
  }

  /** Whether the current token is a string, or a template without substitutions. */
  isString(): boolean {
    return this.kind === "string";
  }

  /** Goes on to the next token if the current one is this word or mark. */
  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.advance();
    return true;
  }

  /** Goes past an import declaration at once, after its first word; one that is unusual is left to be read in tokens. */
  skipImport(): void {
    const before = this.#at;
    this.#at = this.start;
    if (!this.#matches(IMPORT)) {
      this.#at = before;
      return;
    }
    this.#set("string", "", this.#at);
    this.advance();
  }

  #skipSpaceAndComments(): void {
    for (;;) {
      const code = this.#source.charCodeAt(this.#at);
      if (code <= 32 || code > 127) this.#matches(SPACE);
      const start = this.#at;
      if (this.#source[start] !== "/" || !this.#matches(COMMENT)) return;
      this.comments.push({ text: this.#source.slice(start, this.#at), start });
    }
  }

  #setWord(): void {
    const text = this.#source.slice(this.start, this.#at);
    const code = text.charCodeAt(0);
    this.#set(code >= 48 && code <= 57 ? "other" : "word", text, this.#at);
  }

  #readOther(character: string): void {
    const source = this.#source;
    const start = this.start;
    if (character === '"' || character === "'") {
      if (this.#matches(STRING))
        this.#set("string", unescaped(source.slice(start + 1, this.#at - 1)), this.#at);
      else this.#set("end", "", source.length);
    } else if (character === "`") this.#readTemplate();
    else if (character === "/" && this.#expressionMayBegin() && this.#matches(REG_EXP)) {
      this.#set("other", "", this.#at);
    } else if (character === "=" && source[start + 1] === ">") this.#set("mark", "=>", start + 2);
    else this.#set("mark", character, start + 1);
  }

  /** A template is a string where nothing is substituted in it. */
  #readTemplate(): void {
    const source = this.#source;
    const start = this.start;
    this.#at = start + 1;
    for (let substitutes = false; this.#matches(TEMPLATE_PART); substitutes = true) {
      if (source[this.#at - 1] === "`") {
        const text = substitutes ? "" : unescaped(source.slice(start + 1, this.#at - 1));
        this.start = start;
        this.#set(substitutes ? "other" : "string", text, this.#at);
        return;
      }
      this.#skipSubstitution();
    }
    this.#set("end", "", source.length);
  }

  #skipSubstitution(): void {
    this.#set("mark", "{", this.#at);
    for (let depth = 1; depth > 0 && this.kind !== "end"; ) {
      this.advance();
      if (this.kind === "mark") depth += this.text === "{" ? 1 : this.text === "}" ? -1 : 0;
    }
  }

  /** Judged by the token before, which is still the current one. */
  #expressionMayBegin(): boolean {
    if (this.kind === "mark") return !")]}".includes(this.text) || this.text === "";
    return this.kind === "word" && BEFORE_EXPRESSION.has(this.text);
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#source)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #set(kind: TokenKind, text: string, end: number): void {
    this.kind = kind;
    this.text = text;
    this.#at = end;
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
