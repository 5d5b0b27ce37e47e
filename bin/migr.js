#!/usr/bin/env node
"use strict";
const { readFileSync, writeSync } = require("node:fs");
const { join } = require("node:path");

const args = process.argv.slice(2);
const answer = staticAnswer();
if (answer !== undefined) print(Buffer.from(answer));
else run();

/** Help and version stand in a file, so that they need nothing of the program. */
function staticAnswer() {
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

async function run() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`migr needs Node 20.19 or newer, and this is ${process.version}.`);
    process.exitCode = 1;
    return;
  }
  // For the drivers; Node 20 has none, and takes its time to say so. Our own code comes faster out of a cache of our own.
  if (major > 20) require("node:module").enableCompileCache?.();
  const { main } = require("./code-cache.js").load(join(__dirname, "../dist/startup.cjs"));
  process.exitCode = await main(args);
}
