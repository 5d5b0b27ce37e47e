import { describe, expect, it } from "vitest";
import { Project, script } from "./project.js";

const project = () =>
  new Project({
    "migr.config.ts": `import { defineConfig } from "migr/config";
export default defineConfig(({ x }) => ({ url: "sqlite:///" + (process.env.NAME ?? x.name ?? "app") + ".db" }));\n`,
    "migrations/versions/a1.ts": script("a1", null),
  });

describe("variables of the environment", () => {
  it("stand for options of all commands, and the command line goes before them", async () => {
    using p = project();
    const json = await p.migr(["heads"], { env: { MIGR_JSON: "yes" } });
    expect(JSON.parse(json.stdout)).toMatchObject({ command: "heads" });
    const off = await p.migr(["heads"], { env: { MIGR_JSON: "0", MIGR_QUIET: "" } });
    expect(off.stdout).toBe("<base> -> a1 (head), makes a1\n");
    await p.migr(["upgrade", "head"], { env: { MIGR_X: "name=from, other=1" } });
    await p.migr(["upgrade", "head", "-x", "name=given"], { env: { MIGR_X: "name=from" } });
    expect(p.list().filter((name) => name.endsWith(".db"))).toEqual(["from.db", "given.db"]);
    p.write({ "other/c.ts": `export default { url: "sqlite:///x.db", scripts: "../migrations" };` });
    const config = await p.migr(["current"], { env: { MIGR_CONFIG: "other/c.ts" } });
    expect(config, config.stderr).toMatchObject({ code: 0, stderr: "No revision is applied.\n" });
    expect(p.list()).toContain("other/x.db");
  });

  it("stand for options of one command by its name", async () => {
    using p = project();
    const env = {
      MIGR_REVISION_REV_ID: "b2",
      MIGR_REVISION_MESSAGE: "from a variable, with commas",
      MIGR_MERGE_REV_ID: "no",
    };
    const run = await p.migr(["revision"], { env });
    expect(run.stdout, run.stderr).toMatch(/_b2_from_a_variable_with_commas\.ts\n$/);
    const given = await p.migr(["revision", "-m", "x", "--rev-id", "c3"], { env });
    expect(given.stdout).toMatch(/_c3_x\.ts\n$/);
  });

  it.each([
    [{ MIGR_JSON: "perhaps" }, ["heads"], 'MIGR_JSON must say yes or no, and is "perhaps".'],
    [
      { MIGR_UPGRADE_JOBS: "many" },
      ["upgrade", "head"],
      '--jobs takes a whole number above zero, and was given "many".',
    ],
    [{ MIGR_X: "novalue" }, ["heads"], '-x takes KEY=VALUE, and was given "novalue".'],
  ])("are checked as options are: %j", async (env, argv, message) => {
    using p = project();
    const { code, stderr } = await p.migr(argv, { env: env as unknown as Record<string, string> });
    expect({ code, first: stderr.split("\n")[0] }).toEqual({
      code: 2,
      first: `error[cli.usage]: ${message}`,
    });
  });
});

describe("--env-file", () => {
  it("gives variables to the configuration and to options, behind those that are set", async () => {
    using p = project();
    p.write({
      ".env": `# a comment\nNAME="from file"\nMIGR_JSON=1\n`,
      ".env.local": "NAME=local\n",
    });
    const run = await p.migr(["current", "--env-file", ".env"]);
    expect(JSON.parse(run.stdout)).toMatchObject({ command: "current" });
    await p.migr(["current"], { env: { MIGR_ENV_FILE: ".env,.env.local" } });
    await p.migr(["--env-file", ".env", "current"], { env: { NAME: "set" } });
    expect(p.list().filter((name) => name.endsWith(".db"))).toEqual(["from file.db", "local.db", "set.db"]);
  });

  it("must be there", async () => {
    using p = project();
    // Node reads the option of its own name wherever it stands, and ends the process before this package runs.
    const { code, stderr } = await p.migr(["current"], { env: { MIGR_ENV_FILE: "no.env" } });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error\[config\.env-file\]: The file of variables no\.env cannot be read: ENOENT.*\nhint: Mend the path/,
    );
  });
});
