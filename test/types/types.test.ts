import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = join(ROOT, "test", "types");
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".test-d.ts"))
  .sort();

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile).config,
  ts.sys,
  ROOT,
);
const program = ts.createProgram(
  files.map((name) => join(FOLDER, name)),
  options,
);

describe("the types", () => {
  it.each(files)(
    "are as %s says",
    (name) => {
      const source = program.getSourceFile(join(FOLDER, name))!;
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      const lines = found.map((diagnostic) => {
        const { line } = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
        return `${name}:${line + 1} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`;
      });
      expect(lines).toEqual([]);
    },
    120_000,
  );
});
