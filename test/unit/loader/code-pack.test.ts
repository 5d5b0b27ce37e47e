import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FolderCache } from "../../../src/loader/cache.js";
import { FEW } from "../../../src/loader/code-pack.js";
import { ModuleLoader } from "../../../src/loader/module-loader.js";
import { stackPositions } from "../../../src/util/stack.js";
import { ESM, own, Project } from "./project.js";

const COUNT = FEW + 3;
const LAST = `many/m${COUNT}.ts`;
const CACHE = "node_modules/.cache/migr";

function sourceOf(i: number): string {
  return `import { integer } from "migr";\n\nexport const value: number = ${i};\n\nexport function used() {\n  return \`\${integer()} ä\`;\n}\n\nexport function fails(): never {\n  throw new Error("here");\n}\n`;
}

function many(): Project {
  const files = Array.from({ length: COUNT }, (_, i) => [`many/m${i + 1}.ts`, sourceOf(i + 1)]);
  return new Project({ ...ESM, ...Object.fromEntries(files) });
}

/** Loads all files in a run of its own, and gives what the last one exports. */
async function runOnce(project: Project) {
  const cache = new FolderCache();
  const loader = new ModuleLoader({ own, cache });
  let loaded: Readonly<Record<string, unknown>> = {};
  for (let i = 1; i <= COUNT; i++) {
    loaded = await loader.load(project.path(`many/m${i}.ts`));
    (loaded["used"] as () => string)();
  }
  loader.keepCompiled();
  return loaded as { readonly value: number; readonly used: () => string; readonly fails: () => never };
}

/** What a new run finds of the last file, after it has asked for others. */
function foundIn(project: Project, source = sourceOf(COUNT)) {
  const { packs } = new FolderCache();
  for (let i = 1; i <= FEW; i++) {
    expect(packs.read(project.path(`many/m${i}.ts`), sourceOf(i))).toBeNull();
  }
  return packs.read(project.path(LAST), source);
}

const packsOf = (project: Project) => readdirSync(project.path(CACHE)).filter((name) => /^code-/.test(name));

describe("the compiled code of a folder's files", () => {
  it("is kept by a run that loads many, and used by the next one for all but the first", async () => {
    using project = many();
    await runOnce(project);
    const found = foundIn(project);
    expect(found?.transformed).toMatchObject({ imports: ["migr"], esm: true, async: false });
    expect(found?.compiled.length).toBeGreaterThan(100);
    // What V8 has taken for good is not kept again.
    const before = readFileSync(project.path(`${CACHE}/${packsOf(project)[0]}`));
    const { value, used, fails } = await runOnce(project);
    expect([value, used()]).toEqual([COUNT, "integer ä"]);
    expect(readFileSync(project.path(`${CACHE}/${packsOf(project)[0]}`)).equals(before)).toBe(true);
    try {
      fails();
    } catch (error) {
      const [place] = stackPositions((error as Error).stack);
      expect(place).toEqual({ file: project.path(LAST), line: 10, column: 9 });
    }
  });

  it("is never that of another source", async () => {
    using project = many();
    await runOnce(project);
    expect(foundIn(project, sourceOf(COUNT + 1))).toBeNull();
    project.write({ [LAST]: sourceOf(COUNT + 1) });
    expect((await runOnce(project)).value).toBe(COUNT + 1);
  });

  it("is not kept where a run loads few", async () => {
    using project = many();
    const loader = new ModuleLoader({ own, cache: new FolderCache() });
    for (let i = 1; i <= FEW; i++) await loader.load(project.path(`many/m${i}.ts`));
    loader.keepCompiled();
    expect(packsOf(project)).toEqual([]);
  });

  it("stays for files that a later run does not load, as long as they are there", async () => {
    using project = many();
    await runOnce(project);
    const more = Array.from({ length: COUNT }, (_, i) => [`many/n${i}.ts`, sourceOf(i)]);
    project.write(Object.fromEntries(more));
    rmSync(project.path("many/m10.ts"));
    const loader = new ModuleLoader({ own, cache: new FolderCache() });
    for (let i = 0; i < COUNT; i++) await loader.load(project.path(`many/n${i}.ts`));
    loader.keepCompiled();
    expect(foundIn(project)?.compiled.length).toBeGreaterThan(100);
    expect(foundIn(project, sourceOf(COUNT))?.transformed.code).toContain(`value = ${COUNT}`);
    const pack = readFileSync(project.path(`${CACHE}/${packsOf(project)[0]}`), "latin1");
    expect(pack).not.toContain("m10.ts");
  });

  it.each([
    ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length - 10)],
    ["empty", () => Buffer.alloc(0)],
    ["noise", () => Buffer.from("{]\n\n{]\n\n")],
    [
      "changed in one place",
      (bytes: Buffer) => {
        const changed = Buffer.from(bytes);
        changed[bytes.length >> 2]! ^= 1;
        return changed;
      },
    ],
    [
      "of another version",
      (bytes: Buffer) =>
        Buffer.from(bytes.toString("latin1").replaceAll('{"version":"', '{"version":"0'), "latin1"),
    ],
  ])("counts for nothing where it is %s", async (_, damage) => {
    using project = many();
    await runOnce(project);
    const path = project.path(`${CACHE}/${packsOf(project)[0]}`);
    writeFileSync(path, damage(readFileSync(path)));
    expect(foundIn(project)).toBeNull();
    expect((await runOnce(project)).value).toBe(COUNT);
    expect(foundIn(project)).not.toBeNull();
  });
});
