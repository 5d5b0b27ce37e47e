import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { configFor, Project, script } from "../cli/project.js";
import { blocksOf, PAGES, placeOf, ROOT, readPage } from "../support/docs/blocks.js";
import { ModuleFolder } from "../support/docs/modules.js";
import { Session } from "../support/docs/session.js";

const PAGE = "docs/json.md";

const SESSIONS = PAGES.filter((page) => blocksOf(page).some(({ language }) => language === "console"));

describe("commands in the pages", () => {
  it.each(SESSIONS)(
    "print what %s says; UPDATE_DOCS=1 writes what they print",
    (page) => {
      using session = new Session(readPage(page));
      const wrong: string[] = [];
      const results = blocksOf(page).map((block) => ({ block, ...session.run(block) }));
      // Another test may have written into the page meanwhile; it leaves the blocks in their order.
      const blocks = blocksOf(page);
      const lines = readPage(page).split("\n");
      // From the last one back, so that the lines of those before it stay where they are.
      for (const [i, { block: read, text, deviations }] of [...results.entries()].reverse()) {
        const block = blocks[i] ?? read;
        const size = block.text.split("\n").length;
        lines.splice(block.line, size, ...text.split("\n"));
        for (const { command, expected, actual } of deviations) {
          wrong.unshift(
            `${placeOf(block)} $ ${command}\n--- the page\n${expected}\n--- the command\n${actual}\n`,
          );
        }
      }
      if (process.env["UPDATE_DOCS"]) writeFileSync(join(ROOT, page), lines.join("\n"));
      else expect(wrong.join("\n")).toBe("");
    },
    120_000,
  );
});

describe("workflows in the pages", () => {
  const workflows = PAGES.flatMap((page) => blocksOf(page)).filter(({ language }) => language === "yaml");

  it("run commands that end well, in their order", async () => {
    expect(workflows.length).toBeGreaterThan(0);
    using project = new Project({
      "migr.config.ts": configFor("sqlite:///a.db"),
      "models.ts": MODELS,
    });
    await project.migr(["revision", "--autogenerate", "-m", "users"]);
    const commands = workflows.flatMap(({ text }) => text.match(/(?<=- run: npx migr )[^#\n]+/g) ?? []);
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) {
      const run = await project.migr(command.trim().split(/ +/));
      expect(run, `${command}\n${run.stderr}`).toMatchObject({ code: 0 });
    }
  }, 60_000);
});

const MODELS = `import { declarativeBase, integer, string, text } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), email: string(50) }) {}
`;

/** What is run for the document of each command, in order; a command may stand for several of its shapes. */
const RUNS: readonly (readonly [name: string, ...argv: string[]])[] = [
  ["list-templates"],
  ["status"],
  ["revision", "-m", "users", "--autogenerate"],
  ["status"],
  ["upgrade", "head", "--dry-run"],
  ["upgrade", "head", "--sql"],
  ["ensure-version", "--sql"],
  ["ensure-version"],
  ["upgrade", "head"],
  ["revision", "-m", "nothing", "--autogenerate", "--skip-empty"],
  ["status"],
  ["current"],
  ["current", "--check-heads"],
  ["history", "-i"],
  ["history"],
  ["heads"],
  ["show", "head"],
  ["pull", "-o", "pulled.ts"],
  ["check"],
  ["diff"],
  ["diff", "--sql"],
  ["downgrade", "-1"],
  ["stamp", "head"],
  ["stamp", "head", "--sql"],
  ["explain"],
  ["explain", "db.unique"],
  ["revision", "-m", "one", "--rev-id", "one"],
  ["revision", "-m", "two", "--rev-id", "two", "--splice", "--head", "one-1"],
  ["branches"],
  ["graph"],
  ["graph", "--format", "dot"],
  ["squash", "base:one-1", "-m", "baseline"],
  ["merge", "heads", "-m", "join"],
  ["upgrade", "nowhere"],
];

/** Commands that print nothing, or a script for a shell. */
const WITHOUT_DOCUMENT = ["edit", "completion"];

describe("the documents of --json", () => {
  it("are of the types that the page gives, and have nothing beside", async () => {
    using folder = new ModuleFolder();
    using project = new Project({ "models.ts": MODELS, "migr.config.ts": configFor("sqlite:///a.db") });
    using empty = new Project();
    const types = blocksOf(PAGE).filter(
      ({ language, text }) => language === "ts" && text.includes("Document"),
    );
    folder.write("documents.ts", types.map(({ text }) => text).join("\n"));
    const documents: string[] = [];
    const keep = (name: string, stdout: string) => {
      const document: unknown = JSON.parse(stdout);
      const isError = typeof document === "object" && document !== null && "error" in document;
      documents.push(
        `const d${documents.length}: t.${isError ? "Failure" : pascal(name)}Document = ${stdout.trim()};`,
      );
    };
    keep("init", (await empty.migr(["init", "--json"])).stdout);
    for (const [name, ...argv] of RUNS) {
      if (name === "check") {
        project.write({ "models.ts": MODELS.replace("string(50)", "string(60), bio: text()") });
      }
      keep(name, (await project.migr([name, ...argv, "--json"])).stdout);
    }
    project.write({
      "migrations/versions/fails.ts": script("fails", "one", { upgrade: 'await op.dropTable("nowhere");' }),
    });
    keep("upgrade", (await project.migr(["upgrade", "fails", "--json"])).stdout);
    using several = new Project({
      "migr.config.ts": `export default { databases: { a: { url: "sqlite:///a.db" }, b: { url: "sqlite:///no/b.db" }, c: {} } };\n`,
      "migrations/versions/one.ts": script("one", null),
    });
    for (const argv of [
      ["upgrade", "head"],
      ["current", "--db", "a", "--db", "c"],
    ]) {
      const { stdout } = await several.migr([...argv, "--json"]);
      const type = `t.SeveralDocument<"${argv[0]}", t.${pascal(argv[0]!)}Document>`;
      documents.push(`const d${documents.length}: ${type} = ${stdout.trim()};`);
    }
    const file = folder.write(
      "test.ts",
      `import type * as t from "./documents.ts";\n${documents.join("\n")}\n`,
    );
    const wrong = [...folder.check([file])].flatMap(([, errors]) => errors);
    expect(wrong).toEqual([]);
    const tried = new Set(["init", ...RUNS.map(([name]) => name)]);
    expect(COMMANDS.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual(WITHOUT_DOCUMENT);
  }, 120_000);
});

function pascal(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
