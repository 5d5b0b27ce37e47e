import { expect, it } from "vitest";
import { index } from "../../../src/index.js";
import { integer, string } from "../../../src/schema/define/column-type.js";
import { MetaData, table } from "../../../src/schema/define/metadata.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { byName } from "../../support/models/migration.js";
import { eachProduct, openSession, type Session } from "./session.js";

const LIMIT = { length: 64, unit: "characters" } as const;

function modelsOf(width: number) {
  const metadata = new MetaData();
  table(
    "t",
    metadata,
    {
      id: integer().primaryKey(),
      name: string(width),
      n: width > 20 ? string(12) : integer(),
      loud: string(60).nullable().computed(sql`upper(name)`),
      shown: string(60).nullable().computed(sql`concat(name, n)`, { stored: false }),
      last: integer(),
    },
    (c) => [index("ix_shown", c.shown), index("ix_loud", c.loud)],
  );
  return metadata.toSchema(LIMIT);
}

function computedModels(factor: number) {
  const metadata = new MetaData();
  table("parent", metadata, { id: integer().primaryKey() });
  table(
    "t",
    metadata,
    {
      id: integer().primaryKey(),
      n: integer(),
      kept: integer()
        .nullable()
        .computed(sql.raw(`n * ${factor}`)),
      shown: integer()
        .nullable()
        .computed(sql.raw(`n + ${factor}`), { stored: false }),
      key: integer()
        .nullable()
        .computed(sql.raw(`n + ${factor}`))
        .references("parent.id"),
      moved: integer()
        .nullable()
        .computed(sql.raw("n + 1"), { stored: factor > 2 }),
      freed: factor > 2 ? integer().nullable() : integer().nullable().computed(sql.raw("n + 5")),
    },
    (c) => [index("ix_shown", c.shown), index("ix_kept", c.kept)],
  );
  return metadata.toSchema(LIMIT);
}

async function rowsOf(session: Session): Promise<unknown> {
  return (await session.db.query("select * from t force index (ix_shown) where shown > '' order by id")).rows;
}

eachProduct("generated columns", (product) => {
  it("stay where a column that they are worked out from gets another type, there and back", async () => {
    await using session = await openSession(product);
    for (const operation of (await session.compare(modelsOf(20))).operations) await session.run(operation);
    await session.database.script("insert into t (name, n, last) values ('a', 1, 7), ('b', 2, 8)");
    const [before, rows] = [await session.reflect(), await rowsOf(session)];
    const { operations, downgrade } = await session.compare(modelsOf(40));
    const statements: string[] = [];
    for (const operation of operations) statements.push(...(await session.run(operation)));
    expect(statements).toEqual([
      "ALTER TABLE `t` MODIFY COLUMN `name` VARCHAR(40) NOT NULL, MODIFY COLUMN `n` VARCHAR(12) NOT NULL",
    ]);
    expect((await session.compare(modelsOf(40))).operations).toEqual([]);
    expect(JSON.stringify(await rowsOf(session))).toBe(JSON.stringify(rows).replace(/,(\d),"/g, ',"$1","'));
    for (const operation of downgrade) await session.run(operation);
    expect(await session.reflect()).toEqual(before);
    expect(await rowsOf(session)).toEqual(rows);
  });

  it("get another expression in place, and foreign keys on them are checked anew", async () => {
    await using session = await openSession(product);
    for (const operation of (await session.compare(computedModels(2))).operations)
      await session.run(operation);
    await session.database.script(
      "insert into parent values (3), (4), (5); insert into t (id, n) values (1, 1), (2, 2)",
    );
    const before = byName(await session.reflect());
    const { operations, downgrade } = await session.compare(computedModels(3));
    const statements: string[] = [];
    for (const operation of operations) statements.push(...(await session.run(operation)));
    expect(statements).toEqual([
      "ALTER TABLE `t` DROP FOREIGN KEY `fk_t_key_parent`, DROP INDEX `fk_t_key_parent`",
      "ALTER TABLE `t` DROP COLUMN `moved`, MODIFY COLUMN `kept` INT GENERATED ALWAYS AS (n * 3) STORED, " +
        "MODIFY COLUMN `shown` INT GENERATED ALWAYS AS (n + 3) VIRTUAL, " +
        "MODIFY COLUMN `key` INT GENERATED ALWAYS AS (n + 3) STORED, MODIFY COLUMN `freed` INT, " +
        "ADD COLUMN `moved` INT GENERATED ALWAYS AS (n + 1) STORED",
      "ALTER TABLE `t` ADD CONSTRAINT `fk_t_key_parent` FOREIGN KEY (`key`) REFERENCES `parent` (`id`)",
    ]);
    expect((await session.compare(computedModels(3))).operations).toEqual([]);
    const { rows } = await session.db.query("select kept, shown, `key`, freed, moved from t order by id");
    expect(rows).toEqual([
      [3, 4, 4, 6, 2],
      [6, 5, 5, 7, 3],
    ]);
    for (const operation of downgrade) await session.run(operation);
    expect(byName(await session.reflect())).toEqual(before);
  });
});
