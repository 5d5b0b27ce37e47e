import { describe, expect, it } from "vitest";
import type { ChangeDocument } from "../../../src/api/change-document.js";
import { changeLines } from "../../../src/cli/change-list.js";
import { Screen } from "../../../src/cli/output.js";
import { recorder } from "./screens.js";

const change = (
  sign: "+" | "-" | "~",
  subject: string,
  detail: string,
  destroys?: string,
): ChangeDocument => ({
  kind: "any",
  sign,
  subject,
  detail,
  ...(destroys !== undefined && { destroys }),
});

describe("a list of changes", () => {
  it("is aligned, and tells what is destroyed", () => {
    const lines = changeLines(
      [
        change("+", "users.bio", "text, null"),
        change("~", "users.full_name", "varchar(100) -> varchar(150)"),
        change("+", "ix_users_karma", "on users (karma)"),
        change("-", "posts.published", "boolean", "its data"),
      ],
      new Screen(recorder(), {}, true),
    );
    expect(lines).toEqual([
      "  + users.bio        text, null",
      "  ~ users.full_name  varchar(100) -> varchar(150)",
      "  + ix_users_karma   on users (karma)",
      "  - posts.published  boolean          destroys its data",
    ]);
  });

  it("stays within 80 columns whatever it has to tell", () => {
    const lines = changeLines(
      [
        change(
          "+",
          "users.bio",
          "varchar(100), not null, default 'a rather long default value', comment \"why\"",
        ),
        change("-", `${"t".repeat(40)}.${"c".repeat(30)}`, "varchar(100)", "its data"),
      ],
      new Screen(recorder(), {}, true),
    );
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join("\n")).toContain("destroys its data");
  });

  it("has a color for each sign, and red for what is lost", () => {
    const screen = new Screen(recorder(80), {}, false);
    const [added, changed, dropped] = changeLines(
      [change("+", "a", "x"), change("~", "b", "x"), change("-", "c", "x", "its data")],
      screen,
    );
    expect(added).toContain("\u001b[32m+ a\u001b[39m");
    expect(changed).toContain("\u001b[33m~ b\u001b[39m");
    expect(dropped).toContain("\u001b[31m- c\u001b[39m");
    expect(dropped).toContain("\u001b[31mdestroys its data\u001b[39m");
  });
});
