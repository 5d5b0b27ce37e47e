import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { compileFunction } from "node:vm";
import { transform } from "esbuild";
import * as mysql from "../../../src/dialects/mysql/vocabulary.js";
import * as postgresql from "../../../src/dialects/postgresql/vocabulary.js";
import * as sqlite from "../../../src/dialects/sqlite/vocabulary.js";
import * as migr from "../../../src/index.js";
import { ModuleLoader } from "../../../src/loader/module-loader.js";
import type { ModelFile } from "../../../src/pull/module-source.js";
import type { MetaData } from "../../../src/schema/define/metadata.js";

/** What models import, from the source under test. */
const PACKAGE: Readonly<Record<string, object>> = {
  migr,
  "migr/postgresql": postgresql,
  "migr/mysql": mysql,
  "migr/sqlite": sqlite,
};

/** Files of models in a temporary folder. */
export class ModelFolder implements Disposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "migr-pull-")));

  constructor(files: readonly ModelFile[]) {
    mkdirSync(join(this.root, "node_modules"));
    writeFileSync(join(this.root, "package.json"), '{ "type": "module" }');
    for (const { path, contents } of files) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), contents);
    }
  }

  /** What the models declare. */
  async load(): Promise<MetaData> {
    const own = { name: "migr", root: null, load: async (specifier: string) => PACKAGE[specifier]! };
    const loader = new ModuleLoader({ own, cache: null });
    const { Base } = (await loader.load(join(this.root, "index.ts"))) as unknown as { Base: migr.Base };
    return Base.metadata;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** What models in these files declare. */
export async function loadModels(files: readonly ModelFile[]): Promise<MetaData> {
  using folder = new ModelFolder(files);
  return await folder.load();
}

/** What models in these files declare, for those who load very many of them: nothing is written, and esbuild is quick. */
export async function evaluateModels(files: readonly ModelFile[]): Promise<MetaData> {
  const codes = new Map<string, string>();
  for (const { path, contents } of files) {
    const { code } = await transform(contents, { loader: "ts", format: "cjs", target: "node20" });
    codes.set(path, code);
  }
  const modules = new Map<string, { exports: object }>();
  const load = (path: string): object => {
    const known = modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const code = codes.get(path);
    if (code === undefined) throw new Error(`There is no ${path}.`);
    const run = compileFunction(code, ["exports", "module", "require"], { filename: path });
    const require = (specifier: string) =>
      PACKAGE[specifier] ?? load(posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts"));
    run(module.exports, module, require);
    return module.exports;
  };
  return (load("index.ts") as { readonly Base: { readonly metadata: MetaData } }).Base.metadata;
}
