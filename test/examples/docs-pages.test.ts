import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { EXIT } from "../../src/cli/exit-code.js";
import { helpTexts } from "../../src/cli/program.js";
import { CONFIG_KEYS } from "../../src/config/check.js";
import { createEngine } from "../../src/engine/index.js";
import { MigrError } from "../../src/errors/base.js";
import { CODES } from "../../src/errors/codes.js";
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
  it("every global option and exit code", () => {
    const page = readPage("docs/commands.md");
    const flags = helpTexts(COMMANDS)
      [""]!.match(/--[a-z-]+/g)!
      .filter((flag) => !OF_EXAMPLES.includes(flag));
    expect(flags.filter((flag) => !page.includes(flag))).toEqual([]);
    expect(Object.values(EXIT).filter((code) => !page.includes(`| ${code} |`))).toEqual([]);
  });

  it("every option of an engine", async () => {
    const page = readPage("docs/engine.md");
    const known = await namesInHint(() => createEngine("sqlite:///:memory:", { [NONSENSE]: 1 } as object));
    expect(known.length).toBeGreaterThan(10);
    expect(known.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it.each(["postgresql://localhost/a", "mysql://localhost/a", "sqlite:///a.db"])(
    "every parameter of %s",
    async (url) => {
      const page = readPage("docs/databases.md");
      const known = await namesInHint(() => createEngine(`${url}?${NONSENSE}=1`).connect(() => undefined));
      expect(known.length).toBeGreaterThan(5);
      expect(known.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    },
  );

  it("no code that there is none of", () => {
    const areas = [...new Set(Object.keys(CODES).map((code) => code.split(".")[0]!))].join("|");
    const wrong = PAGES.flatMap((page) =>
      [...readPage(page).matchAll(new RegExp(`\`((?:${areas})\\.[a-z]+(?:-[a-z]+)*)\``, "g"))]
        .map(([, code]) => code!)
        .filter((code) => !Object.hasOwn(CODES, code) && !PROPERTIES.has(code))
        .map((code) => `${page}: ${code}`),
    );
    expect(wrong).toEqual([]);
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

/** Options of single commands, which the help of the program shows as examples. */
const OF_EXAMPLES = ["--autogenerate", "--rev-id"];

/** What reads like a code, and is a property. */
const PROPERTIES = new Set(["result.keys", "config.ts"]);

const NONSENSE = "qqqqqqqqqqqq";

/** The names that the hint of an error lists after something unknown was given. */
async function namesInHint(work: () => unknown): Promise<readonly string[]> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof MigrError)) throw thrown;
    const [, list = ""] = /(?:are|knows) (.+)\.$/.exec(thrown.hint ?? "") ?? [];
    return list.split(/, | and /);
  }
  return [];
}

function methodsOf({ prototype }: { readonly prototype: object }): readonly string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
    typeof value === "function" && name !== "constructor" ? [name] : [],
  );
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
