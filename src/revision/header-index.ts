import { type Stats, statSync } from "node:fs";
import type { Revision } from "./revision.js";

/** Keeps a text from one run to the next; it need not succeed. */
export interface HeaderStore {
  read(): string | null;
  /** @param text is asked for only where it can be kept */
  write(text: () => string): void;
}

/** Part of the text: an index in another form, or of headers read by other rules, is made anew. */
const VERSION = 3;

/** What tells that a file is as it was: size, the times of its content and of itself, and which file it is. */
type Mark = readonly [size: number, mtimeMs: number, ctimeMs: number, ino: number];

type Entry = readonly [path: string, mark: Mark, revision: Omit<Revision, "path">];

/**
 * A file that changed so short a time ago may change again without its times telling so; the coarsest clocks of file
 * systems tick every two seconds.
 */
const UNSETTLED_MS = 2_100;

/**
 * The revisions that an earlier run read from the headers of scripts, each good as long as its file is as it was then.
 * An index that is missing or damaged is the same as an empty one.
 */
export class HeaderIndex {
  readonly #store: HeaderStore;
  readonly #known: ReadonlyMap<string, Entry>;
  readonly #entries: Entry[] = [];
  readonly #nowMs = Date.now();
  #found = 0;

  constructor(store: HeaderStore) {
    this.#store = store;
    this.#known = parse(store.read());
  }

  /**
   * The revision of a script.
   *
   * @param read reads it from the script; its errors are passed on
   */
  revision(path: string, read: () => Revision): Revision {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return read();
    const known = this.#known.get(path);
    if (known !== undefined && isSame(known[1], stat)) {
      this.#entries.push(known);
      this.#found++;
      return toRevision(known);
    }
    const revision = read();
    if (this.#nowMs - Math.max(stat.mtimeMs, stat.ctimeMs) > UNSETTLED_MS) {
      const { path: _, ...kept } = revision;
      this.#entries.push([path, [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino], kept]);
    }
    return revision;
  }

  /** Keeps the revisions that were asked for, where others are kept. */
  save(): void {
    if (this.#found === this.#entries.length && this.#found === this.#known.size) return;
    this.#store.write(() => JSON.stringify([VERSION, this.#entries]));
  }
}

function isSame([size, mtimeMs, ctimeMs, ino]: Mark, stat: Stats): boolean {
  return stat.mtimeMs === mtimeMs && stat.ctimeMs === ctimeMs && stat.size === size && stat.ino === ino;
}

function parse(text: string | null): ReadonlyMap<string, Entry> {
  try {
    const [version, entries] = JSON.parse(text ?? "[]") as [number?, Entry[]?];
    if (version === VERSION && entries) return new Map(entries.map((entry) => [entry[0], entry]));
  } catch {
    // The headers are read again.
  }
  return new Map();
}

function toRevision([path, , kept]: Entry): Revision {
  Object.freeze(kept.downRevisions);
  Object.freeze(kept.branchLabels);
  Object.freeze(kept.dependsOn);
  Object.freeze(kept.replaces);
  Object.freeze(kept.replacedEnd);
  return Object.freeze({ ...kept, path });
}
