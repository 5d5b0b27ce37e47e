#!/usr/bin/env node
"use strict";
const { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } = require("node:fs");
const { basename, dirname, join } = require("node:path");

// What each run needs to load the program is in this file: another one would take as long as to read a configuration.

/** The same as node:module gives, which loads what ES modules need, too. */
const Module = module.constructor;

const WRAPPER = ["(function (exports, require, module, __filename, __dirname) {", "\n})"];
/** The last line of a file in dist/, which is plain ASCII: a comment with the digest of the rest. */
const DIGEST_LENGTH = 64;

/** Drivers whose files are found and compiled longer than a connection takes. */
const PACKAGES = ["better-sqlite3", "mysql2", "pg"];
const PACKAGE_LOADER = join(__dirname, "packages.js");

const root = dirname(__dirname);
const modules = basename(dirname(root)) === "node_modules" ? dirname(root) : join(root, "node_modules");
const args = process.argv.slice(2);
/** Each has code of its own, with the functions that it uses: one that another was kept for would compile most of them. */
const FREQUENT = ["check", "current", "revision", "status", "upgrade"];
const use = FREQUENT.find((command) => command === args[0]) ?? "other";
/** Where the code is that V8 has made of the program. */
const folder = join(modules, ".cache", "migr", "code", `${process.version}-${process.arch}`, use);
/** How runs end that have done what they do: with an answer, which may be no. Others have not used all that it takes. */
const DONE = [0, 3];

/** Scripts that were compiled from their text, with the file in which their code is to be kept. */
const compiled = new Map();

/** Help and version stand in a file, so that they need nothing of the program. */
function staticAnswer(args) {
  const last = args.at(-1);
  const asks = last === "--help" || last === "-h" || last === "--version" || args[0] === "help";
  if (!asks || args.length > 2) return undefined;
  try {
    const answers = JSON.parse(readFileSync(join(__dirname, "../dist/help.json"), "utf8"));
    return answers[args.join(" ").replace(/-h$/, "--help")];
  } catch {
    return undefined;
  }
}

/** Writes to stdout without its stream, which takes longer to load than all the rest; only a full pipe needs that. */
function print(text) {
  let done = 0;
  try {
    while (done < text.length) done += writeSync(1, text, done);
  } catch (error) {
    if (error.code === "EAGAIN") process.stdout.write(text.subarray(done));
    else if (error.code !== "EPIPE") {
      console.error(error.message);
      process.exitCode = 1;
    }
  }
}

async function run(args) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`migr needs Node 20.19 or newer, and this is ${process.version}.`);
    process.exitCode = 1;
    return;
  }
  // For the drivers; Node 20 has none, and takes its time to say so. Our own code comes faster out of a cache of our own.
  if (major > 20) require("node:module").enableCompileCache?.();
  const { main } = load(join(__dirname, "../dist/startup.cjs"));
  process.exitCode = await main(args);
}

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

/** As Node's own, for built files: what it loads of drivers is kept. */
function createRequire(place) {
  const require = Module.createRequire(place);
  const requireKept = (id) =>
    PACKAGES.includes(id) ? load(PACKAGE_LOADER).loadPackage(folder, id, require) : require(id);
  return Object.assign(requireKept, require);
}

/** What is read of files, one after the other: memory costs more when it is used for the first time than to be read into. */
let scratch = Buffer.alloc(0);

/** Room for so many bytes and, as a file of code is larger than its text, for more, which costs nothing until it is used. */
function roomFor(size) {
  if (scratch.length < size) scratch = Buffer.allocUnsafeSlow(2 * size);
  return scratch;
}

/** A built file as a function. It is put together among its bytes: a text of two parts would be held twice. */
function readWrapped(filename) {
  const [head, tail] = WRAPPER;
  const file = openSync(filename, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = roomFor(head.length + size + tail.length);
    bytes.latin1Write(head, 0);
    const end = head.length + readSync(file, bytes, head.length, size, 0);
    bytes.latin1Write(tail, end);
    return bytes.latin1Slice(0, end + tail.length);
  } finally {
    closeSync(file);
  }
}

function compile(filename, text) {
  const { Script } = require("node:vm");
  const end = text.length - WRAPPER[1].length - 1;
  const digest = filename === PACKAGE_LOADER ? text : text.slice(end - DIGEST_LENGTH, end);
  const file = join(folder, `${basename(filename)}.bin`);
  // V8 keeps with the code what its file was called, and stacks would tell it where a project has been moved.
  const mark = markOf(digest + filename);
  const cachedData = readCode(file, mark);
  const script = new Script(text, { filename, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) {
    if (compiled.size === 0) process.once("exit", (code) => DONE.includes(code) && keepCompiled());
    compiled.set(file, { script, mark });
  }
  return script;
}

/** At the end of a run all functions that it uses are compiled. */
function keepCompiled() {
  require("./code-cache.js").keep(compiled, [...PACKAGES, basename(PACKAGE_LOADER)]);
}

/** V8 makes a copy of code that does not begin at a multiple of eight bytes. */
function markOf(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 7)]);
}

/** The code in a file, which holds it twice behind its mark, as V8 takes damaged code for good. */
function readCode(file, mark) {
  let opened;
  try {
    opened = openSync(file, "r");
    const length = (fstatSync(opened).size - mark.length) / 2;
    if (length <= 0 || !Number.isInteger(length)) return undefined;
    const end = mark.length + length;
    const bytes = roomFor(end);
    const isWhole = readSync(opened, bytes, 0, end, 0) === end;
    if (!isWhole || mark.compare(bytes, 0, mark.length) !== 0) return undefined;
    return isTwice(opened, bytes, mark.length, end) ? bytes.subarray(mark.length, end) : undefined;
  } catch {
    return undefined;
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

const piece = Buffer.allocUnsafeSlow(32_768);

/** Whether a file holds the bytes between two places a second time behind them. */
function isTwice(file, bytes, start, end) {
  for (let done = start; done < end; ) {
    const wanted = Math.min(piece.length, end - done);
    const read = readSync(file, piece, 0, wanted, end - start + done);
    if (read === 0 || piece.compare(bytes, done, done + read, 0, read) !== 0) return false;
    done += read;
  }
  return true;
}

const answer = staticAnswer(args);
if (answer !== undefined) print(Buffer.from(answer));
else run(args);
