import { describe, expect, it } from "vitest";
import { configFor, Project, script, stable } from "./project.js";

const MODELS = `import { declarativeBase, integer } from "migr";
export const Base = declarativeBase();
`;

/** Two branches from one root, joined by nothing. */
const BRANCHED = {
  "migrations/versions/1.ts": script("abc1", null, { message: "create users" }),
  "migrations/versions/2.ts": script("abc2", "abc1", { message: "add invoices" }),
  "migrations/versions/3.ts": script("abd3", "abc1", { message: "add payments" }).replace(
    "export const downRevision",
    'export const branchLabels = ["payments"];\nexport const downRevision',
  ),
};

function project(files: Readonly<Record<string, string>> = {}, more = ""): Project {
  return new Project({
    "migr.config.ts": configFor("sqlite:///app.db", more),
    "models.ts": MODELS,
    ...files,
  });
}

describe("migr revision", () => {
  it("writes an empty script where nothing differs, and says so", async () => {
    using p = project();
    const run = await p.migr(["revision", "--autogenerate", "-m", "nothing", "--rev-id", "a1"]);
    expect(run).toMatchObject({
      code: 0,
      stderr: "Models and database are in step; the script is empty.\n",
    });
    expect(stable(run.stdout, p)).toBe("migrations/versions/DATE_a1_nothing.ts\n");
    expect(p.scripts()).toHaveLength(1);
  });

  it("writes none with --skip-empty", async () => {
    using p = project();
    const run = await p.migr(["revision", "--autogenerate", "--skip-empty", "-m", "nothing"]);
    expect(run).toEqual({
      code: 0,
      stdout: "",
      stderr: "Models and database are in step; nothing was written.\n",
    });
    const json = await p.migr(["revision", "--autogenerate", "--skip-empty", "--json"]);
    expect(JSON.parse(json.stdout)).toEqual({
      version: 1,
      command: "revision",
      revision: null,
      revisions: [],
      changes: [],
      problems: [],
    });
    expect(p.scripts()).toEqual([]);
  });

  it("needs no database without --autogenerate", async () => {
    using p = new Project({ "migr.config.ts": "export default {};\n" });
    const run = await p.migr(["revision", "-m", "by hand", "--rev-id", "a1"]);
    expect(run, run.stderr).toMatchObject({ code: 0, stderr: "" });
    expect(p.read(`migrations/versions/${p.scripts()[0]}`)).toContain('export const revision = "a1";');
  });

  it("follows the head, or what --head names", async () => {
    using p = project(BRANCHED);
    const ambiguous = await p.migr(["revision", "-m", "x"]);
    expect(ambiguous.code).toBe(1);
    expect(ambiguous.stderr).toContain(
      "error[revision.multiple-heads]: The history has 2 heads: abc2 and abd3.\nhint: ",
    );
    const named = await p.migr([
      "revision",
      "-m",
      "x",
      "--head",
      "payments@head",
      "--rev-id",
      "e1",
      "--json",
    ]);
    expect(JSON.parse(named.stdout)).toMatchObject({
      revision: { revision: "e1", downRevisions: ["abd3"], branchLabels: ["payments"], isHead: true },
    });
    const spliced = await p.migr(["revision", "-m", "x", "--head", "abc1", "--splice", "--rev-id", "e2"]);
    expect(spliced.code).toBe(0);
    const refused = await p.migr(["revision", "-m", "x", "--head", "abc1"]);
    expect(refused.stderr).toContain("error[revision.not-a-head]: ");
    expect(p.scripts()).toHaveLength(5);
  });

  it("takes labels and dependencies", async () => {
    using p = project(BRANCHED);
    const argv = [
      "revision",
      "--head",
      "abc2",
      "--branch-label",
      "a",
      "--branch-label",
      "b",
      "--rev-id",
      "e1",
    ];
    expect((await p.migr([...argv, "--depends-on", "payments"])).code).toBe(0);
    const text = p.read(`migrations/versions/${p.scripts().find((name) => name.includes("e1"))}`);
    expect(text).toContain('branchLabels = ["a", "b"];');
    expect(text).toContain('dependsOn = ["payments"];');
  });

  it("formats the new file, and keeps it where the formatter fails", async () => {
    using p = project(
      {},
      `format: [process.execPath, "-e", "require('fs').appendFileSync(process.argv[1], '// done')"],`,
    );
    expect((await p.migr(["revision", "-m", "x"])).code).toBe(0);
    expect(p.read(`migrations/versions/${p.scripts()[0]}`)).toMatch(/\/\/ done$/);
    using broken = project({}, 'format: "exit 7",');
    const run = await broken.migr(["revision", "-m", "x"]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^error\[config\.format-failed\]: /);
    expect(broken.scripts()).toHaveLength(1);
  });

  it("never writes over a file", async () => {
    using p = project({}, 'fileTemplate: "{slug}",');
    await p.migr(["revision", "-m", "same", "--rev-id", "a1"]);
    const run = await p.migr(["revision", "-m", "same", "--rev-id", "a2"]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^error\[revision\.file-exists\]: /);
    expect(p.read("migrations/versions/same.ts")).toContain('"a1"');
  });
});

describe("the history", () => {
  it("is listed newest first, as Alembic does", async () => {
    using p = project(BRANCHED);
    const run = await p.migr(["history"]);
    expect(run).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        "abc1 -> abd3 (payments) (head), add payments",
        "abc1 -> abc2 (head), add invoices",
        "<base> -> abc1 (branchpoint), create users",
        "",
      ].join("\n"),
    });
    expect((await p.migr(["history", "-r", "abc1:abc2"])).stdout).toBe(
      "abc1 -> abc2 (head), add invoices\n<base> -> abc1 (branchpoint), create users\n",
    );
    expect((await p.migr(["history", "-r", "nonsense"])).stderr).toMatch(/^error\[revision\.malformed\]: /);
  });

  it("marks where the database stands with -i", async () => {
    using p = project(BRANCHED);
    await p.migr(["upgrade", "abc2"]);
    expect((await p.migr(["history", "-i"])).stdout).toContain(
      "abc1 -> abc2 (head) (current), add invoices\n",
    );
    expect((await p.migr(["history", "-r", "current:", "-i"])).code).not.toBe(2);
  });

  it("is read without a database by history, heads, branches and show", async () => {
    using p = new Project({ "migr.config.ts": "export default {};\n", ...BRANCHED });
    expect((await p.migr(["heads"])).stdout).toBe(
      "abc1 -> abc2 (head), add invoices\nabc1 -> abd3 (payments) (head), add payments\n",
    );
    expect((await p.migr(["branches"])).stdout).toBe(
      [
        "<base> -> abc1 (branchpoint), create users",
        "     -> abc2 (head), add invoices",
        "     -> abd3 (payments) (head), add payments",
        "",
      ].join("\n"),
    );
    expect((await p.migr(["show", "abd"])).stdout).toBe(
      [
        "Rev: abd3 (payments) (head)",
        "Parent: abc1",
        "Branch names: payments",
        "Path: migrations/versions/3.ts",
        "",
        "    add payments",
        "",
        "",
      ].join("\n"),
    );
    const current = await p.migr(["show", "current"]);
    expect(current.stderr).toMatch(/^error\[config\.no-url\]: /);
  });

  it("is told to be empty where it is", async () => {
    using p = project();
    expect(await p.migr(["history"])).toEqual({
      code: 0,
      stdout: "",
      stderr: "There are no revisions yet.\n",
    });
    expect((await p.migr(["upgrade", "head"])).stdout).toBe("There are no revisions yet.\n");
    expect((await p.migr(["downgrade", "base"])).stdout).toBe("Already at base, nothing to do.\n");
  });
});

describe("several heads", () => {
  it("are applied one by one or together, merged, and stamped", async () => {
    using p = project(BRANCHED);
    const ambiguous = await p.migr(["upgrade", "head"]);
    expect(ambiguous.code).toBe(1);
    expect(ambiguous.stderr).toMatch(/^error\[revision\.multiple-heads\]: /);
    const applied = await p.migr(["upgrade", "heads"]);
    expect(stable(applied.stdout, p)).toBe(
      "3 revisions applied in TIME, now at abc2 (head), abd3 (payments) (head)\n",
    );
    expect((await p.migr(["current"])).stdout).toBe("abc2 (head)\nabd3 (payments) (head)\n");
    const merged = await p.migr(["merge", "heads", "-m", "join", "--rev-id", "f1"]);
    expect(stable(merged.stdout, p)).toBe("migrations/versions/DATE_f1_join.ts\n");
    expect((await p.migr(["current", "--check-heads"])).code).toBe(3);
    expect((await p.migr(["stamp", "head"])).stdout).toBe("Recorded: abc2, abd3 -> f1\n");
    expect((await p.migr(["stamp", "head"])).stdout).toBe("Already at f1, nothing to do.\n");
    expect((await p.migr(["current", "--check-heads"])).code).toBe(0);
    expect((await p.migr(["show", "head"])).stdout).toContain(
      "Rev: f1 (payments) (head) (mergepoint)\nMerges: ",
    );
  });
});

describe("migr explain", () => {
  it("gives cause and cure of a code", async () => {
    using p = new Project();
    expect((await p.migr(["explain", "revision.unknown"])).stdout).toBe(
      [
        "revision.unknown  No such revision",
        "",
        "Cause: No revision file has this id, nor one that begins with it.",
        "Cure:  `migr history` lists all revisions.",
        "",
      ].join("\n"),
    );
  });

  it("lists all codes within 80 columns", async () => {
    using p = new Project();
    const { stdout } = await p.migr(["explain"]);
    expect(stdout).toMatch(/^cli\.usage +The command line is wrong$/m);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("proposes the code that was meant", async () => {
    using p = new Project();
    const run = await p.migr(["explain", "revision.unknwon"]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("hint: Did you mean revision.unknown?\n");
  });
});

describe("migr edit", () => {
  it("opens the script in the editor", async () => {
    using p = project({
      ...BRANCHED,
      "editor.mjs":
        'import { writeFileSync } from "node:fs";\nwriteFileSync("opened", process.argv.slice(2).join());\n',
    });
    const env = { EDITOR: `${process.execPath} editor.mjs --wait` };
    expect(await p.migr(["edit", "abc2"], { env })).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(p.read("opened")).toMatch(/^--wait,.*migrations\/versions\/2\.ts$/);
    p.write({ "an editor.sh": 'printf "%s|" "$@" > opened\n' });
    const quoted = { VISUAL: `A='x y' sh "an editor.sh" "$A"`, EDITOR: "no" };
    expect(await p.migr(["edit", "abc2"], { env: quoted })).toMatchObject({ code: 0, stderr: "" });
    expect(p.read("opened")).toMatch(/^\|.*migrations\/versions\/2\.ts\|$/);
  });

  it("says what to do where there is no editor, or it fails", async () => {
    using p = project(BRANCHED);
    const none = await p.migr(["edit", "abc2"]);
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(
      /^error\[cli\.editor\]: No editor is named\.\nhint: Set EDITOR\. .*2\.ts\.\n$/,
    );
    const missing = await p.migr(["edit", "abc2"], { env: { EDITOR: "no-such-editor" } });
    expect(missing.stderr).toMatch(
      /^error\[cli\.editor\]: The editor no-such-editor cannot be used: .*ENOENT\.\n/,
    );
  });
});

describe("migr list-templates", () => {
  it("names the templates", async () => {
    using p = new Project();
    expect((await p.migr(["list-templates"])).stdout).toMatch(
      /^generic {6}One database\b.*[^.]\nmultidb {6}\S/,
    );
    const { templates } = JSON.parse((await p.migr(["list-templates", "--json"])).stdout);
    expect(templates[0]).toEqual({ name: "generic", about: "One database with a history of its own" });
  });
});

describe("values of -x", () => {
  it("reach the configuration and the scripts", async () => {
    using p = new Project({
      "migr.config.ts":
        'export default ({ x, command }: any) => ({ url: "sqlite:///" + x.name + "-" + command + ".db" });\n',
      "migrations/versions/1.ts": script("a1", null, {
        upgrade: 'if (op.context.x.name !== "acme") throw new Error("not told");',
      }),
    });
    const run = await p.migr(["-x", "name=acme", "upgrade", "head"]);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(p.list()).toContain("acme-upgrade.db");
  });
});

describe("the URL", () => {
  it("is --url's, then the configuration's, then MIGR_URL's, then DATABASE_URL's", async () => {
    const env = { MIGR_URL: "sqlite:///migr.db", DATABASE_URL: "sqlite:///database.db" };
    using p = new Project({ "migr.config.ts": "export default {};\n", "sub/.keep": "" });
    const database = async (argv: readonly string[], over: Record<string, string>) => {
      const { stdout } = await p.migr([...argv, "status", "--json"], { env: over });
      const { database: found } = JSON.parse(stdout) as { database: { url: string } };
      return found.url.slice(found.url.lastIndexOf("/") + 1);
    };
    expect(await database(["--url", "sqlite:///flag.db"], env)).toBe("flag.db");
    expect(await database([], env)).toBe("migr.db");
    expect(await database([], { DATABASE_URL: env.DATABASE_URL })).toBe("database.db");
    p.write({ "migr.config.ts": 'export default { url: "sqlite:///config.db" };\n' });
    expect(await database([], env)).toBe("config.db");
  });
});
