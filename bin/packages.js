"use strict";
// Loads a driver with its code as an earlier run compiled it. Its own files are looked for where they were, since to find
// them takes Node longer than to connect with it.
const { readFileSync, statSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

/** The same as node:module gives, which loads what ES modules need, too. */
const Module = module.constructor;

const [HEAD, TAIL] = ["(function (exports, require, module, __filename, __dirname) {", "\n})"];

/** The packages that were loaded, by the file that keeps their code. */
const packs = new Map();

/** What was preloaded may have changed how modules are loaded, and is to see all of them. */
const isPlain = process.execArgv.length === 0 && !process.env.NODE_OPTIONS;

/**
 * Loads a package.
 *
 * @param folder holds the code that runs keep
 * @param require loads it as Node does
 */
function loadPackage(folder, id, require) {
  const file = join(folder, `${id}.bin`);
  if (packs.has(file)) return require(id);
  const pack = { file, kept: readPackage(file), files: [], isNew: false };
  packs.set(file, pack);
  const original = Module.prototype._compile;
  Module.prototype._compile = function (content, filename, ...rest) {
    const own = pack.kept.get(filename)?.(content) ?? unkept(content, rest[0]);
    const script = own && compile(pack, filename, own);
    return script ? run(pack, this, script, own) : original.call(this, content, filename, ...rest);
  };
  try {
    return isPlain ? loadFile(pack, require.resolve(id), () => require(id)) : require(id);
  } finally {
    Module.prototype._compile = original;
  }
}

/** Loads a file that was kept where its content is still the same; any other is loaded by Node. */
function loadFile(pack, filename, byNode) {
  const loaded = Module._cache[filename];
  if (loaded) return loaded.exports;
  const own = keptFile(pack, filename);
  const script = own && compile(pack, filename, own);
  if (!script) return byNode();
  const module = new Module(filename, null);
  module.filename = filename;
  Module._cache[filename] = module;
  try {
    run(pack, module, script, own);
    module.loaded = true;
  } finally {
    if (!module.loaded) delete Module._cache[filename];
  }
  return module.exports;
}

function keptFile(pack, filename) {
  const kept = pack.kept.get(filename);
  try {
    return kept?.(readFileSync(filename, "utf8"));
  } catch {
    // It may have been moved to where Node finds it.
    return undefined;
  }
}

/** A file of which no code is kept; null where Node has to compile it: a mark cannot be wrapped, nor import() found. */
function unkept(content, format = "commonjs") {
  const isOwn = format === "commonjs" && !/^(?:\uFEFF|#!)/.test(content) && !content.includes("import");
  return isOwn ? { text: `${HEAD}${content}${TAIL}`, code: undefined } : null;
}

function compile(pack, filename, { text, code }) {
  try {
    const script = new Script(text, { filename, cachedData: code });
    if (code === undefined || script.cachedDataRejected) {
      if (!pack.isNew) process.once("exit", () => writePackage(pack));
      pack.isNew = true;
    }
    return script;
  } catch {
    return null;
  }
}

function run(pack, module, script, { text }) {
  const { filename } = module;
  pack.files.push({ filename, text, script });
  return script
    .runInThisContext()
    .call(module.exports, module.exports, requireOf(pack, module), module, filename, dirname(filename));
}

/** `require` as Node gives it to a file, which has the files of its package from `pack`. */
function requireOf(pack, module) {
  const byNode = (id) => {
    module.paths ??= Module._nodeModulePaths(dirname(module.filename));
    return module.require(id);
  };
  const require = (id) => {
    if (!isPlain || typeof id !== "string") return byNode(id);
    if (id[0] !== ".") return process.getBuiltinModule(id) ?? byNode(id);
    const filename = fileOf(pack, module, id);
    return filename === null ? byNode(id) : loadFile(pack, filename, () => byNode(id));
  };
  require.resolve = (id, options) => Module._resolveFilename(id, module, false, options);
  require.resolve.paths = (id) => Module._resolveLookupPaths(id, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

/** The file of `pack` that Node would find first, by its whole name or without the extension; null where that is another. */
function fileOf({ kept }, { filename }, id) {
  const name = id.slice(id.lastIndexOf("/") + 1);
  if (name === "" || name === "." || name === "..") return null;
  const path = join(dirname(filename), id);
  if (kept.has(path)) return path;
  if (!kept.has(`${path}.js`)) return null;
  const isHidden = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  return isHidden ? null : `${path}.js`;
}

/**
 * What is kept of a package: for each file what gives its text and its code, where its content is still the same. The
 * whole is there twice, as V8 takes damaged code for good.
 */
function readPackage(file) {
  const kept = new Map();
  try {
    const bytes = readFileSync(file);
    const half = bytes.length / 2;
    if (bytes.compare(bytes, half, bytes.length, 0, half) !== 0) return kept;
    let at = bytes.indexOf("\n") + 1;
    for (const [filename, source, size] of JSON.parse(bytes.utf8Slice(0, at))) {
      const [start, middle] = [at, at + inEights(source)];
      at = middle + inEights(size);
      kept.set(filename, (content) => {
        const text = bytes.utf8Slice(start, start + source);
        const isSame =
          text.length === HEAD.length + content.length + TAIL.length && text.startsWith(content, HEAD.length);
        return isSame ? { text, code: bytes.subarray(middle, middle + size) } : undefined;
      });
    }
  } catch {
    kept.clear();
  }
  return kept;
}

/** V8 makes a copy of code that does not begin at a multiple of eight bytes. */
const inEights = (length) => length + (-length & 7);

function writePackage({ file, files }) {
  try {
    const parts = files.map(({ text, script }) => [Buffer.from(text), script.createCachedData()]);
    const places = files.map(({ filename }, i) => [filename, ...parts[i].map(({ length }) => length)]);
    const head = JSON.stringify(places);
    const room = inEights(Buffer.byteLength(head) + 1) - Buffer.byteLength(head);
    const body = parts.flat().map((part) => Buffer.concat([part, Buffer.alloc(-part.length & 7)]));
    const whole = Buffer.concat([Buffer.from(`${head}${"\n".padStart(room)}`), ...body]);
    module.require("./code-cache.js").replace(file, Buffer.concat([whole, whole]));
  } catch {
    // The next run compiles again.
  }
}

module.exports = { loadPackage };
