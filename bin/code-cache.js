"use strict";
// What bin/migr.js needs in few runs: it keeps code that V8 has compiled, and loads drivers with theirs.
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

/** The same as node:module gives, which loads what ES modules need, too. */
const Module = module.constructor;

const WRAPPER = ["(function (exports, require, module, __filename, __dirname) {", "\n})"];

/** The packages that were loaded, by the file that keeps their code, with their own files. */
const packages = new Map();

/** Loads a package, with the code of its files as an earlier run compiled them into a folder. */
function loadPackage(folder, id, load) {
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

/**
 * Keeps the code of built files, at the end of the run, when it holds all the functions that were in use.
 *
 * @param compiled their scripts, by the files that are to keep their code
 * @param names the packages of which code is kept beside it
 */
function keep(compiled, names) {
  try {
    for (const [file, { script, mark }] of compiled) {
      const code = script.createCachedData();
      replace(file, Buffer.concat([mark, code, code]));
    }
    for (const folder of new Set([...compiled.keys()].map(dirname))) removeOthers(folder, names);
  } catch {
    // The next run compiles again.
  }
}

/** Writes a file whole: others may be reading it. */
function replace(file, bytes) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, file);
}

/** What an earlier build left: the names of many of its files hold a digest, and are not used again. */
function removeOthers(folder, packageNames) {
  const names = [...readdirSync(join(__dirname, "../dist")), ...packageNames];
  const kept = new Set(names.map((name) => `${name}.bin`));
  for (const name of readdirSync(folder)) {
    if (!kept.has(name)) rmSync(join(folder, name), { force: true });
  }
}

module.exports = { keep, loadPackage };
