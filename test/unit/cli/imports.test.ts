import { posix } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { FILES, isBelow, type SourceFile } from "../../arch/source.js";

/** The files that a file loads together with itself: no types, nothing on demand. */
function loadedBy({ path, tree }: SourceFile): readonly string[] {
  return tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier) || isTypeOnly(statement))
      return [];
    const { text } = moduleSpecifier;
    return text.startsWith(".") ? [posix.join(posix.dirname(path), text).replace(/\.js$/, ".ts")] : [text];
  });
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) {
    const { isTypeOnly: all, exportClause } = statement;
    return all || (exportClause !== undefined && ts.isNamedExports(exportClause) && allTypes(exportClause));
  }
  const { importClause } = statement;
  if (importClause === undefined) return false;
  const { isTypeOnly: all, name, namedBindings } = importClause;
  if (all) return true;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    allTypes(namedBindings)
  );
}

function allTypes({ elements }: ts.NamedImports | ts.NamedExports): boolean {
  return elements.length > 0 && elements.every((element) => element.isTypeOnly);
}

/** Everything that is loaded with these files. */
function closure(...roots: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const todo = [...roots];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const file = FILES.find((candidate) => candidate.path === path);
    if (file) todo.push(...loadedBy(file));
  }
  return [...seen].sort();
}

const within = (paths: readonly string[], ...folders: readonly string[]) =>
  paths.filter((path) => folders.some((folder) => isBelow(path, folder)));

describe("what is loaded", () => {
  it("with the command line is nothing of databases, comparing, models or templates", () => {
    const loaded = closure("src/cli/main.ts");
    expect(loaded).toContain("src/cli/commands/upgrade.ts");
    expect(
      within(
        loaded,
        "sql",
        "schema",
        "ddl",
        "ops",
        "dialect",
        "dialects",
        "engine",
        "compare",
        "orm",
        "migrate",
      ),
    ).toEqual([]);
    expect(loaded).not.toContain("src/revision/template.ts");
    expect(loaded.filter((path) => /^(?:eta|diff|jiti|pg|mysql2|better-sqlite3)(?:\/|$)/.test(path))).toEqual(
      [],
    );
  });

  it("to ask where a database stands is nothing of comparing, models or templates", () => {
    const loaded = closure(
      "src/cli/main.ts",
      "src/api/settings.ts",
      "src/api/standing.ts",
      "src/config/load.ts",
      "src/loader/module-loader.ts",
      "src/engine/index.ts",
      "src/migrate/migrator.ts",
      "src/revision/plan.ts",
    );
    expect(loaded).toContain("src/engine/connection.ts");
    expect(within(loaded, "compare", "orm", "inspect")).toEqual([]);
    expect(loaded).not.toContain("src/revision/template.ts");
    expect(loaded.filter((path) => /^(?:eta|diff|pg|mysql2|better-sqlite3)(?:\/|$)/.test(path))).toEqual([]);
  });
});
