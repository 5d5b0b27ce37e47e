import { symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { ModuleError } from "../../../src/errors/errors.js";
import { positionIn } from "../../../src/loader/position.js";
import { COMMONJS, ESM, loaderFor, OWN, Project } from "./project.js";

const SYNTAX = `
enum Color { Red, Green = 5 }
namespace Space { export const inside = 1; }
class Point {
  constructor(readonly x: number, private y = 2) {}
  sum(): number { return this.x + this.y; }
}
abstract class Shape<T extends object = object> { abstract area(of: T): number; declare note: string; }
type Only = { a: string };
const checked = { a: "b" } satisfies Only;
const asserted = <const T,>(value: T) => value as T;
export { Color, Space, Shape };
export const sum = new Point(1).sum();
export const green = Color.Green, inside = Space.inside, text = checked.a, same = asserted("x")!;
export type { Only };
export default { sum };
`;

describe.each([
  ["an ES module project", ESM],
  ["a CommonJS project", COMMONJS],
])("in %s", (_name, base) => {
  it.each([".ts", ".mts", ".cts"])("TypeScript's own syntax runs in a %s file", async (extension) => {
    using project = new Project({ ...base, [`file${extension}`]: SYNTAX });
    const loaded = await loaderFor().load(project.path(`file${extension}`));
    expect(loaded).toMatchObject({ green: 5, inside: 1, sum: 3, text: "b", same: "x", default: { sum: 3 } });
  });

  it.each(["./models.js", "./models.ts", "./models"])("%s means models.ts", async (specifier) => {
    using project = new Project({
      ...base,
      "config.ts": `import { name } from "${specifier}"; export default name;`,
      "models.ts": `export const name: string = "models";`,
    });
    expect((await loaderFor().load(project.path("config.ts")))["default"]).toBe("models");
  });

  it.each([
    ["./a.mjs", "a.mts"],
    ["./a.cjs", "a.cts"],
    ["./a", "a/index.ts"],
    ["./a", "a.mjs"],
    [".", "index.ts"],
  ])("%s means %s", async (specifier, file) => {
    using project = new Project({
      ...base,
      "config.ts": `export { value as default } from "${specifier}";`,
      [file]: "export const value = 7;",
    });
    expect((await loaderFor().load(project.path("config.ts")))["default"]).toBe(7);
  });

  it("the TypeScript file wins over a compiled one beside it, and a JavaScript file alone is found", async () => {
    using project = new Project({
      ...base,
      "config.ts": `import a from "./a.js"; import b from "./b.js"; export default [a, b];`,
      "a.ts": `export default "source";`,
      "a.js": `throw new Error("stale");`,
      "b.js": `export default "javascript";`,
    });
    expect((await loaderFor().load(project.path("config.ts")))["default"]).toEqual(["source", "javascript"]);
  });

  it("import() is answered, with a path that is known only at run time too", async () => {
    using project = new Project({
      ...base,
      "config.ts": `
        const name = "models";
        export default async () => [(await import("./models.ts")).id, (await import("./" + name)).id];`,
      "models.ts": "export const id = {};",
    });
    const { default: run } = await loaderFor().load(project.path("config.ts"));
    const [a, b] = await (run as () => Promise<[object, object]>)();
    expect(a).toBe(b);
  });

  it("top-level await is waited for, in the order of the imports", async () => {
    using project = new Project({
      ...base,
      "config.ts": `
        import { log } from "./log.js";
        import "./slow.js";
        import "./quick.js";
        log.push("config");
        export default await Promise.resolve(log);`,
      "log.ts": "export const log: string[] = [];",
      "slow.ts": `import { log } from "./log.js";
        await new Promise((done) => setTimeout(done, 20)); log.push("slow"); export {};`,
      "quick.ts": `import { log } from "./log.js"; log.push("quick");`,
    });
    const { default: log } = await loaderFor().load(project.path("config.ts"));
    expect(log).toEqual(["slow", "quick", "config"]);
  });

  it("import.meta and __dirname tell where the file is", async () => {
    using project = new Project({
      ...base,
      "sub/file.ts": `
        export const { url, dirname, filename } = import.meta;
        export const sibling = import.meta.resolve("./other.js");
        export const folder = __dirname;`,
      "sub/other.ts": "",
    });
    const path = project.path("sub/file.ts");
    expect(await loaderFor().load(path)).toMatchObject({
      url: pathToFileURL(path).href,
      dirname: project.path("sub"),
      filename: path,
      folder: project.path("sub"),
      sibling: pathToFileURL(project.path("sub/other.ts")).href,
    });
  });

  it("the program's own modules are the ones that the program has", async () => {
    using project = new Project({
      ...base,
      "config.ts": `
        import { Thing } from "migr";
        import { defineConfig } from "migr/config";
        import { Thing as Again } from "./models.js";
        export default { Thing, Again, defineConfig, late: () => import("migr") };`,
      "models.ts": `export { Thing } from "migr";`,
      "required.cts": `const { Thing } = require("migr"); module.exports = { Thing };`,
      "script.js": `import { Thing } from "migr"; export default Thing;`,
    });
    const loader = loaderFor();
    const { default: config } = await loader.load(project.path("config.ts"));
    const found = config as {
      Thing: unknown;
      Again: unknown;
      defineConfig: unknown;
      late(): Promise<object>;
    };
    expect(found.Thing).toBe(OWN.index.Thing);
    expect(found.Again).toBe(OWN.index.Thing);
    expect(found.defineConfig).toBe(OWN.config.defineConfig);
    expect(await found.late()).toBe(OWN.index);
    expect((await loader.load(project.path("required.cts")))["Thing"]).toBe(OWN.index.Thing);
    expect((await loader.load(project.path("script.js")))["default"]).toBe(OWN.index.Thing);
  });

  it("paths of tsconfig.json are followed, through extends and comments", async () => {
    using project = new Project({
      ...base,
      "config/base.json": { compilerOptions: { paths: { "@models/*": ["../src/models/*"] } } },
      "tsconfig.json": `{ // comment\n "extends": "./config/base.json", "compilerOptions": { "strict": true, }, }`,
      "migr.config.ts": `import { user } from "@models/user"; export default user;`,
      "src/models/user.ts": `import { role } from "@models/role.js"; export const user = role;`,
      "src/models/role.ts": `export const role = "admin";`,
    });
    expect((await loaderFor().load(project.path("migr.config.ts")))["default"]).toBe("admin");
  });

  it("paths of a project that tsconfig.json only refers to are followed", async () => {
    using project = new Project({
      ...base,
      "tsconfig.json": { files: [], references: [{ path: "./tsconfig.app.json" }] },
      "tsconfig.app.json": { compilerOptions: { baseUrl: ".", paths: { "~/*": ["src/*"] } } },
      "migr.config.ts": `export { default } from "~/a";`,
      "src/a.ts": `export default "a";`,
    });
    expect((await loaderFor().load(project.path("migr.config.ts")))["default"]).toBe("a");
  });

  it("JSON is imported with its names and as default", async () => {
    using project = new Project({
      ...base,
      "config.ts": `
        import data, { port } from "./data.json" with { type: "json" };
        import plain from "./data.json";
        export default [data.port, port, plain === data];`,
      "data.json": { port: 5432 },
    });
    expect((await loaderFor().load(project.path("config.ts")))["default"]).toEqual([5432, 5432, true]);
  });

  it("files that import each other see each other once they have run", async () => {
    using project = new Project({
      ...base,
      "user.ts": `import { Post } from "./post.js"; export class User { static get posts() { return Post; } }`,
      "post.ts": `import { User } from "./user.js"; export class Post { static get author() { return User; } }`,
    });
    const loader = loaderFor();
    const [a, b] = await Promise.all([
      loader.load(project.path("user.ts")),
      loader.load(project.path("post.ts")),
    ]);
    const [User, Post] = [a["User"] as { posts: unknown }, b["Post"] as { author: unknown }];
    expect(User.posts).toBe(Post);
    expect(Post.author).toBe(User);
  });

  it("a package is the instance that Node has", async () => {
    using project = new Project({
      ...base,
      "node_modules/only-esm/package.json": { type: "module", exports: { import: "./index.js" } },
      "node_modules/only-esm/index.js": "export const token = {}; export default 1;",
      "node_modules/cjs/package.json": {},
      "node_modules/cjs/index.js": "exports.token = 2; exports.self = exports;",
      "config.ts": `
        import one, { token } from "only-esm";
        import cjs, { token as two } from "cjs";
        import { sep } from "node:path";
        export default { one, token, two, same: cjs === cjs.self, sep };`,
    });
    const native = createRequire(import.meta.url)(project.path("node_modules/only-esm/index.js"));
    const { default: config } = await loaderFor().load(project.path("config.ts"));
    expect(config).toMatchObject({ one: 1, two: 2, same: true, sep: "/" });
    expect((config as { token: object }).token).toBe(native.token);
  });

  it("a workspace package that is TypeScript is loaded like the project's own files", async () => {
    using project = new Project({
      ...base,
      "packages/models/package.json": {
        name: "@acme/models",
        exports: { "./user": { import: "./src/user.ts" } },
      },
      "packages/models/src/user.ts": "enum A { B = 3 }\nexport const user: number = A.B;",
      "config.ts": `import { user } from "@acme/models/user"; export default user;`,
      "node_modules/@acme/.keep": "",
    });
    symlinkSync(project.path("packages/models"), project.path("node_modules/@acme/models"));
    expect((await loaderFor().load(project.path("config.ts")))["default"]).toBe(3);
  });

  it("imports with # are those of package.json", async () => {
    using project = new Project({
      ...base,
      "package.json": { ...(base["package.json"] as object), imports: { "#db/*": "./src/*.ts" } },
      "config.ts": `export { default } from "#db/models";`,
      "src/models.ts": "export default 4 as number;",
    });
    expect((await loaderFor().load(project.path("config.ts")))["default"]).toBe(4);
  });

  it.each([".js", ".mjs"])("a %s file may import TypeScript, now and later", async (extension) => {
    using project = new Project({
      ...base,
      [`config${extension}`]: `
        import { now } from "./now.ts";
        export default { now, later: () => import("./later.js") };`,
      "now.ts": "export const now: number = 1;",
      "later.js": `export { late } from "./late.ts";`,
      "late.ts": "export const late: number = 2;",
    });
    const { default: config } = await loaderFor().load(project.path(`config${extension}`));
    const { now, later } = config as { now: number; later(): Promise<{ late: number }> };
    expect([now, (await later()).late]).toEqual([1, 2]);
  });

  it("an error has the file and the line of its source", async () => {
    using project = new Project({
      ...base,
      "script.ts": `import { helper } from "./helper.js";
interface Long {
  a: string;
  b: number;
}
type Alias =
  | "x"
  | "y";
export async function upgrade(
  op: { run(sql: string): Promise<void> },
  option?: Alias & Partial<Long>,
): Promise<void> {
  await op.run(
    "one",
  );
  const value = ({ a: "1" } satisfies Partial<Long>) as unknown as Long;
  await helper(value);
}
`,
      "helper.ts": `
enum Kind { A }
export async function helper(value: object): Promise<never> {
  void Kind.A;
  throw new Error("from line 5" + typeof value);
}
`,
    });
    const path = project.path("script.ts");
    const { upgrade } = await loaderFor().load(path);
    const failure = await (upgrade as (op: object) => Promise<void>)({ run: async () => undefined }).catch(
      (error: Error) => error,
    );
    const { stack } = failure as Error;
    expect(positionIn(stack, path)?.line).toBe(17);
    expect(positionIn(stack, project.path("helper.ts"))?.line).toBe(5);
    const thrower = (upgrade as (op: object) => Promise<void>)({
      run: () => {
        throw new Error("at once");
      },
    });
    expect(positionIn((await thrower.catch((error: Error) => error))!.stack, path)?.line).toBe(13);
  });

  it.each([".ts", ".js"])("a syntax error in a %s file tells file, line and column", async (extension) => {
    using project = new Project({ ...base, [`bad${extension}`]: "const ok = 1;\n\nconst a = ;\n" });
    const path = project.path(`bad${extension}`);
    const failure = await loaderFor()
      .load(path)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ModuleError);
    expect(failure).toMatchObject({ code: "module.syntax", details: { file: path, line: 3, column: 11 } });
    expect((failure as Error).message).toBe(`${path}:3:11: Unexpected token.`);
  });

  it("of many files in a folder, each knows where it really is, links and new ones too", async () => {
    const tell = "export default import.meta.filename as string;";
    const names = Array.from({ length: 20 }, (_, i) => `files/f${i}.ts`);
    using project = new Project({
      ...base,
      "real.ts": tell,
      ...Object.fromEntries(names.map((n) => [n, tell])),
    });
    symlinkSync(project.path("real.ts"), project.path("files/link.ts"));
    const loader = loaderFor();
    const load = async (name: string) => (await loader.load(project.path(name)))["default"];
    for (const name of names) expect(await load(name)).toBe(project.path(name));
    expect(await load("files/link.ts")).toBe(project.path("real.ts"));
    project.write({ "files/late.ts": tell });
    expect(await load("files/late.ts")).toBe(project.path("files/late.ts"));
    await expect(loader.load(project.path("files/none.ts"))).rejects.toThrow(project.path("files/none.ts"));
  });

  it("a file that is not there is named with the file that wants it", async () => {
    using project = new Project({ ...base, "config.ts": `import "./models.js";` });
    const failure = await loaderFor()
      .load(project.path("config.ts"))
      .catch((error: Error) => error);
    expect((failure as Error).message).toContain(project.path("models.js"));
    expect((failure as Error).message).toContain(project.path("config.ts"));
  });

  it("a package that is not there is named with the file that wants it", async () => {
    using project = new Project({ ...base, "config.ts": `import x from "not-installed"; export default x;` });
    const failure = await loaderFor()
      .load(project.path("config.ts"))
      .catch((error: Error) => error);
    expect((failure as Error).message).toContain("'not-installed' imported from");
  });

  it("what a file throws passes through as it is, and again on the next load", async () => {
    using project = new Project({ ...base, "config.ts": `throw { odd: true };` });
    const loader = loaderFor();
    const first = await loader.load(project.path("config.ts")).catch((error: unknown) => error);
    const second = await loader.load(project.path("config.ts")).catch((error: unknown) => error);
    expect(first).toEqual({ odd: true });
    expect(second).toBe(first);
  });
});

describe("CommonJS", () => {
  it("require() finds TypeScript, JSON, packages and import-equals", async () => {
    using project = new Project({
      ...COMMONJS,
      "config.cts": `
        import path = require("node:path");
        import models = require("./models");
        const data = require("./data.json");
        export = { sep: path.sep, user: models.user, port: data.port, main: require.resolve("./data.json") };`,
      "models.ts": `import data from "./data.json"; export const user: number = data.port + 1;`,
      "data.json": { port: 1 },
    });
    const loaded = await loaderFor().load(project.path("config.cts"));
    expect(loaded["default"]).toMatchObject({ sep: "/", user: 2, port: 1, main: project.path("data.json") });
  });

  it("module.exports is the default import, and its properties have names", async () => {
    using project = new Project({
      ...COMMONJS,
      "config.ts": `import legacy, { port } from "./legacy.cjs"; export default [legacy(), port];`,
      "legacy.cjs": `const { base } = require("./base"); module.exports = () => base; module.exports.port = 2;`,
      "base.ts": "export const base: number = 1;",
    });
    expect((await loaderFor().load(project.path("config.ts")))["default"]).toEqual([1, 2]);
  });

  it("a default import of transpiled CommonJS is its default in a CommonJS project, all of it in an ES one", async () => {
    const files = {
      "node_modules/lib/package.json": {},
      "node_modules/lib/index.js": `exports.__esModule = true; exports.default = "inner"; exports.other = 1;`,
      "config.ts": `import lib from "lib"; export default lib;`,
    };
    using commonjs = new Project({ ...COMMONJS, ...files });
    using esm = new Project({ ...ESM, ...files });
    expect((await loaderFor().load(commonjs.path("config.ts")))["default"]).toBe("inner");
    expect((await loaderFor().load(esm.path("config.ts")))["default"]).toMatchObject({ default: "inner" });
  });

  it("require() of a file that awaits at its top level is refused with a hint", async () => {
    using project = new Project({
      ...COMMONJS,
      "config.ts": `export const load = () => require("./slow");`,
      "slow.ts": "export const a = await Promise.resolve(1);",
    });
    const { load } = await loaderFor().load(project.path("config.ts"));
    expect(load).toThrow(expect.objectContaining({ code: "module.async-require", hint: expect.any(String) }));
  });

  it("a failed require() fails again in the same way", async () => {
    using project = new Project({
      ...COMMONJS,
      "config.ts": `export const load = () => require("./broken");`,
      "broken.ts": `throw new Error("broken");`,
    });
    const { load } = await loaderFor().load(project.path("config.ts"));
    expect(load).toThrow("broken");
    expect(load).toThrow("broken");
  });
});

describe("JSON", () => {
  it.each([
    ['{\n  "a": 1,\n}', 3, 1],
    ['{\n  "a": nope\n}', 2, 9],
    ["{\n'a': 1}", 2, 1],
    ['{"a": 1', 1, 8],
    ["", 1, 1],
    ['{"a": "x\ny"}', 1, 9],
  ])("%j is refused with its place", async (text, line, column) => {
    using project = new Project({ ...ESM, "config.json": text });
    const failure = await loaderFor()
      .load(project.path("config.json"))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "module.syntax", details: { line, column } });
  });
});

describe("JavaScript that needs no help", () => {
  it("is the very module that Node has", async () => {
    using project = new Project({
      ...ESM,
      "config.mjs": `import { shared } from "./shared.mjs"; export default shared;`,
      "shared.mjs": "export const shared = {};",
      "other.ts": `export { shared } from "./shared.mjs";`,
    });
    const loader = loaderFor();
    const native = createRequire(import.meta.url)(project.path("shared.mjs"));
    expect((await loader.load(project.path("config.mjs")))["default"]).toBe(native.shared);
    expect((await loader.load(project.path("other.ts")))["shared"]).toBe(native.shared);
  });

  it("prints no warning of Node's, whatever its package says about modules", async () => {
    using project = new Project({ ...COMMONJS, "config.js": "export default 1;" });
    const warn = vi.spyOn(process, "emitWarning");
    expect((await loaderFor().load(project.path("config.js")))["default"]).toBe(1);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
