import { describe, expect, it } from "vitest";
import { configFor, Project, script } from "./project.js";

const MODELS = `import { declarativeBase } from "migr";
export const Base = declarativeBase();
`;

function project(files: Readonly<Record<string, string>>): Project {
  return new Project({ "migr.config.ts": configFor("sqlite:///app.db"), "models.ts": MODELS, ...files });
}

/** A revision that another branch's depends on. */
function needing(text: string, ids: readonly string[]): string {
  return `${text}export const dependsOn = ${JSON.stringify(ids)};\n`;
}

/** Two histories, of which the newest of the one needs the newest of the other. */
const IMPLIED = {
  "migrations/versions/1.ts": script("a1", null),
  "migrations/versions/2.ts": script("b1", null).replace(
    "export const downRevision",
    'export const branchLabels = ["billing"];\nexport const downRevision',
  ),
  "migrations/versions/3.ts": needing(script("b2", "b1"), ["a1"]),
};

describe("a head that another one needs", () => {
  it("is no second head for upgrade, revision and --check-heads", async () => {
    using p = project(IMPLIED);
    expect(await p.migr(["current", "--check-heads"])).toMatchObject({ code: 3 });
    expect(await p.migr(["upgrade", "head"])).toMatchObject({ code: 0 });
    expect((await p.migr(["current"])).stdout).toBe("a1 (effective head)\nb2 (billing) (head)\n");
    expect(await p.migr(["current", "--check-heads"])).toMatchObject({ code: 0 });
    expect(await p.migr(["upgrade", "heads"])).toMatchObject({ code: 0 });
    expect(await p.migr(["revision", "-m", "more", "--rev-id", "c1"])).toMatchObject({ code: 0 });
    expect(await p.migr(["upgrade", "head"])).toMatchObject({ code: 0 });
    expect(await p.migr(["current", "--check-heads"])).toMatchObject({ code: 0 });
  });
});

/** A fork, and a history beside it. */
const FORKED = {
  "migrations/versions/1.ts": script("a1", null),
  "migrations/versions/2.ts": script("a2", "a1"),
  "migrations/versions/3.ts": script("a3", "a1"),
  "migrations/versions/4.ts": script("b1", null),
};

describe("a stamp with several targets", () => {
  it.each([
    ["a2", "a3", "b1"],
    ["b1", "a3", "a2"],
    ["a3", "b1", "a2"],
  ])("keeps a row for each, in whatever order they come: %s %s %s", async (...targets) => {
    using p = project(FORKED);
    expect(await p.migr(["stamp", ...targets])).toMatchObject({ code: 0 });
    expect((await p.migr(["current"])).stdout).toBe("a2 (head)\na3 (head)\nb1 (head)\n");
    expect(await p.migr(["stamp", "a1", "b1"])).toMatchObject({ code: 0 });
    expect((await p.migr(["current"])).stdout).toBe("a1 (branchpoint)\nb1 (head)\n");
  });
});

describe("a broken history", () => {
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ["a circle", "revision.cycle", { "1.ts": script("a1", "a2"), "2.ts": script("a2", "a1") }],
    ["two of one id", "revision.duplicate", { "1.ts": script("a1", null), "2.ts": script("a1", null) }],
    ["a missing parent", "revision.missing-parent", { "1.ts": script("a2", "a1") }],
    ["a missing dependency", "revision.missing-dependency", { "1.ts": needing(script("a1", null), ["zz"]) }],
  ])("with %s is told in a sentence with a way out, by every command", async (_, code, files) => {
    using p = project(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/versions/${name}`, text])),
    );
    for (const argv of [["history"], ["upgrade", "head"], ["current"], ["revision", "-m", "x"]]) {
      const run = await p.migr(argv);
      expect(run.code, argv.join(" ")).toBe(1);
      expect(run.stderr).toContain(`error[${code}]`);
      expect(run.stderr).not.toMatch(/^\s+at /m);
      expect(run.stderr).toMatch(/hint: /);
    }
  });
});

describe("an id in the database that no file has", () => {
  it("stands in no command's way that can do without it, and is replaced by a stamp", async () => {
    using p = project({
      "migrations/versions/1.ts": script("a1", null),
      "migrations/versions/2.ts": script("a2", "a1"),
    });
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    p.remove("migrations/versions/2.ts");
    expect(await p.migr(["current"])).toMatchObject({ code: 0, stdout: "a2 (unknown)\n" });
    expect(await p.migr(["status"])).toMatchObject({ code: 0 });
    expect(await p.migr(["history"])).toMatchObject({ code: 0 });
    const upgrade = await p.migr(["upgrade", "head"]);
    expect(upgrade.code).toBe(1);
    expect(upgrade.stderr).toMatch(/error\[revision\.not-in-history\].*a2[\s\S]*hint: .*stamp/);
    expect(await p.migr(["stamp", "a1"])).toMatchObject({ code: 0 });
    expect(await p.migr(["current", "--check-heads"])).toMatchObject({ code: 0 });
  });
});

describe("an upgrade to what the database has passed", () => {
  it("says so, and where the database stands", async () => {
    using p = project({
      "migrations/versions/1.ts": script("a1", null),
      "migrations/versions/2.ts": script("a2", "a1"),
    });
    await p.migr(["upgrade", "head"]);
    const run = await p.migr(["upgrade", "a1"]);
    expect(run).toMatchObject({
      code: 0,
      stdout: "Already past a1, at a2 (head): nothing to do.\n",
      stderr: "hint: migr downgrade a1 goes back to it\n",
    });
    const json = await p.migr(["upgrade", "a1", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ applied: [], heads: ["a2"], passed: ["a1"] });
    const there = await p.migr(["upgrade", "a2"]);
    expect(there).toMatchObject({ code: 0, stdout: "Already at a2 (head), nothing to do.\n", stderr: "" });
  });
});

describe("a revision that comes in beside those that are applied", () => {
  it("is applied by the next upgrade, and missed by no question before it", async () => {
    using p = project({
      "migrations/versions/1.ts": script("a1", null),
      "migrations/versions/3.ts": script("a3", "a1", {
        upgrade: 'await op.execute("create table late (id int)");',
      }),
    });
    await p.migr(["upgrade", "head"]);
    // The branch of another developer, begun earlier and merged later.
    p.write({
      "migrations/versions/2.ts": script("a2", "a1", {
        upgrade: 'await op.execute("create table early (id int)");',
      }),
    });
    expect(await p.migr(["current", "--check-heads"])).toMatchObject({ code: 3 });
    expect((await p.migr(["status"])).stdout).toMatch(/pending +1 revision\n +a2/);
    const ambiguous = await p.migr(["upgrade", "head"]);
    expect(ambiguous.code).toBe(1);
    expect(ambiguous.stderr).toContain("error[revision.multiple-heads]");
    expect(await p.migr(["upgrade", "heads"])).toMatchObject({ code: 0 });
    expect((await p.migr(["current"])).stdout).toBe("a2 (head)\na3 (head)\n");
  });
});

describe("a database that has not been migrated", () => {
  it("is never told to be as the models say", async () => {
    using p = project({ "migrations/versions/1.ts": script("a1", null) });
    p.write({
      "models.ts":
        'import { declarativeBase, integer, table } from "migr";\nexport const Base = declarativeBase();\nexport const users = table("users", Base.metadata, { id: integer().primaryKey() });\n',
    });
    const pending = await p.migr(["check"]);
    expect(pending.code).toBe(1);
    expect(pending.stderr).toContain("error[migration.out-of-date]");
    await p.migr(["upgrade", "head"]);
    expect(await p.migr(["check"])).toMatchObject({ code: 3 });
  });
});
