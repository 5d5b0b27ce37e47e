// Builds dist/: `npm run build`.
//
// The code is CommonJS, which Node loads faster than ES modules, and which bin/migr.js loads compiled; each entry
// of the package is an ES module that exports the same objects. Beside it lie the declarations, the static help, and
// the licences of what is bundled.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { checkDeferred, DEFERRED_NAMES, deferred, REQUIRE_DEFERRED } from "./build/deferred.js";
import { checkBudget, joinParts } from "./build/join.js";
import { nodeModules, OWN_MODULE } from "./build/node-modules.js";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(ROOT, "dist");

const ENTRIES = {
  index: "src/index.ts",
  config: "src/config/index.ts",
  api: "src/api/index.ts",
  postgresql: "src/dialects/postgresql/vocabulary.ts",
  mysql: "src/dialects/mysql/vocabulary.ts",
  sqlite: "src/dialects/sqlite/vocabulary.ts",
  cli: "src/cli/main.ts",
};

/** The entries that users import. */
const PUBLIC = Object.keys(ENTRIES).filter((name) => name !== "cli");

/** Installed beside the package: what a user chooses, and jiti, which loads a part of itself only when it is needed. */
const EXTERNAL = ["jiti", "pg", "mysql2", "better-sqlite3"];

const COMMON = {
  absWorkingDir: ROOT,
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node20.19",
  // Plain ASCII, which is the fastest for bin/migr.js to read.
  charset: "ascii",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  write: false,
};

/** Bundles the sources: a file for each entry and for most of what import() loads, and those that several of them share. */
async function bundle() {
  const split = await build({
    ...COMMON,
    entryPoints: {
      ...ENTRIES,
      ...Object.fromEntries(DEFERRED_NAMES.map((name) => [name, `deferred:${name}`])),
    },
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    external: EXTERNAL.flatMap((name) => [name, `${name}/*`]),
    plugins: [deferred(ROOT), nodeModules],
  });
  const { files, plugin } = joinParts(split);
  const joined = await build({
    ...COMMON,
    entryPoints: files,
    format: "cjs",
    // A quarter less to read for each command; names stay, and there are lines for stacks to tell.
    minifyWhitespace: true,
    lineLimit: 110,
    outExtension: { ".js": ".cjs" },
    supported: { "dynamic-import": false },
    define: {
      "import.meta.url": "importMeta.url",
      "import.meta.filename": "__filename",
      [REQUIRE_DEFERRED]: "require",
      [OWN_MODULE]: "module",
    },
    // esbuild orders parts by imports of nothing; ours declare, and do nothing when they are loaded.
    logOverride: { "ignored-bare-import": "silent", "commonjs-variable-in-esm": "silent" },
    plugins: [plugin],
  });
  const texts = new Map(
    joined.outputFiles.map(({ path, text: built }) => {
      const text = inAscii(built);
      return [basename(path), `${text}${digestLine(text)}`];
    }),
  );
  for (const entry of PUBLIC) {
    const { exports } = split.metafile.outputs[`dist/${entry}.js`];
    texts.set(`${entry}.js`, `export { ${exports.join(", ")} } from "./${entry}.cjs";\n`);
  }
  return { inputs: split.metafile.inputs, files: texts };
}

/**
 * In comments esbuild leaves what is not ASCII, and for one such character V8 keeps a text of twice the size.
 * bin/migr.js takes each file for plain ASCII.
 */
function inAscii(text) {
  const plain = text.replace(/^ *(?:\/\*|\*|\/\/).*[^\0-\x7f].*$/gm, (line) =>
    line.replace(/[^\0-\x7f]/g, "?"),
  );
  const other = /.*[^\0-\x7f].*/.exec(plain);
  if (other) throw new Error(`This is not plain ASCII: ${other[0]}`);
  return plain;
}

/** The last line of each file, by which bin/migr.js knows its contents. */
const digestLine = (text) => `// ${createHash("sha256").update(text).digest("hex")}\n`;

/** Writes the files, and then removes those of earlier builds. */
function write(files) {
  mkdirSync(DIST, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(DIST, name), text);
  for (const name of readdirSync(DIST)) {
    if (/\.c?js$/.test(name) && !files.has(name)) rmSync(join(DIST, name));
  }
}

function declarations() {
  const compiler = join(ROOT, "node_modules/typescript7/bin/tsc");
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
    // A package that carries no file is told of by the licence that its package.json names.
    const text = file === undefined ? "" : readFileSync(join(ROOT, folder, file), "utf8").trim();
    if (file === undefined && license === undefined) throw new Error(`${name} has no licence.`);
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  const rule = `\n${"-".repeat(80)}\n\n`;
  const head = "This package contains the following packages, each under its own licence.\n";
  writeFileSync(join(DIST, "THIRD-PARTY-NOTICES.txt"), [head, ...texts].join(rule));
}

const requireBuilt = (name) => createRequire(import.meta.url)(join(DIST, name));

/** What `bin/migr.js` answers without loading anything: the arguments, and the text. */
async function staticHelp() {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { helpTexts } = requireBuilt("startup.cjs");
  const answers = { "--version": `${version}\n` };
  for (const [command, text] of Object.entries(await helpTexts())) {
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
checkBudget(files);
write(files);
checkDeferred((name) => requireBuilt(`${name}.cjs`));
notices(inputs);
await staticHelp();
declarations();
