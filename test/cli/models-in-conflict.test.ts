import { describe, expect, it } from "vitest";
import { configFor, Project } from "./project.js";

const HEAD = `import { declarativeBase, foreignKey, index, integer, primaryKey, string, text } from "migr";
export const Base = declarativeBase();
export class Team extends Base.model("teams", { id: integer().primaryKey(), code: string(5) }) {}
`;

const user = (columns: string, items: string) =>
  `export class User extends Base.model("users", { id: integer().primaryKey(), ${columns} }).with(() => [${items}]) {}\n`;

describe("models that contradict themselves", () => {
  it.each([
    ["with two primary keys", user("", 'primaryKey("pk2", "id")')],
    ["with an index on a column that is missing", user("", 'index("ix", "nam")')],
    [
      "with a foreign key of two columns to one",
      user("team: integer()", 'foreignKey("fk", ["team"], ["teams.id", "teams.code"])'),
    ],
    ["with a foreign key of another type", user('team: text().references("teams.id")', "")],
  ])("%s are one error with table, file and line", async (_, model) => {
    using p = new Project({ "migr.config.ts": configFor("sqlite:///app.db"), "models.ts": HEAD + model });
    const run = await p.migr(["check"]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(/^error\[schema\.[a-z-]+\]: .*users.*\.\n/);
    expect(run.stderr).toMatch(/models\.ts:4(:|\b)/);
    expect(run.stderr.match(/error\[/g)).toHaveLength(1);
  });
});
