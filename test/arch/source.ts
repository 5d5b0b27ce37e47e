import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The root of the project. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** One file of `src`, parsed. */
export interface SourceFile {
  /** From the root of the project, with forward slashes: `src/util/text.ts`. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** One import of another file of `src`: type-only, dynamic and re-exporting ones included. */
export interface ImportEdge {
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

/** Every TypeScript file below `src`, in the order of their paths. */
export const FILES: readonly SourceFile[] = readdirSync(join(ROOT, "src"), {
  recursive: true,
  encoding: "utf8",
})
  .filter((name) => name.endsWith(".ts"))
  .map((name) => `src/${name.split(sep).join("/")}`)
  .sort()
  .map((path) => parse(path));

/** Every import between files of `src`. */
export const IMPORTS: readonly ImportEdge[] = FILES.flatMap(importsOf);

function parse(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), "utf8");
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Calls `visit` for each node of a file, parents first. */
export function walk(file: SourceFile, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, step);
  };
  step(file.tree);
}

/** `path:line` of a node, as editors and terminals know it. */
export function placeOf(file: SourceFile, node: ts.Node): string {
  return `${file.path}:${file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1}`;
}

/** The relative module that an import, a re-export, an `import()` or an import type names. */
function specifierOf(node: ts.Node): string | null {
  let name: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) name = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) name = node.argument.literal;
  else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    name = node.arguments[0];
  }
  return name !== undefined && ts.isStringLiteralLike(name) && name.text.startsWith(".") ? name.text : null;
}

function importsOf(file: SourceFile): ImportEdge[] {
  const edges: ImportEdge[] = [];
  walk(file, (node) => {
    const specifier = specifierOf(node);
    if (specifier === null) return;
    const to = posix.join(dirname(file.path), specifier).replace(/\.js$/, ".ts");
    const { line } = file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree));
    edges.push({ from: file.path, to, line: line + 1 });
  });
  return edges;
}

/** Whether a path is of this folder of `src`, or below it. */
export function isBelow(path: string, folder: string): boolean {
  return !relative(`src/${folder}`, path).startsWith("..");
}
