import { describe, expect, it } from "vitest";
import {
  type CatalogRows,
  isAskedFor,
  type TableRow,
} from "../../../../src/dialects/mysql/reflect/catalog.js";
import { withLetters } from "../../../../src/dialects/mysql/reflect/letters.js";

function table(db: string, name: string, folds: number, own = 1): TableRow {
  return {
    db,
    name,
    type: "BASE TABLE",
    collation: null,
    comment: "",
    engine: "InnoDB",
    options: "",
    own,
    folds,
  };
}

/** What a server of `lower_case_table_names = 2` tells where a key was declared in other letters than its table. */
function rows(folds: number): CatalogRows {
  const at = { db: "my_app", tbl: "UserPosts" };
  return {
    tables: [
      table("my_app", "Users", folds),
      table("my_app", "UserPosts", folds),
      table("Other", "Xy", folds, 0),
    ],
    columns: [],
    indexes: [],
    keys: [
      { ...at, name: "fk", col: "owner", ref_db: "MY_APP", ref_table: "USERS", ref_col: "id" },
      { ...at, name: "fk2", col: "x", ref_db: "OTHER", ref_table: "unread", ref_col: "id" },
    ],
    rules: [{ db: "my_app", tbl: "userposts", name: "fk", on_update: "CASCADE", on_delete: "CASCADE" }],
    checks: [{ db: "my_app", tbl: null, name: "f", level: "Object", clause: "FUNCTION" }],
    owners: [],
    rights: [],
    partitions: [],
    systems: [],
    sequences: [],
  };
}

describe("names of tables that are one in any letters", () => {
  it("are told in those of the tables", () => {
    const { keys, rules, checks } = withLetters(rows(2));
    expect(keys).toMatchObject([
      { db: "my_app", tbl: "UserPosts", ref_db: "my_app", ref_table: "Users" },
      { ref_db: "Other", ref_table: "unread" },
    ]);
    expect(rules).toMatchObject([{ tbl: "UserPosts", on_delete: "CASCADE" }]);
    expect(checks).toMatchObject([{ tbl: null, name: "f" }]);
  });

  it("stay as they are where the server tells letters apart or has one way to write them", () => {
    for (const folds of [0, 1]) {
      const given = rows(folds);
      expect(withLetters(given)).toBe(given);
    }
  });

  it("are asked for in any, and told apart where the server does", () => {
    const request = { tables: [{ name: "USERS" }], exclude: [{ name: "Versions" }] };
    for (const [folds, isAsked] of [
      [0, false],
      [1, true],
      [2, true],
    ] as const) {
      expect(isAskedFor(request, table("app", "users", folds))).toBe(isAsked);
      expect(isAskedFor({ exclude: request.exclude }, table("app", "versions", folds))).toBe(!isAsked);
    }
  });
});
