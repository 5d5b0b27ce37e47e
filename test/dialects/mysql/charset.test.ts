import { expect, it } from "vitest";
import type { Schema } from "../../../src/schema/schema.js";
import { eachProduct, expectPulled, openSession } from "./session.js";

/** The schema with all tables in another character set. */
function withCharset(schema: Schema, charset: string, collate: string): Schema {
  const options = { mysql: { charset, collate } };
  return { ...schema, tables: schema.tables.map((table) => ({ ...table, options })) };
}

eachProduct("another character set for tables whose texts foreign keys are on", (product) => {
  it("comes with those keys made anew, leaves others alone, and goes again without a loss", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table p (id varchar(9) primary key, n int unique, own varchar(9) collate latin1_bin unique) charset latin1;
      create table c (id int primary key, pid varchar(9), n int, own varchar(9) collate latin1_bin,
        constraint fk_text foreign key (pid) references p (id) on delete cascade,
        constraint fk_number foreign key (n) references p (n),
        constraint fk_own foreign key (own) references p (own)) charset latin1;
      insert into p values ('café', 1, 'x');
      insert into c values (1, 'café', 1, 'x')`);
    const before = await session.reflect();
    const to = withCharset(before, "utf8mb4", "utf8mb4_unicode_ci");
    const { operations, downgrade } = await session.compare(to);
    const sent: string[] = [];
    for (const operation of operations) sent.push(...(await session.run(operation)));
    expect(sent.join("\n")).toContain("fk_text");
    expect(sent.join("\n")).not.toMatch(/fk_number|fk_own/);
    expect((await session.compare(to)).operations).toEqual([]);
    const rows = () => session.db.query("select p.id, c.pid from p join c on c.pid = p.id");
    expect((await rows()).rows).toEqual([["café", "café"]]);
    for (const operation of downgrade) await session.run(operation);
    expect(await session.reflect()).toEqual(before);
    expect((await rows()).rows).toEqual([["café", "café"]]);
  });
});

eachProduct("words that are bytes", (product) => {
  it("are pulled as such, make the same table, and are no difference", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (e enum('a','A') character set binary default 'A', s set('b','B') collate binary, o enum('x'), n int);
      create table b (e enum('a'), o enum('x') collate utf8mb4_bin) charset binary;`);
    await expectPulled(session, product, async (each) => {
      const texts: string[] = [];
      for (const name of ["t", "b"]) {
        const [row] = await each.database.query(`show create table ${name}`);
        texts.push(String(row!["Create Table"]));
      }
      return texts;
    });
  });
});
