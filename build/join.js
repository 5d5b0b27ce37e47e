// The second pass of the bundle: few files of many parts.
//
// Of modules that several entries share esbuild makes some forty files, and each file costs Node a quarter of a
// millisecond. They are joined into two: what every command needs that asks a database, and the rest.
import { basename } from "node:path";

/** What `bin/migr.js` calls. */
const MAIN = "src/cli/main.ts";

/**
 * The files of many parts, with the modules whose import() they answer, and all that these import. What two of them
 * need is in the first, which is all that `current` imports, and `upgrade` where there is nothing to do, beside the
 * command line and a dialect.
 */
const GROUPS = {
  startup: [
    MAIN,
    "src/api/run.ts",
    "src/api/settings.ts",
    "src/api/standing.ts",
    "src/config/engine.ts",
    "src/config/load.ts",
    "src/loader/module-loader.ts",
    "src/migrate/migrator.ts",
    "src/revision/directory.ts",
    "src/revision/graph.ts",
    "src/revision/plan.ts",
    "src/util/text.ts",
  ],
  "postgresql-session": ["src/dialects/postgresql/index.ts"],
  "mysql-session": ["src/dialects/mysql/index.ts"],
  "sqlite-session": ["src/dialects/sqlite/index.ts"],
  /** All else that several parts share. */
  shared: [],
};

/** What is in a file of its own, and needed by each command. */
const ENTRIES = ["src/config/index.ts"];

/** How many bytes the files may have that such a command loads: loading them is most of the time that it takes. */
const BUDGET = {
  "startup.cjs": 310_000,
  "postgresql-session.cjs": 60_000,
  "mysql-session.cjs": 64_000,
  "sqlite-session.cjs": 48_000,
};

/** @param texts the built files by name */
export function checkBudget(texts) {
  for (const [name, most] of Object.entries(BUDGET)) {
    const { length } = texts.get(name);
    if (length <= most) continue;
    throw new Error(
      `${name} has ${length} bytes, and may have ${most}: \`migr current\` loads it. Have what it has no use for ` +
        "loaded when it is needed, by import() or through build/deferred.js.",
    );
  }
}

/** Makes the URL when it is asked for. */
const IMPORT_META =
  'const importMeta = { get url() { return require("node:url").pathToFileURL(__filename).href; } };\n';

/** Says which parts of a split build become which file, and reads them for a build that makes the files. */
export function joinParts({ outputFiles, metafile }) {
  const parts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const names = [...parts.keys()];
  const outputOf = (name) => metafile.outputs[`dist/${name}`];
  const groups = groupParts(names, outputOf);
  const isGroup = (name) => Object.hasOwn(GROUPS, name.replace(/\.js$/, ""));
  const groupOf = (name) => (isGroup(name) ? name : groups.get(name));
  const isAsked = askedNames(parts, groups, outputOf);
  /** What other files ask of a part, under names that are unique among all parts. */
  const exportsOf = (name) =>
    outputOf(name)
      .exports.filter((own) => isAsked(name, own))
      .map((own) => [own, `${own}_${names.indexOf(name)}`]);
  const list = (pairs) => pairs.map(([from, to]) => `${from} as ${to}`).join(", ");
  const plugin = {
    name: "join-parts",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ kind, path, importer, namespace }) => {
        if (kind === "entry-point") return { path, namespace: "part" };
        if (!path.startsWith("./")) return { path, external: true };
        const name = basename(path);
        const group = groupOf(name);
        if (isGroup(name) || group === undefined)
          return { path: path.replace(/\.js$/, ".cjs"), external: true };
        const isInside =
          group === ALIAS ||
          (kind === "import-statement" && namespace === "part" && groupOf(importer) === group);
        return { path: name, namespace: isInside ? "part" : "outside", sideEffects: false };
      });
      onLoad({ filter: /.*/, namespace: "part" }, ({ path }) => ({
        contents: isGroup(path) ? groupText(path) : partText(parts.get(path)),
      }));
      onLoad({ filter: /.*/, namespace: "outside" }, ({ path }) => ({
        contents: `export { ${list(exportsOf(path).map(([own, unique]) => [unique, own]))} } from "./${groupOf(path)}";`,
      }));
    },
  };
  /** Plain properties in place of the getters that esbuild would make: there are hundreds, and none ever changes. */
  const groupText = (group) => {
    const members = names
      .filter((name) => groups.get(name) === group)
      .map((name) => [name, exportsOf(name)])
      .filter(([, pairs]) => pairs.length > 0);
    const imports = members.map(([name, pairs]) => `import { ${list(pairs)} } from "./${name}";`);
    const uniques = members.flatMap(([, pairs]) => pairs.map(([, unique]) => unique));
    const main = names.find((name) => groups.get(name) === group && outputOf(name).entryPoint === MAIN);
    const called = main === undefined ? [] : outputOf(main).exports;
    if (main !== undefined) imports.push(`import { ${called.join(", ")} } from "./${main}";`);
    return `${imports.join("\n")}\nmodule.exports = { ${[...called, ...uniques].join(", ")} };`;
  };
  const files = [
    ...Object.keys(GROUPS).map((name) => `${name}.js`),
    ...names.filter((name) => !groups.has(name)),
  ];
  return { files, plugin };
}

/** Tells whether another file than its own asks for an export of a part. */
function askedNames(parts, groups, outputOf) {
  const asked = new Set();
  for (const [importer, text] of parts) {
    const group = groups.get(importer);
    for (const [, list, path] of text.matchAll(/^import \{([^}]*)\} from "\.\/([^"]+)";$/gm)) {
      if (group !== undefined && group !== ALIAS && groups.get(path) === group) continue;
      for (const each of list.split(",")) asked.add(`${path} ${each.trim().split(" as ")[0]}`);
    }
    for (const { kind, path } of outputOf(importer).imports) {
      if (kind !== "dynamic-import") continue;
      for (const own of outputOf(basename(path))?.exports ?? []) asked.add(`${basename(path)} ${own}`);
    }
  }
  return (name, own) => asked.has(`${name} ${own}`);
}

/** A part that only gives on what others hold, so that whoever imports it can do that himself. */
const ALIAS = Symbol("alias");

const SESSION = "-session.js";
const SCHEMA = "-schema.js";

/** The file of each part that has none of its own. */
function groupParts(names, outputOf) {
  const groups = new Map();
  const isImported = new Set(
    names
      .flatMap((name) => outputOf(name).imports.filter(({ kind }) => kind === "dynamic-import"))
      .map(({ path }) => basename(path)),
  );
  const nameOf = (entry) => {
    const found = names.find((name) => outputOf(name).entryPoint === entry);
    if (found === undefined) throw new Error(`Nothing import()s ${entry}, which build/join.js names.`);
    return found;
  };
  const reached = (entries) => closure(entries.map(nameOf), outputOf);
  const owned = Object.entries(GROUPS).map(([group, entries]) => [`${group}.js`, reached(entries)]);
  const byEntries = reached(ENTRIES);
  const [[startup]] = owned;
  /** What is asked for from beyond a dialect, by session: from there another dialect's session would be loaded. */
  const common = new Map();
  for (const [group, parts] of owned.filter(([name]) => name.endsWith(SESSION))) {
    const dialect = group.slice(0, -SESSION.length);
    const own = closure([...parts, `${dialect}${SCHEMA}`, `${dialect}.js`], outputOf);
    const others = names.filter((name) => !own.has(name));
    common.set(group, closure(others, outputOf));
  }
  for (const name of names) {
    const { entryPoint, inputs } = outputOf(name);
    const isEmpty = Object.values(inputs).every(({ bytesInOutput }) => bytesInOutput === 0);
    const users = owned.filter(([, parts]) => parts.has(name));
    if (ENTRIES.includes(entryPoint)) continue;
    const [[group] = []] = users;
    if (users.length > 1 || byEntries.has(name)) groups.set(name, startup);
    else if (group !== undefined) groups.set(name, common.get(group)?.has(name) ? startup : group);
    else if (name.startsWith("chunk-")) groups.set(name, "shared.js");
    else if (isEmpty && isImported.has(name)) groups.set(name, ALIAS);
  }
  return groups;
}

/** These parts and all that they import, whatever they load later. */
function closure(names, outputOf) {
  const reached = new Set(names);
  for (const name of reached) {
    for (const { kind, path, external } of outputOf(name).imports) {
      if (kind === "import-statement" && !external) reached.add(basename(path));
    }
  }
  return reached;
}

function partText(text) {
  return text.includes("import.meta.url") ? `${IMPORT_META}${text}` : text;
}
