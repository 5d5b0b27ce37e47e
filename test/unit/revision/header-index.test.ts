import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KeptText } from "../../../src/loader/kept-text.js";
import { readRevisions } from "../../../src/revision/directory.js";
import { asNobody } from "./as-nobody.js";
import { errorOf } from "./history.js";

/** Enough scripts for an index to be kept. */
const SCRIPTS = 40;
/** When files written a moment ago are old enough to be trusted. */
const LATER_MS = 60_000;

let root: string;
let folder: string;

const id = (i: number) => `r${String(i).padStart(3, "0")}`;
const path = (i: number) => join(folder, `${id(i)}.ts`);
const script = (i: number, message = `makes ${i}`) =>
  `/** ${message} */\nexport const revision = "${id(i)}";\nexport const downRevision = ${i === 0 ? "null" : `"${id(i - 1)}"`};\n`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "migr-headers-"));
  chmodSync(root, 0o755);
  folder = join(root, "versions");
  mkdirSync(folder);
  for (let i = 0; i < SCRIPTS; i++) writeFileSync(path(i), script(i));
  vi.setSystemTime(Date.now() + LATER_MS);
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

const kept = () => new KeptText(join(root, "migr.config.ts"), "headers", [folder], join(root, "cache"));
const read = () => readRevisions([folder], { headers: kept() });
const entry = () => join(root, "cache", readdirSync(join(root, "cache"))[0]!);
const messages = () => read().map(({ message }) => message);

/** Puts a message into the index that stands in no script, so that it shows where the index is used. */
function mark(): void {
  const text = kept().read()!;
  kept().write(() => text.replaceAll('"makes', '"knew'));
}

describe("the index of headers", () => {
  it("gives the same revisions as the scripts do, frozen alike, and opens none of them", () => {
    const first = read();
    expect(first).toEqual(readRevisions([folder]));
    const second = read();
    expect(second).toEqual(first);
    for (const revision of second) {
      expect([revision, revision.downRevisions, revision.dependsOn].every(Object.isFrozen)).toBe(true);
    }
    mark();
    expect(new Set(messages().map((message) => message.split(" ")[0]))).toEqual(new Set(["knew"]));
  });

  it("reads a script again that was edited, even to the same size at the same time", () => {
    read();
    mark();
    const { atime, mtime } = statSync(path(7));
    writeFileSync(path(7), script(7, "saved 7"));
    utimesSync(path(7), atime, mtime);
    expect(messages()[7]).toBe("saved 7");
    expect(messages()[8]).toBe("knew 8");
  });

  it("reads a script again that another file has taken the place of", () => {
    read();
    mark();
    writeFileSync(join(root, "other.ts"), script(3, "other 3"));
    const { atime, mtime } = statSync(path(3));
    utimesSync(join(root, "other.ts"), atime, mtime);
    renameSync(join(root, "other.ts"), path(3));
    expect(messages()[3]).toBe("other 3");
  });

  it("holds no script that changed a moment ago, as it may change again within the same tick", () => {
    vi.useRealTimers();
    read();
    expect(readdirSync(root)).not.toContain("cache");
    vi.setSystemTime(Date.now() + LATER_MS);
    read();
    writeFileSync(path(5), script(5, "still at it"));
    vi.setSystemTime(statSync(path(5)).ctimeMs + 1000);
    expect(messages()[5]).toBe("still at it");
    expect(kept().read()).not.toContain(path(5));
    expect(kept().read()).toContain(path(6));
  });

  it("follows scripts that come and go, and is written only where something has changed", () => {
    read();
    const before = statSync(entry()).ino;
    read();
    expect(statSync(entry()).ino).toBe(before);
    rmSync(path(SCRIPTS - 1));
    expect(read()).toHaveLength(SCRIPTS - 1);
    expect(kept().read()).not.toContain(id(SCRIPTS - 1));
    writeFileSync(path(SCRIPTS), script(SCRIPTS));
    vi.setSystemTime(Date.now() + LATER_MS);
    expect(messages().at(-1)).toBe(`makes ${SCRIPTS}`);
    expect(kept().read()).toContain(id(SCRIPTS));
  });

  it.each([
    ["cut short", (content: Buffer) => content.subarray(0, 501)],
    ["cut in half", (content: Buffer) => content.subarray(0, content.length >> 1)],
    ["empty", () => Buffer.alloc(0)],
    ["changed by one bit", (content: Buffer) => content.map((byte, at) => (at === 400 ? byte ^ 1 : byte))],
    ["of another form", () => Buffer.from("[0,[]][0,[]]")],
    ["no list", () => Buffer.from("1717")],
  ])("is as good as none where it is %s, and is mended", (_how, damage) => {
    read();
    const before = kept().read();
    writeFileSync(entry(), damage(readFileSync(entry())));
    expect(messages()[1]).toBe("makes 1");
    expect(kept().read()).toBe(before);
  });

  it("does without where it cannot be kept", () => {
    writeFileSync(join(root, "cache"), "");
    expect(read()).toHaveLength(SCRIPTS);
    rmSync(join(root, "cache"));
    mkdirSync(join(root, "cache"));
    asNobody(() => {
      expect(read()).toHaveLength(SCRIPTS);
    });
    expect(readdirSync(join(root, "cache"))).toEqual([]);
  });

  it("hides no error of a script", () => {
    read();
    writeFileSync(path(2), "export const revision = name();\nexport const downRevision = null;\n");
    errorOf(() => read(), "revision.invalid-file");
    rmSync(path(2));
    chmodSync(path(9), 0o000);
    asNobody(() => errorOf(() => read(), "revision.unreadable"));
  });

  it("is not kept for a few scripts", () => {
    for (let i = 3; i < SCRIPTS; i++) rmSync(path(i));
    expect(read()).toHaveLength(3);
    expect(readdirSync(root)).not.toContain("cache");
  });
});
