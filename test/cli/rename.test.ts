import { describe, expect, it } from "vitest";
import { configFor, Project, script } from "./project.js";

const MODELS = `import { declarativeBase, integer, string } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), display_name: string(50) }) {}
`;

async function project(): Promise<Project> {
  const p = new Project({
    "migr.config.ts": configFor("sqlite:///app.db"),
    "models.ts": MODELS,
    "migrations/versions/a1.ts": script("a1", null, {
      upgrade: 'await op.createTable("users", { id: integer().primaryKey(), full_name: string(50) });',
    }),
  });
  const run = await p.migr(["upgrade", "head"]);
  if (run.code !== 0) throw new Error(run.stderr);
  return p;
}

const AUTOGENERATE = ["revision", "--autogenerate", "-m", "names", "--rev-id", "b2"];

describe("a column that may have been renamed", () => {
  it("is a question that flags answer, and nothing is written before", async () => {
    using p = await project();
    const run = await p.migr(AUTOGENERATE);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(
      run.stderr,
    ).toBe(`error[autogenerate.undecided]: 1 change can be read in two ways, and nothing was written.

  users: is full_name now display_name (varchar(50), same position)?
    renamed, data kept            --rename users.full_name:display_name
    dropped and added, data lost  --no-rename users.full_name:display_name

hint: Pass one of the flags, or write .renamedFrom("full_name") in the model.
`);
    expect(p.scripts()).toEqual(["a1.ts"]);
    const json = await p.migr([...AUTOGENERATE, "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { details: { questions: [{ flag: "users.full_name:display_name" }] } },
    });
  });

  it("is renamed with --rename, and dropped and added with --no-rename", async () => {
    using p = await project();
    const flag = "users.full_name:display_name";
    const checked = await p.migr(["check", "--rename", flag]);
    expect(checked.stdout).toContain("~ users.full_name");
    const refused = await p.migr(["check", "--no-rename", flag]);
    expect(refused.stdout).toContain("- users.full_name");
    expect((await p.migr([...AUTOGENERATE, "--rename", flag])).code).toBe(0);
    const written = p.scripts().find((name) => name !== "a1.ts")!;
    expect(p.read(`migrations/versions/${written}`)).toContain(
      'await op.renameColumn("users", "full_name", "display_name");',
    );
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    expect((await p.migr(["check"])).code).toBe(0);
  });

  it("has flags that name what is there", async () => {
    using p = await project();
    const run = await p.migr(["check", "--rename", "users.fullname:display_name"]);
    expect(run.stderr).toContain("Did you mean users.full_name:display_name?");
    const bad = await p.migr(["check", "--rename", "users"]);
    expect(bad).toMatchObject({ code: 2 });
  });
});
