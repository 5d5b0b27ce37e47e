import { describe, expect, it } from "vitest";
import { renderOperations } from "../../../src/compare/render.js";
import {
  callCode,
  check,
  index,
  integer,
  MetaData,
  type Operation,
  sql,
  string,
  stringCode,
  table,
} from "../../../src/index.js";
import { askedOperations, standardSql } from "../../support/asked-operations.js";
import { scriptSamples } from "../../support/models/scripts.js";
import { standardDialect } from "../../support/models/standard-dialect.js";
import { difference, schemaOf, words } from "./schemas.js";

/** An operation of a project's own. */
function grant(role: string, revoke = false): Operation {
  const verb = revoke ? "REVOKE" : "GRANT";
  return {
    kind: "grant",
    describe: () => ({ sign: revoke ? "-" : "+", subject: "t", detail: role }),
    inverse: () => grant(role, !revoke),
    apply: (before) => before,
    ddl: () => [sql`${sql.raw(verb)} SELECT ON ${sql.identifier("t")} TO ${sql.identifier(role)}`.node],
    source: (s) =>
      callCode(s.op("invoke"), callCode(s.use("grant", "../ops.js"), stringCode(role), String(revoke))),
  };
}

describe("a project's own comparator", () => {
  it("adds operations that are written, carried out and taken back as others are", async () => {
    const empty = schemaOf({});
    const comparators = [async () => [grant("reader")]];
    const found = await difference(empty, empty, {}, { options: { comparators } });
    const { upgrade, downgrade, imports } = renderOperations({ ...found, dialect: standardDialect() });
    expect(imports).toEqual({ "../ops.js": ["grant"] });
    expect(upgrade).toBe('  await op.invoke(grant("reader", false));\n');
    expect(downgrade).toBe('  await op.invoke(grant("reader", true));\n');
    const asked = await askedOperations(
      upgrade.replace('grant("reader", false)', JSON.stringify({ kind: "grant" })),
    );
    expect(asked).toMatchObject([{ kind: "grant" }]);
    expect(standardSql(found.operations)).toEqual(['GRANT SELECT ON "t" TO "reader"']);
  });
});

describe("kinds that are switched off", () => {
  it("are not compared", async () => {
    const from = schemaOf({ t: { id: integer().primaryKey(), a: integer() } });
    const to = schemaOf({
      t: [
        { id: integer().primaryKey(), a: integer().nullable() },
        [check("ck", sql.raw("a > 0")), index("ix", "a")],
      ],
    });
    const with_ = async (compare: object) =>
      words((await difference(from, to, {}, { options: { compare } })).operations);
    expect(await with_({})).toEqual(["~ t.a", "+ ck", "+ ix"]);
    expect(await with_({ check: false })).toEqual(["~ t.a", "+ ix"]);
    expect(await with_({ index: false, nullable: false })).toEqual(["+ ck"]);
  });
});

describe("the same input", () => {
  it("gives the same bytes, a hundred times over", async () => {
    const texts = new Set<string>();
    for (let i = 0; i < 10; i++) {
      const samples = await scriptSamples(10);
      texts.add(JSON.stringify(samples.map(({ rendered }) => rendered)));
    }
    expect(texts.size).toBe(1);
  });
});

describe("a foreign key to a column of another kind of type", () => {
  it("is refused with where the table is declared", () => {
    const metadata = new MetaData();
    table("a", metadata, { id: string(10).primaryKey() });
    table("b", metadata, { a_id: integer().references("a.id") });
    expect(() => metadata.toSchema()).toThrow(
      "b.a_id is of type integer and refers to a.id, which is of type string.",
    );
  });
});
