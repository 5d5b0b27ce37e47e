// Builds dist/: `npm run build`.
//
// The code is CommonJS, which Node loads faster than ES modules, and which bin/code-cache.js can keep compiled; each entry
// of the package is an ES module that exports the same objects. Beside it lie the declarations, the static help, and
// the licences of what is bundled.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
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

/** The entries that users import. */
const PUBLIC = Object.keys(ENTRIES).filter((name) => name !== "cli");

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
    format: "esm",
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
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "importMetaUrl" },
    // esbuild orders parts by imports of nothing; ours declare, and do nothing when they are loaded.
    logOverride: { "ignored-bare-import": "silent" },
    plugins: [joinShared(parts, split.metafile)],
    write: false,
  });
  const files = new Map(
    joined.outputFiles.map(({ path, text }) => [basename(path), `${text}${digestLine(text)}`]),
  );
  for (const entry of PUBLIC) {
    const { exports } = split.metafile.outputs[`dist/${entry}.js`];
    files.set(`${entry}.js`, `export { ${exports.join(", ")} } from "./${entry}.cjs";\n`);
  }
  return { inputs: split.metafile.inputs, files };
}

/** The last line of each file, by which bin/code-cache.js knows its contents. */
const digestLine = (text) => `// ${createHash("sha256").update(text).digest("hex")}\n`;

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
        if (!path.startsWith("./")) return { path, external: true };
        const name = basename(path);
        if (!isShared(name)) return { path: path.replace(/\.js$/, ".cjs"), external: true };
        const isInside = importer === SHARED || isShared(importer);
        return { path: name, namespace: isInside ? "part" : "outside", sideEffects: false };
      });
      onLoad({ filter: /.*/, namespace: "part" }, ({ path }) => {
        const part = parts.get(path);
        if (part?.includes("import.meta.url")) return { contents: `${IMPORT_META_URL}${part}` };
        return {
          contents:
            part ?? shared.map((name) => `export { ${list(exportsOf(name))} } from "./${name}";`).join("\n"),
        };
      });
      onLoad({ filter: /.*/, namespace: "outside" }, ({ path }) => ({
        contents: `export { ${list(exportsOf(path).map(([own, unique]) => [unique, own]))} } from "./${SHARED}";`,
      }));
    },
  };
}

const IMPORT_META_URL = 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;\n';

/** Writes the files, and then removes those of earlier builds. */
function write(files) {
  mkdirSync(DIST, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(DIST, name), text);
  for (const name of readdirSync(DIST)) {
    if (/\.c?js$/.test(name) && !files.has(name)) rmSync(join(DIST, name));
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
function notices(inputs) {
  const folders = new Set();
  for (const input of Object.keys(inputs)) {
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
function staticHelp() {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { helpTexts } = createRequire(import.meta.url)(join(DIST, "cli.cjs"));
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
const { inputs, files } = await bundle();
write(files);
notices(inputs);
staticHelp();
declarations();
