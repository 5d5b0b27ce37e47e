import { expect, it } from "vitest";
import type { Schema } from "../../../src/schema/schema.js";
import { Migration } from "../../support/models/migration.js";
import { changes, connected, onPostgresql } from "./connected.js";

function held({ unsupported: _, ...schema }: Schema): Omit<Schema, "unsupported"> {
  return schema;
}

onPostgresql("tables that need each other otherwise than by foreign keys", () => {
  const schemas: Readonly<Record<string, string>> = {
    "a default that takes numbers from another table's column": `
      create table mailing (id bigserial primary key, "Odd id" int generated always as identity);
      create table billing (like mailing including defaults, n int default nextval('"mailing_Odd id_seq"'), primary key (id));
      create table above (id int generated always as identity (sequence name counter));
      create table z (id int primary key);
      create table a (id int default nextval('counter'), z int references z);`,
    "defaults that take numbers from each other's columns": `
      create table a (id serial, other int);
      create table b (id serial, other int default nextval('a_id_seq'));`,
    "a table that inherits from one that refers to it": `
      create table b (id int primary key, a int);
      create table a (id int primary key, n int) inherits (b);
      alter table b add foreign key (a) references a;`,
  };

  for (const [title, script] of Object.entries(schemas)) {
    it(`are made in an order that is possible, and taken back: ${title}`, async () => {
      await using from = await connected();
      await using to = await connected();
      await from.database.script(script);
      const schema = await from.reflect();
      const empty = await to.reflect();
      const { operations, downgrade } = await changes(to, empty, schema);
      const m = await Migration.open(to.database.url);
      try {
        await m.run(operations);
        expect(held(await to.reflect())).toEqual(held(schema));
        await m.run(downgrade);
        expect(held(await to.reflect())).toEqual(held(empty));
      } finally {
        await m.close();
      }
    });
  }
});
