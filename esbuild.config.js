// Builds dist/: `npm run build`. One bundle in chunks, the declarations, the static help, the licences of what is bundled.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(ROOT, "dist");

const ENTRIES = {
  index: "src/index.ts",
  config: "src/config/index.ts",
  postgresql: "src/dialects/postgresql/vocabulary.ts",
  mysql: "src/dialects/mysql/vocabulary.ts",
  sqlite: "src/dialects/sqlite/vocabulary.ts",
  cli: "src/cli/main.ts",
};

/** Installed beside the package: what a user chooses, and jiti, which loads a part of itself only when it is needed. */
const EXTERNAL = ["jiti", "pg", "mysql2", "better-sqlite3"];

/** Modules of Node that take milliseconds to load, and that most runs have no use for. */
const LAZY = ["child_process", "crypto", "net", "os", "tls", "tty"];

/**
 * Says how the bundle gets at Node's own modules: the slow ones when one of their functions is called, `process`
 * without its module, whose import loads all that hangs from it, and all of them without the require() of CommonJS
 * packages, which an ES module does not have.
 */
const nodeModules = {
  name: "node-modules",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?[\w/]+$/ }, ({ kind, path }) => {
      const name = path.replace(/^node:/, "");
      if (!builtinModules.includes(name)) return undefined;
      if (kind === "require-call") return { path: name, namespace: "required" };
      const isLazy = name === "process" || LAZY.includes(name);
      return isLazy ? { path: name, namespace: "imported", sideEffects: false } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: `module.exports = ${LAZY.includes(path) ? lazyModule(path) : builtinModule(path)};`,
    }));
    onLoad({ filter: /.*/, namespace: "imported" }, ({ path }) => ({
      contents: path === "process" ? "export default globalThis.process;" : lazyExports(path),
    }));
  },
};

const builtinModule = (name) =>
  name === "process" ? "globalThis.process" : `process.getBuiltinModule("node:${name}")`;
const lazyModule = (name) => `new Proxy({}, { get: (_, key) => ${builtinModule(name)}[key] })`;

function lazyExports(name) {
  const builtin = process.getBuiltinModule(name);
  const functions = Object.keys(builtin).filter(
    (key) => typeof builtin[key] === "function" && /^[a-z]/.test(key),
  );
  return [
    `export default /* @__PURE__ */ ${lazyModule(name)};`,
    ...functions.map((key) => `export const ${key} = (...args) => ${builtinModule(name)}.${key}(...args);`),
  ].join("\n");
}

const COMMON = {
  absWorkingDir: ROOT,
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

/**
 * Bundles the sources: a file for each entry and for each import(), and one file for all that several of them share.
 * esbuild would make some forty files of the latter, and each file costs Node a quarter of a millisecond.
 */
async function bundle() {
  const split = await build({
    ...COMMON,
    entryPoints: ENTRIES,
    splitting: true,
    chunkNames: "[name]-[hash]",
    external: EXTERNAL.flatMap((name) => [name, `${name}/*`]),
    plugins: [nodeModules],
    write: false,
  });
  const parts = new Map(split.outputFiles.map(({ path, text }) => [basename(path), text]));
  const joined = await build({
    ...COMMON,
    entryPoints: [SHARED, ...[...parts.keys()].filter((name) => !isShared(name))],
    plugins: [joinShared(parts, split.metafile)],
  });
  return { inputs: split.metafile.inputs, outputs: joined.metafile.outputs };
}

const SHARED = "shared.js";
const isShared = (name) => name.startsWith("chunk-");

/** Reads the parts of a split build, and puts those that are shared into one file. */
function joinShared(parts, { outputs }) {
  const shared = [...parts.keys()].filter(isShared);
  /** The exports of a shared part, under names that are unique among all parts. */
  const exportsOf = (name) =>
    outputs[`dist/${name}`].exports.map((own) => [own, `${own}_${shared.indexOf(name)}`]);
  const list = (pairs) => pairs.map(([from, to]) => `${from} as ${to}`).join(", ");
  return {
    name: "join-shared",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ kind, path, importer }) => {
        if (kind === "entry-point") return { path, namespace: "part" };
        const name = basename(path);
        if (!path.startsWith("./") || !isShared(name)) return { path, external: true };
        const isInside = importer === SHARED || isShared(importer);
        return { path: name, namespace: isInside ? "part" : "outside" };
      });
      onLoad({ filter: /.*/, namespace: "part" }, ({ path }) => ({
        contents:
          parts.get(path) ??
          shared.map((name) => `export { ${list(exportsOf(name))} } from "./${name}";`).join("\n"),
      }));
      onLoad({ filter: /.*/, namespace: "outside" }, ({ path }) => ({
        contents: `export { ${list(exportsOf(path).map(([own, unique]) => [unique, own]))} } from "./${SHARED}";`,
      }));
    },
  };
}

/** Removes the chunks of earlier builds, after the new ones are there. */
function removeStale(metafile) {
  const current = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
  for (const name of readdirSync(DIST)) {
    if (name.endsWith(".js") && !current.has(name)) rmSync(join(DIST, name));
  }
}

function declarations() {
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  rmSync(join(DIST, "types"), { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("The declarations could not be made.");
}

/** The licence of each package that is in the bundle. */
function notices(metafile) {
  const folders = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
    const file = readdirSync(join(ROOT, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file.`);
    const text = readFileSync(join(ROOT, folder, file), "utf8").trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  const rule = `\n${"-".repeat(80)}\n\n`;
  const head = "This package contains the following packages, each under its own licence.\n";
  writeFileSync(join(DIST, "THIRD-PARTY-NOTICES.txt"), [head, ...texts].join(rule));
}

/** What `bin/migr.js` answers without loading anything: the arguments, and the text. */
async function staticHelp() {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { helpTexts } = await import(pathToFileURL(join(DIST, "cli.js")).href);
  const answers = { "--version": `${version}\n` };
  for (const [command, text] of Object.entries(helpTexts())) {
    const long = text.split("\n").find((line) => line.length > 80);
    if (long !== undefined) throw new Error(`A line of help is longer than 80 columns: ${long}`);
    answers[`${command} --help`.trim()] = text;
    answers[`help ${command}`.trim()] = text;
  }
  writeFileSync(join(DIST, "help.json"), JSON.stringify(answers));
}

const missing = Object.values(ENTRIES).filter((path) => !existsSync(join(ROOT, path)));
if (missing.length > 0) throw new Error(`There is no ${missing.join(", ")}.`);
const metafile = await bundle();
removeStale(metafile);
notices(metafile);
await staticHelp();
declarations();
