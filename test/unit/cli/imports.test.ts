import ts from "typescript";
import { expect, it } from "vitest";
import { FILES, isBelow } from "../../arch/source.js";

/** Folders that are loaded on demand alone, so that a command loads only what it needs. */
const ON_DEMAND = [
  "compare",
  "ddl",
  "dialect",
  "dialects",
  "engine",
  "inspect",
  "loader",
  "migrate",
  "ops",
  "orm",
];

/** Files of the command line that are themselves loaded on demand. */
const LOADED_ON_DEMAND = ["src/cli/schema-patch.ts"];

it("the command line imports databases, comparing and models on demand alone", () => {
  const wrong = FILES.filter(({ path }) => isBelow(path, "cli") && !LOADED_ON_DEMAND.includes(path)).flatMap(
    ({ path, tree }) =>
      tree.statements.flatMap((statement) => {
        if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly) return [];
        const name = (statement.moduleSpecifier as ts.StringLiteral).text;
        const folder = /^(?:\.\.\/)+(\w+)\//.exec(name)?.[1];
        return folder !== undefined && ON_DEMAND.includes(folder) ? [`${path} imports ${name}`] : [];
      }),
  );
  expect(wrong).toEqual([]);
});
