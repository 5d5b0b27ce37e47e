"use strict";
const {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require("node:fs");
const { basename, dirname, join } = require("node:path");
const { Script } = require("node:vm");

/** The same as node:module gives, which loads what ES modules need, too. */
const Module = module.constructor;

const WRAPPER = ["(function (exports, require, module, __filename, __dirname) {", "\n})"];
/** The last line of a built file, which is plain ASCII: a comment with the digest of the rest. */
const DIGEST_LENGTH = 64;

const root = dirname(__dirname);
const modules = basename(dirname(root)) === "node_modules" ? dirname(root) : join(root, "node_modules");
const folder = join(modules, ".cache", "migr", "code", `${process.version}-${process.arch}`);

/** Scripts that were compiled from their text, with the file in which their code is to be kept. */
const compiled = new Map();

/** The packages that were loaded, by the file that keeps their code, with their own files. */
const packages = new Map();

/**
 * Loads a built file of the package, and those that it requires, with their code as an earlier run compiled it.
 * A cache that is missing, unwritable or damaged is the same as none.
 */
function load(filename) {
  const known = Module._cache[filename];
  if (known) return known.exports;
  const module = new Module(filename, null);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(dirname(filename));
  module.createRequire = createRequire;
  Module._cache[filename] = module;
  try {
    const run = compile(filename, readWrapped(filename)).runInThisContext();
    run.call(module.exports, module.exports, requireFrom(module), module, filename, dirname(filename));
    module.loaded = true;
  } finally {
    if (!module.loaded) delete Module._cache[filename];
  }
  return module.exports;
}

/** `require` for a built file: its neighbors, the package by its own name, and all else as Node does it. */
function requireFrom(module) {
  const dist = dirname(module.filename);
  return (id) => {
    if (id.startsWith("./")) return load(join(dist, id));
    const own = /^migr(?:\/(\w+))?$/.exec(id);
    return own ? load(join(dist, `${own[1] ?? "index"}.cjs`)) : module.require(id);
  };
}

/** A built file as a function. It is put together among its bytes: a text of two parts would be held twice. */
function readWrapped(filename) {
  const [head, tail] = WRAPPER;
  const file = openSync(filename, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.allocUnsafeSlow(head.length + size + tail.length);
    bytes.latin1Write(head, 0);
    const end = head.length + readSync(file, bytes, head.length, size, 0);
    bytes.latin1Write(tail, end);
    return bytes.latin1Slice(0, end + tail.length);
  } finally {
    closeSync(file);
  }
}

function compile(filename, text) {
  const end = text.length - WRAPPER[1].length - 1;
  const digest = text.slice(end - DIGEST_LENGTH, end);
  const file = join(folder, `${basename(filename)}.bin`);
  const cachedData = read(file, digest);
  const script = new Script(text, { filename, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) {
    if (compiled.size === 0) process.once("exit", writeAll);
    compiled.set(file, { script, digest });
  }
  return script;
}

/** The code in a file, which holds it twice, as V8 takes damaged code for good. */
function read(file, digest) {
  try {
    const entry = readFileSync(file);
    const half = DIGEST_LENGTH + (entry.length - DIGEST_LENGTH) / 2;
    const code = entry.subarray(DIGEST_LENGTH, half);
    const isSound =
      entry.toString("latin1", 0, DIGEST_LENGTH) === digest && code.equals(entry.subarray(half));
    return isSound && code.length > 0 ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Drivers that are compiled longer than a connection takes. Later versions of Node keep their code themselves. */
const PACKAGES = process.version.startsWith("v20.") ? ["pg", "mysql2"] : [];

/** As Node's own, for built files: what it loads of these packages has its code kept. */
function createRequire(place) {
  const require = Module.createRequire(place);
  const load = (id) => (PACKAGES.includes(id) ? loadPackage(id, () => require(id)) : require(id));
  return Object.assign(load, require);
}

/** Loads a package, with the code of its files as an earlier run compiled them. */
function loadPackage(id, load) {
  const file = join(folder, `${id}.bin`);
  const known = packages.get(file);
  if (known) return load();
  const kept = readPackage(file);
  const files = [];
  packages.set(file, files);
  const original = Module.prototype._compile;
  Module.prototype._compile = function (content, filename) {
    // What begins with a mark cannot be wrapped, and import() works in what Node compiles itself.
    if (/^(?:\uFEFF|#!)/.test(content) || content.includes("import")) {
      return original.call(this, content, filename);
    }
    const cachedData = kept.get(filename)?.(content);
    const script = new Script(WRAPPER.join(content), { filename, cachedData });
    const isNew = cachedData === undefined || script.cachedDataRejected;
    if (isNew && !files.some((each) => each.isNew)) process.once("exit", () => writePackage(file, files));
    files.push({ filename, content, script, isNew });
    return script
      .runInThisContext()
      .call(this.exports, this.exports, requireOf(this), this, filename, dirname(filename));
  };
  try {
    return load();
  } finally {
    Module.prototype._compile = original;
  }
}

/** `require` as Node gives it to a file. */
function requireOf(module) {
  const require = (id) => module.require(id);
  require.resolve = (id, options) => Module._resolveFilename(id, module, false, options);
  require.resolve.paths = (id) => Module._resolveLookupPaths(id, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

/**
 * What is kept of a package: for each file a function that gives its code where its content is still the same. The
 * whole is there twice, as V8 takes damaged code for good.
 */
function readPackage(file) {
  const kept = new Map();
  try {
    const bytes = readFileSync(file);
    const half = bytes.length / 2;
    if (!bytes.subarray(0, half).equals(bytes.subarray(half))) return kept;
    const begin = bytes.indexOf("\n") + 1;
    let at = begin;
    for (const [filename, source, code] of JSON.parse(bytes.toString("utf8", 0, begin))) {
      const [start, middle, end] = [at, at + source, at + source + code];
      kept.set(filename, (content) =>
        bytes.toString("utf8", start, middle) === content ? bytes.subarray(middle, end) : undefined,
      );
      at = end;
    }
  } catch {
    kept.clear();
  }
  return kept;
}

function writePackage(file, files) {
  try {
    const parts = files.map(({ content, script }) => [Buffer.from(content), script.createCachedData()]);
    const places = files.map(({ filename }, i) => [filename, ...parts[i].map(({ length }) => length)]);
    const whole = Buffer.concat([Buffer.from(`${JSON.stringify(places)}\n`), ...parts.flat()]);
    replace(file, Buffer.concat([whole, whole]));
  } catch {
    // The next run compiles again.
  }
}

/** At the end of the run, when the code holds all the functions that were in use. */
function writeAll() {
  try {
    for (const [file, { script, digest }] of compiled) {
      const code = script.createCachedData();
      replace(file, Buffer.concat([Buffer.from(digest, "latin1"), code, code]));
    }
    removeOthers();
  } catch {
    // The next run compiles again.
  }
}

/** Writes a file whole: others may be reading it. */
function replace(file, bytes) {
  mkdirSync(folder, { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, file);
}

/** What an earlier build left: the names of many of its files hold a digest, and are not used again. */
function removeOthers() {
  const names = [...readdirSync(join(root, "dist")), ...PACKAGES];
  const built = new Set(names.map((name) => `${name}.bin`));
  for (const name of readdirSync(folder)) {
    if (!built.has(name)) rmSync(join(folder, name), { force: true });
  }
}

module.exports = { load };
