// Parts of the program that are loaded when one of their functions is first called.
//
// How a dialect reads and changes a schema, and how scripts are run, is most of the program, and nothing that `current`
// has a use for. Some of these functions give their answer and no promise of it, so import() cannot load them late.
import { readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";

const SCHEMA_OF_DIALECT = [
  "./adapt.js",
  "./canonical.js",
  "./entities.js",
  "./normalize.js",
  "./plan.js",
  "./schema-names.js",
];

/** What a file imports for later, under the name of the file in dist/ that holds it. All of it must be functions. */
const DEFERRED = {
  "postgresql-schema": {
    importer: "src/dialects/postgresql/index.ts",
    imports: [...SCHEMA_OF_DIALECT, "./in-the-way.js", "./reflect/reflect.js"],
  },
  "mysql-schema": {
    importer: "src/dialects/mysql/index.ts",
    imports: [
      ...SCHEMA_OF_DIALECT,
      "./client-script.js",
      "./in-the-way.js",
      "./reflect/grants.js",
      "./reflect/index.js",
      "./reflect/rights.js",
      "./reflect/unseen.js",
    ],
  },
  "mysql-definitions": {
    importer: "src/dialects/mysql/spelling.ts",
    imports: ["./sequence-definition.js", "./view-definition.js"],
  },
  "mysql-options": { importer: "src/dialects/mysql/option-rules.ts", imports: ["./option-conflict.js"] },
  "sqlite-schema": {
    importer: "src/dialects/sqlite/index.ts",
    imports: [...SCHEMA_OF_DIALECT, "./reflect/reflect.js"],
  },
  colors: { importer: "src/cli/output.ts", imports: ["./palette.js"] },
  "run-scripts": { importer: "src/migrate/migrator.ts", imports: ["./run.js"] },
};

/** The names of these files. */
export const DEFERRED_NAMES = Object.keys(DEFERRED);

/** What the bundle calls in place of `require`, whose calls esbuild would resolve. */
export const REQUIRE_DEFERRED = "requireDeferred";

/** Puts a function that loads the real one in place of each that is deferred, and the real ones into their files. */
export function deferred(root) {
  return {
    name: "deferred",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
        const from = relative(root, importer).split(sep).join("/");
        const name = DEFERRED_NAMES.find((each) => DEFERRED[each].importer === from);
        if (name === undefined || !DEFERRED[name].imports.includes(path)) return undefined;
        return { path: `${name}:${path}`, namespace: "stub", pluginData: { name, path }, sideEffects: false };
      });
      onLoad({ filter: /.*/, namespace: "stub" }, ({ pluginData: { name, path } }) => ({
        contents: importedNames(root, name, path)
          .map(
            (own) =>
              `export const ${own} = (...args) => ${REQUIRE_DEFERRED}("./${name}.cjs").${own}(...args);`,
          )
          .join("\n"),
      }));
      onResolve({ filter: /^deferred:/ }, ({ path }) => ({ path: path.slice(9), namespace: "deferred" }));
      onLoad({ filter: /.*/, namespace: "deferred" }, ({ path: name }) => ({
        contents: DEFERRED[name].imports
          .map((path) => `export { ${importedNames(root, name, path).join(", ")} } from "${path}";`)
          .join("\n"),
        resolveDir: resolve(root, dirname(DEFERRED[name].importer)),
      }));
    },
  };
}

/** The values, without the types, that the importer of a deferred file takes of `path`. */
function importedNames(root, name, path) {
  const { importer } = DEFERRED[name];
  const source = readFileSync(resolve(root, importer), "utf8");
  const statement = [...source.matchAll(/^import \{([^}]*)\} from "([^"]+)";$/gm)].find(
    ([, , from]) => from === path,
  );
  if (statement === undefined)
    throw new Error(`${importer} imports nothing of ${path}: see build/deferred.js.`);
  return statement[1]
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "" && !each.startsWith("type "))
    .map((each) => each.split(" as ")[0]);
}

/** @param load gives what one of the files exports */
export function checkDeferred(load) {
  for (const name of DEFERRED_NAMES) {
    for (const [own, value] of Object.entries(load(name))) {
      if (typeof value !== "function" || /^class\b/.test(String(value))) {
        throw new Error(`${own} of ${DEFERRED[name].importer} is no function: see build/deferred.js.`);
      }
    }
  }
}
