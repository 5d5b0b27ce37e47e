import fc from "fast-check";
import { expect, it } from "vitest";
import { check, index, tableComment, unique } from "../../../src/index.js";
import {
  bigInteger,
  boolean,
  char,
  date,
  dateTime,
  double,
  enumOf,
  float,
  integer,
  json,
  largeBinary,
  numeric,
  rawType,
  smallInteger,
  string,
  text,
  time,
  uuid,
} from "../../../src/schema/define/column-type.js";
import { MetaData, table } from "../../../src/schema/define/metadata.js";
import { displayName } from "../../../src/schema/name.js";
import type { Schema } from "../../../src/schema/schema.js";
import { and, or } from "../../../src/sql/build/expression.js";
import { func } from "../../../src/sql/build/func.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { eachProduct, openSession, type Session } from "./session.js";

const LIMIT = { length: 64, unit: "characters" } as const;

/** Makes everything that a metadata declares, and tells what a second comparison still finds. */
async function leftOver(session: Session, metadata: MetaData): Promise<readonly string[]> {
  const schema = metadata.toSchema(LIMIT);
  for (const operation of (await session.compare(schema)).operations) await session.run(operation);
  const { operations, problems } = await session.compare(schema);
  return [
    ...problems,
    ...operations.map((operation) => {
      const { subject, detail } = operation.describe(session.dialect.spelling);
      return `${operation.kind} ${subject}: ${detail}`;
    }),
  ];
}

function namesOf(schema: Schema): readonly string[] {
  return schema.tables.map(displayName);
}

eachProduct("a schema that was made is the one that is reflected", (target) => {
  it("has the columns of every type", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    table("every_type", metadata, {
      id: bigInteger().primaryKey(),
      a: integer(),
      b: smallInteger().nullable(),
      c: bigInteger({ mode: "number" }),
      d: numeric(),
      e: numeric(12),
      f: numeric(10, 2),
      g: float(),
      h: double().nullable(),
      i: string(50),
      j: char(3),
      k: char(1).nullable(),
      l: text(),
      m: boolean(),
      n: date(),
      o: time(),
      p: time({ precision: 6 }),
      q: dateTime(),
      r: dateTime({ precision: 3 }).nullable(),
      s: dateTime({ timezone: true }).nullable(),
      t: dateTime({ timezone: true, precision: 6 }).serverDefault(func.now()),
      u: largeBinary(),
      v: largeBinary(200).nullable(),
      w: largeBinary(70_000),
      x: largeBinary(2 ** 30).nullable(),
      y: uuid(),
      z: json().nullable(),
      aa: enumOf("small", "it's", "back\\slash", "a,b", "é"),
      ab: rawType("INT UNSIGNED"),
      ac: rawType("set('x','y')").nullable(),
      ad: rawType("TINYINT").nullable(),
      ae: rawType("mediumtext").nullable(),
      af: rawType("YEAR").nullable(),
      ag: rawType("bit(8)").nullable(),
      ah: rawType("double(7, 3)").nullable(),
      ai: rawType("varbinary(16)").nullable(),
      aj: string(10).collation("latin1_swedish_ci").nullable(),
    });
    expect(await leftOver(session, metadata)).toEqual([]);
  });

  it("has the defaults that are literals, hostile ones too", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    table("literals", metadata, {
      id: integer().primaryKey(),
      quotes: string(50).serverDefault('it\'s \\ "q" `b` %_\n\t\r é 😀'),
      nothing: string(50).nullable().serverDefault("NULL"),
      moment: string(50).serverDefault("CURRENT_TIMESTAMP"),
      empty: string(50).serverDefault(""),
      question: string(50).serverDefault("x?:y; -- no /* comment */"),
      long: string(2000).serverDefault("x".repeat(2000)),
      long_text: text().serverDefault("it's \\ long 😀".repeat(50)),
      other_text: text().serverDefault("é ☃ ß"),
      negative: integer().serverDefault(-3),
      zero: smallInteger().serverDefault(0),
      big: bigInteger().serverDefault(-9007199254740993n),
      exact: numeric(10, 2).serverDefault("1.5"),
      exact_zero: numeric(10, 2).serverDefault("0"),
      huge: double().serverDefault(1e300),
      tiny: double().serverDefault(1.5e-7),
      minus_zero: double().serverDefault(-0),
      small: float().serverDefault(0.1),
      yes: boolean().serverDefault(true),
      no: boolean().nullable().serverDefault(false),
      day: date().serverDefault("1965-01-02"),
      clock: time({ precision: 2 }).serverDefault("01:02:03.5"),
      before_1970: dateTime({ precision: 3 }).serverDefault(new Date("1965-01-02T03:04:05.120Z")),
      plain: dateTime().serverDefault(new Date("2020-01-02T00:00:00Z")),
      zoned: dateTime({ timezone: true }).serverDefault(new Date("2020-01-02T03:04:05Z")),
      document: json().serverDefault({ a: [1, null, "it's \\ 😀"], "": true }),
      word: enumOf("a", "b'c", "d\\e").serverDefault("b'c"),
      unsigned: rawType<number>("int unsigned").serverDefault(5),
      several: rawType<string>("set('x','y')").serverDefault("x,y"),
      bits: rawType("bit(8)").serverDefault(sql`b'101'`),
    });
    expect(await leftOver(session, metadata)).toEqual([]);
    await session.database.script("insert into literals () values ()");
    const [row] = await session.database.query("select * from literals");
    expect(row).toMatchObject({
      quotes: 'it\'s \\ "q" `b` %_\n\t\r é 😀',
      nothing: "NULL",
      long_text: "it's \\ long 😀".repeat(50),
      big: "-9007199254740993",
      document: { a: [1, null, "it's \\ 😀"], "": true },
      word: "b'c",
    });
  });

  it("has the defaults that the server rounds or cuts", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    table("rounded", metadata, {
      id: integer().primaryKey(),
      whole: dateTime().serverDefault(new Date("2020-01-02T03:04:05.678Z")),
      tenths: dateTime({ precision: 1 }).serverDefault(new Date("2020-01-02T03:04:05.678Z")),
      clock: time().serverDefault("01:02:03.6"),
      exact: numeric(5, 1).serverDefault("1.26"),
      padded: char(5).serverDefault("x  "),
      spaces: string(5).serverDefault("x  "),
      day: date().serverDefault("2020-1-2"),
    });
    expect(await leftOver(session, metadata)).toEqual([]);
  });

  it("has any text as a default, in a check and as a comment", async () => {
    await using session = await openSession(target);
    const arbitrary = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }).filter((text) => !/[\u0000\p{Surrogate}]/u.test(text)),
      fc.string({ unit: fc.constantFrom(..."'\"`\\%_;?:-/*!#()nrt0Z \n\r\té☃😀"), maxLength: 12 }),
    );
    const texts = fc.sample(arbitrary, 40);
    const metadata = new MetaData();
    const columns = texts.map((sample, i) => [
      [`short_${i}`, string(40).serverDefault(sample).comment(sample)] as const,
      [`long_${i}`, text().serverDefault(sample)] as const,
    ]);
    table("texts", metadata, { id: integer().primaryKey(), ...Object.fromEntries(columns.flat()) }, (c) =>
      texts.map((sample, i) => check(`ck_${i}`, sql`${c[`short_${i}` as "id"]} <> ${`x${sample}`}`)),
    );
    expect(await leftOver(session, metadata), JSON.stringify(texts)).toEqual([]);
    await session.database.script("insert into texts () values ()");
    const [row] = await session.database.query("select * from texts");
    for (const [i, sample] of texts.entries()) {
      expect([row![`short_${i}`], row![`long_${i}`]], JSON.stringify(sample)).toEqual([sample, sample]);
    }
  });

  it("has bytes as a default", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    const bytes = new Uint8Array([0, 1, 39, 92, 255]);
    table("bytes", metadata, { id: integer().primaryKey(), b: largeBinary().serverDefault(bytes) });
    expect(await leftOver(session, metadata)).toEqual([]);
  });

  it("has the defaults that are expressions", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    table("expressions", metadata, {
      id: integer().primaryKey(),
      joined: string(40).serverDefault(sql`concat('a', "b'c", 'd\\\\e', ${"😀"})`),
      sum: integer().serverDefault(sql`1 + 2 * 3`),
      day: date().nullable().serverDefault(sql`(curdate())`),
      key: uuid().serverDefault(sql`uuid()`),
      now_by_name: dateTime().serverDefault(sql`NOW()`),
      now: dateTime({ precision: 6 }).serverDefault(func.now()).serverOnUpdate(func.now()),
      now_as_text: string(30).serverDefault(sql<string>`${func.now()}`),
      null_by_name: string(3).nullable().serverDefault(sql`NULL`),
      literal: integer().serverDefault(sql`(5)`),
    });
    expect(await leftOver(session, metadata)).toEqual([]);
  });

  it("has computed columns, stored and virtual", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    table("computed", metadata, {
      id: integer().primaryKey(),
      n: integer(),
      name: string(20),
      next: integer().nullable().computed(sql`n + 1`, { stored: false }),
      label: string(50).nullable().computed(sql`concat(upper(name), 'it''s \\\\ ', n)`),
      always: string(50).computed(sql`lower(name)`),
    });
    expect(await leftOver(session, metadata)).toEqual([]);
  });

  it("has checks, however they are written", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    table(
      "checked",
      metadata,
      {
        id: integer().primaryKey(),
        n: integer(),
        a: string(20),
        b: string(20),
        yes: boolean(),
        "se lect": integer(),
        größe: integer(),
      },
      (c) => [
        check("ck_raw", sql`n > 0 AND (a <> 'it''s\\\\' OR b IN ('x', "y"))`),
        check("ck_between", sql`char_length(a) BETWEEN 1 AND 10`),
        check("ck_like", c.a.like("%x_\\%")),
        check("ck_starts", c.a.startsWith("50%_!")),
        check("ck_number", c.n.gt(5)),
        check("ck_boolean", c.yes.eq(true)),
        check("ck_emoji", c.a.ne("x😀")),
        check("ck_letters", sql`größe > 1 and \`größe\` < 5 and a <> 'é ☃ ß'`),
        check("ck_null", c.b.isNotNull()),
        check("ck_in", c.a.in(["x", "it's", "\\"])),
        check("ck_quoted", c["se lect"].lt(3)),
        check("ck_case", sql`case when n > 1 then a else b end = 'x'`),
        check("ck_not", sql`not (n = 1 or n = 2)`),
        check("ck_quoted_name", sql`\`n\` < 1000`),
      ],
    );
    expect(await leftOver(session, metadata)).toEqual([]);
  });

  it("is known to be the same without asking the server, where spelling alone differs", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    table(
      "plain",
      metadata,
      { id: integer().primaryKey(), n: integer(), a: string(20), b: string(20) },
      (c) => [
        check("ck_and", sql`n > 0 AND n < 10 AND (a <> 'x' OR b = 'y')`),
        check("ck_or", or(c.n.gt(5), and(c.a.ne("it's"), c.b.isNotNull()))),
        check("ck_in", c.a.in(["x", "y"])),
        check("ck_like", c.a.startsWith("50%")),
        check("ck_between", c.n.between(1, 10)),
        check("ck_sum", sql`n + 2 * 3 > 1`),
        check("ck_length", sql`char_length(a) > 3`),
      ],
    );
    expect(await leftOver(session, metadata)).toEqual([]);
    session.sent.length = 0;
    await session.compare(metadata.toSchema(LIMIT));
    expect(session.sent.filter((statement) => !statement.startsWith("SELECT"))).toEqual([]);
  });

  it("has keys, uniques, indexes and foreign keys", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    table("parents", metadata, { id: integer().primaryKey(), x: integer(), y: integer() }, (c) => [
      unique("uq_parents_x_y", c.x, c.y),
    ]);
    table(
      "children",
      metadata,
      {
        a: integer().primaryKey(),
        b: string(20).primaryKey(),
        plain: integer().references("parents.id"),
        indexed: integer().references("parents.id", { onDelete: "cascade", onUpdate: "restrict" }).index(),
        gone: integer().references("parents.id", { onDelete: "set null", onUpdate: "cascade" }).nullable(),
        once: string(20).unique(),
        both: string(20).unique().index(),
        n: integer(),
        get selfA() {
          return integer().nullable();
        },
      },
      (c) => [
        index("ix_desc", c.n.desc(), c.once),
        index("ix_unique", c.n, c.both).unique(),
        index("ix_unique_desc", c.n.desc()).unique(),
        index("ix_method", c.once).using("btree"),
        tableComment('it\'s \\ a "table"\n;'),
      ],
    );
    expect(await leftOver(session, metadata)).toEqual([]);
  });

  it("has names with quotes, spaces, capitals, keywords and 64 characters", async () => {
    await using session = await openSession(target);
    const metadata = new MetaData();
    const names = [
      "select",
      "Ca sed",
      "back`tick``",
      "it's",
      'double"',
      "back\\slash",
      "ünï",
      " lead",
      "a.b",
      "%_?",
    ];
    const long = "n".repeat(64);
    for (const name of [...names, long]) {
      table(
        name,
        metadata,
        {
          [name]: integer().primaryKey(),
          [`${name.slice(0, 60)} 2`]: string(10)
            .unique(`u ${name.slice(0, 60)}`)
            .comment(name),
          parent: integer()
            .references({ table: name, column: name } as never)
            .nullable(),
        } as never,
        () => [tableComment(name)],
      );
    }
    expect(await leftOver(session, metadata)).toEqual([]);
    expect(namesOf(await session.reflect())).toEqual([...names, long].sort());
  });
});
