import { describe, expect, it } from "vitest";
import { schemaAfter, schemaText } from "../../../src/compare/schema-text.js";
import * as api from "../../../src/index.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import { STANDARD_SPELLING, standardDialect } from "../../support/models/standard-dialect.js";
import { difference, schemaOf } from "./schemas.js";

const { integer, string, text } = api;

describe("a schema as text", () => {
  it("has a line for each thing", () => {
    const schema = schemaOf({
      users: [
        {
          id: integer().primaryKey(),
          email: string(50).unique().comment("it's\nunique"),
          role: api.enumOf("a", "it's").serverDefault("a"),
          bossId: integer().nullable().references("users.id", { onDelete: "set null" }),
          double: integer().computed(api.sql.raw("id * 2")),
        },
        [
          api.check("ck", api.sql.raw("id > 0")),
          api
            .index("ix", api.func.lower(api.sql.identifier("email")))
            .unique()
            .where(api.sql.raw("id > 1")),
          api.index("ix2", api.sql.identifier("id").desc().nullsLast()).using("btree").include("email"),
          api.tableComment("people"),
        ],
      ] as unknown as object,
    });
    expect(schemaText(schema, STANDARD_SPELLING)).toBe(`enum users_role_enum ('a', 'it''s')

table users
  id integer not null identity by default
  email varchar(50) not null comment 'it''s unique'
  role users_role_enum not null default 'a'
  bossId integer null
  double integer not null computed id * 2 stored
  constraint ck check (id > 0)
  constraint fk_users_bossId_users foreign key (bossId) to users (id) on delete set null
  constraint pk_users primary key (id)
  constraint uq_users_email unique (email)
  unique index ix ((lower("email"))) where id > 1
  index ix2 using btree (id desc nulls last) include (email)
  comment 'people'
`);
  });

  it("is empty where there is nothing", () => {
    expect(schemaText(EMPTY_SCHEMA, STANDARD_SPELLING)).toBe("");
  });

  it("does not depend on the order of things besides columns", () => {
    const schema = schemaOf({
      b: { id: integer().primaryKey(), x: text().index() },
      a: { y: text().unique() },
    });
    const turned = {
      ...schema,
      tables: [...schema.tables].reverse().map((table) => ({
        ...table,
        constraints: [...table.constraints].reverse(),
        indexes: [...table.indexes].reverse(),
      })),
    };
    expect(schemaText(turned, STANDARD_SPELLING)).toBe(schemaText(schema, STANDARD_SPELLING));
  });

  it("holds no escape of a terminal", () => {
    const schema = schemaOf({ t: { a: text().comment("\u001b[31mred\u001b[0m") } });
    expect(schemaText(schema, STANDARD_SPELLING)).toContain("comment 'red'");
  });
});

describe("the schema after operations", () => {
  it("differs from the one before only by them", async () => {
    const from = schemaOf({ users: { id: integer().primaryKey(), a: text() } });
    const to = schemaOf({ users: { id: integer().primaryKey(), b: text() }, posts: { c: text().index() } });
    const { operations } = await difference(from, to);
    const after = schemaAfter(from, operations, standardDialect());
    expect(schemaText(after, STANDARD_SPELLING)).toBe(schemaText(to, STANDARD_SPELLING));
  });
});
