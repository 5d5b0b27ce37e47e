import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshDatabase, urlOf } from "../support/database.js";
import { eachTarget } from "../support/target.js";
import { configFor, Project, ROOT, type Run, script } from "./project.js";

const MODELS = `import { declarativeBase, integer, string } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), name: string(20) }) {}
`;

/** Asserts a failure: its exit code and the first line on stderr, a hint, and nothing on stdout. */
function failed(run: Run, code: number, firstLine: string | RegExp): void {
  const [first = ""] = run.stderr.split("\n");
  if (typeof firstLine === "string") expect(first).toBe(firstLine);
  else expect(first).toMatch(firstLine);
  expect(run.code).toBe(code);
  expect(run.stderr).toMatch(/^hint: ./m);
  expect(run.stderr).not.toMatch(/^\s+at .*\(?(?:file:|node:|\/).*:\d+:\d+\)?$/m);
  expect(run.stdout).toBe("");
}

/** A project with an SQLite file, whose commands are expected to fail. */
function sqliteProject(files: Readonly<Record<string, string>> = {}): Project {
  return new Project({ "migr.config.ts": configFor("sqlite:///app.db"), "models.ts": MODELS, ...files });
}

describe("the configuration", () => {
  it("is missing", async () => {
    using project = new Project();
    failed(
      await project.migr(["upgrade", "head"]),
      1,
      "error[config.not-found]: There is no migr.config.ts (or .mts, .js, .mjs, .json) in this folder.",
    );
  });

  it("is not where --config says", async () => {
    using project = sqliteProject();
    const run = await project.migr(["heads", "-c", "other.ts"]);
    failed(run, 1, "error[config.not-found]: There is no configuration file other.ts.");
  });

  it("throws", async () => {
    using project = new Project({
      "migr.config.ts": 'import "migr/config";\nthrow new TypeError("no environment");\n',
    });
    const run = await project.migr(["status"]);
    failed(run, 1, "error[config.failed]: migr.config.ts:2: no environment.");
  });

  it("throws in its function", async () => {
    using project = new Project({
      "migr.config.ts": 'export default ({ x }: any) => {\n  throw new Error("no tenant " + x.tenant);\n};\n',
    });
    const run = await project.migr(["status", "-x", "tenant=acme"]);
    failed(run, 1, "error[config.failed]: migr.config.ts:2: no tenant acme.");
  });

  it("has a syntax error", async () => {
    using project = new Project({ "migr.config.ts": "export default {\n  url: ,\n};\n" });
    failed(await project.migr(["status"]), 1, /^error\[config\.failed\]: migr\.config\.ts:2:\d+: .+\.$/);
  });

  it("has an unknown key", async () => {
    using project = new Project({ "migr.config.ts": configFor("sqlite:///app.db", "versoinTable: 'v',") });
    const run = await project.migr(["status"]);
    failed(run, 1, 'error[config.unknown-key]: migr.config.ts has an unknown key "versoinTable".');
    expect(run.stderr).toContain('hint: Did you mean "versionTable"?');
  });

  it("names no database", async () => {
    using project = new Project({ "migr.config.ts": "export default {};\n" });
    failed(await project.migr(["current"]), 1, "error[config.no-url]: No database is named.");
    expect((await project.migr(["heads"])).code).toBe(0);
  });

  it("has a URL that cannot be used", async () => {
    using project = new Project({ "migr.config.ts": configFor("oracle://a:geheim@h/x") });
    const run = await project.migr(["current"]);
    failed(run, 1, /^error\[config\.bad-url\]: .+/);
    expect(run.stderr).not.toContain("geheim");
  });
});

eachTarget("the database", (target) => {
  it("cannot be reached", async () => {
    const url =
      target === "sqlite" ? "sqlite:////nowhere/at/all/app.db" : `${target}://app:geheim@127.0.0.1:1/shop`;
    using project = new Project({ "migr.config.ts": configFor(url), "models.ts": MODELS });
    for (const argv of [["current"], ["upgrade", "head"], ["status"], ["check"]]) {
      const run = await project.migr(argv);
      failed(run, 1, /^error\[db\.connect\]: .+\.$/);
      expect(run.stderr).not.toContain("geheim");
    }
    expect(project.scripts()).toEqual([]);
  });

  if (target === "sqlite") return;

  it("refuses the password", async () => {
    const db = await freshDatabase(target);
    const wrong = new URL(db.url);
    wrong.password = "geheim";
    using project = new Project({ "migr.config.ts": configFor(wrong.href) });
    const run = await project.migr(["current", "-v"]);
    expect(run.stderr).toMatch(/^error\[db\.auth\]: .+\.$/m);
    expect(run.code).toBe(1);
    expect(run.stderr).not.toContain("geheim");
  });

  it("does not exist", async () => {
    using project = new Project({ "migr.config.ts": configFor(urlOf(target, "migr_nowhere")) });
    const run = await project.migr(["current"]);
    failed(run, 1, /^error\[db\.no-such-database\]: .*migr_nowhere.*\.$/);
    expect(run.stderr).not.toContain("test-secret");
  });
});

describe("the driver", () => {
  it.each([
    ["pg", "postgresql://localhost/x"],
    ["mysql2", "mysql://localhost/x"],
    ["mysql2", "mariadb://localhost/x"],
    ["better-sqlite3", "sqlite:///x.db"],
  ])("%s is not installed for %s", async (name, url) => {
    using project = new Project();
    const installed = project.path("node_modules", "installed", "node_modules", "migr");
    mkdirSync(installed, { recursive: true });
    for (const part of ["bin", "dist", "templates", "package.json"]) {
      cpSync(join(ROOT, part), join(installed, part), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules", "jiti"), join(installed, "..", "jiti"), "dir");
    const run = await project
      .write({ "migr.config.json": JSON.stringify({ url }) })
      .migr(["current"], { package: installed });
    failed(run, 1, new RegExp(`^error\\[config\\.driver-missing\\]: .*${name}.*\\.$`));
    expect(run.stderr).toContain(`npm install ${name}`);
  });
});

describe("the models", () => {
  const autogenerate = ["revision", "--autogenerate", "-m", "x"];

  it.each([
    [
      "throw",
      'export const Base = {};\nthrow new Error("no models today");\n',
      "error[config.models-failed]: The models cannot be loaded: models.ts:2: no models today.",
    ],
    [
      "have a syntax error",
      "export const Base = ;\n",
      /^error\[config\.models-failed\]: The models cannot be loaded: models\.ts:1:\d+: .+\.$/,
    ],
    [
      "have two tables of one name",
      `${MODELS}export class Other extends Base.model("users", { id: integer().primaryKey() }) {}\n`,
      /^error\[schema\.duplicate-table\]: .*users.*\.$/,
    ],
    [
      "have a foreign key to nowhere",
      `${MODELS}export class Post extends Base.model("posts", { id: integer().primaryKey(), author: integer().references("persons.id") }) {}\n`,
      /^error\[schema\.bad-reference\]: .*persons.*\.$/,
    ],
    [
      "have no MetaData",
      "export const Base = { metadata: 7 };\n",
      'error[config.models-failed]: "metadata" in migr.config.ts gives no MetaData.',
    ],
    [
      "are not there",
      null,
      /^error\[config\.models-failed\]: The models cannot be loaded: .*models\.ts.*\.$/,
    ],
  ] as const)("%s", async (_what, models, firstLine) => {
    using project = sqliteProject(models === null ? {} : { "models.ts": models });
    if (models === null)
      project.write({
        "migr.config.ts": configFor("sqlite:///app.db").replace("models.ts", "lost/models.ts"),
      });
    failed(await project.migr(autogenerate), 1, firstLine);
    failed(await project.migr(["check"]), 1, firstLine);
    expect(project.scripts()).toEqual([]);
  });

  it("are compared with a database that has revisions to be applied", async () => {
    using project = sqliteProject({ "migrations/versions/a_first.ts": script("a1", null) });
    failed(
      await project.migr(autogenerate),
      1,
      "error[migration.out-of-date]: The database is not at the newest revision: 1 revision not applied.",
    );
    expect(project.scripts()).toEqual(["a_first.ts"]);
  });
});

describe("a revision identifier", () => {
  const files = {
    "migrations/versions/1.ts": script("abc1", null, {
      upgrade: 'await op.createTable("t", { id: integer().primaryKey() });',
    }),
    "migrations/versions/2.ts": script("abc2", "abc1"),
  };

  it.each([
    ["upgrade", "zzz", "error[revision.unknown]: There is no revision zzz."],
    ["downgrade", "abc9", "error[revision.unknown]: There is no revision abc9."],
    ["show", "zzz", "error[revision.unknown]: There is no revision zzz."],
    ["stamp", "zzz", "error[revision.unknown]: There is no revision zzz."],
    [
      "upgrade",
      "abc",
      'error[revision.ambiguous]: 2 revisions begin with abc: abc1 "makes abc1", abc2 "makes abc2".',
    ],
    [
      "upgrade",
      "a;b",
      'error[revision.malformed]: The revision identifier "a;b" has a character that identifiers cannot have.',
    ],
    ["upgrade", "", 'error[revision.malformed]: The revision identifier "" is empty.'],
    [
      "upgrade",
      "+3",
      "error[revision.out-of-range]: +3 leads too far: there are only 2 revisions above the start of the history.",
    ],
    ["upgrade", "base", "error[revision.wrong-direction]: base is no target for upgrade."],
    ["downgrade", "+1", "error[revision.wrong-direction]: +1 is no target for downgrade."],
  ])("%s %j is refused and nothing is run", async (command, target, firstLine) => {
    using project = sqliteProject(files);
    failed(await project.migr([command, target]), 1, firstLine);
    expect((await project.migr(["current"])).stdout).toBe("");
  });

  it("is malformed in a new revision", async () => {
    using project = sqliteProject();
    const run = await project.migr(["revision", "-m", "x", "--rev-id", "../../etc"]);
    failed(run, 1, /^error\[revision\.bad-id\]: The revision id "\.\.\/\.\.\/etc" .+\.$/);
    expect(project.scripts()).toEqual([]);
  });

  it("is taken", async () => {
    using project = sqliteProject(files);
    failed(
      await project.migr(["revision", "-m", "x", "--rev-id", "abc1"]),
      1,
      /^error\[revision\.duplicate\]: /,
    );
    expect(project.scripts()).toEqual(["1.ts", "2.ts"]);
  });

  it("is in the database and in no file", async () => {
    using project = sqliteProject(files);
    await project.migr(["upgrade", "head"]);
    project.write({ "migrations/versions/2.ts": script("other", "abc1") });
    failed(
      await project.migr(["upgrade", "head"]),
      1,
      "error[revision.not-in-history]: The database is at revision abc2, which no revision file has.",
    );
    const current = await project.migr(["current"]);
    expect(current).toMatchObject({ code: 0, stdout: "abc2 (unknown)\n" });
    expect((await project.migr(["current", "--check-heads"])).code).toBe(3);
    expect((await project.migr(["status"])).stdout).toContain("current    abc2 (unknown)\n");
    expect((await project.migr(["stamp", "--purge", "abc1"])).stdout).toBe("Recorded: abc2 -> abc1\n");
    expect((await project.migr(["current"])).stdout).toBe("abc1\n");
  });
});

describe("a script", () => {
  const first = { "migrations/versions/1.ts": script("a1", null) };

  async function refused(
    text: string,
    firstLine: string | RegExp,
    argv = ["upgrade", "head"],
  ): Promise<void> {
    using project = sqliteProject({ ...first, "migrations/versions/2.ts": text });
    failed(await project.migr(argv), 1, firstLine);
    expect((await project.migr(["current"], {})).stdout).toBe("");
  }

  it("has a syntax error, and not even those before it are run", async () => {
    const text = `${script("a2", "a1")}\nexport const broken = ;\n`;
    await refused(text, /^error\[revision\.invalid-file\]: .*migrations\/versions\/2\.ts:\d+:\d+: .+\.$/);
  });

  it("throws while it is loaded, and not even those before it are run", async () => {
    await refused(
      `${script("a2", "a1")}\nthrow new Error("not loaded");\n`,
      /^error\[revision\.invalid-file\]: .*2\.ts.* not loaded\.$/,
    );
  });

  it("has no upgrade", async () => {
    const text = 'export const revision = "a2";\nexport const downRevision = "a1";\n';
    await refused(text, /^error\[revision\.invalid-file\]: .*2\.ts exports no function upgrade\.$/);
  });

  it("has no revision", async () => {
    using project = sqliteProject({
      ...first,
      "migrations/versions/2.ts": "export const downRevision = null;\n",
    });
    for (const argv of [["upgrade", "head"], ["history"], ["revision", "-m", "x"]]) {
      failed(
        await project.migr(argv),
        1,
        /^error\[revision\.invalid-file\]: .*2\.ts is no revision script: it exports no `revision`\.$/,
      );
    }
    expect(project.scripts()).toEqual(["1.ts", "2.ts"]);
  });

  it("has no downgrade, which matters only on the way down", async () => {
    const text = script("a2", "a1").replace(/export async function downgrade[^}]*}/, "");
    using project = sqliteProject({ ...first, "migrations/versions/2.ts": text });
    expect((await project.migr(["upgrade", "head"])).code).toBe(0);
    failed(
      await project.migr(["downgrade", "base"]),
      1,
      "error[migration.irreversible]: Revision a2 has no downgrade function, so it cannot be undone.",
    );
    expect((await project.migr(["current"])).stdout).toBe("a2 (head)\n");
  });

  it("follows one that is missing", async () => {
    using project = sqliteProject({ ...first, "migrations/versions/2.ts": script("a2", "gone") });
    failed(await project.migr(["history"]), 1, /^error\[revision\.missing-parent\]: /);
  });
});

eachTarget("a step that fails", (target) => {
  const isTransactional = target === "sqlite" || target === "postgresql";
  const files = {
    "models.ts": MODELS,
    "migrations/versions/1.ts": script("a1", null, {
      upgrade: 'await op.createTable("one", { id: integer().primaryKey() });',
    }),
    "migrations/versions/2.ts": script("a2", "a1", {
      upgrade: [
        'await op.createTable("two", { id: integer().primaryKey() });',
        'await op.execute("insert into nowhere values (1)");',
        'await op.createTable("three", { id: integer().primaryKey() });',
      ].join("\n  "),
      message: "make two and three",
    }),
    "migrations/versions/3.ts": script("a3", "a2", {
      upgrade: 'await op.createTable("four", { id: integer().primaryKey() });',
    }),
  };

  it("stops the run, tells where, and leaves what the database can roll back", async () => {
    const db = await freshDatabase(target);
    using project = new Project({ "migr.config.ts": configFor(db.url), ...files });
    const run = await project.migr(["upgrade", "head"]);
    const lines = run.stderr.replace(/ +\d+(\.\d+)? m?s$/gm, " TIME").split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "  a1  makes a1 TIME",
      "  a2  make two and three     failed",
      "The 1 revision before it is done and recorded.",
    ]);
    expect(lines[3]).toMatch(/^error\[db\.no-such-object\]: .*nowhere.*\.$/);
    expect(lines[4]).toMatch(/^ {2}at migrations\/versions\/2\.ts:11 {2}op\.execute\(.*\) \(step 2\)$/);
    expect(run.stderr).toMatch(/^hint: /m);
    expect(run.code).toBe(isTransactional ? 1 : 5);
    if (isTransactional) expect(lines[5]).toBe("  the revision was rolled back; nothing of it is left");
    else
      expect(lines.slice(5, 7)).toEqual(["  these steps are done and stay:", expect.stringContaining("two")]);

    expect((await project.migr(["current"])).stdout).toBe("a1\n");
    const exists = async (table: string) =>
      db.query(`select * from ${table}`).then(
        () => true,
        () => false,
      );
    expect(await exists("one")).toBe(true);
    expect(await exists("two")).toBe(!isTransactional);
    expect(await exists("three")).toBe(false);
    expect(await exists("four")).toBe(false);
  });

  it("is told under --json too", async () => {
    const db = await freshDatabase(target);
    using project = new Project({ "migr.config.ts": configFor(db.url), ...files });
    const run = await project.migr(["upgrade", "head", "--json", "-q"]);
    expect(run.stderr).toBe("");
    expect(JSON.parse(run.stdout)).toMatchObject({
      version: 1,
      command: "upgrade",
      error: {
        code: "db.no-such-object",
        details: {
          revision: "a2",
          step: 2,
          line: 11,
          rolledBack: isTransactional,
          halfApplied: !isTransactional,
        },
      },
    });
  });

  it("takes back the revisions before it where one transaction holds them all", async (context) => {
    if (!isTransactional) context.skip("DDL that cannot be rolled back");
    const db = await freshDatabase(target);
    using project = new Project({ "migr.config.ts": configFor(db.url, 'transaction: "all",'), ...files });
    const run = await project.migr(["upgrade", "head"]);
    expect(run.stderr).toContain("The 1 revision before it was rolled back too.\n");
    expect((await project.migr(["current"])).stdout).toBe("");
  });
});
