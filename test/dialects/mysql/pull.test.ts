import { expect, it } from "vitest";
import { variantOf } from "../../../src/dialects/mysql/variant.js";
import { createEngine } from "../../../src/engine/engine.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { itIf } from "../../support/target.js";
import { eachProduct, openSession, type Product } from "./session.js";

/** The statements that pulling a database takes which a script has filled, and the models. */
async function pull(product: Product, script: string) {
  await using session = await openSession(product);
  await session.database.script(script);
  const sent: string[] = [];
  await using engine = createEngine(session.database.url, { echo: (line) => sent.push(line) });
  const { files, left } = await pullModels(engine, { split: false });
  return {
    left,
    sent,
    asked: sent.filter((line) => /SHOW CREATE TABLE/.test(line)),
    text: files.map((f) => f.contents).join(""),
  };
}

/** Tables that lead to each other, with keys, checks, indexes and computed columns. */
function plain(count: number): string {
  return Array.from(
    { length: count },
    (
      _,
      i,
    ) => `create table t${i} (id int auto_increment primary key, parent int, note text, n int check (n > 0),
      twice int generated always as (n * 2) virtual, j json, e enum('a', 'b') not null default 'a', code varchar(9) unique,
      key ix (n, parent), key ix_note (note(10)), key ix_shown (n desc) comment 'c', foreign key (parent) references t0 (id))
      ${i % 2 === 0 ? "" : "row_format=compressed key_block_size=8 comment 'odd'"};`,
  ).join("\n");
}

eachProduct("what pulling sends", (product) => {
  it("is as many statements for forty tables as for two", async () => {
    const few = await pull(product, plain(2));
    const many = await pull(product, plain(40));
    expect(many.asked).toEqual([]);
    expect(many.sent).toHaveLength(few.sent.length);
    expect(few.sent.length).toBeLessThanOrEqual(15);
  });

  it("asks for the texts of those tables alone that show a sign of more than the views tell", async () => {
    const { asked, text } = await pull(
      product,
      `${plain(5)}
      create table searched (id int primary key, a text, fulltext key ft (a) ${product === "mysql" ? "with parser ngram" : ""});
      create table other (id int, key ix (id) key_block_size=1024) engine=myisam;`,
    );
    expect(asked).toHaveLength(2);
    expect(asked.join()).toMatch(/`other`.*`searched`/s);
    if (product === "mysql") expect(text).toContain("ngram");
    expect(text).toContain("keyBlockSize: 1024");
  });

  itIf(product === "mysql", "attributes of engines")(
    "finds attributes and columns that no engine loads",
    async () => {
      const { asked, text } = await pull(
        product,
        `${plain(3)}
      create table a (id int primary key, n int secondary_engine_attribute='{"a": 1}');
      create table b (id int primary key, n int, key ix (n) secondary_engine_attribute='{"b": 2}');
      create table c (id int primary key, n int not secondary);`,
      );
      expect(asked).toHaveLength(3);
      expect(text.match(/secondaryEngineAttribute/g)).toHaveLength(2);
      expect(text).toContain("NOT SECONDARY");
    },
  );

  itIf(product === "mysql", "materialized views, views of JSON documents")(
    "leaves views alone that are of other kinds",
    async ({ skip }) => {
      await using session = await openSession(product);
      const [major, minor] = variantOf(session.db.serverVersion).version;
      skip(major < 9 || (major === 9 && minor < 7), "MySQL before 9.7");
      const { left, text } = await pull(
        product,
        `create table a (id int primary key, n varchar(9));
        create materialized view mv as select id from a;
        create json relational duality view jv as select json_duality_object('_id': id, 'n': n) from a;
        create view pv as select id from a;`,
      );
      expect(left.map(({ name, what }) => [name, what])).toEqual([
        ["jv", "view"],
        ["mv", "view"],
      ]);
      expect(text).toContain('view("pv"');
    },
  );
});
