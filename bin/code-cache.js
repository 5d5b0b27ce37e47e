"use strict";
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
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
  Module._cache[filename] = module;
  try {
    const run = compile(filename, readFileSync(filename, "latin1")).runInThisContext();
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

function compile(filename, text) {
  const digest = text.slice(-DIGEST_LENGTH - 1, -1);
  const file = join(folder, `${basename(filename)}.bin`);
  const cachedData = read(file, digest);
  const script = new Script(WRAPPER.join(text), { filename, cachedData });
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

/** At the end of the run, when the code holds all the functions that were in use. */
function writeAll() {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [file, { script, digest }] of compiled) {
      const code = script.createCachedData();
      const temporary = `${file}.${process.pid}.tmp`;
      writeFileSync(temporary, Buffer.concat([Buffer.from(digest, "latin1"), code, code]));
      renameSync(temporary, file);
    }
    removeOthers();
  } catch {
    // The next run compiles again.
  }
}

/** What an earlier build left: the names of many of its files hold a digest, and are not used again. */
function removeOthers() {
  const built = new Set(readdirSync(join(root, "dist")).map((name) => `${name}.bin`));
  for (const name of readdirSync(folder)) {
    if (!built.has(name)) rmSync(join(folder, name), { force: true });
  }
}

module.exports = { load };
