import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIG_KEYS } from "../../../src/config/check.js";
import { loadConfig } from "../../../src/config/load.js";
import { requireUrl } from "../../../src/config/resolve.js";
import { ESM, type Files, loaderFor, Project } from "../loader/project.js";

type Options = Partial<Parameters<typeof loadConfig>[0]>;

async function load(project: Project, options: Options = {}) {
  return await loadConfig({
    loader: loaderFor(),
    command: "upgrade",
    cwd: project.root,
    env: {},
    ...options,
  });
}

async function failure(files: Files, options: Options = {}) {
  using project = new Project({ ...ESM, ...files });
  try {
    await load(project, options);
  } catch (error) {
    const { code, message, hint, details, cause } = error as Record<string, unknown>;
    return { code, message, hint, details, cause };
  }
  throw new Error("nothing was thrown");
}

const withConfig = (text: string): Files => ({ "migr.config.ts": text });

describe("the configuration file", () => {
  it.each(["ts", "mts", "js", "mjs", "cts", "cjs"])("may be migr.config.%s", async (extension) => {
    const isCommonJs = extension.startsWith("c");
    using project = new Project({
      ...ESM,
      [`migr.config.${extension}`]: isCommonJs
        ? `module.exports = { url: "sqlite:///a.db" };`
        : `export default { url: "sqlite:///a.db" };`,
    });
    expect(await load(project)).toMatchObject({ url: "sqlite:///a.db", baseDir: project.root });
  });

  it("may be JSON, with a $schema for editors", async () => {
    using project = new Project({
      ...ESM,
      "migr.config.json": { $schema: "./x.json", url: "sqlite:///a.db", metadata: "./src/models.ts" },
    });
    expect(await load(project)).toMatchObject({ url: "sqlite:///a.db", metadata: "./src/models.ts" });
  });

  it("is looked for above, up to the package's root, the nearest and the first kind winning", async () => {
    using project = new Project({
      ...ESM,
      "migr.config.ts": `export default { url: "root" };`,
      "migr.config.mjs": `export default { url: "second" };`,
      "src/deep/.keep": "",
      "app/migr.config.mjs": `export default { url: "app" };`,
      "app/src/.keep": "",
    });
    expect((await load(project, { cwd: project.path("src/deep") })).url).toBe("root");
    expect((await load(project, { cwd: project.path("app/src") })).url).toBe("app");
  });

  it("is never taken from beyond the package's root, nor from above a folder outside of any package", async () => {
    using project = new Project({
      "migr.config.ts": `throw new Error("somebody else's code ran")`,
      "package/package.json": {},
      "package/src/.keep": "",
      "plain/.keep": "",
    });
    await expect(load(project, { cwd: project.path("package/src") })).rejects.toMatchObject({
      code: "config.not-found",
      hint: expect.stringContaining("migr init"),
    });
    await expect(load(project, { cwd: project.path("plain") })).rejects.toMatchObject({
      code: "config.not-found",
    });
  });

  it("may be named, and then has to be there", async () => {
    using project = new Project({ ...ESM, "conf/other.ts": `export default { scripts: "s" };` });
    const config = await load(project, { file: "conf/other.ts" });
    expect(config.scripts).toBe(project.path("conf/s"));
    await expect(load(project, { file: "conf/no.ts" })).rejects.toMatchObject({
      code: "config.not-found",
      message: "There is no configuration file conf/no.ts.",
    });
  });

  it("may be a function, sync or async, of the command and of -x", async () => {
    using project = new Project({
      ...ESM,
      "migr.config.ts": `
        import { defineConfig } from "migr/config";
        export default defineConfig(async ({ x, command }) => ({ url: command + ":" + x["tenant"] }));`,
      "sync.ts": "export default ({ command }: { command: string }) => ({ url: command });",
    });
    expect((await load(project, { x: { tenant: "acme" } })).url).toBe("upgrade:acme");
    expect((await load(project, { file: "sync.ts" })).url).toBe("upgrade");
  });
});

describe("what the configuration leaves out", () => {
  it("has a default, and paths count from the file", async () => {
    using project = new Project({
      ...ESM,
      ...withConfig("export default { compare: { type: undefined } };"),
    });
    expect(await load(project, { cwd: project.root })).toMatchObject({
      file: project.path("migr.config.ts"),
      baseDir: project.root,
      url: null,
      urlSource: null,
      engine: {},
      metadata: null,
      scripts: project.path("migrations"),
      versionLocations: [project.path("migrations/versions")],
      recursive: false,
      truncateSlug: 40,
      timezone: "utc",
      versionTable: "migr_version",
      versionTableSchema: null,
      compare: { type: true, serverDefault: true, comment: true },
      lockTimeoutMs: 60_000,
      transaction: "each",
      format: null,
    });
  });

  it("is resolved from the file's folder wherever the command runs", async () => {
    using project = new Project({
      ...ESM,
      "src/.keep": "",
      ...withConfig(`export default { scripts: "db", versionLocations: ["db/a", "../b"] };`),
    });
    const config = await load(project, { cwd: project.path("src") });
    expect(config.scripts).toBe(project.path("db"));
    expect(config.versionLocations).toEqual([project.path("db/a"), join(project.root, "../b")]);
  });
});

describe("the database's URL", () => {
  const files = { ...ESM, ...withConfig(`export default { url: process.env["TEST_NO_SUCH_URL"] };`) };
  const env = { MIGR_URL: "migr", DATABASE_URL: "database" };

  it("comes from --url, then the file, then MIGR_URL, then DATABASE_URL", async () => {
    using project = new Project({ ...files, "own.ts": `export default { url: "own" };`, "sub/.keep": "" });
    const of = async (options: Options) => {
      const { url, urlSource, urlBase } = await load(project, { cwd: project.path("sub"), ...options });
      return [url, urlSource, urlBase];
    };
    expect(await of({ file: "../own.ts", url: "option", env })).toEqual([
      "option",
      "--url",
      project.path("sub"),
    ]);
    expect(await of({ file: "../own.ts", env })).toEqual(["own", "config", project.root]);
    expect(await of({ env })).toEqual(["migr", "MIGR_URL", project.root]);
    expect(await of({ env: { ...env, MIGR_URL: "" } })).toEqual(["database", "DATABASE_URL", project.root]);
    // An unset variable of the shell must not lead to another database than was meant.
    await expect(of({ file: "../own.ts", url: "", env })).rejects.toMatchObject({
      code: "config.bad-url",
      message: "--url is empty.",
    });
  });

  it("is missed only by the command that needs it", async () => {
    using project = new Project(files);
    const config = await load(project);
    expect(() => requireUrl(config)).toThrow(
      expect.objectContaining({ code: "config.no-url", hint: expect.stringContaining("migr.config.ts") }),
    );
  });
});

describe("the schemas of a configuration", () => {
  it("may hold the empty text, which is the connection's own", async () => {
    using project = new Project(withConfig("export default { schemas: ['', 'billing'] };"));
    expect((await load(project)).schemas).toEqual(["", "billing"]);
  });
});

describe("a configuration that is wrong", () => {
  it("with an unknown key is refused, naming the nearest known one", async () => {
    expect(await failure(withConfig("export default { urll: 'x' };"))).toMatchObject({
      code: "config.unknown-key",
      message: 'migr.config.ts has an unknown key "urll".',
      hint: 'Did you mean "url"?',
    });
    expect(await failure(withConfig("export default { versiontable: 'x' };"))).toMatchObject({
      hint: 'Did you mean "versionTable"?',
    });
    expect(await failure(withConfig("export default { compare: { typ: true } };"))).toMatchObject({
      message: 'migr.config.ts has an unknown key "compare.typ".',
      hint: 'Did you mean "compare.type"?',
    });
    const { hint } = await failure(withConfig("export default { somethingElse: 1 };"));
    for (const key of CONFIG_KEYS) expect(hint).toContain(key);
  });

  it.each([
    ["url: 5", "must be a string, and is the number 5"],
    ["engine: []", "must be an object with options of createEngine, and is an empty array"],
    [
      "metadata: 1",
      "must be a MetaData, an array of them, a function that gives them, or the path of a module",
    ],
    ["scripts: ''", "must be a string that is not empty, and is an empty string"],
    ["versionLocations: 'a'", "must be an array of strings, and is a string"],
    ["versionLocations: ['a', 1]", "must be an array of strings, and is an array"],
    ["recursive: 'yes'", "must be true or false, and is a string"],
    ["truncateSlug: 0.5", "must be a whole number above zero, and is the number 0.5"],
    ["timezone: null", "must be a string that is not empty, and is null"],
    ["revisionId: 'x'", "must be a function, and is a string"],
    ["schemas: ['', 1]", "must be an array of strings, and is an array"],
    ["schemas: []", "must be an array of strings, and is an empty array"],
    ["includeName: []", "must be a function, and is an empty array"],
    ["compare: true", "must be an object of rules, and is a boolean"],
    ["compare: { comment: 'no' }", "must be true, false or a function, and is a string"],
    ["lock: 5", "must be true, false or { timeout: milliseconds }, and is the number 5"],
    ["lock: { timeout: 'long' }", "must be a number of milliseconds, and is a string"],
    ["transaction: 'every'", 'must be "each", "all" or "none", and is a string'],
    ["format: {}", "must be a command as a string, or as an array of its arguments, and is an object"],
    ["onVersionApply: 1", "must be a function, and is the number 1"],
  ])("as %s is refused, saying what was expected", async (pair, expected) => {
    const found = await failure(withConfig(`export default { ${pair} };`));
    expect(found.code).toBe("config.invalid");
    expect(found.message).toContain(expected);
    expect(found.message).toContain(pair.split(":")[0]);
  });

  it("never shows the value that is wrong", async () => {
    const { message } = await failure(withConfig("export default { url: ['postgres://u:secret@h/d'] };"));
    expect(message).not.toContain("secret");
  });

  it.each([
    ["export default 5;", "config.invalid", "migr.config.ts gives the number 5, not a configuration."],
    [
      "export default () => undefined;",
      "config.invalid",
      "migr.config.ts gives undefined, not a configuration.",
    ],
    ["export const url = 1;", "config.failed", "migr.config.ts has no default export."],
    ["const a = ;", "config.failed", "migr.config.ts:1:11: Unexpected token."],
    ["\nthrow new Error('no secret here.');", "config.failed", "migr.config.ts:2: no secret here."],
    [
      "export default () => {\n  throw new TypeError('late');\n};",
      "config.failed",
      "migr.config.ts:2: late.",
    ],
    ["throw 'a string\\u001b[31m';", "config.failed", "migr.config.ts: a string."],
    ["throw null;", "config.failed", "migr.config.ts: null was thrown."],
    ["export default Promise.reject(new Error('x'));", "config.failed", "migr.config.ts:1: x."],
  ])("%s is told in one sentence", async (text, code, message) => {
    expect(await failure(withConfig(text))).toMatchObject({ code, message });
  });

  it("keeps what was thrown as the cause", async () => {
    const { cause } = await failure(withConfig("throw new RangeError('x')"));
    expect(cause).toBeInstanceOf(RangeError);
  });

  it("tells the line of a file that it imports", async () => {
    expect(
      await failure({
        ...withConfig(`import "./src/env.js"; export default {};`),
        "src/env.ts": "\n\nthrow new Error('DATABASE_URL is not set');",
      }),
    ).toMatchObject({ message: "src/env.ts:3: DATABASE_URL is not set." });
    expect(
      await failure({
        ...withConfig(`import "./src/env.js"; export default {};`),
        "src/env.ts": "let a =",
      }),
    ).toMatchObject({ message: "src/env.ts:1:8: Unexpected token." });
  });

  it("says how to get a package that it misses", async () => {
    expect(await failure(withConfig(`import "@acme/not-here/x"; export default {};`))).toMatchObject({
      code: "config.failed",
      hint: "Run npm install @acme/not-here.",
    });
  });

  it("as JSON tells line and column", async () => {
    expect(await failure({ "migr.config.json": '{\n  "url": nope\n}' })).toMatchObject({
      code: "config.failed",
      message: expect.stringMatching(/^migr\.config\.json:2:11: Unexpected token/),
    });
  });
});
