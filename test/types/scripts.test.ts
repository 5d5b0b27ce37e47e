import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import { scriptSamples, scriptText } from "../support/models/scripts.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config,
  ts.sys,
  ROOT,
);

it("generated scripts compile under the strictest options", async () => {
  const scripts = new Map(
    (await scriptSamples(60)).map(({ rendered }, i) => [join(ROOT, `script-${i}.ts`), scriptText(rendered)]),
  );
  const strict = { ...options, noUnusedLocals: true, paths: { migr: [join(ROOT, "src/index.ts")] } };
  const host = ts.createCompilerHost(strict);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => scripts.has(name) || fileExists(name);
  host.readFile = (name) => scripts.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = scripts.get(name);
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, rest[0]);
  };
  const program = ts.createProgram([...scripts.keys()], strict, host);
  const found = [...scripts.keys()].flatMap((name) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start }) => {
        const line = source.text.slice(0, start).split("\n").length;
        return `${source.text.split("\n")[line - 1]}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      },
    );
  });
  expect(found).toEqual([]);
}, 120_000);
