import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pullModels } from "../../src/pull/pull-models.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { KINDS, type Seen } from "../support/kinds.js";
import { loadModels } from "../support/models/pulled.js";
import { eachTarget, type Target } from "../support/target.js";

const PAGE = readFileSync(new URL("../../docs/databases.md", import.meta.url), "utf8");

const COLUMNS: readonly Target[] = ["postgresql", "mysql", "mariadb", "sqlite"];

/** What the page says of a kind of object on a database. */
function cellOf(row: string, target: Target): string | undefined {
  const [, section = ""] = PAGE.split("## What is seen");
  const [table = ""] = section.split("###");
  const line = table.split("\n").find((each) => each.startsWith(`| ${row}`));
  return line?.split("|")[COLUMNS.indexOf(target) + 2]?.trim();
}

/** Rows whose objects `every-option.test.ts` makes, changes and pulls. */
const ELSEWHERE = [
  "tables",
  "columns: type",
  "identity",
  "computed columns",
  "ON UPDATE of a column",
  "comments of tables",
  "engine, character set",
  "unique constraints",
  "exclusion constraints",
  "indexes: columns",
  "index `where`",
  "index `using`",
  "index operator classes",
  "`AUTOINCREMENT`",
  "`unlogged`",
];

it("every row of the page has an object that is tried", () => {
  const [, section = ""] = PAGE.split("## What is seen");
  const rows = (section.split("###")[0] ?? "").split("\n").filter((line) => /^\| [^-|]/.test(line));
  const tried = [...ELSEWHERE, ...Object.values(KINDS).flatMap((kinds) => kinds.map(({ row }) => row))];
  expect(rows.length).toBeGreaterThan(25);
  expect(rows.filter((line) => !tried.some((row) => line.startsWith(`| ${row}`)))).toEqual([]);
});

const WORDS: Readonly<Record<Seen, RegExp>> = {
  yes: /^(?:yes|as |in the column|comments|collations)/,
  declared: /\*declared\*/,
  kept: /\*kept\*/,
  not: /^$/,
};

eachTarget("objects of every kind", (target) => {
  it("are read, pulled by their SQL, told of, or passed over, as the page of the databases says", async () => {
    const database = await freshDatabase(target, "kinds");
    const kinds = KINDS[target];
    for (const { sql } of kinds) for (const each of sql) await database.script(each);
    await using h = new History(database);
    const { files, left } = await pullModels(h.engine, { split: false });
    const text = files.map(({ contents }) => contents).join("\n");
    // What is left out is told at the end of the file, too.
    const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
    const schema = JSON.stringify(await h.reflect(), (_, value) =>
      typeof value === "bigint" ? String(value) : value,
    );
    const told = left.map(({ name }) => name);
    const wrong = kinds.flatMap(({ row, name, seen }) => {
      const isTold = told.some((each) => each === name || each.endsWith(`.${name}`));
      const isPulled = code.includes(name);
      const isRead = isPulled && schema.includes(name);
      const found: Seen = isTold
        ? "kept"
        : seen === "yes" && (isRead || name === "enumOf")
          ? "yes"
          : isPulled
            ? "declared"
            : "not";
      const cell = cellOf(row, target);
      return found === seen && cell !== undefined && WORDS[seen].test(cell)
        ? []
        : [{ row, name, found, cell }];
    });
    expect(wrong).toEqual([]);
    const models = await loadModels(files);
    expect(wordsOf(await h.difference(models))).toEqual([]);
  });
});
