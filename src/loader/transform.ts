import { createRequire } from "node:module";
import { extname } from "node:path";
import { ModuleError } from "../errors/errors.js";

/** Part of every cache entry: entries made by another transformer or in another form are made anew. */
export const TRANSFORM_VERSION = "2+jiti-2.7";

/** A source file as code that can be evaluated: CommonJS in shape, each statement on its line in the source. */
export interface Transformed {
  readonly code: string;
  /** What the file imports statically, in order, without what only types need. */
  readonly imports: readonly string[];
  /** What it asks of `require` by a plain string. */
  readonly requires: readonly string[];
  /** The file is written with `import` or `export`. */
  readonly esm: boolean;
  /** The file awaits at its top level. */
  readonly async: boolean;
}

/** The few parts of Babel's paths and nodes that the scan below reads; Babel is inside jiti, without types. */
interface BabelPath {
  node: { source?: { value: string } | null; callee?: unknown; arguments?: { value?: unknown }[] } & Record<
    string,
    unknown
  >;
  get(part: string): BabelPath;
  isImport(): boolean;
  isIdentifier(match: { name: string }): boolean;
  getFunctionParent(): BabelPath | null;
  scope: { hasBinding(name: string, noGlobals: boolean): boolean };
  traverse(visitor: Record<string, (path: BabelPath) => void>): void;
  replaceWith(node: unknown): void;
}

interface BabelTypes {
  identifier(name: string): unknown;
  stringLiteral(value: string): unknown;
  callExpression(callee: unknown, args: unknown[]): unknown;
  variableDeclarator(id: unknown, init: unknown): unknown;
  variableDeclaration(kind: "const", declarations: unknown[]): unknown;
}

interface Scan {
  imports: Set<string>;
  requires: Set<string>;
  esm: boolean;
  async: boolean;
}

/**
 * A Babel plugin that notes what a file imports and names the loader's own parts in place of `import()`, `import.meta`
 * and the author's `require()`. It runs after the types are gone and before imports become calls of `require`.
 */
function scanner(found: Scan) {
  return ({ types }: { types: BabelTypes }) => {
    const source = (path: BabelPath) => {
      found.esm = true;
      if (path.node.source) found.imports.add(path.node.source.value);
    };
    const topLevel = (path: BabelPath) => {
      if (!path.getFunctionParent()) found.async = true;
    };
    const visitor: Record<string, (path: BabelPath) => void> = {
      ImportDeclaration: source,
      ExportAllDeclaration: source,
      ExportNamedDeclaration: source,
      ExportDefaultDeclaration: source,
      TSImportEqualsDeclaration(path) {
        const reference = path.node["moduleReference"] as { expression?: { value?: string } };
        const from = reference.expression?.value;
        if (from === undefined || path.node["importKind"] === "type" || path.node["isExport"] === true)
          return;
        found.requires.add(from);
        const call = types.callExpression(types.identifier("__require"), [types.stringLiteral(from)]);
        path.replaceWith(
          types.variableDeclaration("const", [types.variableDeclarator(path.node["id"], call)]),
        );
      },
      CallExpression(path) {
        const callee = path.get("callee");
        if (callee.isImport()) path.node.callee = types.identifier("__import");
        else if (callee.isIdentifier({ name: "require" }) && !path.scope.hasBinding("require", true)) {
          const from = path.node.arguments?.[0]?.value;
          if (typeof from === "string") found.requires.add(from);
          path.node.callee = types.identifier("__require");
        }
      },
      ImportExpression(path) {
        path.replaceWith(
          types.callExpression(types.identifier("__import"), [path.node["source"] as unknown]),
        );
      },
      MetaProperty(path) {
        if ((path.node["meta"] as { name: string }).name === "import")
          path.replaceWith(types.identifier("__meta"));
      },
      AwaitExpression: topLevel,
      ForOfStatement(path) {
        if (path.node["await"] === true) topLevel(path);
      },
    };
    return {
      pre: keepScope,
      visitor: { Program: { enter: (program: BabelPath) => program.traverse(visitor) } },
    };
  };
}

interface BabelFile {
  ast: { program: unknown };
  scope: { crawl(): void };
}

/**
 * jiti reads the scope of the whole file anew after each class, for decorators that it takes away; with a hundred
 * classes that takes minutes. Where a file has no decorators, nothing has changed.
 */
function keepScope({ ast, scope }: BabelFile): void {
  if (!hasDecorators(ast.program)) scope.crawl = () => undefined;
}

function hasDecorators(tree: unknown): boolean {
  const todo: unknown[] = [tree];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (typeof node !== "object" || node === null) continue;
    for (const [key, part] of Object.entries(node)) {
      if (key === "decorators" && Array.isArray(part) && part.length > 0) return true;
      if (typeof part === "object" && part !== null && key !== "loc") todo.push(part);
    }
  }
  return false;
}

const FAILED = "exports.__JITI_ERROR__ = ";
type Transform = (options: Record<string, unknown>) => string;
let transformer: Transform | undefined;

/** jiti's transformer, which takes a tenth of a second to load and is needed on a cache miss only. */
function loadTransformer(): Transform {
  if (transformer) return transformer;
  const require = createRequire(import.meta.url);
  const { createJiti } = require("jiti") as {
    createJiti(from: string, options: Record<string, unknown>): { transform: Transform };
  };
  const { transform } = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
  });
  transformer = transform;
  return transform;
}

/**
 * Turns a TypeScript or JavaScript source into code that can be evaluated.
 *
 * @param file absolute path, which `import.meta.url` becomes
 * @param module the file is an ES module by its extension or its package, whatever it holds
 * @throws {ModuleError} module.syntax: the source cannot be parsed; `details` has file, line and column
 */
export function transformSource(source: string, file: string, module: boolean): Transformed {
  const found: Scan = { imports: new Set(), requires: new Set(), esm: false, async: false };
  const code = loadTransformer()({
    source,
    filename: file,
    ts: /\.[cm]?ts$/.test(extname(file)),
    async: false,
    retainLines: true,
    interopDefault: false,
    babel: { sourceType: module ? "module" : "unambiguous", plugins: [scanner(found)] },
  });
  if (code.startsWith(FAILED)) {
    const failure = JSON.parse(code.slice(FAILED.length)) as {
      line: number;
      column: number;
      message: string;
    };
    throw syntaxError(file, failure.message, failure.line, failure.column + 1);
  }
  return {
    code,
    imports: [...found.imports],
    requires: [...found.requires],
    esm: found.esm,
    async: found.async,
  };
}

/** A syntax error at a place; lines and columns count from 1, and line 0 is an unknown place. */
export function syntaxError(
  file: string,
  message: string,
  line: number,
  column: number,
  cause?: unknown,
): ModuleError {
  const text = message.trim().replace(/[.\s]*$/, "");
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  const details = { file, line, column, text };
  return new ModuleError("module.syntax", `${place}: ${text}.`, { details, cause });
}
