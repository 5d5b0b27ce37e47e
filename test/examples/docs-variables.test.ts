import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { variables } from "../../src/cli/program.js";
import { ROOT, readPage } from "../support/docs/blocks.js";

const PAGE = "docs/commands.md";
const PLACE = /(<!-- variables -->\n).*?(<!-- end of variables -->)/s;

it("the page of the commands has the variables of all of them; UPDATE_DOCS=1 writes them", () => {
  const [, begin, end] = PLACE.exec(readPage(PAGE)) ?? [];
  expect(end).toBeDefined();
  const rows = variables(COMMANDS)
    .get("")!
    .map(([variable, option]) => `| \`${variable}\` | \`${option}\` |`);
  const table = ["", "| variable | option of all commands |", "| --- | --- |", ...rows, "", ""].join("\n");
  const text = readPage(PAGE).replace(PLACE, () => `${begin}${table}${end}`);
  if (process.env["UPDATE_DOCS"]) writeFileSync(join(ROOT, PAGE), text);
  else expect(readPage(PAGE)).toBe(text);
});
