"use strict";
// What bin/migr.js needs in few runs: it keeps code that V8 has compiled.
const { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

/**
 * Keeps the code of built files, at the end of the run, when it holds all the functions that were in use.
 *
 * @param compiled their scripts, by the files that are to keep their code
 * @param names what else has its code kept beside it
 */
function keep(compiled, names) {
  try {
    for (const [file, { script, mark }] of compiled) {
      const code = script.createCachedData();
      replace(file, Buffer.concat([mark, code, code]));
    }
    for (const folder of new Set([...compiled.keys()].map(dirname))) {
      removeOthers(folder, names);
      removeOldVersions(dirname(dirname(folder)));
    }
  } catch {
    // The next run compiles again.
  }
}

/** Writes a file whole: others may be reading it. */
function replace(file, bytes) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** What an earlier build left: the names of many of its files hold a digest, and are not used again. */
function removeOthers(folder, others) {
  const names = [...readdirSync(join(__dirname, "../dist")), ...others];
  const kept = new Set(names.map((name) => `${name}.bin`));
  for (const name of readdirSync(folder)) {
    if (!kept.has(name)) rmSync(join(folder, name), { force: true });
  }
}

/** So long no command has kept its code again: it is of a version of Node that is most often gone. */
const OLD_MS = 90 * 24 * 3_600_000;

function removeOldVersions(folder) {
  for (const name of readdirSync(folder)) {
    const version = join(folder, name);
    const times = readdirSync(version).map((use) => statSync(join(version, use)).mtimeMs);
    if (Math.max(...times) < Date.now() - OLD_MS) rmSync(version, { recursive: true, force: true });
  }
}

module.exports = { keep, replace };
