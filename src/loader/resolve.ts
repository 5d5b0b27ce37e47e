import { readFileSync, realpathSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolveExports, resolveImports } from "resolve-pkg-maps";
import type { AliasMatcher } from "./aliases.js";
import { plainImports } from "./plain.js";
import { RealPaths } from "./real-paths.js";

/** What an import leads to. */
export type Target =
  /** A module of the running program's own package. */
  | { readonly kind: "own"; readonly specifier: string }
  /** A file that the loader evaluates. */
  | { readonly kind: "source"; readonly file: string }
  | { readonly kind: "json"; readonly file: string }
  /** Anything that Node loads as it always does; a path is a file URL. */
  | { readonly kind: "native"; readonly specifier: string };

/** The running program's own package, whose modules every file shares with the program. */
export interface OwnPackage {
  readonly name: string;
  /** Its folder, where Node finds the same module instances; null where they run from elsewhere. */
  readonly root: string | null;
  readonly load: (specifier: string) => Promise<object>;
}

type PackageJson = Parameters<typeof resolveImports>[0] & {
  readonly name?: string;
  readonly type?: string;
  readonly exports?: Parameters<typeof resolveExports>[0];
  readonly imports?: Parameters<typeof resolveImports>[0];
  readonly main?: string;
};

interface Package {
  readonly folder: string;
  readonly json: PackageJson;
}

const SOURCES = [".ts", ".mts", ".cts"];
const EXTENSIONS = [...SOURCES, ".js", ".mjs", ".cjs", ".json"];
/** The TypeScript file that an import of a JavaScript one means. */
const SOURCE_OF: Readonly<Record<string, string>> = { ".js": ".ts", ".mjs": ".mts", ".cjs": ".cts" };
const CONDITIONS = ["node", "import", "module-sync", "default"];
const NAME = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/;

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function hasTsconfig(from: string): boolean {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isFile(join(folder, "tsconfig.json"))) return true;
    if (folder === dirname(folder)) return false;
  }
}

function toFound(path: string | null, exact: boolean): Found {
  return path === null ? NATIVE : { kind: "file", path, exact };
}

function inModules(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

/** What a specifier means before it is asked how that is loaded. */
type Found =
  | { readonly kind: "own" | "native" }
  /** `exact`: Node finds the same file by itself. */
  | { readonly kind: "file"; readonly path: string; readonly exact: boolean };

/** A JavaScript file's imports: files that must be plain for it to be so, or null where it is not plain by itself. */
type JavaScriptImports = readonly string[] | null;

const OWN: Found = { kind: "own" };
const NATIVE: Found = { kind: "native" };

/** Finds what imports mean: relative paths, `paths` of tsconfig.json, packages and their maps. */
export class Resolver {
  readonly #own: OwnPackage;
  readonly #packages = new Map<string, Package | null>();
  readonly #matchers = new Map<string, readonly AliasMatcher[]>();
  readonly #imports = new Map<string, JavaScriptImports>();
  readonly #realPaths = new RealPaths();
  /** Reads tsconfig.json; loaded when something may be an alias, as few runs meet any. */
  #aliases: typeof import("./aliases.js") | null = null;
  #wantsAliases = false;

  constructor(own: OwnPackage) {
    this.#own = own;
  }

  /**
   * What `specifier`, written in the file `importer`, leads to. What is not found is left to Node and its message. To wait
   * for what is known takes longer than to find it.
   */
  resolve(specifier: string, importer: string): Target | Promise<Target> {
    return this.#withAliases(() => this.resolveNow(specifier, importer));
  }

  /** How a file is loaded. */
  target(path: string): Target | Promise<Target> {
    return this.#withAliases(() => this.#target(path));
  }

  /** As `resolve`, for what cannot wait: it knows aliases where `resolve` has met them before. */
  resolveNow(specifier: string, importer: string): Target {
    const found = this.#find(specifier, importer);
    return found.kind === "file" ? this.#target(found.path) : { kind: found.kind, specifier };
  }

  #withAliases(find: () => Target): Target | Promise<Target> {
    const target = find();
    return this.#aliases || !this.#wantsAliases ? target : this.#findWithAliases(find);
  }

  async #findWithAliases(find: () => Target): Promise<Target> {
    this.#aliases = await import("./aliases.js");
    this.#imports.clear();
    return find();
  }

  #target(path: string): Target {
    const file = this.#realPaths.of(path);
    const extension = extname(file);
    if (extension === ".json") return { kind: "json", file };
    const isSource =
      SOURCES.includes(extension) ||
      (EXTENSIONS.includes(extension) && !inModules(file) && !this.#isPlain(file));
    return isSource ? { kind: "source", file } : { kind: "native", specifier: pathToFileURL(file).href };
  }

  /** Whether Node takes the file for an ES module: by its extension, else by its package. */
  isModule(file: string): boolean {
    const extension = extname(file);
    if (extension === ".mts" || extension === ".mjs") return true;
    if (extension === ".cts" || extension === ".cjs") return false;
    return this.#packageOf(dirname(file))?.json.type === "module";
  }

  #find(specifier: string, importer: string): Found {
    if (this.#isOwn(specifier)) return OWN;
    if (isBuiltin(specifier)) return NATIVE;
    if (specifier.startsWith("file:")) return this.#path(fileURLToPath(specifier), importer);
    if (/^\.{0,2}\//.test(specifier) || specifier === "." || specifier === ".." || isAbsolute(specifier)) {
      return this.#path(resolve(dirname(importer), specifier), importer);
    }
    if (/^[A-Za-z][A-Za-z\d+.-]+:/.test(specifier)) return NATIVE;
    if (specifier.startsWith("#")) return toFound(this.#internal(specifier, importer), true);
    const aliased = this.#aliased(specifier, importer);
    return aliased === null ? toFound(this.#linked(specifier, importer), true) : toFound(aliased, false);
  }

  #isOwn(specifier: string): boolean {
    return specifier === this.#own.name || specifier.startsWith(`${this.#own.name}/`);
  }

  /** Whether Node finds, from `importer`, the very package that is running. */
  #findsOwn(importer: string): boolean {
    const { name, root } = this.#own;
    if (root === null) return false;
    const self = this.#packageOf(dirname(importer));
    if (self?.json.name === name) return self.folder === root;
    const installed = this.#installed(name, importer);
    return installed !== null && realpathSync.native(installed) === root;
  }

  /** Whether Node can load the file as it is, with all JavaScript files of the project that it leads to. */
  #isPlain(file: string): boolean {
    const reached = new Set([file]);
    for (const member of reached) {
      const imports = this.#importsOf(member);
      if (imports === null) return false;
      for (const next of imports) reached.add(next);
    }
    return true;
  }

  #importsOf(file: string): JavaScriptImports {
    let imports = this.#imports.get(file);
    if (imports === undefined) {
      imports = this.#readImports(file);
      this.#imports.set(file, imports);
    }
    return imports;
  }

  #readImports(file: string): JavaScriptImports {
    const module = this.isModule(file);
    const specifiers = plainImports(readFileSync(file, "utf8"), extname(file), module);
    if (specifiers === null) return null;
    const files: string[] = [];
    for (const specifier of specifiers) {
      const found = this.#find(specifier, file);
      if (found.kind === "own" && !this.#findsOwn(file)) return null;
      if (found.kind !== "file") continue;
      const path = realpathSync.native(found.path);
      const extension = extname(path);
      if (!found.exact || SOURCES.includes(extension) || (module && extension === ".json")) return null;
      if (EXTENSIONS.includes(extension) && extension !== ".json" && !inModules(path)) files.push(path);
    }
    return files;
  }

  #path(path: string, importer: string): Found {
    const file = this.#probe(path, SOURCES.includes(extname(importer)));
    return toFound(file, file === path || !this.isModule(importer));
  }

  /** The file that a path means: itself, the TypeScript behind a `.js`, with an extension, or a folder's index. */
  #probe(path: string, sourceFirst: boolean): string | null {
    const extension = extname(path);
    const behind = SOURCE_OF[extension];
    const source = behind === undefined ? null : path.slice(0, -extension.length) + behind;
    if (source !== null && sourceFirst && isFile(source)) return source;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile()) return path;
    if (source !== null && isFile(source)) return source;
    for (const added of EXTENSIONS) if (isFile(path + added)) return path + added;
    if (!stat?.isDirectory()) return null;
    for (const added of EXTENSIONS) {
      const index = join(path, `index${added}`);
      if (isFile(index)) return index;
    }
    return null;
  }

  /** The file behind an alias of tsconfig.json. Installed packages are not looked up there: types alone may be. */
  #aliased(specifier: string, importer: string): string | null {
    if (inModules(importer)) return null;
    const name = NAME.exec(specifier)?.[1];
    const installed = name === undefined ? null : this.#installed(name, importer);
    if (installed !== null && inModules(join(realpathSync.native(installed), "x"))) return null;
    for (const match of this.#matchersOf(dirname(importer))) {
      for (const candidate of match(specifier)) {
        const file = this.#probe(candidate, true);
        if (file !== null && !inModules(file)) return file;
      }
    }
    return null;
  }

  #matchersOf(folder: string): readonly AliasMatcher[] {
    const known = this.#matchers.get(folder);
    if (known) return known;
    this.#wantsAliases ||= hasTsconfig(folder);
    if (!this.#aliases) return [];
    const matchers = this.#aliases.aliasMatchers(folder);
    this.#matchers.set(folder, matchers);
    return matchers;
  }

  #internal(specifier: string, importer: string): string | null {
    const owner = this.#packageOf(dirname(importer));
    if (!owner?.json.imports) return null;
    try {
      return this.#first(owner.folder, resolveImports(owner.json.imports, specifier, CONDITIONS));
    } catch {
      return null;
    }
  }

  /** The file of a package that is linked from elsewhere, as workspaces are, or is the importer's own; else null. */
  #linked(specifier: string, importer: string): string | null {
    const [, name, rest] = NAME.exec(specifier) ?? [];
    if (name === undefined) return null;
    const self = this.#packageOf(dirname(importer));
    let folder = self?.json.name === name && self.json.exports ? self.folder : null;
    if (folder === null) {
      const installed = this.#installed(name, importer);
      folder = installed && realpathSync.native(installed);
      if (folder === null || inModules(join(folder, "x"))) return null;
    }
    const json = this.#read(folder);
    if (!json) return null;
    try {
      if (json.exports) return this.#first(folder, resolveExports(json.exports, rest ?? "", CONDITIONS));
    } catch {
      return null;
    }
    return this.#probe(join(folder, rest ?? json.main ?? "index"), true);
  }

  #first(folder: string, candidates: readonly string[]): string | null {
    for (const candidate of candidates) {
      if (!candidate.startsWith(".")) continue;
      const file = this.#probe(join(folder, candidate), true);
      if (file !== null) return file;
    }
    return null;
  }

  #installed(name: string, importer: string): string | null {
    for (let folder = dirname(importer); ; folder = dirname(folder)) {
      const candidate = join(folder, "node_modules", name);
      if (statSync(candidate, { throwIfNoEntry: false })?.isDirectory()) return candidate;
      if (folder === dirname(folder)) return null;
    }
  }

  #packageOf(folder: string): Package | null {
    const known = this.#packages.get(folder);
    if (known !== undefined) return known;
    const json = this.#read(folder);
    const parent = dirname(folder);
    const found = json ? { folder, json } : parent === folder ? null : this.#packageOf(parent);
    this.#packages.set(folder, found);
    return found;
  }

  #read(folder: string): PackageJson | null {
    try {
      return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
    } catch {
      return null;
    }
  }
}
