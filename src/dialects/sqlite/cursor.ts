import { Internal } from "../../errors/errors.js";
import { is, nameOf, nextToken, type Token, textOf } from "./tokens.js";

/** A place in an SQL text that is being read from left to right; tokens are made as they are asked for. */
export class Cursor {
  readonly sql: string;
  readonly #tokens: Token[] = [];
  #position = 0;
  /** Where the text goes on behind the tokens that were made. */
  #made = 0;
  #end = 0;

  constructor(sql: string) {
    this.sql = sql;
  }

  /** The token at this distance ahead, or undefined at the end. */
  peek(ahead = 0): Token | undefined {
    while (this.#tokens.length <= this.#position + ahead) {
      const token = nextToken(this.sql, this.#made);
      if (!token) return undefined;
      this.#tokens.push(token);
      this.#made = token.end;
    }
    return this.#tokens[this.#position + ahead];
  }

  /** Where the last token that was read ends. */
  get end(): number {
    return this.#end;
  }

  /** Goes on reading at a place further on, which is where a token ends or begins. */
  skipTo(place: number): void {
    this.#tokens.length = this.#position;
    this.#made = place;
    this.#end = place;
  }

  /** Whether these keywords or symbols come next. */
  at(...values: readonly string[]): boolean {
    for (let i = 0; i < values.length; i++) if (!is(this.peek(i), values[i]!)) return false;
    return true;
  }

  /** Reads these keywords or symbols where they come next. */
  take(...values: readonly string[]): boolean {
    if (!this.at(...values)) return false;
    this.#position += values.length;
    this.#end = this.#tokens[this.#position - 1]!.end;
    return true;
  }

  /**
   * Reads the next token.
   *
   * @throws {Internal} the text ends here
   */
  next(): Token {
    const token = this.peek();
    if (!token) throw unread(this.sql, "ends too soon");
    this.#position++;
    this.#end = token.end;
    return token;
  }

  /**
   * Reads these keywords or symbols.
   *
   * @throws {Internal} something else stands here
   */
  expect(...values: readonly string[]): void {
    if (!this.take(...values)) throw unread(this.sql, `has no ${values.join(" ")} at ${this.end}`);
  }

  /** Reads a name. */
  name(): string {
    return nameOf(this.next());
  }

  /** Reads a name that may stand behind its schema's, and gives the last of the two. */
  qualifiedName(): string {
    const name = this.name();
    return this.take(".") ? this.name() : name;
  }

  /** Reads from one parenthesis to the one that closes it, and gives the tokens in between. */
  group(): readonly Token[] {
    this.expect("(");
    const first = this.#position;
    for (let depth = 1; depth > 0; ) {
      const token = this.next();
      if (is(token, "(")) depth++;
      else if (is(token, ")")) depth--;
    }
    return this.#tokens.slice(first, this.#position - 1);
  }

  /** The text of tokens, with what stands between them. */
  text(tokens: readonly Token[]): string {
    return textOf(this.sql, tokens);
  }

  /** Reads the name of a rule: `CONSTRAINT name`, the last where there are several. */
  ruleName(): string | undefined {
    let name: string | undefined;
    while (this.take("CONSTRAINT")) name = this.name();
    return name;
  }

  /** Reads `ON CONFLICT …` where it stands, and gives what is to be done. */
  conflict(): string | undefined {
    return this.take("ON", "CONFLICT") ? this.next().value : undefined;
  }
}

/** Splits tokens at the commas that are in no parentheses. */
export function splitAtCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (is(token, "(")) depth++;
    else if (is(token, ")")) depth--;
    if (depth === 0 && is(token, ",")) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

/** The error for SQL text of the database that cannot be read. */
export function unread(sql: string, why: string): Internal {
  return new Internal(`The database's own text ${why}: ${sql.slice(0, 200)}.`, {
    hint: "SQLite accepted this text, so migr should read it; please report it.",
  });
}
