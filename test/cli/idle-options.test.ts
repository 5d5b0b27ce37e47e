import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { Project, script } from "./project.js";

const project = (config = 'url: "sqlite:///a.db"') =>
  new Project({
    "migr.config.ts": `export default { ${config} };\n`,
    "migrations/versions/a001.ts": script("a001", null),
  });

describe("an option that has no effect", () => {
  it.each(
    [
      ["heads", "--db", "main"],
      ["history", "--db", "main"],
      ["graph", "--target", "acme"],
      ["revision", "-m", "x", "--db", "main"],
      ["merge", "heads", "-m", "x", "--db", "main"],
      ["show", "head", "--target", "acme"],
      ["edit", "head", "--target", "acme"],
      ["squash", "base:head", "-m", "x", "--db", "main"],
      ["current", "--db", "main"],
      ["upgrade", "head", "--target", "acme"],
    ].map((argv) => [argv.join(" "), argv] as const),
  )("is an error: %s, without databases or targets", async (_, argv) => {
    using p = project();
    const { code, stdout, stderr } = await p.migr(argv);
    const option = argv.includes("--db") ? "--db" : "--target";
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^error\\[cli\\.usage\\]: ${option} chooses among .*\nhint: Leave`));
    expect(p.list()).toEqual(["migr.config.ts", "migrations/versions/a001.ts", "package.json"]);
  });

  it("is an error too where the name is of none of them", async () => {
    using p = project('databases: { main: { url: "sqlite:///a.db" }, audit: { url: "sqlite:///b.db" } }');
    const wrong = await p.migr(["heads", "--db", "mian"]);
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain('hint: Did you mean "main"?');
    expect(await p.migr(["heads", "--db", "main"])).toMatchObject({ code: 0 });
  });

  it.each([
    [["explain", "db.unique", "--db", "main"], "--db means nothing to migr explain."],
    [["--url", "sqlite:///b.db", "list-templates"], "--url means nothing to migr list-templates."],
    [["init", "-c", "other.ts"], "--config means nothing to migr init."],
    [["completion", "bash", "-x", "a=b"], "-x means nothing to migr completion."],
    [["upgrade", "head", "--jobs", "2"], "--jobs is for several databases, and the configuration has one."],
    [["current", "--fail-fast"], "--fail-fast is for several databases, and the configuration has one."],
    [["revision", "-m", "x", "--skip-empty"], "--skip-empty has an effect only with --autogenerate."],
    [
      ["revision", "-m", "x", "--no-rename", "a:b"],
      "--rename or --no-rename has an effect only with --autogenerate.",
    ],
    [["revision", "-m", "x", "--map", "a.b:c"], "--map or --no-map has an effect only with --autogenerate."],
    [["pull", "--force"], "--force has an effect only with --output."],
  ])("is an error: %j", async (argv, message) => {
    using p = project();
    const { code, stdout, stderr } = await p.migr(argv);
    expect({ code, stdout, first: stderr.split("\n")[0] }).toEqual({
      code: 2,
      stdout: "",
      first: `error[cli.usage]: ${message}`,
    });
    expect(p.list()).toEqual(["migr.config.ts", "migrations/versions/a001.ts", "package.json"]);
  });

  it("may stand in a variable, which may be there for other commands", async () => {
    using p = project();
    const env = { MIGR_CONFIG: "migr.config.ts", MIGR_REVISION_SKIP_EMPTY: "1" };
    expect(await p.migr(["explain", "db.unique"], { env })).toMatchObject({ code: 0 });
    expect(await p.migr(["revision", "-m", "x"], { env })).toMatchObject({ code: 0 });
  });

  it("names an option that the command has", () => {
    const wrong = COMMANDS.flatMap(({ name, options = [] }) =>
      options
        .filter(({ only }) => only !== undefined && !options.some(({ flags }) => flags.includes(only)))
        .map(({ flags }) => `${name} ${flags}`),
    );
    expect(wrong).toEqual([]);
  });
});
