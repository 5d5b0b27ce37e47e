import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { optionsOf } from "../../src/cli/options.js";
import { blocksOf, ROOT, readPage } from "../support/docs/blocks.js";
import { commandPage, filledCommandPage, filledIndex } from "../support/docs/command-page.js";

const HEADINGS = ["Examples", "JSON", "Exit codes", "Related"];

/** Says that a page is as it should be, or under UPDATE_DOCS makes it so. */
function expectPage(page: string, text: string): void {
  if (process.env["UPDATE_DOCS"]) writeFileSync(join(ROOT, page), text);
  else expect(readPage(page)).toBe(text);
}

describe("the pages of the commands", () => {
  it("are one for each command, and no other", () => {
    const pages = readdirSync(join(ROOT, "docs/commands")).map((name) => `docs/commands/${name}`);
    expect(pages.sort()).toEqual(COMMANDS.map(({ name }) => commandPage(name)).sort());
  });

  it("are listed; UPDATE_DOCS=1 writes the list", () => {
    expectPage("docs/commands.md", filledIndex(readPage("docs/commands.md")));
  });

  it.each(COMMANDS)("have what the definition of $name says; UPDATE_DOCS=1 writes it", (definition) => {
    const page = commandPage(definition.name);
    expectPage(page, filledCommandPage(definition, readPage(page)));
    const text = readPage(page);
    expect(text.startsWith(`# migr ${definition.name}\n`)).toBe(true);
    for (const { flags } of optionsOf(definition)) expect(text).toContain(`| \`${flags}\` |`);
    expect(HEADINGS.filter((heading) => !text.includes(`\n## ${heading}\n`))).toEqual([]);
    const commands = blocksOf(page).flatMap((block) =>
      block.language === "console" ? (block.text.match(/^\$ .*/gm) ?? []) : [],
    );
    const own = definition.name === "completion" ? "complete" : definition.name;
    expect(commands.some((command) => command.includes(`migr ${own}`))).toBe(true);
  });
});
