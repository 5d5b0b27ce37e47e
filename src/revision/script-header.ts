import { plainText } from "../util/text.js";
import { type Comment, ScriptTokens } from "./script-tokens.js";

/** The names of a script that place it in the history. */
const HEADER_NAMES = ["revision", "downRevision", "branchLabels", "dependsOn", "replaces"] as const;

/** How many of the names stand in every script that `migr` writes; the last one only in those of a squash. */
const USUAL_NAMES = 4;

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
  /** The line of the first mark that git left in it where a merge was not finished; null without one. */
  readonly conflictAt: number | null;
  /** Whether all that makes a header was found, so that reading more of the file adds nothing. */
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

const CONFLICT_MARK = /^<{7} /m;
const OPENING = new Set("([{");
const CLOSING = new Set(")]}");
/** Comments for tools, which are no message even where a script begins with them. */
const DIRECTIVE = /^\/[/*]\s*(?:@ts-|eslint|biome-|prettier-)/;
/** Lines below the message of a leading comment; a comment that begins with the first of them has no message there. */
// Of text in lower case: an expression that takes no notice of case costs Node a table of all letters.
const FIRST_FIELD = /^revision id\s*:/;
const FIELD = /^(?:revision id|revises|create date|branch labels|depends on)\s*:/;
const CREATED = /^create date\s*:\s*(?=\S)/;

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
  /** Behind the usual names something else has begun. */
  #isOver = false;
  readonly #leadingComments: readonly Comment[];

  constructor(source: string) {
    this.#source = source;
    this.#tokens = new ScriptTokens(source);
    this.#leadingComments = [...this.#tokens.comments];
  }

  read(): ScriptHeader {
    const tokens = this.#tokens;
    for (let depth = 0; tokens.kind !== "end" && !this.#isOver; ) {
      if (tokens.kind === "word" && depth === 0) this.#readStatement();
      else {
        if (tokens.kind === "mark") depth += nesting(tokens.text);
        tokens.advance();
      }
    }
    const values = new Map<HeaderName, HeaderValue>();
    const computed = new Map<HeaderName, number>();
    for (const [name, found] of this.#exported) {
      if (found.value === undefined) computed.set(name, this.#lineOf(found.at));
      else values.set(name, found.value);
    }
    // At the end of a piece of a file the last value may have been cut off.
    const isComplete = values.size >= USUAL_NAMES && tokens.kind !== "end";
    const conflict = this.#source.search(CONFLICT_MARK);
    const conflictAt = conflict === -1 ? null : this.#lineOf(conflict);
    return { values, computed, comment: readComment(this.#leadingComment()), conflictAt, isComplete };
  }

  /** What a word at the top level begins, as far as it matters here. */
  #readStatement(): void {
    const tokens = this.#tokens;
    const first = tokens.take();
    if (this.#exported.size >= USUAL_NAMES && !this.#goesOn(first)) this.#isOver = true;
    else if (first === "import") tokens.skipImport();
    else if (first === "exports") this.#readAssignment();
    else if (isDeclarationWord(first)) this.#readDeclarators((name, found) => this.#locals.set(name, found));
    else if (first === "export") {
      if (tokens.accept("{")) this.#readExportList();
      else if (tokens.kind === "word" && isDeclarationWord(tokens.text)) {
        tokens.advance();
        this.#readDeclarators((name, found) => this.#export(name, found));
      }
    } else if (first === "module" && tokens.accept(".") && tokens.accept("exports")) {
      if (tokens.is(".")) this.#readAssignment();
      else if (tokens.accept("=") && tokens.accept("{")) this.#readObject();
    }
  }

  /** Whether a statement that begins so may be of the header still. */
  #goesOn(first: string): boolean {
    if (first === "export") {
      if (isDeclarationWord(this.#tokens.text) || this.#tokens.is("{")) return true;
      // At the end of a piece of a file the word may have been cut off.
      this.#tokens.advance();
      return false;
    }
    return first === "exports" || isDeclarationWord(first);
  }

  /** `name: type = value, name = value`, after `const`, `let` or `var`. */
  #readDeclarators(found: (name: string, value: Found) => void): void {
    const tokens = this.#tokens;
    do {
      if (tokens.kind !== "word") return;
      const name = tokens.take();
      if (tokens.accept(":")) this.#skipTo("=");
      if (!tokens.accept("=")) return;
      const value = this.#readValue();
      if (value === null) return;
      found(name, value);
    } while (tokens.accept(","));
  }

  /** `{ local, local as name }`, after `export {`. */
  #readExportList(): void {
    const tokens = this.#tokens;
    while (tokens.kind === "word") {
      const local = tokens.take();
      this.#exportLocal(local, tokens.accept("as") ? tokens.take() : local);
      tokens.accept(",");
    }
    this.#skipBracket();
  }

  /** `.name = .name = value`, after `exports`; the first lines of compiled scripts chain all names to `void 0`. */
  #readAssignment(): void {
    const tokens = this.#tokens;
    const names: string[] = [];
    while (tokens.accept(".")) {
      names.push(tokens.take());
      if (!tokens.accept("=")) return;
      if (!tokens.accept("exports")) break;
    }
    if (tokens.is("void")) return;
    const found = this.#readValue();
    if (found === null) return;
    for (const name of names) this.#export(name, found);
  }

  /** `name: value, "name": value, other…`, after `module.exports = {`. */
  #readObject(): void {
    const tokens = this.#tokens;
    while (tokens.kind !== "end" && !tokens.accept("}")) {
      const key = tokens.take();
      if (tokens.accept(":")) {
        const found = isHeaderName(key) ? this.#readValue() : null;
        if (found !== null) this.#export(key, found);
      } else if (tokens.is(",") || tokens.is("}")) {
        this.#exportLocal(key, key);
      }
      this.#skipTo(",");
      tokens.accept(",");
    }
  }

  /** The value up to where its expression ends; null where the source ends first. */
  #readValue(): Found | null {
    const tokens = this.#tokens;
    const at = tokens.start;
    if (tokens.kind === "end") return null;
    const value = this.#readPlainValue();
    if (value !== undefined) {
      this.#skipAssertions();
      if (this.#atEndOfExpression()) return { at, value };
    }
    return { at, value: undefined };
  }

  /** A string, null, undefined or an array of strings; undefined where something else stands. */
  #readPlainValue(): HeaderValue | undefined {
    const tokens = this.#tokens;
    if (tokens.isString()) return tokens.take();
    if (tokens.accept("null") || tokens.accept("undefined")) return null;
    if (!tokens.accept("[")) return undefined;
    const items: string[] = [];
    while (tokens.isString()) {
      items.push(tokens.take());
      this.#skipAssertions();
      if (!tokens.accept(",")) break;
    }
    if (tokens.accept("]")) return items;
    this.#skipBracket();
    return undefined;
  }

  #atEndOfExpression(): boolean {
    const { kind, text } = this.#tokens;
    if (kind === "end" || (kind === "mark" && ";,}".includes(text))) return true;
    // Without a semicolon the next line goes on with the expression only if it begins with an operator.
    return kind === "word" && text !== "in" && text !== "instanceof";
  }

  /** `as const`, `as string | null`, `satisfies readonly Name<"a">[]`. */
  #skipAssertions(): void {
    const tokens = this.#tokens;
    while (tokens.accept("as") || tokens.accept("satisfies")) {
      do {
        while (tokens.accept("readonly"));
        tokens.advance();
        if (tokens.accept("<")) this.#skipTypeArguments();
        while (tokens.accept("[")) this.#skipBracket();
      } while (tokens.accept("|") || tokens.accept("&"));
    }
  }

  #skipTypeArguments(): void {
    const tokens = this.#tokens;
    for (let depth = 1; depth > 0 && tokens.kind !== "end"; tokens.advance()) {
      if (tokens.is("<")) depth++;
      else if (tokens.is(">")) depth--;
    }
  }

  /** Skips the rest of a bracket whose opening has been taken, and its closing. */
  #skipBracket(): void {
    this.#skipTo("");
    this.#tokens.advance();
  }

  /** Skips to a mark on the same level of brackets, or to the bracket or semicolon that ends the level. */
  #skipTo(mark: string): void {
    const tokens = this.#tokens;
    for (let depth = 0; tokens.kind !== "end"; tokens.advance()) {
      if (tokens.kind !== "mark") continue;
      if (depth === 0 && (tokens.text === mark || tokens.text === ";")) return;
      depth += nesting(tokens.text);
      if (depth < 0) return;
    }
  }

  #exportLocal(local: string, name: string): void {
    const found = this.#locals.get(local);
    if (found !== undefined) this.#export(name, found);
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

function isDeclarationWord(word: string): boolean {
  return word === "const" || word === "let" || word === "var";
}

/** How a mark changes the depth of brackets. */
function nesting(mark: string): number {
  return OPENING.has(mark) ? 1 : CLOSING.has(mark) ? -1 : 0;
}

function isHeaderName(name: string): name is HeaderName {
  return (HEADER_NAMES as readonly string[]).includes(name);
}

function readComment(comment: string): LeadingComment {
  if (comment === "") return { message: "", doc: "", createdAt: null };
  const doc = plainText(comment)
    .replace(/^\/(?:\*+|\/+)|\*+\/$/g, "")
    .replace(/\r?\n[ \t]*\*? ?/g, "\n")
    .replaceAll("*\\/", "*/")
    .trim();
  const lines = doc.split("\n").map((line) => line.trim());
  const message = FIRST_FIELD.test(doc.toLowerCase())
    ? lines.find((line) => line !== "" && !FIELD.test(line.toLowerCase()))
    : lines[0];
  const created = lines.flatMap((line) => {
    const label = CREATED.exec(line.toLowerCase());
    return label === null ? [] : [line.slice(label[0].length)];
  });
  return { message: message ?? "", doc, createdAt: created.at(-1) ?? null };
}
