import { spawnSync } from "node:child_process";
import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { configFor, Project } from "../cli/project.js";
import { freshDatabase } from "../support/database.js";
import { type Block, blocksOf, PAGES, placeOf } from "../support/docs/blocks.js";
import { moduleText, scopeOf } from "../support/docs/modules.js";
import { eachTarget, type Target } from "../support/target.js";

const TARGETS: readonly Target[] = ["sqlite", "postgresql", "mysql", "mariadb"];

/** The page whose first operations make the tables that all others are about. */
const FIRST = "docs/scripts.md";

function blocksIn(scope: string): readonly Block[] {
  return [FIRST, ...PAGES.filter((page) => page !== FIRST)]
    .flatMap((page) => blocksOf(page))
    .filter((block) => block.language === "ts" && scopeOf(block) === scope);
}

/** Whether a block is meant for a target: for all where it names none. */
function isFor({ words }: Block, target: Target): boolean {
  const named = TARGETS.filter((each) => words.includes(each));
  return named.length === 0 || named.includes(target);
}

eachTarget("operations in the pages", (target) => {
  it("run in the order in which they stand", async () => {
    const database = await freshDatabase(target);
    using project = new Project({
      "models.ts": 'import { declarativeBase } from "migr";\nexport const Base = declarativeBase();\n',
      "migr.config.ts": configFor(database.url),
    });
    const blocks = blocksIn("op").filter((block) => isFor(block, target));
    blocks.forEach((block, i) => {
      const id = (position: number) => `step${position}`;
      const header = `/** ${placeOf(block)} */\nexport const revision = "${id(i)}";\nexport const downRevision = ${
        i === 0 ? "null" : JSON.stringify(id(i - 1))
      };\n`;
      project.write({ [`migrations/versions/${id(i)}.ts`]: header + moduleText(block) });
    });
    expect(blocks.length).toBeGreaterThan(10);
    const { code, stdout, stderr } = await project.migr(["upgrade", "head", "--json"]);
    expect(code, stderr + stdout).toBe(0);
  });
});

describe("engine samples in the pages", () => {
  it.each(blocksIn("engine").map((block) => [placeOf(block), block] as const))(
    "run: %s",
    async (_, block) => {
      using project = new Project();
      const { code } = await transform(moduleText(block), { loader: "ts", format: "esm", target: "node20" });
      project.write({ "sample.mjs": code, "run.mjs": RUN });
      const { status, stderr } = spawnSync(process.execPath, ["run.mjs"], {
        cwd: project.root,
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      expect(status).toBe(0);
    },
  );
});

/** Runs a sample on a database with the tables that the samples are about. */
const RUN = `import { createEngine } from "migr";
import { sample } from "./sample.mjs";
const engine = createEngine("sqlite:///shop.db");
await engine.begin(async (connection) => {
  await connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, age INTEGER)");
  await connection.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT NOT NULL)");
  await connection.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id))");
  await connection.execute("INSERT INTO users (id, email, age) VALUES (1, 'ann@example.com', 41), (2, 'bob@example.com', 17)");
});
await sample(engine);
await engine.dispose();
`;
