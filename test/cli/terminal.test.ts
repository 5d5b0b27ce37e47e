import { describe, expect, it } from "vitest";
import { configFor, Project, script } from "./project.js";
import { atTerminal } from "./terminal.js";

const MODELS = `import { declarativeBase, integer, string } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), email: string(50) }) {}
`;

function project(files: Readonly<Record<string, string>> = {}): Project {
  return new Project({ "migr.config.ts": configFor("sqlite:///app.db"), "models.ts": MODELS, ...files });
}

const COLOR = /\u001b\[\d+m/;

describe("at a terminal", () => {
  it("there are colors, which take no columns", async () => {
    using p = project();
    const run = await atTerminal(p, ["check"]);
    expect(run.code).toBe(3);
    expect(run.raw).toMatch(COLOR);
    const piped = await p.migr(["check"]);
    expect(run.lines).toEqual([...piped.stdout.split("\n"), ...piped.stderr.split("\n")].filter(Boolean));
  });

  it.each([
    ["NO_COLOR", { NO_COLOR: "1" }, []],
    ["TERM=dumb", { TERM: "dumb" }, []],
    ["FORCE_COLOR=0", { FORCE_COLOR: "0" }, []],
    ["--no-color", { FORCE_COLOR: "1" }, ["--no-color"]],
  ])("there are no colors with %s, and the words are the same", async (_, env, options) => {
    using p = project();
    const run = await atTerminal(p, ["check", ...options], { env });
    expect(run.raw).not.toContain("\u001b");
    expect(run.lines).toEqual((await atTerminal(p, ["check"])).lines);
  });

  it("nothing is wider than the terminal where words can be broken", async () => {
    using p = project();
    for (const argv of [["explain", "revision.multiple-heads"], ["status"], ["check"], ["--help"]]) {
      const { lines } = await atTerminal(p, argv);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    }
    const narrow = await atTerminal(p, ["explain", "db.unique"], { columns: 40 });
    expect(narrow.lines.filter((line) => line.length > 40)).toEqual([]);
  });

  it("long work is told in a line that is gone when it is done", async () => {
    const wait = "await new Promise((done) => setTimeout(done, 1600));";
    using p = project({
      "migrations/versions/1.ts": script("abc1", null, { upgrade: wait, message: "slow" }),
    });
    const run = await atTerminal(p, ["upgrade", "head"]);
    expect(run.code).toBe(0);
    expect(run.raw).toMatch(/\r[^\r\n]*slow[^\r\n]*1\.\d s/);
    expect(run.lines).toHaveLength(2);
    expect(run.lines[0]).toMatch(/^ {2}abc1 {2}slow {2,}1\.\d s$/);
    const quiet = await atTerminal(p, ["downgrade", "base", "-q"]);
    expect(quiet).toMatchObject({ code: 0, raw: "" });
  }, 15_000);

  it("Ctrl-C ends a run with 130, and nothing of the revision stays", async () => {
    const upgrade = `await op.execute("CREATE TABLE half (id INTEGER)");
  console.error("ready");
  await new Promise((done) => setTimeout(done, 20_000));`;
    using p = project({ "migrations/versions/1.ts": script("abc1", null, { upgrade }) });
    let isTyped = false;
    const run = await atTerminal(p, ["upgrade", "head"], {
      answer: (written) => {
        if (isTyped || !written.includes("ready")) return undefined;
        isTyped = true;
        return "\u0003";
      },
    });
    expect(run.code).toBe(130);
    expect(run.lines.join("\n")).toContain("error[migration.interrupted]");
    expect((await p.migr(["current"])).stdout).toBe("");
    expect((await p.migr(["diff"])).stdout).not.toContain("half");
  }, 30_000);
});

describe("through a pipe", () => {
  it("there are no colors unless they are asked for", async () => {
    using p = project();
    expect((await p.migr(["check"])).stdout).not.toMatch(COLOR);
    expect((await p.migr(["check"], { env: { FORCE_COLOR: "1" } })).stdout).toMatch(COLOR);
  });
});

/** Types an answer when a question has been asked; escape codes of the terminal may stand behind it. */
function onceAfter(question: string, answer: string): (written: string) => string | undefined {
  let isTyped = false;
  return (written) => {
    if (isTyped || !written.includes(question)) return undefined;
    isTyped = true;
    return answer;
  };
}

const DOWN = "\u001b[B";
const MAIL = ["revision", "--autogenerate", "-m", "mail"];

/** A project whose models have another name for a column that its database has. */
async function renamedProject(): Promise<Project> {
  const p = project({
    "models.ts": MODELS.replace("email:", "mail:"),
    "migrations/versions/a1.ts": script("a1", null, {
      upgrade: 'await op.createTable("users", { id: integer().primaryKey(), email: string(50) });',
    }),
  });
  expect(await p.migr(["upgrade", "head"])).toMatchObject({ code: 0 });
  return p;
}

describe("a question at a terminal", () => {
  it("is whether a column was renamed, and none under CI", async () => {
    using p = await renamedProject();
    const inCi = await atTerminal(p, MAIL, {
      env: { CI: "true" },
      answer: onceAfter("renamed, data kept", "\r"),
    });
    expect(inCi).toMatchObject({ code: 2, raw: expect.stringContaining("--rename users.email:mail") });
    expect(p.scripts()).toEqual(["a1.ts"]);
    const run = await atTerminal(p, MAIL, { answer: onceAfter("renamed, data kept", "\r") });
    expect(run.code).toBe(0);
    const written = p.scripts().find((name) => name !== "a1.ts")!;
    expect(p.read(`migrations/versions/${written}`)).toContain('op.renameColumn("users", "email", "mail")');
  }, 60_000);

  it("is what rows get for a word of an enum that goes", async () => {
    const words = MODELS.replace("string }", "enumOf }").replace("string(50)", 'enumOf("admin", "member")');
    using p = project({
      "models.ts": words,
      "migrations/versions/a1.ts": script("a1", null, {
        upgrade: `await op.createTable("users", { id: integer().primaryKey(), email: enumOf("admin", "guest", "member") });
  await op.execute("INSERT INTO users (email) VALUES ('guest')");`,
      }).replace("integer,", "enumOf, integer,"),
    });
    expect(await p.migr(["upgrade", "head"])).toMatchObject({ code: 0 });
    const argv = ["revision", "--autogenerate", "-m", "words", "--rev-id", "b2"];
    const silent = await p.migr(argv);
    expect(silent).toMatchObject({ code: 2 });
    expect(silent.stderr).toContain("users.email: guest goes; what does 1 row with it get?");
    expect(silent.stderr).toContain(`
    none, the script is edited  --no-map users.email.guest
    admin                       --map users.email.guest:admin
    member                      --map users.email.guest:member
`);
    const run = await atTerminal(p, argv, {
      answer: onceAfter("none, the script is edited", `${DOWN}${DOWN}\r`),
    });
    expect(run.code).toBe(0);
    const written = p.scripts().find((name) => name !== "a1.ts")!;
    expect(p.read(`migrations/versions/${written}`)).toContain("'member'");
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    expect((await p.migr(["check"])).code).toBe(0);
  }, 120_000);

  it.each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
    ["Escape", "\u001b"],
  ])(
    "is left by %s with 130, told with its flags, and nothing is written",
    async (_, key) => {
      using p = await renamedProject();
      const left = await atTerminal(p, MAIL, { answer: onceAfter("renamed, data kept", key) });
      expect(left.code).toBe(130);
      expect(left.raw).toContain("A question was left, and nothing was written.");
      expect(left.raw).toContain("--rename users.email:mail");
      expect(p.scripts()).toEqual(["a1.ts"]);
    },
    60_000,
  );

  it("has a second answer, which the arrow keys lead to, and no colors with --no-color", async () => {
    using p = await renamedProject();
    const run = await atTerminal(p, [...MAIL, "--no-color"], {
      answer: onceAfter("renamed, data kept", `${DOWN}\r`),
    });
    expect(run.code, run.raw).toBe(0);
    expect(run.raw).not.toMatch(COLOR);
    const written = p.scripts().find((name) => name !== "a1.ts")!;
    expect(p.read(`migrations/versions/${written}`)).not.toContain("renameColumn");
  }, 60_000);
});
