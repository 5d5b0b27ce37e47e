import { basename } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { CODES } from "../../src/errors/codes.js";
import * as errors from "../../src/errors/errors.js";
import { FILES, isBelow, placeOf, type SourceFile, walk } from "./source.js";

const DIALECTS = new Set(["postgresql", "mysql", "mariadb", "sqlite"]);
/** Names that gather what has nothing in common. */
const DUMPING_GROUNDS = new Set([
  "utils",
  "util",
  "helpers",
  "helper",
  "types",
  "common",
  "misc",
  "constants",
]);
const BARE_ERRORS = new Set(["Error", "TypeError", "RangeError", "SyntaxError", "AggregateError"]);
const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);
const MAX_LINES = 350;

/** The places of all nodes of `files` that `isWrong`. */
function offenders(files: readonly SourceFile[], isWrong: (node: ts.Node) => boolean): string[] {
  const places: string[] = [];
  for (const file of files) {
    walk(file, (node) => {
      if (isWrong(node)) places.push(`${placeOf(file, node)} ${node.getText(file.tree).split("\n")[0]}`);
    });
  }
  return places;
}

describe("shared code reads features, never a dialect's name", () => {
  const shared = FILES.filter(({ path }) => path !== "src/index.ts" && !isBelow(path, "dialects"));

  it("compares no dialect.name", () => {
    const isName = (node: ts.Expression) => /\bdialect(\(\))?[?!]?\.name$/i.test(node.getText());
    const wrong = offenders(
      shared,
      (node) =>
        (ts.isBinaryExpression(node) &&
          COMPARISONS.has(node.operatorToken.kind) &&
          (isName(node.left) || isName(node.right))) ||
        (ts.isSwitchStatement(node) && isName(node.expression)),
    );
    expect(wrong).toEqual([]);
  });

  it("writes no dialect's name as a string", () => {
    expect(offenders(shared, (node) => ts.isStringLiteralLike(node) && DIALECTS.has(node.text))).toEqual([]);
  });
});

describe("the files", () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const sizes = FILES.map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }));
    const long = sizes.filter(({ lines }) => lines > MAX_LINES);
    expect(long.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
  });

  it("are named for a subject, in kebab case", () => {
    const wrong = FILES.map(({ path }) => path).filter((path) => {
      const name = basename(path, ".ts");
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || DUMPING_GROUNDS.has(name);
    });
    expect(wrong).toEqual([]);
  });

  it("leave nothing to be done", () => {
    const wrong = FILES.flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, i) => (/\b(TODO|FIXME|XXX)\b/.test(line) ? [`${path}:${i + 1}`] : [])),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the error codes", () => {
  const used = new Set<string>();
  for (const file of FILES.filter(({ path }) => path !== "src/errors/codes.ts")) {
    walk(file, (node) => {
      // A word that is part of a type only is not thrown by it.
      if (ts.isStringLiteralLike(node) && !ts.isLiteralTypeNode(node.parent)) used.add(node.text);
    });
  }

  it("are all thrown somewhere", () => {
    expect(Object.keys(CODES).filter((code) => !used.has(code))).toEqual([]);
  });

  it("have a title, a cause and a remedy", () => {
    const wrong = Object.entries(CODES).filter(
      ([, { title, cause, remedy }]) => !/[^.]$/.test(title) || !/\.$/.test(cause) || !/[.!]$/.test(remedy),
    );
    expect(wrong.map(([code]) => code)).toEqual([]);
  });

  it("are those that docstrings promise, of classes that exist", () => {
    const wrong = FILES.flatMap(({ path, text }) =>
      [...text.matchAll(/@throws\s+\{?(\w*)\}?\s*([a-z]+\.[a-z-]+)?/g)]
        .filter(([, type, code]) => !(type! in errors) || (code !== undefined && !(code in CODES)))
        .map(([promise]) => `${path}: ${promise}`),
    );
    expect(wrong).toEqual([]);
  });

  it("belong to every error: no bare Error is thrown", () => {
    const wrong = offenders(
      FILES,
      (node) =>
        (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
        ts.isIdentifier(node.expression) &&
        BARE_ERRORS.has(node.expression.text) &&
        // One that is kept in a property or read at once was made for its stack.
        !ts.isPropertyDeclaration(node.parent) &&
        !ts.isPropertyAccessExpression(node.parent),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the exports", () => {
  it("all have a docstring", () => {
    expect(FILES.flatMap(undocumented)).toEqual([]);
  });
});

/** The places of the exports of a file that no docstring describes. */
function undocumented(file: SourceFile): string[] {
  const places: string[] = [];
  const described = new Set<string>();
  const bare = new Map<string, ts.Statement>();
  for (const statement of file.tree.statements) {
    const names = namesOf(statement);
    if (names.length === 0) continue;
    // The first of several overloads speaks for all.
    if (hasDocstring(statement)) for (const name of names) described.add(name);
    for (const name of names) if (!described.has(name)) bare.set(name, statement);
  }
  for (const statement of file.tree.statements) {
    const listed =
      ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined && statement.exportClause
        ? exportedNames(statement.exportClause)
        : isExported(statement)
          ? namesOf(statement)
          : [];
    for (const name of listed) {
      if (bare.has(name) && !described.has(name)) places.push(`${placeOf(file, statement)} ${name}`);
    }
  }
  return places;
}

function exportedNames(clause: ts.NamedExportBindings): string[] {
  return ts.isNamedExports(clause)
    ? clause.elements.map(({ propertyName, name }) => (propertyName ?? name).text)
    : [];
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  ) {
    return [statement.name?.text ?? "default"];
  }
  return ts.isExportAssignment(statement) ? ["default"] : [];
}

function isExported(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

function hasDocstring(statement: ts.Statement): boolean {
  return ts
    .getJSDocCommentsAndTags(statement)
    .some((doc) => ts.isJSDoc(doc) && /[\w`]/.test(ts.getTextOfJSDocComment(doc.comment) ?? ""));
}
