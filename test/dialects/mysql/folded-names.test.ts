import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { foreignKey, index } from "../../../src/index.js";
import { integer, string } from "../../../src/schema/define/column-type.js";
import { MetaData, table } from "../../../src/schema/define/metadata.js";
import type { Schema } from "../../../src/schema/schema.js";
import { eachProduct, openSession, type Session } from "./session.js";

function models(): Schema {
  const metadata = new MetaData();
  const users = table("Users", metadata, { id: integer().primaryKey(), Name: string(20) });
  table("UserPosts", metadata, { id: integer().primaryKey(), owner: integer() }, (c) => [
    foreignKey("FK_owner", [c.owner], [users.c.id]),
    index("IX_owner", c.owner),
  ]);
  return metadata.toSchema({ length: 64, unit: "characters" });
}

/** A reflected schema as a server with `lower_case_table_names` gives it. */
function folding(schema: Schema, foldsNames: "lower" | "given"): Schema {
  return { ...schema, foldsNames };
}

async function foldsItself({ db }: Session): Promise<Schema["foldsNames"]> {
  const value = Number((await db.query("SELECT @@lower_case_table_names")).rows[0]?.[0]);
  return ([undefined, "lower", "given"] as const)[value];
}

eachProduct("a server that keeps names of tables in lower case", (product) => {
  it("has the tables of models that write them otherwise", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table users (id int not null auto_increment primary key, Name varchar(20) not null);
      create table userposts (id int not null auto_increment primary key, owner int not null, key IX_owner (owner),
        constraint FK_owner foreign key (owner) references users (id))`);
    const { dialect, db } = session;
    const compared = async () =>
      compareSchemas(folding(await session.reflect(), "lower"), models(), dialect, {
        canonical: (tables, adapted) => dialect.canonical(db, adapted, tables),
      });
    expect((await compared()).operations).toEqual([]);
    await session.database.script("drop table userposts");
    const { operations } = await compared();
    expect(operations.map(({ kind }) => kind)).toEqual(["createTable"]);
    for (const operation of operations) await session.run(operation);
    expect((await compared()).operations).toEqual([]);
    expect((await session.reflect()).tables.map(({ name }) => name)).toEqual(["userposts", "users"]);
  });

  it("is told by the server itself", async () => {
    await using session = await openSession(product);
    await session.database.script("create table T (id int)");
    expect((await session.reflect()).foldsNames).toBe(await foldsItself(session));
  });
});

eachProduct("a server that keeps names of tables as given and takes them in any letters", (product) => {
  it("has the tables of models that write them otherwise, and gets new ones in theirs", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table uSERS (id int not null auto_increment primary key, Name varchar(20) not null);
      create table userPosts (id int not null auto_increment primary key, owner int not null, key IX_owner (owner),
        constraint FK_owner foreign key (owner) references uSERS (id))`);
    const { dialect, db } = session;
    const compared = async () =>
      compareSchemas(folding(await session.reflect(), "given"), models(), dialect, {
        canonical: (tables, adapted) => dialect.canonical(db, adapted, tables),
      });
    expect((await compared()).operations).toEqual([]);
    await session.database.script("drop table userPosts");
    const { operations } = await compared();
    expect(operations).toMatchObject([{ kind: "createTable", table: { name: "UserPosts" } }]);
    for (const operation of operations) await session.run(operation);
    expect((await compared()).operations).toEqual([]);
    expect((await session.reflect()).tables.map(({ name }) => name)).toEqual(["UserPosts", "uSERS"]);
  });
});
