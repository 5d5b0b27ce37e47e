import ts from "typescript";
import { describe, expect, it } from "vitest";
import { readScriptHeader } from "../../../src/revision/script-header.js";
import { renderScript, type ScriptContent } from "../../../src/revision/template.js";
import { Project } from "../loader/project.js";

const CONTENT: ScriptContent = {
  revision: "3f1c9a7be210",
  downRevision: null,
  message: "add users",
  createDate: "2026-11-20T14:32:05+00:00",
};

function parses(source: string): boolean {
  const { diagnostics } = ts.transpileModule(source, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  return (diagnostics ?? []).length === 0;
}

describe("a new revision script", () => {
  it("has a docblock, imports, its place in the history and two functions", async () => {
    const source = await renderScript(
      {
        ...CONTENT,
        downRevision: "77aa01bc",
        imports: { migr: ["string", "integer", "func"], "migr/postgresql": ["jsonb"] },
        upgrade: `  await op.dropTable("a");\n\n  await op.dropTable("b");\n`,
        downgrade: "",
      },
      null,
    );
    expect(source).toBe(`/**
 * add users
 *
 * Revision ID: 3f1c9a7be210
 * Revises: 77aa01bc
 * Create Date: 2026-11-20T14:32:05+00:00
 */
import { func, integer, type Operations, string } from "migr";
import { jsonb } from "migr/postgresql";

export const revision = "3f1c9a7be210";
export const downRevision = "77aa01bc";
export const branchLabels = [];
export const dependsOn = [];

export async function upgrade(op: Operations) {
  await op.dropTable("a");

  await op.dropTable("b");
}

export async function downgrade(op: Operations) {}
`);
  });

  it("says what a merge, a label and a dependency are", async () => {
    const source = await renderScript(
      { ...CONTENT, downRevision: ["a1", "b2"], branchLabels: ["pay"], dependsOn: ["c3", "d4"] },
      null,
    );
    expect(Object.fromEntries(readScriptHeader(source).values)).toEqual({
      revision: "3f1c9a7be210",
      downRevision: ["a1", "b2"],
      branchLabels: ["pay"],
      dependsOn: ["c3", "d4"],
    });
    expect(source).toContain(" * Revises: a1, b2\n");
  });

  it.each([
    "ends */ throw new Error('ran'); /*",
    "two\nlines\r\nthree",
    "\u2028 odd \u2029 separators",
    "`$" + "{process.exit(9)}` <%= it.revision %> $& $1",
    "terminal \u001b[31m escapes",
    "",
  ])("carries the message %j and stays a script", async (message) => {
    const source = await renderScript({ ...CONTENT, message }, null);
    expect(parses(source)).toBe(true);
    expect(source).not.toContain("\u001b");
    const end = source.indexOf("*/");
    expect(source.slice(end)).toMatch(
      /^\*\/\nimport type \{ Operations \} from "migr";\n\nexport const revision/,
    );
    expect(
      source
        .slice(0, end)
        .split("\n")
        .every((line) => /^(?:\/\*\*| \*( .*\S)?| )$/.test(line)),
    ).toBe(true);
  });

  it.each([`x"; throw 1; "`, "back\\slash", "new\nline", "\u2028", "$" + "{a}`"])(
    "carries the id %j as a string",
    async (revision) => {
      const source = await renderScript({ ...CONTENT, revision, downRevision: [revision] }, null);
      expect(parses(source)).toBe(true);
      expect(Object.fromEntries(readScriptHeader(source).values)).toMatchObject({
        revision,
        downRevision: [revision],
      });
    },
  );

  it("breaks imports that are too long for a line", async () => {
    const names = Array.from({ length: 20 }, (_, i) => `builder${String(i).padStart(2, "0")}`);
    const source = await renderScript({ ...CONTENT, imports: { migr: names } }, null);
    expect(source).toContain("import {\n  builder00,\n");
    expect(source).toContain('  builder19,\n  type Operations,\n} from "migr";');
  });

  it("is made from the project's own template where there is one", async () => {
    using project = new Project({
      "script.ts.eta": "// <%= it.message %>\nexport const revision = <%= it.revision %>;\n",
    });
    expect(await renderScript(CONTENT, project.root)).toBe(
      '// add users\nexport const revision = "3f1c9a7be210";\n',
    );
  });

  it.each([
    ["<%= it.message", "unclosed tag"],
    ["<%= it.nothing.here %>", "Cannot read properties of undefined"],
    ["<%= it.a +* %>", "Bad template syntax"],
  ])("is not made from the broken template %j", async (template, said) => {
    using project = new Project({ "script.ts.eta": template });
    await expect(renderScript(CONTENT, project.root)).rejects.toMatchObject({
      code: "revision.template-failed",
      message: expect.stringContaining(said),
      details: { template: project.path("script.ts.eta") },
    });
  });

  it.each(["revision", "downRevision", "branchLabels", "dependsOn", "replaces"])(
    "is not made from a template that leaves out %s",
    async (name) => {
      const lines = ["revision", "downRevision", "branchLabels", "dependsOn", "replaces"]
        .filter((each) => each !== name)
        .map((each) => `export const ${each} = <%= it.${each} %>;`);
      using project = new Project({ "script.ts.eta": `${lines.join("\n")}\n// it.replaces` });
      const content = {
        ...CONTENT,
        downRevision: "b2",
        branchLabels: ["a"],
        dependsOn: ["b"],
        replaces: ["c"],
      };
      await expect(renderScript(content, project.root)).rejects.toMatchObject({
        code: "revision.template-failed",
        message: expect.stringContaining(`does not export its ${name}.`),
      });
    },
  );
});
