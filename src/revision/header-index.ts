import { type Stats, statSync } from "node:fs";
import { NO_NAMES, type Revision } from "./revision.js";

/** Keeps a text from one run to the next; it need not succeed. */
export interface HeaderStore {
  read(): string | null;
  /** @param text is asked for only where it can be kept */
  write(text: () => string): void;
}

/** Part of the text: an index in another form, or of headers read by other rules, is made anew. */
const VERSION = 3;

/** Names as they are kept, which is most often none or one. */
type Names = null | string | readonly string[];

/**
 * What is kept of a script, flat, since of thousands each object and each list counts: its path, what tells that it is
 * as it was (size, the times of its content and of itself, and which file it is), and its revision. A doc that says no
 * more than the message is null.
 */
type Entry = readonly [
  path: string,
  size: number,
  mtimeMs: number,
  ctimeMs: number,
  ino: number,
  id: string,
  downRevisions: Names,
  branchLabels: Names,
  dependsOn: Names,
  replaces: Names,
  replacedEnd: Names,
  message: string,
  doc: string | null,
  createdAt: string | null,
];

/**
 * A file that changed so short a time ago may change again without its times telling so; the coarsest clocks of file
 * systems tick every two seconds.
 */
const UNSETTLED_MS = 2_100;

const IF_THERE = { throwIfNoEntry: false } as const;

/**
 * The revisions that an earlier run read from the headers of scripts, each good as long as its file is as it was then.
 * An index that is missing or damaged is the same as an empty one.
 */
export class HeaderIndex {
  readonly #store: HeaderStore;
  readonly #known: readonly Entry[];
  /** Where the next script is expected: most often they are asked for in the order in which they are kept. */
  #next = 0;
  #places: ReadonlyMap<string, number> | null = null;
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
    const stat = statSync(path, IF_THERE);
    if (stat === undefined) return read();
    const known = this.#find(path);
    if (known !== undefined && isSame(known, stat)) {
      this.#entries.push(known);
      this.#found++;
      return toRevision(known);
    }
    const revision = read();
    if (this.#nowMs - Math.max(stat.mtimeMs, stat.ctimeMs) > UNSETTLED_MS) {
      this.#entries.push(toEntry(path, stat, revision));
    }
    return revision;
  }

  /** Keeps the revisions that were asked for, where others are kept. */
  save(): void {
    if (this.#found === this.#entries.length && this.#found === this.#known.length) return;
    this.#store.write(() => JSON.stringify([VERSION, this.#entries]));
  }

  #find(path: string): Entry | undefined {
    if (this.#known[this.#next]?.[0] !== path) {
      this.#places ??= new Map(this.#known.map((entry, i) => [entry[0], i]));
      const place = this.#places.get(path);
      if (place === undefined) return undefined;
      this.#next = place;
    }
    return this.#known[this.#next++];
  }
}

function isSame([, size, mtimeMs, ctimeMs, ino]: Entry, stat: Stats): boolean {
  return stat.mtimeMs === mtimeMs && stat.ctimeMs === ctimeMs && stat.size === size && stat.ino === ino;
}

function parse(text: string | null): readonly Entry[] {
  try {
    const [version, entries] = JSON.parse(text ?? "[]") as [number?, Entry[]?];
    if (version === VERSION && entries) return entries;
  } catch {
    // The headers are read again.
  }
  return [];
}

function toEntry(path: string, { size, mtimeMs, ctimeMs, ino }: Stats, revision: Revision): Entry {
  const { id, downRevisions, branchLabels, dependsOn, replaces, replacedEnd, message, doc } = revision;
  return [
    path,
    size,
    mtimeMs,
    ctimeMs,
    ino,
    id,
    toKept(downRevisions),
    toKept(branchLabels),
    toKept(dependsOn),
    toKept(replaces),
    toKept(replacedEnd),
    message,
    doc === message ? null : doc,
    revision.createdAt,
  ];
}

function toRevision(entry: Entry): Revision {
  const message = entry[11];
  return Object.freeze({
    id: entry[5],
    downRevisions: toNames(entry[6]),
    branchLabels: toNames(entry[7]),
    dependsOn: toNames(entry[8]),
    replaces: toNames(entry[9]),
    replacedEnd: toNames(entry[10]),
    message,
    doc: entry[12] ?? message,
    createdAt: entry[13],
    path: entry[0],
  });
}

function toKept(names: readonly string[]): Names {
  return names.length > 1 ? names : (names[0] ?? null);
}

function toNames(kept: Names): readonly string[] {
  if (kept === null) return NO_NAMES;
  return Object.freeze(typeof kept === "string" ? [kept] : kept);
}
