import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listScripts, readRevisions } from "../../../src/revision/directory.js";
import type { Revision } from "../../../src/revision/revision.js";
import { renderScript } from "../../../src/revision/template.js";
import { asNobody } from "./as-nobody.js";
import { errorOf } from "./history.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "migr-revision-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the version folder has of one script. */
function readRevision(path: string): Revision {
  return readRevisions([folder]).find((found) => found.path === path)!;
}

function write(name: string, source: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, source);
  return path;
}

const script = (id: string, down: string | null = null) =>
  `/** makes ${id} */\nexport const revision = "${id}";\nexport const downRevision = ${JSON.stringify(down)};\n`;
const names = (folders: string[], recursive = false) =>
  listScripts(folders, { recursive }).map((path) => basename(path));

describe("a version folder", () => {
  it("has no script in which a git merge was not finished", () => {
    write("1_a.ts", `${script("a")}<<<<<<< HEAD\nexport const branchLabels = ["a"];\n=======\n>>>>>>> b\n`);
    const { message } = errorOf(() => readRevisions([folder]), "revision.invalid-file");
    expect(message).toMatch(/1_a\.ts is no revision script: git left a conflict in line 4\.$/);
  });

  it("gives the revisions of its scripts without running them", () => {
    write("1_a.ts", `${script("a")}throw new Error("was run");`);
    const path = write("2_b.mjs", `${script("b", "a")}export const branchLabels = ["left"];`);
    expect(readRevisions([folder])[1]).toEqual({
      id: "b",
      downRevisions: ["a"],
      branchLabels: ["left"],
      dependsOn: [],
      replaces: [],
      replacedEnd: [],
      message: "makes b",
      doc: "makes b",
      createdAt: null,
      path,
    });
  });

  it("is read for scripts of every kind, and nothing else", () => {
    for (const name of ["a.ts", "b.mts", "c.js", "d.mjs", "e.cjs", "f.cts"]) write(name, "");
    for (const name of ["a.d.ts", "b.d.mts", "README.md", ".a.ts", "_shared.ts", "x.ts~", "y.ts.map"])
      write(name, "");
    mkdirSync(join(folder, "z.ts"));
    expect(names([folder])).toEqual(["a.ts", "b.mts", "c.js", "d.mjs", "e.cjs", "f.cts"]);
  });

  it("is read with the folders in it only where that is asked for", () => {
    write("2025/a.ts", "");
    write("b.ts", "");
    write("_old/c.ts", "");
    write("node_modules/d.ts", "");
    expect(names([folder])).toEqual(["b.ts"]);
    expect(names([folder], true)).toEqual(["b.ts", "a.ts"]);
  });

  it("is read once however often it is named or reached", () => {
    write("inner/a.ts", "");
    symlinkSync(folder, join(folder, "inner", "loop"));
    expect(names([folder, join(folder, "inner"), `${folder}/`], true)).toEqual(["a.ts"]);
  });

  it("may hold links to scripts; one that leads nowhere is passed over", () => {
    const target = write("real/a.ts", script("a"));
    symlinkSync(target, join(folder, "link.ts"));
    symlinkSync(join(folder, "nowhere"), join(folder, "dangling.ts"));
    expect(names([folder])).toEqual(["link.ts"]);
  });

  it("that does not exist has no revisions", () => {
    expect(readRevisions([join(folder, "none")])).toEqual([]);
  });

  it("that is a file is refused", () => {
    const error = errorOf(() => readRevisions([write("a.ts", "")]), "revision.unreadable");
    expect(error.message).toContain(join(folder, "a.ts"));
  });

  it.skipIf(process.platform === "win32")("with a script that may not be read is refused", () => {
    chmodSync(folder, 0o755);
    const path = write("a.ts", script("a"));
    chmodSync(path, 0);
    asNobody(() => {
      expect(errorOf(() => readRevisions([folder]), "revision.unreadable").message).toContain(path);
    });
  });
});

describe("a script", () => {
  it("may have its header anywhere, even behind a long beginning", () => {
    const path = write("a.ts", `/** far */\n${"// filler, filler\n".repeat(1000)}${script("a", "b")}`);
    expect(readRevision(path)).toMatchObject({ id: "a", downRevisions: ["b"], message: "far" });
  });

  it("is understood wherever the first piece that is read ends", () => {
    for (let filler = 3960; filler < 4100; filler++) {
      const path = write("a.ts", `//${"x".repeat(filler)}\n${script("abc", "def")}`);
      expect(readRevision(path)).toMatchObject({ id: "abc", downRevisions: ["def"] });
    }
  });

  it.each([
    "add the bio",
    `drops */ and \`\${x}\`, "y"`,
    "Revises: the docs",
    "Create Date: mends it",
    "é 日本 🎉",
    "two\nlines",
  ])("as the template writes it is read back: %j", async (message) => {
    const content = {
      revision: "3f1c9a7be210",
      downRevision: ["0a1b2c3d4e5f", "5be2c1d00f1a"],
      branchLabels: ["shopping-cart"],
      dependsOn: ["billing"],
      message,
      createDate: "2026-11-20T14:32:05+01:00",
    };
    const path = write("a.ts", await renderScript(content, null));
    expect(readRevision(path)).toMatchObject({
      id: "3f1c9a7be210",
      downRevisions: ["0a1b2c3d4e5f", "5be2c1d00f1a"],
      branchLabels: ["shopping-cart"],
      dependsOn: ["billing"],
      message: message.split("\n")[0],
      createdAt: "2026-11-20T14:32:05+01:00",
    });
  });

  it("without a revision is refused with what to write", () => {
    const path = write("helpers.ts", "export const x = 1;");
    const error = errorOf(() => readRevisions([folder]), "revision.invalid-file");
    expect(error.message).toBe(`${path} is no revision script: it exports no \`revision\`.`);
    expect(error.hint).toMatch(/begin the name .* with "_"/);
  });

  it("without a down revision is refused with what to write", () => {
    write("a.ts", 'export const revision = "a";');
    expect(errorOf(() => readRevisions([folder]), "revision.invalid-file").hint).toMatch(
      /export const downRevision = null;/,
    );
  });

  it("with a value that is not plain is refused with its line", () => {
    write(
      "a.ts",
      'export const revision = "a";\nexport const downRevision = null;\nexport const dependsOn = all();',
    );
    expect(errorOf(() => readRevisions([folder]), "revision.invalid-file").message).toMatch(
      /`dependsOn` in line 3 is not written as a plain value\.$/,
    );
  });

  it("with an id that is no string, or cannot be an id, is refused", () => {
    write("a.ts", "export const revision = null;\nexport const downRevision = null;");
    errorOf(() => readRevisions([folder]), "revision.invalid-file");
    const path = write("a.ts", script("../a"));
    expect(errorOf(() => readRevisions([folder]), "revision.bad-id").message).toContain(path);
  });
});
