import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { renderOperations } from "../../../src/compare/render.js";
import * as api from "../../../src/index.js";
import { AddColumn, DropColumn } from "../../../src/ops/column.js";
import type { Operation } from "../../../src/ops/operation.js";
import { raw, value } from "../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../src/types/type.js";
import { askedOperations, standardSql } from "../../support/asked-operations.js";
import { HOSTILE } from "../../support/models/columns.js";
import { scriptSamples, scriptText } from "../../support/models/scripts.js";
import { standardDialect } from "../../support/models/standard-dialect.js";
import { difference, schemaOf } from "./schemas.js";

/** What the formatter makes of a source at the width of scripts. */
function formatted(source: string): string {
  const args = ["format", "--stdin-file-path=script.ts", "--line-width=100", "--indent-style=space"];
  const { stdout, stderr, status } = spawnSync("node_modules/.bin/biome", args, { input: source });
  if (status !== 0) throw new Error(String(stderr));
  return String(stdout);
}

const bare = (lines: readonly Operation[]) =>
  renderOperations({ operations: lines, downgrade: [], dialect: standardDialect() });

describe("a script's statements", () => {
  it("are laid out as the formatter would", async () => {
    const bodies = (await scriptSamples(60)).map(({ rendered }) => scriptText(rendered));
    // The template lays out the line of imports.
    const source = bodies.map((text) => text.replace(/^import .*\n\n/, "")).join("\n");
    expect(formatted(source)).toBe(source);
  });

  it("make the same SQL when they run, in both directions", async () => {
    for (const { difference, rendered } of await scriptSamples(40)) {
      expect(standardSql(await askedOperations(rendered.upgrade))).toEqual(
        standardSql(difference.operations),
      );
      expect(standardSql(await askedOperations(rendered.downgrade))).toEqual(
        standardSql(difference.downgrade),
      );
    }
  });

  it("import what they use", async () => {
    const from = schemaOf({ a: { id: api.integer().primaryKey() } });
    const to = schemaOf({
      a: { id: api.integer().primaryKey(), at: api.dateTime().serverDefault(api.func.now()) },
    });
    const { imports } = renderOperations({ ...(await difference(from, to)), dialect: standardDialect() });
    expect(imports).toEqual({ migr: ["dateTime", "func"] });
  });

  it("import the types of one database from its own vocabulary, under another name where both have it", () => {
    const column = (name: string, type: SqlType) =>
      new AddColumn({ name: "t" }, { name, type, nullable: true });
    const native = { kind: "native", dialect: "postgresql", args: [] } as const;
    const { upgrade, imports } = bare([
      column("a", { ...native, name: "array", element: { ...native, name: "jsonb" } }),
      column("b", { kind: "text" }),
      column("c", { ...native, name: "text", args: [4] }),
    ]);
    expect(upgrade).toContain("array(jsonb())");
    expect(upgrade).toContain("postgresqlText(4)");
    expect(imports).toEqual({
      migr: ["text"],
      "migr/postgresql": ["array", "jsonb", "text as postgresqlText"],
    });
  });

  it("are none where there is nothing to do", () => {
    expect(bare([])).toEqual({ upgrade: "", downgrade: "", imports: {} });
  });
});

describe("a remark", () => {
  it("stands before what destroys something, and says what", async () => {
    const from = schemaOf({
      users: { id: api.integer().primaryKey(), a: api.text() },
      gone: { b: api.text() },
    });
    const to = schemaOf({ users: { id: api.integer().primaryKey() } });
    const { upgrade } = renderOperations({ ...(await difference(from, to)), dialect: standardDialect() });
    expect(upgrade).toBe(
      [
        "  // destroys the data of users.a",
        `  await op.dropColumn("users", "a");`,
        "  // destroys all rows of gone",
        `  await op.dropTable("gone");`,
        "",
      ].join("\n"),
    );
  });

  it("stands inside of a batch before the change that destroys", async () => {
    const from = schemaOf({ users: { id: api.integer().primaryKey(), a: api.text(), b: api.text() } });
    const to = schemaOf({ users: { id: api.integer().primaryKey() } });
    const features = { batchAlter: true, alterColumn: "rebuild" as const };
    const { upgrade } = renderOperations({
      ...(await difference(from, to, features)),
      dialect: standardDialect(),
    });
    expect(upgrade).toBe(
      [
        `  await op.batchAlterTable("users", (batch) => {`,
        "    // destroys the data of users.b",
        `    batch.dropColumn("b");`,
        "    // destroys the data of users.a",
        `    batch.dropColumn("a");`,
        "  });",
        "",
      ].join("\n"),
    );
  });

  it("is one line, whatever the name is", () => {
    const evil = "x\n  await op.dropTable('users'); //\u2028\r";
    const { upgrade } = bare([new DropColumn({ name: "t" }, evil)]);
    expect(upgrade.split(/[\n\r\u2028]/)).toHaveLength(3);
  });
});

describe("hostile texts", () => {
  const texts = [
    ...HOSTILE,
    ["$", "{process.exit(1)}"].join(""),
    "`);drop",
    "\\",
    "\\`",
    "$\\{x}",
    "\u2028\u2029",
    "\u0007\u001b[31m",
    "\ud800",
    "\u202eabc",
    "*/ x",
    "é😀",
  ];

  /** A text as a value, a name and SQL. */
  const added = (text: string) => {
    const type = { kind: "text" } as const;
    const column = { name: text, type, nullable: false, comment: text };
    return [
      new AddColumn({ name: text, schema: text }, { ...column, default: value({ value: text, type }) }),
      new AddColumn({ name: "t" }, { ...column, default: raw({ sql: `'${text}'` }) }),
    ];
  };

  it.each(texts)("%j comes through a script unharmed, as a value, a name and SQL", async (text) => {
    const { upgrade } = bare(added(text));
    expect(upgrade).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\ud800]/u);
    expect(await askedOperations(upgrade)).toEqual(added(text));
  });

  it("are laid out as the formatter would", () => {
    const statements = bare(texts.flatMap(added)).upgrade.replace(/^ {2}/gm, "");
    expect(formatted(statements)).toBe(statements);
  });
});

describe("defaults", () => {
  const written = (given: unknown, type: object) => {
    const column = { name: "a", type, nullable: false, default: value({ value: given }) };
    return /serverDefault\((.*)\)\);/.exec(
      bare([new AddColumn({ name: "t" }, column as never)]).upgrade,
    )?.[1];
  };

  it.each<readonly [string, unknown, object, string]>([
    ["a number", 5, { kind: "integer" }, "5"],
    ["a negative zero", -0, { kind: "double" }, "-0"],
    ["digits in an integer column", "5", { kind: "integer" }, "5"],
    ["a number in a bigint column", 5, { kind: "bigInteger", mode: "bigint" }, "5n"],
    ["a bigint", 5n, { kind: "bigInteger", mode: "bigint" }, "5n"],
    ["a bigint in a column of numbers", 5n, { kind: "bigInteger", mode: "number" }, "5"],
    ["a number in a decimal column", 1.5, { kind: "numeric", mode: "string" }, `"1.5"`],
    ["one and zero in a boolean column", 1, { kind: "boolean" }, "true"],
    ["a word of an enum", "a", { kind: "enum", values: ["a"] }, `"a"`],
    ["no word of an enum", "b", { kind: "enum", values: ["a"] }, "sql`'b'`"],
    ["a text in a column of times", "2024-01-01", { kind: "dateTime", timezone: false }, "sql`'2024-01-01'`"],
    ["a document", { a: [1] }, { kind: "json" }, "{ a: [1] }"],
    ["bytes", Uint8Array.of(1, 2), { kind: "largeBinary" }, "Uint8Array.of(1, 2)"],
    ["a text in a column of numbers", "x", { kind: "integer" }, "sql`'x'`"],
  ])("%s are written as the column's builder takes them", (_, given, type, expected) => {
    expect(written(given, type)).toBe(expected);
  });
});
