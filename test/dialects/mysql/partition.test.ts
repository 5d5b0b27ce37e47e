import { expect, it } from "vitest";
import { SetTableOptions } from "../../../src/ops/table-options.js";
import { eachProduct, expectPulled, openSession, type Product, type Session } from "./session.js";

const T = { name: "t" };
const RANGE = "RANGE(`n`) ";
const LIST = "LIST(`n`) ";

function ranges(...bounds: readonly (readonly [name: string, bound: number | "MAXVALUE"])[]): string {
  const parts = bounds.map(([name, bound]) => {
    return `PARTITION \`${name}\` VALUES LESS THAN ${bound === "MAXVALUE" ? bound : `(${bound})`}`;
  });
  return `${RANGE}(${parts.join(", ")})`;
}

function lists(...values: readonly (readonly [name: string, ...values: number[]])[]): string {
  const parts = values.map(([name, ...of]) => `PARTITION \`${name}\` VALUES IN (${of.join(", ")})`);
  return `${LIST}(${parts.join(", ")})`;
}

/** Takes a table with rows from one partitioning to another; gives what is said, or the error. */
async function change(product: Product, from: string, to: string, rows: readonly number[]): Promise<string> {
  await using session = await openSession(product);
  await session.database.script(`
    create table t (n int not null, key (n)) partition by ${from};
    insert into t values ${rows.map((n) => `(${n})`).join(", ")}`);
  const operation = new SetTableOptions(T, { mysql: { partitionBy: to } }, { mysql: { partitionBy: from } });
  const counted = async () => (await session.db.query("select n from t order by n")).rows.map(([n]) => n);
  const held = async () => (await session.reflect()).tables[0]!.options!["mysql"]!["partitionBy"];
  const sent = await session.run(operation).catch((error: Error) => [error.message]);
  expect(await counted()).toEqual(rows);
  if (!sent[0]!.startsWith("ALTER")) return sent[0]!;
  expect(await held()).toBe(to);
  await session.run(operation.inverse()!);
  expect(await held()).toBe(from);
  expect(await counted()).toEqual(rows);
  return sent.join("; ").replace("ALTER TABLE `t` ", "");
}

eachProduct("partitions of a table", (product) => {
  it("come at the end without a copy of the table", async () => {
    const from = ranges(["a", 10], ["b", 20]);
    const to = ranges(["a", 10], ["b", 20], ["c", 30], ["d", "MAXVALUE"]);
    expect(await change(product, from, to, [1, 15])).toBe(
      "ADD PARTITION (PARTITION `c` VALUES LESS THAN (30), PARTITION `d` VALUES LESS THAN MAXVALUE)",
    );
    expect(await change(product, lists(["a", 1, 2]), lists(["a", 1, 2], ["b", 3]), [1, 2])).toBe(
      "ADD PARTITION (PARTITION `b` VALUES IN (3))",
    );
  });

  it("split, merge and move with no other rows written anew", async () => {
    const open = ranges(["a", 10], ["z", "MAXVALUE"]);
    const split = ranges(["a", 10], ["b", 20], ["z", "MAXVALUE"]);
    const rows = [1, 15, 99];
    expect(await change(product, open, split, rows)).toBe(
      "REORGANIZE PARTITION `z` INTO (PARTITION `b` VALUES LESS THAN (20), PARTITION `z` VALUES LESS THAN MAXVALUE)",
    );
    expect(await change(product, split, open, rows)).toBe(
      "REORGANIZE PARTITION `b`, `z` INTO (PARTITION `z` VALUES LESS THAN MAXVALUE)",
    );
    const moved = ranges(["a", 12], ["b", 20], ["z", "MAXVALUE"]);
    expect(
      await change(
        product,
        split,
        moved,
        [...rows].sort((a, b) => a - b),
      ),
    ).toBe(
      "REORGANIZE PARTITION `a`, `b` INTO (PARTITION `a` VALUES LESS THAN (12), PARTITION `b` VALUES LESS THAN (20))",
    );
    const named = ranges(["a", 10], ["c", 20], ["z", "MAXVALUE"]);
    expect(await change(product, split, named, rows)).toBe(
      "REORGANIZE PARTITION `b` INTO (PARTITION `c` VALUES LESS THAN (20))",
    );
    expect(await change(product, lists(["a", 1], ["b", 2]), lists(["a", 1], ["b", 2, 3]), [1, 2])).toBe(
      "REORGANIZE PARTITION `b` INTO (PARTITION `b` VALUES IN (2, 3))",
    );
  });

  it("are made anew where another way to tell rows apart comes, or the last bound moves", async () => {
    const from = ranges(["a", 10], ["b", 20]);
    for (const to of [ranges(["a", 10], ["b", 30]), lists(["a", 1, 15]), "HASH(`n`) PARTITIONS 3"]) {
      expect(await change(product, from, to, [1, 15])).toBe(`PARTITION BY ${to}`);
    }
  });

  it("do not take rows along where they go, which the server refuses", async () => {
    const from = ranges(["a", 10], ["b", 20]);
    expect(await change(product, from, ranges(["a", 10]), [1, 15])).toMatch(/no partition for value 15/);
    expect(await change(product, from, ranges(["a", 10]), [1])).toBe(`PARTITION BY ${ranges(["a", 10])}`);
    expect(await change(product, from, ranges(["b", 20]), [1, 15])).toBe(
      "REORGANIZE PARTITION `a`, `b` INTO (PARTITION `b` VALUES LESS THAN (20))",
    );
    expect(await change(product, lists(["a", 1], ["b", 2]), lists(["a", 1]), [1, 2])).toMatch(
      /no partition for value 2/,
    );
  });
});

/** Columns of a table, and what follows PARTITION BY. */
const KINDS: readonly (readonly [columns: string, parts: string])[] = [
  ["a int", "hash (a) partitions 3"],
  ["a int", "linear hash (a + 1) (partition x, partition y comment = 'it''s')"],
  ["a int, b int, primary key (a, b)", "key () partitions 2"],
  ["a int not null, b char(5)", "linear key algorithm = 1 (a, b) partitions 2"],
  ["a date not null", "hash (extract(year_month from a)) partitions 2"],
  ["a datetime not null", "hash (extract(day_hour from a) div 2) partitions 2"],
  ["a int", "range (a) (partition p0 values less than (-5), partition p1 values less than maxvalue)"],
  [
    "a bigint unsigned not null",
    "range (a) (partition p0 values less than (10), partition p1 values less than (9223372036854775809), " +
      "partition p2 values less than (18446744073709551614))",
  ],
  ["a bigint unsigned not null", "range (a) (partition p1 values less than (18446744073709551614))"],
  ["a bigint unsigned not null", "list (a) (partition p1 values in (18446744073709551614, 3))"],
  ["a bigint not null", "list (a) (partition p1 values in (-2, 3), partition p2 values in (null))"],
  [
    "a varchar(5)",
    "list columns (a) (partition p1 values in ('\\0', 'it''s', '\\\\'), partition p2 values in (null))",
  ],
  ["a varbinary(5)", "list columns (a) (partition p1 values in (x'098000', x''))"],
  [
    "a int, b varchar(5), c date",
    "range columns (a, b, c) (partition p0 values less than (1, 'x', '2020-01-01'), " +
      "partition p1 values less than (maxvalue, maxvalue, maxvalue))",
  ],
  [
    "a int, b date",
    "range (year(b)) subpartition by linear hash (a) subpartitions 2 " +
      "(partition p0 values less than (2000), partition p1 values less than maxvalue)",
  ],
  [
    "a int, b date",
    "list (a) subpartition by key (b) (partition p0 values in (1) (subpartition s0, subpartition s1 comment = 'c'), " +
      "partition p1 values in (2) (subpartition s2, subpartition s3))",
  ],
];

/** Those with what no view tells. */
const TOLD_BY_TEXT: readonly (readonly [columns: string, parts: string])[] = [
  ["a int", "hash (a) (partition p0 max_rows = 5, partition p1 min_rows = 1)"],
  ["a int", "hash (a) (partition p0 nodegroup = 1, partition p1)"],
  [
    "a date",
    "range columns (a) (partition p0 values less than ('2020-01-01') max_rows = 5, partition p1 values less than (maxvalue))",
  ],
  [
    "a int, b int",
    "list (a) subpartition by hash (b) (partition p0 values in (1) (subpartition s0 max_rows = 3 min_rows = 2 " +
      "comment = 'c', subpartition s1), partition p1 values in (2) (subpartition s2, subpartition s3))",
  ],
];

/** MySQL takes folders that its configuration names. */
const ELSEWHERE: readonly (readonly [columns: string, parts: string])[] = [
  ["a int", "list (a) (partition p0 values in (1), partition p1 values in (2) data directory = '/tmp')"],
];

/** A partitioning as the server tells it, and as models may write it. */
const WRITTEN: readonly (readonly [columns: string, told: string, ...written: string[]])[] = [
  ["a int, engine int", "HASH(`a`) PARTITIONS 1", "hash(a)", "Hash (a) (partition p0 engine InnoDB)"],
  [
    "engine int, a int",
    "HASH(`engine`) PARTITIONS 2",
    "hash(engine) (partition p0, partition p1 storage engine = x)",
  ],
  [
    "a int",
    "LINEAR KEY(`a`) PARTITIONS 2",
    "linear key algorithm=1 (a) partitions 2",
    "linear key(a) (partition p0, partition p1)",
  ],
  [
    "a date",
    "RANGE COLUMNS(`a`) (PARTITION `x` VALUES LESS THAN MAXVALUE)",
    "range columns(a) (partition x values less than (maxvalue))",
    "range columns(a) (partition x values less than maxvalue)",
  ],
  [
    "a int, b int",
    "LIST(`a`) SUBPARTITION BY HASH(`b`) SUBPARTITIONS 2 (PARTITION `x` VALUES IN (1))",
    "list(a) partitions 1 subpartition by hash(b) (partition x values in (1) (subpartition xsp0, subpartition xsp1))",
    "list(a) subpartition by hash(b) subpartitions 2 (partition x values in (1) max_rows = 4 data directory = '/x' index directory '/y')",
  ],
];

eachProduct("options of partitions that no view tells", (product) => {
  it("are pulled, and come back where the table is put in other parts and back", async () => {
    await using session = await openSession(product);
    const [columns, parts] = TOLD_BY_TEXT.at(-1)!;
    await session.database.script(`create table t (${columns}) partition by ${parts}`);
    const before = await made(session, ["t"]);
    const schema = await session.reflect();
    const [t] = schema.tables;
    const mysql = { ...t!.options!["mysql"], partitionBy: "HASH (a) PARTITIONS 2" };
    const { operations, downgrade } = await session.compare({
      ...schema,
      tables: [{ ...t!, options: { mysql } }],
    });
    for (const operation of operations) await session.run(operation);
    expect(await made(session, ["t"])).not.toEqual(before);
    for (const operation of downgrade) await session.run(operation);
    expect(await made(session, ["t"])).toEqual(before);
  });

  it("stay with partitions that get another bound, name or place, and go where the model names others", async () => {
    await using session = await openSession(product);
    const text = (x: number, y: number, last: string) =>
      `RANGE(\`a\`) (PARTITION \`x\` VALUES LESS THAN (${x}), PARTITION \`y\` VALUES LESS THAN (${y})${last})`;
    await session.database.script(
      `create table t (a int) partition by range (a) (partition x values less than (5) max_rows = 5,
        partition y values less than (20) comment = 'z' min_rows = 2)`,
    );
    const to = async (partitionBy: string) => {
      await session.run(new SetTableOptions(T, { mysql: { partitionBy } }));
      return (await made(session, ["t"]))[0];
    };
    expect(await to(text(7, 20, " COMMENT = 'z'"))).toMatch(
      /\(7\) MAX_ROWS = 5 .*\(20\) MIN_ROWS = 2 COMMENT = 'z'/s,
    );
    expect(await to(text(8, 21, " COMMENT = 'z' MAX_ROWS = 3"))).toMatch(
      /\(8\) MAX_ROWS = 5 .*\(21\) MAX_ROWS = 3 COMMENT/s,
    );
    expect(await to("LIST(`a`) (PARTITION `X` VALUES IN (1))")).toMatch(/\(1\) MAX_ROWS = 5 /);
    expect(await to("HASH(`a`) PARTITIONS 2")).not.toContain("_ROWS");
  });

  it("stay with subpartitions of a partition that gets other rows", async () => {
    await using session = await openSession(product);
    const subs = (more: string) => `(SUBPARTITION \`s0\`${more}, SUBPARTITION \`s1\`)`;
    const text = (value: number, more: string) =>
      `LIST(\`a\`) SUBPARTITION BY HASH(\`b\`) (PARTITION \`x\` VALUES IN (${value}) ${subs(more)})`;
    await session.database.script(`create table t (a int, b int) partition by ${text(1, " max_rows = 3")}`);
    await session.run(new SetTableOptions(T, { mysql: { partitionBy: text(2, "") } }));
    expect((await made(session, ["t"]))[0]).toMatch(/IN \(2\)\s*\(SUBPARTITION `?s0`? MAX_ROWS = 3 /);
  });

  it("stay with partitions beside which another comes", async () => {
    await using session = await openSession(product);
    const list = "list (a) (partition x values in (1) max_rows = 5, partition y values in (2))";
    await session.database.script(`create table t (a int) partition by ${list}`);
    const wanted = lists(["x", 1], ["y", 2], ["z", 3]).replaceAll("n", "a");
    expect(await session.run(new SetTableOptions(T, { mysql: { partitionBy: wanted } }))).toEqual([
      "ALTER TABLE `t` ADD PARTITION (PARTITION `z` VALUES IN (3))",
    ]);
    expect((await made(session, ["t"]))[0]).toContain("MAX_ROWS = 5");
  });
});

eachProduct("a partitioning", (product) => {
  it("is the same however it is written", async () => {
    await using session = await openSession(product);
    for (const [i, [columns, told, ...written]] of WRITTEN.entries()) {
      await session.database.script(`create table t${i} (${columns}) partition by ${told}`);
      const schema = await session.reflect();
      const t = schema.tables.find(({ name }) => name === `t${i}`)!;
      expect(t.options!["mysql"]!["partitionBy"]).toBe(told);
      for (const partitionBy of written) {
        const tables = schema.tables.map((each) =>
          each === t ? { ...t, options: { mysql: { partitionBy } } } : each,
        );
        expect((await session.compare({ ...schema, tables })).operations).toEqual([]);
      }
    }
  });
});

/** What the server writes of tables. */
async function made(session: Session, names: readonly string[]): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const name of names) {
    const [row] = await session.database.query(`show create table ${name}`);
    texts.push(String(row!["Create Table"]));
  }
  return texts;
}

eachProduct("every kind of partitioning", (product) => {
  it("is pulled, makes the same table, and is no difference", async () => {
    await using session = await openSession(product);
    const kinds = [...KINDS, ...TOLD_BY_TEXT, ...(product === "mariadb" ? ELSEWHERE : [])];
    const names = kinds.map((_, i) => `t${i}`);
    for (const [i, [columns, parts]] of kinds.entries()) {
      await session.database.script(`create table ${names[i]} (${columns}) partition by ${parts}`);
    }
    await expectPulled(session, product, (each) => made(each, names));
  });
});
