import Module, { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ModuleError } from "../errors/errors.js";
import { FolderCache, type TransformCache } from "./cache.js";
import type { EvaluatedFile } from "./code-pack.js";
import { compileSource } from "./compile.js";
import { defaultView, jsonView, type ModuleNamespace, nativeView } from "./namespace.js";
import { ownPackage } from "./own.js";
import { readJson, readSource } from "./read.js";
import { type OwnPackage, Resolver, type Target } from "./resolve.js";
import { syntaxError, type Transformed, transformSource } from "./transform.js";

/** Options of a loader; all have defaults. */
export interface LoaderOptions {
  /** The package whose modules a project's files share with the program. */
  readonly own?: OwnPackage;
  /** Where transformed files are kept between runs; null for nowhere. */
  readonly cache?: TransformCache | null;
}

type Importer = (specifier: string) => Promise<ModuleNamespace>;

/** A file under evaluation. */
interface SourceModule {
  readonly file: string;
  readonly source: string;
  readonly transformed: Transformed;
  /** Its code as an earlier run compiled it. */
  readonly compiled: Buffer | null;
  readonly module: { exports: unknown };
  /** What `module.exports` was before the file ran. */
  readonly exports: object;
  /** What each static import gives, asked at the moment of use. */
  readonly imported: Map<string, () => unknown>;
  done: Promise<unknown> | null;
  /** The failure of an evaluation through `require()`, which throws it again. */
  failure: { readonly error: unknown } | null;
  /** The module whose end this one awaits: followed to find circles. */
  waitingFor: SourceModule | null;
}

interface RawModule {
  exports: unknown;
  _compile(code: string, filename: string): void;
}

/**
 * Loads TypeScript and JavaScript files of a project as they are: no build step, and each file once.
 *
 * Files run in the order of ES modules, with their own paths and lines in stack traces. Packages, and JavaScript
 * that needs no help, are left to Node.
 */
export class ModuleLoader {
  readonly #own: OwnPackage;
  readonly #resolver: Resolver;
  readonly #cache: TransformCache | null;
  readonly #modules = new Map<string, SourceModule>();
  readonly #importers = new Map<string, Importer>();
  readonly #ownLoaded = new Map<string, object>();
  readonly #evaluated: EvaluatedFile[] = [];

  constructor(options: LoaderOptions = {}) {
    this.#own = options.own ?? ownPackage;
    this.#resolver = new Resolver(this.#own);
    this.#cache = options.cache === undefined ? new FolderCache() : options.cache;
  }

  /**
   * Loads a file with all that it imports, once, and gives its exports. What the file throws passes through.
   *
   * @throws {ModuleError} module.syntax: the file or one that it imports cannot be parsed
   */
  async load(path: string): Promise<ModuleNamespace> {
    const file = resolve(path);
    return this.#import(await this.#resolver.target(file), file);
  }

  /** At the end of a run, when all functions in use are compiled, keeps their code for the next one. */
  keepCompiled(): void {
    this.#cache?.packs?.write(this.#evaluated.splice(0));
  }

  async #import(target: Target, importer: string): Promise<ModuleNamespace> {
    switch (target.kind) {
      case "own":
        return this.#loadOwn(target.specifier) as Promise<ModuleNamespace>;
      case "json":
        return jsonView(readJson(target.file));
      case "native":
        return nativeView(await this.#importNative(target.specifier, importer), () =>
          this.#resolver.isModule(importer),
        );
      case "source": {
        const module = this.#moduleOf(target.file);
        await this.#evaluate(module);
        return this.#view(module);
      }
    }
  }

  #moduleOf(file: string): SourceModule {
    const known = this.#modules.get(file);
    if (known) return known;
    const exports = {};
    const module: SourceModule = {
      file,
      ...this.#transform(file),
      module: { exports },
      exports,
      imported: new Map(),
      done: null,
      failure: null,
      waitingFor: null,
    };
    this.#modules.set(file, module);
    return module;
  }

  #transform(file: string): Pick<SourceModule, "source" | "transformed" | "compiled"> {
    const source = readSource(file);
    const packed = this.#cache?.packs?.read(file, source);
    if (packed) return { source, ...packed };
    const kept = this.#cache?.read(file, source);
    if (kept) return { source, transformed: kept, compiled: null };
    const transformed = transformSource(source, file, this.#resolver.isModule(file));
    this.#cache?.write(file, source, transformed);
    return { source, transformed, compiled: null };
  }

  #evaluate(module: SourceModule): Promise<unknown> {
    module.done ??= this.#link(module).then(() => this.#run(module));
    return module.done;
  }

  /** Evaluates what the file imports, in order; a circle is entered once, as in ES modules. */
  async #link(module: SourceModule): Promise<void> {
    const { file, transformed, imported } = module;
    for (const specifier of transformed.imports) {
      const target = await this.#resolver.resolve(specifier, file);
      if (target.kind === "source") {
        const child = this.#moduleOf(target.file);
        imported.set(specifier, () => this.#view(child));
        if (isWaitingFor(child, module)) continue;
        module.waitingFor = child;
        await this.#evaluate(child).finally(() => {
          module.waitingFor = null;
        });
      } else {
        const own = target.kind === "own" ? this.#ownLoaded.get(target.specifier) : undefined;
        const exports = own ?? (await this.#import(target, file));
        imported.set(specifier, () => exports);
      }
    }
    if (transformed.requires.length > 0) await this.#prepareRequires(module, new Set());
  }

  /** Loads the program's own modules that the file, or files it leads to, will ask of `require()`. */
  async #prepareRequires(module: SourceModule, seen: Set<SourceModule>): Promise<void> {
    seen.add(module);
    for (const specifier of [...module.transformed.requires, ...module.transformed.imports]) {
      const target = await this.#resolver.resolve(specifier, module.file);
      if (target.kind === "own") await this.#loadOwn(target.specifier);
      if (target.kind !== "source") continue;
      const child = this.#moduleOf(target.file);
      if (!seen.has(child)) await this.#prepareRequires(child, seen);
    }
  }

  #run(module: SourceModule): unknown {
    const { file, source, transformed, compiled } = module;
    const require = (specifier: string) => this.#require(specifier, file);
    Object.defineProperty(require, "resolve", { get: () => createRequire(file).resolve });
    const { evaluate, code } = compileSource(file, transformed, compiled);
    if (code) this.#evaluated.push({ file, source, transformed, compiled: code });
    const folder = dirname(file);
    const meta = this.#meta(file, folder);
    return evaluate.call(
      module.exports,
      module.exports,
      transformed.esm ? (specifier: string) => module.imported.get(specifier)?.() : require,
      module.module,
      file,
      folder,
      async (specifier: unknown) => this.#import(await this.#resolver.resolve(String(specifier), file), file),
      require,
      meta,
      meta.resolve,
    );
  }

  #meta(file: string, folder: string): ImportMeta {
    const resolve = (specifier: string) => this.#url(specifier, file);
    return {
      get url() {
        return pathToFileURL(file).href;
      },
      filename: file,
      dirname: folder,
      resolve,
    } as ImportMeta;
  }

  #view(module: SourceModule): ModuleNamespace {
    const { exports } = module.module;
    const isEsm = module.transformed.esm && exports === module.exports;
    return isEsm ? (exports as ModuleNamespace) : defaultView(exports);
  }

  /** @throws {ModuleError} module.async-require: the module awaits at its top level */
  #require(specifier: string, importer: string): unknown {
    const target = this.#resolver.resolveNow(specifier, importer);
    switch (target.kind) {
      case "own": {
        const loaded = this.#ownLoaded.get(target.specifier);
        if (loaded) return loaded;
        throw asyncRequire(specifier, importer);
      }
      case "json":
        return readJson(target.file);
      case "native": {
        const { specifier: id } = target;
        return createRequire(importer)(id.startsWith("file:") ? fileURLToPath(id) : id);
      }
      case "source": {
        const module = this.#moduleOf(target.file);
        if (module.failure) throw module.failure.error;
        if (!module.done) this.#evaluateNow(module, specifier, importer);
        return module.module.exports;
      }
    }
  }

  /** Evaluates a file for `require()`, which cannot wait. */
  #evaluateNow(module: SourceModule, specifier: string, importer: string): void {
    const { transformed, imported, file } = module;
    if (transformed.async) throw asyncRequire(specifier, importer);
    module.done = Promise.resolve();
    try {
      for (const name of transformed.imports) {
        const exports = this.#require(name, file);
        const target = this.#resolver.resolveNow(name, file);
        if (target.kind === "source") {
          const child = this.#moduleOf(target.file);
          imported.set(name, () => this.#view(child));
        } else {
          const view = target.kind === "own" ? exports : defaultView(exports);
          imported.set(name, () => view);
        }
      }
      this.#run(module);
    } catch (error) {
      module.failure = { error };
      module.done = Promise.reject(error);
      module.done.catch(() => undefined);
      throw error;
    }
  }

  async #loadOwn(specifier: string): Promise<object> {
    let exports = this.#ownLoaded.get(specifier);
    if (!exports) {
      exports = await this.#own.load(specifier);
      this.#ownLoaded.set(specifier, exports);
    }
    return exports;
  }

  async #importNative(specifier: string, importer: string): Promise<ModuleNamespace> {
    try {
      return await this.#importerOf(importer)(specifier);
    } catch (error) {
      if (error instanceof SyntaxError && specifier.startsWith("file:")) this.#locate(error, specifier);
      throw error;
    }
  }

  /** Node's own syntax errors do not tell their place, so the file is parsed again to find it. */
  #locate(error: SyntaxError, url: string): void {
    const file = fileURLToPath(url);
    if (/\.[cm]?js$/.test(file)) {
      transformSource(readSource(file), file, this.#resolver.isModule(file));
    }
    throw syntaxError(file, error.message, 0, 0, error);
  }

  /** Node's `import()` as it works inside `file`: through a function that Node compiled as a part of that file. */
  #importerOf(file: string): Importer {
    let importer = this.#importers.get(file);
    if (!importer) {
      const module = new Module(file) as unknown as RawModule;
      module._compile("module.exports = (specifier) => import(specifier);", file);
      importer = module.exports as Importer;
      this.#importers.set(file, importer);
    }
    return importer;
  }

  #url(specifier: string, importer: string): string {
    const target = this.#resolver.resolveNow(specifier, importer);
    if (target.kind === "source" || target.kind === "json") return pathToFileURL(target.file).href;
    if (target.specifier.startsWith("file:")) return target.specifier;
    const path = createRequire(importer).resolve(target.specifier);
    return path.startsWith("node:") ? path : pathToFileURL(path).href;
  }
}

function isWaitingFor(module: SourceModule, other: SourceModule): boolean {
  for (let next: SourceModule | null = module; next; next = next.waitingFor) if (next === other) return true;
  return false;
}

function asyncRequire(specifier: string, importer: string): ModuleError {
  return new ModuleError(
    "module.async-require",
    `${importer} loads "${specifier}" with require(), which cannot wait for it.`,
    { hint: "Load it with import, or with await import().", details: { file: importer, specifier } },
  );
}
