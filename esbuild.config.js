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

/** CommonJS packages ask for Node's modules by require(), which an ES module does not have; they get imports. */
const builtinsByImport = {
  name: "builtins-by-import",
  setup({ onResolve, onLoad }) {
    const names = builtinModules.flatMap((name) => [name, `node:${name}`]);
    onResolve({ filter: /^[\w:/]+$/ }, ({ kind, path }) =>
      kind === "require-call" && names.includes(path) ? { path, namespace: "builtin" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `import builtin from ${JSON.stringify(path)}; module.exports = builtin;`,
    }));
  },
};

async function bundle() {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    chunkNames: "[name]-[hash]",
    external: EXTERNAL.flatMap((name) => [name, `${name}/*`]),
    legalComments: "none",
    metafile: true,
    plugins: [builtinsByImport],
    logLevel: "warning",
  });
  return metafile;
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
