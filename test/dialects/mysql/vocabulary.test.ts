import { expect, it } from "vitest";
import { variantOf } from "../../../src/dialects/mysql/variant.js";
import {
  bigint,
  binary,
  bit,
  decimal,
  double,
  float,
  geometry,
  inet4,
  inet6,
  int,
  longtext,
  mediumint,
  mediumtext,
  mysqlTable,
  partitionBy,
  point,
  polygon,
  set,
  smallint,
  timestamp,
  tinyint,
  tinytext,
  varbinary,
  vector,
  year,
} from "../../../src/dialects/mysql/vocabulary.js";
import { AddColumn } from "../../../src/ops/column.js";
import { CreateIndex } from "../../../src/ops/table-index.js";
import { date, integer } from "../../../src/schema/define/column-type.js";
import { index } from "../../../src/schema/define/index-item.js";
import { MetaData, table } from "../../../src/schema/define/metadata.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import { func } from "../../../src/sql/build/func.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { eachProduct, openSession, type Session } from "./session.js";

const LIMIT = { length: 64, unit: "characters" } as const;

/** Makes what a metadata declares, tells what a second comparison still finds, and drops it all again. */
async function leftOver(session: Session, metadata: MetaData): Promise<readonly string[]> {
  const schema = metadata.toSchema(LIMIT);
  for (const operation of (await session.compare(schema)).operations) await session.run(operation);
  const { operations, problems } = await session.compare(schema);
  const made = await session.reflect();
  const downgrade = (await session.compare(EMPTY_SCHEMA)).operations;
  for (const operation of downgrade) await session.run(operation);
  for (const operation of downgrade.map((each) => each.inverse()!).reverse()) await session.run(operation);
  expect(await session.reflect()).toEqual(made);
  return [
    ...problems,
    ...operations.map((operation) => {
      const { subject, detail } = operation.describe(session.dialect.spelling);
      return `${operation.kind} ${subject}: ${detail}`;
    }),
  ];
}

eachProduct("models in the words of migr/mysql", (product) => {
  it("leave nothing to do once they are made, and nothing behind", async () => {
    await using session = await openSession(product);
    const metadata = new MetaData();
    table(
      "things",
      metadata,
      {
        id: bigint({ unsigned: true }).primaryKey(),
        tiny: tinyint().serverDefault(-3),
        flag: tinyint({ unsigned: true, width: 1 }).serverDefault(1),
        small: smallint({ unsigned: true }).serverDefault(65535),
        medium: mediumint({ zerofill: true, width: 5 }).serverDefault(7),
        big: bigint({ unsigned: true }).serverDefault(18446744073709551615n),
        price: decimal(8, 2, { unsigned: true }).serverDefault("1.50"),
        ratio: float({ precision: 7, scale: 3 }).nullable(),
        mass: double({ unsigned: true }).nullable(),
        bits: bit(4).serverDefault(sql`b'101'`),
        made: year().serverDefault(2000),
        tags: set("a", "it's", "é").serverDefault("a"),
        short: tinytext().nullable(),
        medium_text: mediumtext().serverDefault("it's"),
        long: longtext().nullable(),
        digest: binary(2).serverDefault(Uint8Array.of(1, 255)),
        key: varbinary(16).nullable(),
        place: point(product === "mysql" ? { srid: 4326 } : {}),
        area: polygon().nullable(),
        shape: geometry({ srid: 4326 }).nullable(),
        touched: timestamp({ precision: 3 }).serverDefault(func.now()).serverOnUpdate(func.now()),
        hidden: int({ unsigned: true })
          .serverDefault(3)
          .options({ mysql: { invisible: true } }),
      },
      (c) => [
        index(null, c.place).using("spatial"),
        index(null, c.long).using("fulltext"),
        index("ix_part", { on: c.short, length: 10 }, c.tiny.desc()).comment("why"),
        index("ix_hidden", c.small).options({ mysql: { invisible: true } }),
        mysqlTable({
          engine: "innodb",
          charset: "latin1",
          collate: "latin1_bin",
          rowFormat: "COMPRESSED",
          keyBlockSize: 8,
          statsPersistent: true,
        }),
      ],
    );
    table("parts", metadata, { id: integer().primaryKey().autoincrement(false), day: date() }, () => [
      partitionBy("range (id) (partition p0 values less than (10), partition p1 values less than maxvalue)"),
    ]);
    expect(await leftOver(session, metadata)).toEqual([]);
  });

  it("leave nothing to do for the types that not every server has", async () => {
    await using session = await openSession(product);
    const metadata = new MetaData();
    const { vectorType } = variantOf(session.db.serverVersion);
    const own =
      product === "mysql"
        ? { ...(vectorType && { v: vector(3) }) }
        : {
            a: inet4().serverDefault("127.0.0.1"),
            b: inet6().nullable(),
            ...(vectorType && { v: vector(3) }),
            c: longtext()
              .nullable()
              .options({ mysql: { compressed: true } }),
            d: integer().options({ mysql: { check: "`d` > 0" } }),
          };
    table("own", metadata, { id: integer().primaryKey(), ...own });
    expect(await leftOver(session, metadata)).toEqual([]);
  });
});

eachProduct("how a change is made", (product) => {
  it("is said by the options of what it makes, and is no part of that", async () => {
    await using session = await openSession(product);
    await session.db.query("create table t (a int)");
    const options = { mysql: { algorithm: "inplace", lock: "none" } };
    const made = { name: "ix", parts: [{ column: "a" }], unique: false, options };
    expect(await session.run(new CreateIndex({ name: "t" }, made))).toEqual([
      "CREATE INDEX `ix` ON `t` (`a`) ALGORITHM=INPLACE LOCK=NONE",
    ]);
    const column = { name: "b", type: { kind: "integer" }, nullable: true } as const;
    const instant = { ...column, options: { mysql: { algorithm: "INSTANT" } } };
    expect(await session.run(new AddColumn({ name: "t" }, instant))).toEqual([
      "ALTER TABLE `t` ADD COLUMN `b` INT, ALGORITHM=INSTANT",
    ]);
    const schema = await session.reflect();
    const [table] = schema.tables;
    const model = { ...table!, columns: [table!.columns[0]!, instant], indexes: [made] };
    expect((await session.compare({ ...schema, tables: [model] })).operations).toEqual([]);
    const odd = { ...made, name: "odd", options: { mysql: { algorithm: "magic" } } };
    await expect(session.run(new CreateIndex({ name: "t" }, odd))).rejects.toThrow(
      /one algorithm of DEFAULT/,
    );
  });
});
