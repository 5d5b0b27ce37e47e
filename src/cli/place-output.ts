import type { App } from "./app.js";
import { hasColor, Output, type TextStream } from "./output.js";

/** What one of several databases prints: kept until all are done; its notes may go out as they come. */
export class PlaceOutput extends Output {
  /** The document that `--json` would have printed. */
  kept: Readonly<Record<string, unknown>> | null = null;
  readonly #result: Memory;
  readonly #notes: Memory | null;

  /** @param heading stands above its notes, which then go out as they come */
  constructor({ output, env }: App, heading: string | null) {
    const result = new Memory(output.result.stream);
    const notes = heading === null ? new Memory() : null;
    const live = () => new Headed(output.notes.stream, output.notes.paint.strong(heading ?? ""));
    const hasColors = hasColor(output.notes.stream, env, output.options.noColor);
    super(output.options, result, notes ?? live(), hasColors ? { ...env, FORCE_COLOR: "1" } : env);
    this.#result = result;
    this.#notes = notes;
  }

  get resultLines(): readonly string[] {
    return this.#result.lines;
  }

  get noteLines(): readonly string[] {
    return this.#notes?.lines ?? [];
  }

  override document(document: object): void {
    this.kept = document as Readonly<Record<string, unknown>>;
  }

  /** The script that was asked for. */
  get sqlText(): string {
    return (this.kept as { readonly sql?: string } | null)?.sql ?? "";
  }

  /** Keeps a script for whoever writes it to a file. */
  override script(command: string, document: object & { readonly sql: string }): void {
    this.document({ command, ...document });
  }

  /** Takes down where the script was written. */
  wrote(file: string, shown: string): void {
    this.kept = { ...this.kept, file };
    this.result.line(shown);
  }
}

/** A stream with a line that comes before the first text, where there is any. */
class Headed implements TextStream {
  readonly #to: TextStream;
  readonly #heading: string;
  #isTold = false;

  constructor(to: TextStream, heading: string) {
    this.#to = to;
    this.#heading = heading;
  }

  get isTTY(): boolean {
    return this.#to.isTTY === true;
  }

  get columns(): number | undefined {
    return this.#to.columns;
  }

  write(text: string): void {
    if (!this.#isTold) this.#to.write(`${this.#heading}\n`);
    this.#isTold = true;
    this.#to.write(text);
  }
}

/** A stream that keeps its text, laid out as for another one; no terminal by itself, so that no progress is drawn. */
class Memory implements TextStream {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  #text = "";

  constructor(like?: TextStream) {
    this.isTTY = like?.isTTY === true;
    this.columns = like?.columns;
  }

  get lines(): readonly string[] {
    return this.#text === "" ? [] : this.#text.replace(/\n$/, "").split("\n");
  }

  write(text: string): void {
    this.#text += text;
  }
}
