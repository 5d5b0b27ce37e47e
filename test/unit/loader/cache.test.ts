import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FolderCache, type TransformCache } from "../../../src/loader/cache.js";
import { ModuleLoader } from "../../../src/loader/module-loader.js";
import type { Transformed } from "../../../src/loader/transform.js";
import { ESM, own, Project } from "./project.js";

const SOURCE = "export const value: number = 1;";
const NONE: Transformed = { code: "x;", imports: ["a"], requires: [], esm: true, async: false };

/** Counts what the loader asks of a cache. */
class Counted implements TransformCache {
  hits = 0;
  misses = 0;
  readonly inner: TransformCache;
  constructor(inner: TransformCache) {
    this.inner = inner;
  }
  read(file: string, source: string): Transformed | null {
    const found = this.inner.read(file, source);
    if (found) this.hits++;
    else this.misses++;
    return found;
  }
  write(file: string, source: string, transformed: Transformed): void {
    this.inner.write(file, source, transformed);
  }
}

async function loadOnce(path: string, cache: TransformCache = new FolderCache()) {
  const counted = new Counted(cache);
  const loaded = await new ModuleLoader({ own, cache: counted }).load(path);
  return { loaded, hits: counted.hits, misses: counted.misses };
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("the cache of transformed files", () => {
  it("serves a file from the second run on, out of node_modules/.cache/migr", async () => {
    using project = new Project({ ...ESM, "sub/a.ts": SOURCE });
    expect(await loadOnce(project.path("sub/a.ts"))).toMatchObject({ hits: 0, misses: 1 });
    expect(readdirSync(project.path("node_modules/.cache/migr"))).toHaveLength(1);
    const second = await loadOnce(project.path("sub/a.ts"));
    expect(second).toMatchObject({ hits: 1, misses: 0, loaded: { value: 1 } });
  });

  it("never serves what the file no longer says, and keeps one entry a file", async () => {
    using project = new Project({ ...ESM, "a.ts": SOURCE });
    await loadOnce(project.path("a.ts"));
    project.write({ "a.ts": SOURCE.replace("1", "2") });
    const { loaded, hits } = await loadOnce(project.path("a.ts"));
    expect([loaded["value"], hits]).toEqual([2, 0]);
    expect(readdirSync(project.path("node_modules/.cache/migr"))).toHaveLength(1);
  });

  it.each([
    ["cut short", (path: string) => truncateSync(path, 40)],
    ["empty", (path: string) => writeFileSync(path, "")],
    ["noise", (path: string) => writeFileSync(path, "\u0000{]\n\n")],
    [
      "changed inside",
      (path: string) => writeFileSync(path, readFileSync(path, "utf8").replace("= 1", "= 9")),
    ],
    [
      "of another version",
      (path: string) => writeFileSync(path, readFileSync(path, "utf8").replace("jiti", "j1t1")),
    ],
    ["a folder", (path: string) => mkdirSync(`${path}.d`)],
  ])("is mended when an entry is %s", async (_how, damage) => {
    using project = new Project({ ...ESM, "a.ts": SOURCE });
    await loadOnce(project.path("a.ts"));
    const folder = project.path("node_modules/.cache/migr");
    damage(join(folder, readdirSync(folder)[0]!));
    expect((await loadOnce(project.path("a.ts"))).loaded["value"]).toBe(1);
    expect((await loadOnce(project.path("a.ts"))).hits).toBe(1);
  });

  it("loses what is old, and what a process was writing when it ended, as another entry is written", async () => {
    const folder = "node_modules/.cache/migr";
    const [old, young] = [new Date(Date.now() - 91 * 86_400_000), new Date(Date.now() - 80 * 86_400_000)];
    using project = new Project({ ...ESM, "a.ts": SOURCE, "b.ts": SOURCE });
    await loadOnce(project.path("a.ts"));
    const [entry] = readdirSync(project.path(folder));
    const files = {
      "old.txt": old,
      "old.bin": old,
      "kept.bin": young,
      "a.txt.1.tmp": young,
      "other.md": old,
    };
    for (const [name, time] of Object.entries(files)) {
      project.write({ [`${folder}/${name}`]: "" });
      utimesSync(project.path(`${folder}/${name}`), time, time);
    }
    project.write({ [`${folder}/a.txt.2.tmp`]: "" });
    await loadOnce(project.path("a.ts"));
    expect(readdirSync(project.path(folder))).toHaveLength(7);
    await loadOnce(project.path("b.ts"));
    const left = readdirSync(project.path(folder)).filter((name) => !name.startsWith("b.ts-"));
    expect(left.sort()).toEqual([entry, "a.txt.2.tmp", "kept.bin", "other.md"].sort());
  });

  it("leaves nothing of an entry that could not be written", () => {
    using project = new Project({ ...ESM });
    const folder = project.path("cache");
    const cache = new FolderCache(folder);
    vi.spyOn(JSON, "stringify").mockImplementationOnce(() => {
      throw new Error("no room");
    });
    cache.write(project.path("a.ts"), SOURCE, NONE);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("goes to the user's cache folder where the project has no node_modules", async () => {
    using project = new Project({ "package.json": { type: "module" }, "a.ts": SOURCE, "home/.keep": "" });
    vi.stubEnv("XDG_CACHE_HOME", project.path("home"));
    await loadOnce(project.path("a.ts"));
    expect(readdirSync(project.path("home/migr"))).toHaveLength(1);
    expect((await loadOnce(project.path("a.ts"))).hits).toBe(1);
  });

  it("may be nowhere at all", async () => {
    using project = new Project({ "package.json": { type: "module" }, "a.ts": SOURCE, file: "" });
    vi.stubEnv("XDG_CACHE_HOME", project.path("file"));
    vi.stubEnv("TMPDIR", project.path("file"));
    expect(await loadOnce(project.path("a.ts"))).toMatchObject({ hits: 0, loaded: { value: 1 } });
    expect(await loadOnce(project.path("a.ts"))).toMatchObject({ hits: 0, loaded: { value: 1 } });
  });

  it("does not trust a shared temporary folder that others can write to", () => {
    using project = new Project({ "a.ts": SOURCE, file: "", "tmp/.keep": "" });
    vi.stubEnv("XDG_CACHE_HOME", project.path("file"));
    vi.stubEnv("TMPDIR", project.path("tmp"));
    const cache = new FolderCache();
    cache.write(project.path("a.ts"), SOURCE, NONE);
    expect(cache.read(project.path("a.ts"), SOURCE)).toEqual(NONE);
    const folder = project.path(`tmp/migr-cache-${process.getuid!()}`);
    chmodSync(folder, 0o777);
    expect(new FolderCache().read(project.path("a.ts"), SOURCE)).toBeNull();
  });
});
