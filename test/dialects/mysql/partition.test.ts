import { expect, it } from "vitest";
import { SetTableOptions } from "../../../src/ops/table-options.js";
import { eachProduct, openSession, type Product } from "./session.js";

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
