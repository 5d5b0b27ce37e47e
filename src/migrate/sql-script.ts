import type { Dialect } from "../dialect/dialect.js";
import { oneLine } from "../util/text.js";

/** A script for the program that comes with a database, as it is being written. */
export class SqlScript {
  readonly #dialect: Dialect;
  /** Paragraphs, each with lines that belong together. */
  readonly #parts: string[][] = [];
  #inTransaction = false;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Whether a transaction has begun and has not ended. */
  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  /** The whole script; it ends with a line break. */
  get text(): string {
    const parts = this.#parts.filter((lines) => lines.length > 0);
    return parts.map((lines) => `${lines.join("\n")}\n`).join("\n");
  }

  /** Begins a paragraph with a remark; what is said is kept in one line, whatever it holds. */
  remark(text: string): void {
    this.#parts.push([`-- ${oneLine(text)}`]);
  }

  /**
   * Reserves the place of a paragraph whose lines are found later; without any it does not come to be.
   *
   * @returns gives it its lines
   */
  paragraph(title: string): (lines: readonly string[]) => void {
    const part: string[] = [];
    this.#parts.push(part);
    return (lines) => {
      if (lines.length > 0) part.push(`-- ${oneLine(title)}`, ...lines);
    };
  }

  /** Adds lines as they are: directives of the client. */
  lines(lines: readonly string[]): void {
    this.#last.push(...lines);
  }

  /** Adds a statement. */
  statement(sql: string): void {
    this.#last.push(this.#dialect.clientScript.statement(sql));
  }

  /** Begins a transaction. */
  begin(): void {
    this.#parts.push(this.#dialect.begin(null, true).map((sql) => `${sql};`));
    this.#inTransaction = true;
  }

  /** Commits, after what must hold by then. */
  commit(): void {
    this.#parts.push([...this.#dialect.clientScript.beforeCommit, "COMMIT;"]);
    this.#inTransaction = false;
  }

  get #last(): string[] {
    const last = this.#parts.at(-1);
    if (last) return last;
    const first: string[] = [];
    this.#parts.push(first);
    return first;
  }
}
