import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeRevisionFile } from "../../../src/revision/write-revision-file.js";
import { asNobody } from "./as-nobody.js";
import { errorOf } from "./history.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "migr-revision-"));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

describe("a new revision file", () => {
  it("is written into its folder, which is made, and leaves nothing else there", () => {
    const path = writeRevisionFile(join(folder, "versions"), "2026/a.ts", "text");
    expect(path).toBe(join(folder, "versions", "2026", "a.ts"));
    expect(readFileSync(path, "utf8")).toBe("text");
    expect(readdirSync(join(folder, "versions", "2026"))).toEqual(["a.ts"]);
  });

  it("never replaces a file", () => {
    writeFileSync(join(folder, "a.ts"), "old");
    const error = errorOf(() => writeRevisionFile(folder, "a.ts", "new"), "revision.file-exists");
    expect(error.message).toContain(join(folder, "a.ts"));
    expect(readFileSync(join(folder, "a.ts"), "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["a.ts"]);
  });

  it("is written by one of several that try at once", () => {
    const outcomes = Array.from({ length: 5 }, (_, i) => {
      try {
        writeRevisionFile(folder, "a.ts", `writer ${i}`);
        return "written";
      } catch {
        return "refused";
      }
    });
    expect(outcomes.filter((outcome) => outcome === "written")).toHaveLength(1);
    expect(readFileSync(join(folder, "a.ts"), "utf8")).toBe("writer 0");
  });

  it.each(["../a.ts", "x/../../a.ts", "", ".", ".."])("does not leave its folder as %j", (name) => {
    mkdirSync(join(folder, "versions"));
    errorOf(() => writeRevisionFile(join(folder, "versions"), name, "text"), "revision.bad-file-name");
    expect(readdirSync(folder)).toEqual(["versions"]);
    expect(readdirSync(join(folder, "versions"))).toEqual([]);
  });

  it("is refused where the folder's place is taken by a file", () => {
    writeFileSync(join(folder, "versions"), "");
    errorOf(() => writeRevisionFile(join(folder, "versions"), "a.ts", "text"), "revision.write-failed");
  });

  it.skipIf(process.platform === "win32")("is refused in a folder that is read-only", () => {
    chmodSync(folder, 0o555);
    asNobody(() => errorOf(() => writeRevisionFile(folder, "a.ts", "text"), "revision.write-failed"));
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("is not left half written where there is no room for it", () => {
    // The limit of the shell on the size of files stands for a full disk: a write stops in the middle.
    const writer = fileURLToPath(new URL("../../../src/revision/write-revision-file.ts", import.meta.url));
    const program = `
      const { writeRevisionFile } = await import("jiti").then(({ createJiti }) =>
        createJiti(${JSON.stringify(import.meta.url)}, { fsCache: false }).import(${JSON.stringify(writer)}));
      try { writeRevisionFile(${JSON.stringify(folder)}, "a.ts", "x".repeat(1_000_000)); } catch (e) { console.log(e.code); }`;
    const { stdout, stderr } = spawnSync(
      "sh",
      ["-c", `trap '' XFSZ; ulimit -f 100; exec "$0" --input-type=module -e "$1"`, process.execPath, program],
      { encoding: "utf8", cwd: fileURLToPath(new URL("../../..", import.meta.url)) },
    );
    expect(stderr).toBe("");
    expect(stdout.trim()).toBe("revision.write-failed");
    expect(existsSync(join(folder, "a.ts"))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});
