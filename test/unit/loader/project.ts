import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ModuleLoader } from "../../../src/loader/module-loader.js";
import type { OwnPackage } from "../../../src/loader/resolve.js";

/** Files by path; an object is written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

/** A temporary folder with files in it, removed at the end of the `using` block. */
export class Project implements Disposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "migr-project-")));

  constructor(files: Files) {
    this.write(files);
  }

  write(files: Files): void {
    for (const [name, content] of Object.entries(files)) {
      const path = this.path(name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    }
  }

  path(name: string): string {
    return join(this.root, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Stands for the running copy of the package. */
export const OWN = {
  index: { Thing: class Thing {}, integer: () => "integer" },
  config: { defineConfig: <T>(config: T) => config },
};

export const own: OwnPackage = {
  name: "migr",
  root: null,
  load: async (specifier) => (specifier === "migr" ? OWN.index : OWN.config),
};

/** A loader whose cache is in the project. */
export function loaderFor(): ModuleLoader {
  return new ModuleLoader({ own });
}

export const ESM = { "package.json": { type: "module" }, "node_modules/.keep": "" };
export const COMMONJS = { "package.json": {}, "node_modules/.keep": "" };
