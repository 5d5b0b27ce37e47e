import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config,
  ts.sys,
  ROOT,
);

const MEMORY = join(ROOT, "in-memory");

/** The modules of the package, from the source under test. */
const MODULES = {
  migr: "src/index.ts",
  "migr/config": "src/config/index.ts",
  "migr/api": "src/api/index.ts",
  "migr/postgresql": "src/dialects/postgresql/vocabulary.ts",
  "migr/mysql": "src/dialects/mysql/vocabulary.ts",
  "migr/sqlite": "src/dialects/sqlite/vocabulary.ts",
};

/**
 * Type-checks files that exist in memory alone, under the strictest options.
 *
 * @param files texts by path
 * @returns what the compiler complains of, each with its line
 */
export function typeErrors(files: ReadonlyMap<string, string>): readonly string[] {
  const texts = new Map([...files].map(([path, text]) => [join(MEMORY, path), text]));
  const paths = Object.fromEntries(Object.entries(MODULES).map(([name, path]) => [name, [join(ROOT, path)]]));
  const strict = { ...options, noUnusedLocals: true, allowImportingTsExtensions: true, noEmit: true, paths };
  const host = ts.createCompilerHost(strict);
  const { fileExists, directoryExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.directoryExists = (name) => name.startsWith(MEMORY) || directoryExists!.call(host, name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = texts.get(name);
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, rest[0]);
  };
  const program = ts.createProgram([...texts.keys()], strict, host);
  return [...texts.keys()].flatMap((name) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start }) => {
        const line = source.text.slice(0, start).split("\n").length;
        return `${source.text.split("\n")[line - 1]}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      },
    );
  });
}
