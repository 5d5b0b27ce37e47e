import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CacheFolders, sum } from "./cache-folders.js";
import { CodePacks } from "./code-pack.js";
import { TRANSFORM_VERSION, type Transformed } from "./transform.js";

/** Where transformed files are kept from one run to the next. */
export interface TransformCache {
  read(file: string, source: string): Transformed | null;
  write(file: string, source: string, transformed: Transformed): void;
  /** Where many files of a folder are kept compiled, too. */
  readonly packs?: CodePacks;
}

interface Header extends Omit<Transformed, "code"> {
  readonly version: string;
  readonly file: string;
  readonly codeLength: number;
  readonly codeSum: string;
}

/**
 * A cache in the project's `node_modules/.cache/migr`, else in the user's cache folder, else in the temporary one.
 *
 * An entry holds its whole source and serves only that very text, so that nothing stale is ever run; one entry is
 * kept for each file. A cache that cannot be read or written, or is damaged, is the same as none.
 */
export class FolderCache implements TransformCache {
  readonly packs: CodePacks;
  readonly #folders: CacheFolders;

  /** @param folder used in place of the folders that would be looked for */
  constructor(folder: string | null = null) {
    this.#folders = new CacheFolders(folder);
    this.packs = new CodePacks(this.#folders);
  }

  read(file: string, source: string): Transformed | null {
    for (const folder of this.#folders.for(file, false)) {
      const entry = this.#open(join(folder, this.#entryName(file)));
      const transformed = entry === null ? null : decode(entry, file, source);
      if (transformed) return transformed;
    }
    return null;
  }

  write(file: string, source: string, transformed: Transformed): void {
    this.#folders.write(file, this.#entryName(file), () => encode(file, source, transformed));
  }

  #entryName(file: string): string {
    return `${basename(file).slice(0, 80)}-${sum(file)}.txt`;
  }

  #open(path: string): string | null {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  }
}

function encode(file: string, source: string, { code, ...facts }: Transformed): string {
  const header: Header = {
    version: TRANSFORM_VERSION,
    file,
    ...facts,
    codeLength: code.length,
    codeSum: sum(code),
  };
  return `${JSON.stringify(header)}\n${code}${source}`;
}

function decode(entry: string, file: string, source: string): Transformed | null {
  try {
    const end = entry.indexOf("\n") + 1;
    const header = JSON.parse(entry.slice(0, end)) as Header;
    const { version, imports, requires, esm, async, codeLength, codeSum } = header;
    if (version !== TRANSFORM_VERSION || header.file !== file) return null;
    if (entry.length !== end + codeLength + source.length || !entry.endsWith(source)) return null;
    const code = entry.slice(end, end + codeLength);
    if (sum(code) !== codeSum || !Array.isArray(imports) || !Array.isArray(requires)) return null;
    return { code, imports, requires, esm, async };
  } catch {
    return null;
  }
}
