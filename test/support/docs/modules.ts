import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import * as migr from "../../../src/index.js";
import { type Block, placeOf, ROOT } from "./blocks.js";

/** What stands around blocks that are no module of their own: `ts op` and `ts engine`. */
const SCOPES: Readonly<Record<string, string>> = {
  op: "export async function upgrade(op: Operations) {",
  engine: "export async function sample(engine: Engine) {",
};

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  types: ["node"],
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

/** The scope that a block of TypeScript asks for; null where it is a whole module. */
export function scopeOf({ words }: Block): string | null {
  return words.find((word) => Object.hasOwn(SCOPES, word)) ?? null;
}

/** A block as a module: itself, or inside of a function that has what its scope gives. */
export function moduleText(block: Block): string {
  const scope = scopeOf(block);
  if (scope === null) return block.text;
  // On one line, so that lines in messages are those of the block.
  // Imports of its own are shown to readers; what they name is there already.
  const body = block.text.replace(/^import .*$/gm, "");
  const imports = `import { ${Object.keys(migr).join(", ")}, type Operations } from "migr";`;
  return `${imports} ${SCOPES[scope]}\n${body}\n}\n`;
}

/** A folder with this package and the types of Node installed. */
export class ModuleFolder implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), "migr-docs-"));

  constructor() {
    mkdirSync(join(this.root, "node_modules"));
    symlinkSync(ROOT, join(this.root, "node_modules", "migr"), "dir");
    symlinkSync(join(ROOT, "node_modules", "@types"), join(this.root, "node_modules", "@types"), "dir");
    this.write("package.json", '{ "type": "module" }\n');
  }

  /** Writes a file and gives its path. */
  write(name: string, text: string): string {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** What the compiler says about files under `--strict`, a line for each error. */
  check(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
    const program = ts.createProgram([...files], {
      ...OPTIONS,
      typeRoots: [join(this.root, "node_modules/@types")],
    });
    return new Map(
      files.map((file) => {
        const source = program.getSourceFile(file)!;
        const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
        return [
          file,
          found.map(({ start = 0, messageText }) => {
            const { line } = source.getLineAndCharacterOfPosition(start);
            return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
          }),
        ];
      }),
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A file name for a block. */
export function fileNameOf(block: Block): string {
  return placeOf(block).replace(/\W+/g, "-");
}
