import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CacheFolders, sum } from "./cache-folders.js";

/** A text that a run leaves for the next one, in the cache of a project. Without a cache there is none. */
export class KeptText {
  readonly #folders: CacheFolders;
  readonly #file: string;
  readonly #name: string;

  /**
   * @param file of the project, such as its configuration
   * @param name what the text is
   * @param about what it depends on; of each such list another text is kept
   * @param folder used in place of the folders that would be looked for
   */
  constructor(file: string, name: string, about: readonly string[], folder: string | null = null) {
    this.#folders = new CacheFolders(folder);
    this.#file = file;
    this.#name = `${name}-${sum(JSON.stringify([file, ...about]))}.bin`;
  }

  /** The text, or null where there is none, or it is damaged. */
  read(): string | null {
    for (const folder of this.#folders.for(this.#file, false)) {
      const text = this.#open(join(folder, this.#name));
      if (text !== null) return text;
    }
    return null;
  }

  /** Keeps a text, which is asked for only where it can be kept. */
  write(text: () => string): void {
    this.#folders.write(this.#file, this.#name, () => {
      const bytes = Buffer.from(text());
      return Buffer.concat([bytes, bytes]);
    });
  }

  /** The file holds the text twice, which shows damage faster than a sum does. */
  #open(path: string): string | null {
    try {
      const bytes = readFileSync(path);
      const half = bytes.length >> 1;
      return bytes.length === 2 * half && bytes.compare(bytes, half, bytes.length, 0, half) === 0
        ? bytes.toString("utf8", 0, half)
        : null;
    } catch {
      return null;
    }
  }
}
