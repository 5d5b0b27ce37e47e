import { plainText } from "../util/text.js";
import { type Comment, ScriptTokens, type Token } from "./script-tokens.js";

/** The names of a script that place it in the history. */
export const HEADER_NAMES = ["revision", "downRevision", "branchLabels", "dependsOn"] as const;

/** One of the names that place a script in the history. */
export type HeaderName = (typeof HEADER_NAMES)[number];

/** A plain value of the header. */
export type HeaderValue = string | readonly string[] | null;

/** What the beginning of a script says without being run. */
export interface ScriptHeader {
  /** The exported plain values that were found. */
  readonly values: ReadonlyMap<HeaderName, HeaderValue>;
  /** The exported names whose value is not plain, each with the line it stands in. */
  readonly computed: ReadonlyMap<HeaderName, number>;
  readonly comment: LeadingComment;
  /** Whether all names were found, so that reading more of the file adds nothing. */
  readonly isComplete: boolean;
}

/** What the leading comment of a script says. */
export interface LeadingComment {
  /** The first line of prose. */
  readonly message: string;
  /** All of it without the comment's marks. */
  readonly doc: string;
  /** What follows `Create Date:`. */
  readonly createdAt: string | null;
}

/** What stands behind a name: where, and its value, undefined where that is not plain. */
interface Found {
  readonly at: number;
  readonly value: HeaderValue | undefined;
}

const OPENING = "([{";
const CLOSING = ")]}";
/** Comments for tools, which are no message even where a script begins with them. */
const DIRECTIVE = /^\/[/*]\s*(?:@ts-|eslint|biome-|prettier-)/;
/** Lines of the leading comment that are no prose. */
const FIELD = /^(?:Revision ID|Revises|Create Date|Branch labels|Depends on)\s*:/i;
const CREATED = /^Create Date\s*:\s*(\S.*)$/i;

/**
 * Reads the header of a script: `export const name = …`, `export { name }`, `exports.name = …` or
 * `module.exports = { name: … }` at the top level, in any order. Nothing is executed.
 */
export function readScriptHeader(source: string): ScriptHeader {
  return new HeaderReader(source).read();
}

/** Walks the top level of one script. */
class HeaderReader {
  readonly #source: string;
  readonly #tokens: ScriptTokens;
  readonly #exported = new Map<HeaderName, Found>();
  readonly #locals = new Map<string, Found>();
  #firstValueAt = Number.POSITIVE_INFINITY;
  #leadingComments: readonly Comment[] = [];

  constructor(source: string) {
    this.#source = source;
    this.#tokens = new ScriptTokens(source);
  }

  read(): ScriptHeader {
    const tokens = this.#tokens;
    tokens.peek();
    this.#leadingComments = [...tokens.comments];
    let depth = 0;
    while (tokens.peek().kind !== "end" && this.#exported.size < HEADER_NAMES.length) {
      const token = tokens.next();
      if (token.kind === "word" && depth === 0) this.#readStatement(token);
      if (token.kind !== "mark") continue;
      if (OPENING.includes(token.text)) depth++;
      else if (CLOSING.includes(token.text)) depth--;
    }
    const values = new Map<HeaderName, HeaderValue>();
    const computed = new Map<HeaderName, number>();
    for (const [name, found] of this.#exported) {
      if (found.value === undefined) computed.set(name, this.#lineOf(found.at));
      else values.set(name, found.value);
    }
    // At the end of a piece of a file the last value may have been cut off.
    const isComplete = values.size === HEADER_NAMES.length && tokens.peek().kind !== "end";
    return { values, computed, comment: readComment(this.#leadingComment()), isComplete };
  }

  #readStatement(first: Token): void {
    const tokens = this.#tokens;
    if (first.text === "export") {
      if (tokens.accept("{")) this.#readExportList();
      else if (isDeclarationWord(tokens.peek())) {
        tokens.next();
        this.#readDeclarators((name, found) => this.#export(name, found));
      }
    } else if (isDeclarationWord(first)) {
      this.#readDeclarators((name, found) => this.#locals.set(name, found));
    } else if (first.text === "exports") {
      this.#readAssignment();
    } else if (first.text === "module" && tokens.accept(".") && tokens.accept("exports")) {
      if (tokens.peek().text === ".") this.#readAssignment();
      else if (tokens.accept("=") && tokens.accept("{")) this.#readObject();
    }
  }

  /** `name: type = value, name = value`, after `const`, `let` or `var`. */
  #readDeclarators(found: (name: string, value: Found) => void): void {
    const tokens = this.#tokens;
    do {
      if (tokens.peek().kind !== "word") return;
      const name = tokens.next();
      if (tokens.accept(":")) this.#skipTo("=");
      if (!tokens.accept("=")) return;
      const value = this.#readValue();
      if (value === null) return;
      found(name.text, value);
    } while (tokens.accept(","));
  }

  /** `{ local, local as name }`, after `export {`. */
  #readExportList(): void {
    const tokens = this.#tokens;
    while (tokens.peek().kind === "word") {
      const local = tokens.next().text;
      const name = tokens.accept("as") ? tokens.next().text : local;
      const found = this.#locals.get(local);
      if (found !== undefined) this.#export(name, found);
      tokens.accept(",");
    }
    this.#skipBracket();
  }

  /** `.name = .name = value`, after `exports`; the first lines of compiled scripts chain all names to `void 0`. */
  #readAssignment(): void {
    const tokens = this.#tokens;
    const names: string[] = [];
    while (tokens.accept(".")) {
      names.push(tokens.next().text);
      if (!tokens.accept("=")) return;
      if (!tokens.accept("exports")) break;
    }
    if (tokens.peek().text === "void") return;
    const found = this.#readValue();
    if (found === null) return;
    for (const name of names) this.#export(name, found);
  }

  /** `name: value, "name": value, other…`, after `module.exports = {`. */
  #readObject(): void {
    const tokens = this.#tokens;
    while (tokens.peek().kind !== "end" && !tokens.accept("}")) {
      const key = tokens.next();
      if (tokens.accept(":")) {
        const found = isHeaderName(key.text) ? this.#readValue() : null;
        if (found !== null) this.#export(key.text, found);
      } else if (tokens.peek().text === "," || tokens.peek().text === "}") {
        const found = this.#locals.get(key.text);
        if (found !== undefined) this.#export(key.text, found);
      }
      this.#skipTo(",");
      tokens.accept(",");
    }
  }

  /** The value up to where its expression ends; null where the source ends first. */
  #readValue(): Found | null {
    const tokens = this.#tokens;
    const at = tokens.peek().start;
    if (tokens.peek().kind === "end") return null;
    const value = this.#readPlainValue();
    if (value !== undefined) {
      this.#skipAssertions();
      if (this.#endsExpression(tokens.peek())) return { at, value };
    }
    return tokens.peek().kind === "end" ? null : { at, value: undefined };
  }

  /** A string, null, undefined or an array of strings; undefined where something else stands. */
  #readPlainValue(): HeaderValue | undefined {
    const tokens = this.#tokens;
    if (tokens.peek().kind === "string") return tokens.next().text;
    if (tokens.accept("null") || tokens.accept("undefined")) return null;
    if (!tokens.accept("[")) return undefined;
    const items: string[] = [];
    while (tokens.peek().kind === "string") {
      items.push(tokens.next().text);
      this.#skipAssertions();
      if (!tokens.accept(",")) break;
    }
    if (tokens.accept("]")) return items;
    this.#skipBracket();
    return undefined;
  }

  #endsExpression(after: Token): boolean {
    if (after.kind === "end" || (after.kind === "mark" && ";,}".includes(after.text))) return true;
    // Without a semicolon the next line goes on with the expression only if it begins with an operator.
    return after.kind === "word" && after.text !== "in" && after.text !== "instanceof";
  }

  /** `as const`, `as string | null`, `satisfies readonly Name<"a">[]`. */
  #skipAssertions(): void {
    const tokens = this.#tokens;
    while (tokens.accept("as") || tokens.accept("satisfies")) {
      do {
        while (tokens.accept("readonly"));
        tokens.next();
        if (tokens.accept("<")) this.#skipTypeArguments();
        while (tokens.accept("[")) this.#skipBracket();
      } while (tokens.accept("|") || tokens.accept("&"));
    }
  }

  #skipTypeArguments(): void {
    for (let depth = 1; depth > 0 && this.#tokens.peek().kind !== "end"; ) {
      const { text } = this.#tokens.next();
      if (text === "<") depth++;
      else if (text === ">") depth--;
    }
  }

  /** Skips the rest of a bracket whose opening has been taken, and its closing. */
  #skipBracket(): void {
    this.#skipTo("");
    this.#tokens.next();
  }

  /** Skips to a mark on the same level of brackets, or to the bracket or semicolon that ends the level. */
  #skipTo(mark: string): void {
    const tokens = this.#tokens;
    for (let depth = 0; tokens.peek().kind !== "end"; tokens.next()) {
      const token = tokens.peek();
      if (token.kind !== "mark") continue;
      if (depth === 0 && (token.text === mark || token.text === ";")) return;
      if (OPENING.includes(token.text)) depth++;
      else if (CLOSING.includes(token.text) && --depth < 0) return;
    }
  }

  #export(name: string, found: Found): void {
    if (!isHeaderName(name)) return;
    this.#firstValueAt = Math.min(this.#firstValueAt, found.at);
    this.#exported.set(name, found);
  }

  /** The first doc comment before the first value, else the comment that the script begins with. */
  #leadingComment(): string {
    const isDoc = (comment: Comment) => comment.text.startsWith("/**") && comment.start < this.#firstValueAt;
    const doc = this.#tokens.comments.find(isDoc);
    return (doc ?? this.#leadingComments.find((comment) => !DIRECTIVE.test(comment.text)))?.text ?? "";
  }

  #lineOf(offset: number): number {
    return this.#source.slice(0, offset).split("\n").length;
  }
}

function isDeclarationWord(token: Token): boolean {
  return token.kind === "word" && (token.text === "const" || token.text === "let" || token.text === "var");
}

function isHeaderName(name: string): name is HeaderName {
  return (HEADER_NAMES as readonly string[]).includes(name);
}

function readComment(comment: string): LeadingComment {
  if (comment === "") return { message: "", doc: "", createdAt: null };
  const doc = plainText(comment)
    .replace(/^\/(?:\*+|\/+)|\*+\/$/g, "")
    .replace(/\r?\n[ \t]*\*? ?/g, "\n")
    .trim();
  const lines = doc.split("\n").map((line) => line.trim());
  const message = lines.find((line) => line !== "" && !FIELD.test(line)) ?? "";
  const created = lines.map((line) => CREATED.exec(line)?.[1]).find((date) => date !== undefined);
  return { message, doc, createdAt: created ?? null };
}
