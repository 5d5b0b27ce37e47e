import { describe, expect, it } from "vitest";
import { readScriptHeader } from "../../../src/revision/script-header.js";

const values = (source: string) => Object.fromEntries(readScriptHeader(source).values);
const comment = (source: string) => readScriptHeader(source).comment;

const TEMPLATE = `/**
 * add the bio
 *
 * Revision ID: 3f1c9a7be210
 * Revises: 0a1b2c3d4e5f
 * Create Date: 2026-11-20T14:32:05+01:00
 */
import { integer, type Operations } from "migr";

export const revision = "3f1c9a7be210";
export const downRevision = "0a1b2c3d4e5f";
export const branchLabels = [];
export const dependsOn = ["billing"];

/** Applies. */
export async function upgrade(op: Operations) {
  await op.createTable("users", { id: integer().primaryKey() });
}
`;

describe("the header of a script", () => {
  it("gives its place in the history and what its leading comment says", () => {
    const header = readScriptHeader(TEMPLATE);
    expect(Object.fromEntries(header.values)).toEqual({
      revision: "3f1c9a7be210",
      downRevision: "0a1b2c3d4e5f",
      branchLabels: [],
      dependsOn: ["billing"],
    });
    expect(header.comment).toEqual({
      message: "add the bio",
      doc: "add the bio\n\nRevision ID: 3f1c9a7be210\nRevises: 0a1b2c3d4e5f\nCreate Date: 2026-11-20T14:32:05+01:00",
      createdAt: "2026-11-20T14:32:05+01:00",
    });
    expect(header.isComplete).toBe(true);
  });

  it.each([
    ['export const revision = "a";', "a"],
    ["export const revision = 'a'", "a"],
    ["export const revision = `a`;", "a"],
    ['export let revision: string = "a";', "a"],
    ['export var revision = "a" as const;', "a"],
    ['export const revision = "a" satisfies string', "a"],
    ['export const revision: string | null = "a" as string | null;', "a"],
    ['export const revision = "\\x61\\u0062\\u{63}\\n\\q";', "abc\nq"],
    ['export const revision = "a" // why\nexport const other = 1;', "a"],
    ['export /* x */ const /* "no" */ revision /* : */ = /* = */ "a";', "a"],
    ['export const other = 1, x = 2;\nexport const revision = "a";', "a"],
    ['const x = "y";\nexport const other = "b", revision = "a";', "a"],
    ['const revision = "a";\nexport { revision };', "a"],
    ['var id = "a";\nexport { id as revision, id as other };', "a"],
    ['exports.revision = "a";', "a"],
    ['module.exports.revision = "a";', "a"],
    [
      'module.exports = { upgrade() { return { revision: "no" }; }, revision: "a", async downgrade(op) {} };',
      "a",
    ],
    ['module.exports = { "revision": "a" };', "a"],
    ['const revision = "a";\nmodule.exports = { revision, upgrade };', "a"],
    ['"use strict";\nexports.downRevision = exports.revision = void 0;\nexports.revision = "a";', "a"],
    ['#!/usr/bin/env node\nexport const revision = "a";', "a"],
    ['\ufeffexport const revision = "a";', "a"],
    ['\r\nexport const revision = "a";\r\n', "a"],
  ])("gives the id of %j", (source, id) => {
    expect(values(source).revision).toBe(id);
  });

  it.each([
    ["export const downRevision = null;", null],
    ["export const downRevision = undefined", null],
    ["export const downRevision = null as string | null;", null],
    ["export const downRevision: string | readonly string[] | null = null;", null],
    ["export const downRevision = [\"a\", 'b', `c`,];", ["a", "b", "c"]],
    ['export const downRevision = [\n  "a", // left\n  "b",\n] as const;', ["a", "b"]],
    ['export const downRevision: readonly string[] = ["a"] satisfies readonly string[];', ["a"]],
    ["export const downRevision: Array<string>= [];", []],
    ['export const downRevision = ["a" as const] as unknown as Names<"x", Y<"z">>[];', ["a"]],
  ])("gives the parents of %j", (source, parents) => {
    expect(values(source).downRevision).toEqual(parents);
  });

  it.each([
    'const revision = "a";',
    '// export const revision = "a";',
    '/* export const revision = "a"; */',
    "const text = 'export const revision = \"a\";';",
    'const text = `\nexport const revision = "a";\n`;',
    `const text = \`\${\`\${"}"}\`}\nexport const revision = "a";\n\`;`,
    'function upgrade() { exports.revision = "a"; const revision = "b"; }',
    'namespace x { export const revision = "a"; }',
    'const pattern = /"/;\nconst text = \'export const revision = "a"\';',
    'export const revisions = "a";',
    'export function revision() { return "a"; }',
    'export type revision = "a";',
    'export const { revision } = { revision: "a" };',
    'const x = { revision: "a" };',
    'exports.other.revision = "a";',
  ])("is not to be found in %j", (source) => {
    const header = readScriptHeader(source);
    expect([[...header.values], [...header.computed]]).toEqual([[], []]);
  });

  it.each([
    'export const revision = "a" + suffix;',
    'export const revision = "a"\n  + suffix;',
    'export const revision = "a".trim();',
    'export const revision = make("a");',
    `export const revision = \`a\${1}\`;`,
    "export const revision = 42;",
    "export const revision = id;",
    'export const revision = ["a", ...others];',
    'export const revision = ["a", 1, [2]];',
    'const revision = f("a");\nexport { revision };',
    "exports.revision = id;",
    "module.exports = { revision: id };",
  ])("names what is not plain in %j", (source) => {
    const header = readScriptHeader(`${source}\nexport const downRevision = "b";`);
    expect([...header.computed.keys()]).toEqual(["revision"]);
    expect(header.values.get("downRevision")).toBe("b");
  });

  it("tells the line of what is not plain", () => {
    expect(readScriptHeader('/*\n*/\n\nexport const revision = f("a");').computed.get("revision")).toBe(4);
  });

  it("is found behind code that looks like the ends of strings and comments", () => {
    const source = `
const patterns = [/["'\`/*]/g, /[/\\]"]/, a / b / c, /'/.test("x") ? 1 : 2];
const text = \`\${patterns.map((p) => \`"\${p}/*\`).join("}")} /* \`;
function upgrade(op) { if (a) { return /{/.test("}") } }
const half = count() / 2; const other = list[0] / 3; // "
export const revision = "a";`;
    expect(values(source)).toEqual({ revision: "a" });
  });

  it.each([
    'import { x } from "y"',
    "import type { x } from 'y'",
    'import "y"',
    'import * as x from "y" with { type: "json" }',
    "import { x, // why\n  y } from 'z'",
    "import { /* } */ x } from 'y'",
    'import { "odd name" as x } from "y"',
    'await import("y")',
    'import x = require("y")',
    "import.meta.url",
    "import x from `y`",
  ])("is found behind %s", (line) => {
    expect(values(`${line};\nexport const revision = "a";`)).toEqual({ revision: "a" });
    expect(values(`${line}\nexport const revision = "a"\n`)).toEqual({ revision: "a" });
  });

  it.each(["count() / 2", "list[0] / 2", "{} / 2", "half / 2", "4 / 2", "`4` / 2"])(
    "is found behind the division %s, which begins no regular expression",
    (division) => {
      expect(values(`x = ${division}; // "\nexport const revision = "a";`)).toEqual({ revision: "a" });
    },
  );

  it("is that of a compiled script, whose first lines set all names to nothing", () => {
    const source = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.dependsOn = exports.branchLabels = exports.downRevision = exports.revision = void 0;
exports.upgrade = upgrade;
/** add the bio */
exports.revision = "a";
exports.downRevision = null;
exports.branchLabels = [];
exports.dependsOn = ["b"];
async function upgrade(op) { }
`;
    expect(values(source)).toEqual({ revision: "a", downRevision: null, branchLabels: [], dependsOn: ["b"] });
    expect(comment(source).message).toBe("add the bio");
  });

  it("is complete only where more of the file can add nothing", () => {
    const four = ["revision", "downRevision", "branchLabels", "dependsOn"];
    const names = four.map((name) => `export const ${name} = "a";\n`).join("");
    const source = `${names}export const replaces = ["b"];\nexport function upgrade() {}\n`;
    for (let length = 0; length < source.length; length++) {
      const header = readScriptHeader(source.slice(0, length));
      if (header.isComplete) expect(Object.fromEntries(header.values)).toEqual(values(source));
      if (length < source.indexOf("upgrade")) expect(header.isComplete).toBe(false);
    }
    expect(readScriptHeader(source).isComplete).toBe(true);
    expect(readScriptHeader(`${names}async function helper() {}`).isComplete).toBe(true);
    expect(readScriptHeader(`${names}export con`).isComplete).toBe(false);
    expect(readScriptHeader(names).isComplete).toBe(false);
  });

  it.each([
    'export const revision = "a',
    "export const revision = [",
    "export const revision = `a${",
    "export const",
    "/*",
    "exports.",
    "module.exports = {",
    "export {",
    "/",
    "\\",
    "export const revision: {",
  ])("that is broken off is no trouble: %j", (source) => {
    expect(values(source)).toEqual({});
  });
});

describe("the leading comment", () => {
  it.each([
    ["/** add the bio */\nexport const revision = 'a';", "add the bio"],
    ["/*\n * add the bio\n */", "add the bio"],
    ["// add the bio\n// and karma\n", "add the bio"],
    ["// @ts-nocheck\n// add the bio\n", "add the bio"],
    ['import { x } from "y";\n/** add the bio */\nexport const revision = "a";', "add the bio"],
    ['"use strict";\n/** add the bio */\nexports.revision = "a";', "add the bio"],
    ["/** Revision ID: 3f1c\n * Revises: */", ""],
    ["/**\n *\n * Revision ID: 3f1c\n * mends the index */", "mends the index"],
    ["/** adds *.csv, see https://example.org/ */", "adds *.csv, see https://example.org/"],
    ["/** **bold** move */", "**bold** move"],
    ["/** \u001b[31mred\u001b[0m */", "red"],
    ["/**\r\n * add the bio\r\n */", "add the bio"],
    ['export const revision = "a";\n/** Applies. */\nexport async function upgrade() {}', ""],
    ["", ""],
  ])("has its message in the first line of prose: %j", (source, message) => {
    expect(comment(source).message).toBe(message);
  });
});
