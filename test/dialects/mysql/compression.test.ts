import { expect, it } from "vitest";
import type { Options } from "../../../src/dialects/mysql/option.js";
import { findTable } from "../../../src/schema/schema.js";
import { itIf } from "../../support/target.js";
import { eachProduct, openSession, type Product } from "./session.js";

/** Makes a table as SQL says, has a model with these options compared and carried out, and taken back. */
async function change(product: Product, made: string, options: Options) {
  await using session = await openSession(product);
  await session.database.script(made);
  const before = await session.reflect();
  const table = before.tables[0]!;
  const to = { ...before, tables: [{ ...table, options: { mysql: options } }] };
  const { operations, downgrade } = await session.compare(to);
  const sent: string[] = [];
  for (const operation of operations) sent.push(...(await session.run(operation)));
  expect((await session.compare(to)).operations).toEqual([]);
  const after = findTable(await session.reflect(), { name: "t" })!.options!["mysql"]!;
  for (const operation of downgrade) await session.run(operation);
  expect(await session.reflect()).toEqual(before);
  return { sent, after };
}

const BLOCKS = "create table t (id int primary key, a varchar(20)) row_format=compressed key_block_size=8";

eachProduct("a table that is compressed", (product) => {
  it("has no block size in another row format, and gets it back", async () => {
    for (const rowFormat of ["COMPACT", "DYNAMIC", "REDUNDANT"]) {
      const { sent, after } = await change(product, BLOCKS, { rowFormat });
      expect(sent).toEqual([`ALTER TABLE \`t\` ROW_FORMAT=${rowFormat}, KEY_BLOCK_SIZE=0`]);
      expect(after).not.toHaveProperty("keyBlockSize");
    }
  });

  it("keeps its block size in the same row format, or where a model names it", async () => {
    const named = await change(product, BLOCKS, { rowFormat: "COMPRESSED", keyBlockSize: 4 });
    expect(named.sent).toEqual(["ALTER TABLE `t` KEY_BLOCK_SIZE=4"]);
    const plain = "create table t (id int primary key, a varchar(20)) key_block_size=8";
    const same = await change(product, plain, { rowFormat: "COMPRESSED" });
    expect(same.sent).toEqual(["ALTER TABLE `t` ROW_FORMAT=COMPRESSED"]);
    expect(same.after).toMatchObject({ keyBlockSize: 8 });
  });

  it("leaves a row format that has no blocks, where a model names the block size alone", async () => {
    const made = "create table t (id int primary key) row_format=dynamic";
    const { sent } = await change(product, made, { keyBlockSize: 8 });
    expect(sent).toEqual(["ALTER TABLE `t` ROW_FORMAT=DEFAULT, KEY_BLOCK_SIZE=8"]);
  });

  it("leaves a row format of another engine", async () => {
    const made =
      "create table t (id int primary key, a varchar(20)) engine=myisam row_format=fixed key_block_size=2";
    const { sent } = await change(product, made, { engine: "InnoDB" });
    expect(sent).toEqual(["ALTER TABLE `t` ENGINE=InnoDB, ROW_FORMAT=DEFAULT, KEY_BLOCK_SIZE=0"]);
  });

  itIf(product === "mysql", "page compression by algorithm")(
    "has pages or blocks, and gets the pages back",
    async () => {
      const made = "create table t (id int primary key) compression='zlib'";
      const { sent } = await change(product, made, { rowFormat: "COMPRESSED" });
      expect(sent).toEqual(["ALTER TABLE `t` ROW_FORMAT=COMPRESSED, COMPRESSION=''"]);
      const blocks = await change(product, BLOCKS, { compression: "zlib" });
      expect(blocks.sent).toEqual([
        "ALTER TABLE `t` ROW_FORMAT=DEFAULT, KEY_BLOCK_SIZE=0, COMPRESSION='zlib'",
      ]);
    },
  );

  itIf(product === "mariadb", "page compression by level")(
    "has pages or blocks, and gets its level back",
    async () => {
      const made = "create table t (id int primary key) page_compressed=1 page_compression_level=5";
      for (const rowFormat of ["COMPRESSED", "REDUNDANT"]) {
        const { sent } = await change(product, made, { rowFormat });
        expect(sent).toEqual([
          `ALTER TABLE \`t\` ROW_FORMAT=${rowFormat}, PAGE_COMPRESSED=DEFAULT, PAGE_COMPRESSION_LEVEL=DEFAULT`,
        ]);
      }
      expect((await change(product, made, { rowFormat: "COMPACT" })).after).toMatchObject({
        pageCompressionLevel: 5,
      });
      expect((await change(product, made, { pageCompressed: false })).sent).toEqual([
        "ALTER TABLE `t` PAGE_COMPRESSED=0, PAGE_COMPRESSION_LEVEL=DEFAULT",
      ]);
      const plain = "create table t (id int primary key) page_compressed=1";
      const level = await change(product, plain, { pageCompressed: true, pageCompressionLevel: 3 });
      expect(level.after).toMatchObject({ pageCompressionLevel: 3 });
      const blocks = await change(product, BLOCKS, { pageCompressed: true });
      expect(blocks.sent).toEqual([
        "ALTER TABLE `t` ROW_FORMAT=DEFAULT, KEY_BLOCK_SIZE=0, PAGE_COMPRESSED=1",
      ]);
    },
  );
});
