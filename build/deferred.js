// Parts of the program that are loaded when one of their functions is first called.
//
// How a dialect reads and changes a schema, and how scripts are run, is most of the program, and nothing that `current`
// has a use for. Some of these functions give their answer and no promise of it, so import() cannot load them late.
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

const SCHEMA_OF_DIALECT = [
  "./adapt.js",
  "./canonical.js",
  "./entities.js",
  "./normalize.js",
  "./plan.js",
  "./schema-names.js",
];

/** What files import for later, under the name of the file in dist/ that holds it. All of it must be functions. */
const DEFERRED = {
  "postgresql-schema": {
    "src/dialects/postgresql/index.ts": [...SCHEMA_OF_DIALECT, "./in-the-way.js", "./reflect/reflect.js"],
    "src/dialects/postgresql/option-rules.ts": ["./partition-option.js"],
  },
  "mysql-schema": {
    "src/dialects/mysql/index.ts": [
      ...SCHEMA_OF_DIALECT,
      "./client-script.js",
      "./in-the-way.js",
      "./reflect/grants.js",
      "./reflect/index.js",
      "./reflect/rights.js",
      "./reflect/unseen.js",
    ],
    "src/dialects/mysql/option-rules.ts": ["./option-conflict.js", "./partition-text.js"],
  },
  "mysql-definitions": {
    "src/dialects/mysql/spelling.ts": ["./sequence-definition.js", "./view-definition.js"],
  },
  "sqlite-schema": {
    "src/dialects/sqlite/index.ts": [...SCHEMA_OF_DIALECT, "./reflect/reflect.js"],
  },
  colors: { "src/cli/output.ts": ["./palette.js"] },
  "run-scripts": { "src/migrate/migrator.ts": ["./run.js"] },
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
        const name = DEFERRED_NAMES.find((each) => DEFERRED[each][from]?.includes(path));
        if (name === undefined) return undefined;
        return {
          path: `${name}:${from}:${path}`,
          namespace: "stub",
          pluginData: { name, from, path },
          sideEffects: false,
        };
      });
      onLoad({ filter: /.*/, namespace: "stub" }, ({ pluginData: { name, from, path } }) => ({
        contents: importedNames(root, from, path)
          .map(
            (own) =>
              `export const ${own} = (...args) => ${REQUIRE_DEFERRED}("./${name}.cjs").${own}(...args);`,
          )
          .join("\n"),
      }));
      onResolve({ filter: /^deferred:/ }, ({ path }) => ({ path: path.slice(9), namespace: "deferred" }));
      onLoad({ filter: /.*/, namespace: "deferred" }, ({ path: name }) => ({
        contents: Object.entries(DEFERRED[name])
          .flatMap(([from, paths]) => paths.map((path) => [from, path]))
          .map(([from, path]) => {
            const file = `./${join(dirname(from), path).split(sep).join("/")}`;
            return `export { ${importedNames(root, from, path).join(", ")} } from "${file}";`;
          })
          .join("\n"),
        resolveDir: root,
      }));
    },
  };
}

/** The values, without the types, that a file takes of `path`, which is deferred. */
function importedNames(root, importer, path) {
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
        throw new Error(`${own} of ${name}.cjs is no function: see build/deferred.js.`);
      }
    }
  }
}
