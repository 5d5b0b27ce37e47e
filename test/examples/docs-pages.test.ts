import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { CONFIG_KEYS } from "../../src/config/check.js";
import { Batch } from "../../src/migrate/batch.js";
import { Operations } from "../../src/migrate/operations.js";
import { blocksOf, PAGES, placeOf, ROOT, readPage } from "../support/docs/blocks.js";
import { fileNameOf, ModuleFolder, moduleText } from "../support/docs/modules.js";

const MODELS = `import { declarativeBase } from "migr";
export const Base = declarativeBase();
`;

describe("TypeScript in the pages", () => {
  const blocks = PAGES.flatMap((page) => blocksOf(page)).filter(
    ({ language, words }) => language === "ts" && !words.includes("fragment"),
  );

  it("type-checks under --strict", () => {
    using folder = new ModuleFolder();
    const files = new Map(
      blocks.map((block) => {
        folder.write(`${fileNameOf(block)}/src/models.ts`, MODELS);
        return [folder.write(`${fileNameOf(block)}/module.ts`, moduleText(block)), block] as const;
      }),
    );
    const wrong = [...folder.check([...files.keys()])].flatMap(([file, errors]) =>
      errors.map((error) => `${placeOf(files.get(file)!)} ${error}`),
    );
    expect(wrong).toEqual([]);
  }, 120_000);
});

describe("links in the pages", () => {
  it.each(PAGES)("lead somewhere in %s", (page) => {
    const broken = [...readPage(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !/^https?:/.test(target) && !leadsSomewhere(page, target));
    expect(broken).toEqual([]);
  });
});

describe("the pages name", () => {
  it("every command with its options", () => {
    const missing = COMMANDS.flatMap(({ name, options = [] }) => {
      const text = sectionOf("docs/commands.md", name);
      if (text === null) return [name];
      return [...options.flatMap(({ flags }) => flags.match(/--[a-z-]+/)?.[0] ?? [])].filter(
        (word) => !text.includes(word),
      );
    });
    expect(missing).toEqual([]);
  });

  it("every key of the configuration", () => {
    const page = readPage("docs/configuration.md");
    expect(CONFIG_KEYS.filter((key) => !page.includes(`| \`${key}\` |`))).toEqual([]);
  });

  it("every method of op and of its batches", () => {
    const page = readPage("docs/scripts.md");
    const missing = [
      ...methodsOf(Operations).filter((name) => !page.includes(`op.${name}`)),
      ...methodsOf(Batch).filter((name) => !page.includes(`\`${name}\``)),
    ];
    expect(missing).toEqual([]);
  });
});

function methodsOf({ prototype }: { readonly prototype: object }): readonly string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
    typeof value === "function" && name !== "constructor" ? [name] : [],
  );
}

/** The text below the heading of a command, up to the next heading; null where there is none. */
function sectionOf(page: string, command: string): string | null {
  const [, text] = readPage(page).split(new RegExp(`^#+ migr ${command}$`, "m"));
  return text?.split(/^## /m)[0] ?? null;
}

function leadsSomewhere(page: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || anchorsOf(file).includes(anchor);
}

/** The anchors that headings get. */
function anchorsOf(page: string): readonly string[] {
  return [...readPage(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
