import { expect, it } from "vitest";
import { FROM_NOTHING, PlannedSchema } from "../../../src/migrate/planned-schema.js";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import { AddConstraint } from "../../../src/ops/constraint.js";
import { AlterIndex } from "../../../src/ops/index-change.js";
import { RenameConstraint } from "../../../src/ops/rename.js";
import { AlterSequence, CreateSequence, DropSequence } from "../../../src/ops/sequence.js";
import { CreateTable, SetTableComment } from "../../../src/ops/table.js";
import { CreateIndex } from "../../../src/ops/table-index.js";
import { SetTableOptions } from "../../../src/ops/table-options.js";
import { findTable } from "../../../src/schema/schema.js";
import { constraintsOf, type Table } from "../../../src/schema/table.js";
import { raw, value } from "../../../src/sql/nodes/index.js";
import { itIf } from "../../support/target.js";
import { eachProduct, openSession, type Session } from "./session.js";

const T = { name: "t" };
const INTEGER = { kind: "integer" } as const;

async function tableOf(session: Session): Promise<Table> {
  return findTable(await session.reflect(), T)!;
}

eachProduct("options of a table", (product) => {
  it("change in place and back, and its columns follow its character set", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table t (id int, a varchar(10) not null default 'x', b text, c varchar(5) collate ascii_bin) charset latin1",
    );
    const before = await session.reflect();
    const change = {
      charset: "utf8mb4",
      collate: "utf8mb4_unicode_ci",
      rowFormat: "COMPRESSED",
      keyBlockSize: 8,
    };
    const was = { charset: "latin1", collate: "latin1_swedish_ci", rowFormat: null, keyBlockSize: null };
    const operation = new SetTableOptions(T, { mysql: change }, { mysql: was });
    expect(await session.run(operation)).toEqual([
      "ALTER TABLE `t` DEFAULT CHARACTER SET=utf8mb4 COLLATE=utf8mb4_unicode_ci, ROW_FORMAT=COMPRESSED, " +
        "KEY_BLOCK_SIZE=8, MODIFY COLUMN `a` VARCHAR(10) NOT NULL DEFAULT 'x', MODIFY COLUMN `b` TEXT",
    ]);
    const after = await tableOf(session);
    expect(after.options!["mysql"]).toMatchObject(change);
    expect(after.columns.map(({ collation }) => collation)).toEqual([
      undefined,
      undefined,
      undefined,
      "ascii_bin",
    ]);
    await session.run(operation.inverse()!);
    expect(await session.reflect()).toEqual(before);
  });

  it("put it into parts and back, which loses no row", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (id int primary key, n int); insert into t values (1, 2)");
    const before = await session.reflect();
    const operation = new SetTableOptions(
      T,
      {
        mysql: {
          partitionBy:
            "range (id) (partition low values less than (10), partition p values less than maxvalue)",
        },
      },
      { mysql: { partitionBy: null } },
    );
    await session.run(operation);
    expect((await tableOf(session)).options!["mysql"]!["partitionBy"]).toBe(
      "RANGE(`id`) (PARTITION `low` VALUES LESS THAN (10), PARTITION `p` VALUES LESS THAN MAXVALUE)",
    );
    await session.run(operation.inverse()!);
    expect(await session.reflect()).toEqual(before);
    expect((await session.db.query("select n from t")).rows).toEqual([[2]]);
  });

  it("are the same however a day is written, or a column that has the name of a part of dates", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (id int, day date, year int)");
    const bounds =
      "(partition a values less than (to_days('2020-01-01')), partition b values less than maxvalue)";
    for (const partitionBy of [
      `range (to_days(day)) ${bounds}`,
      "range columns (year) (partition a values less than (7))",
      "list (year(day)) (partition a values in (year('2020-03-04'), 2021))",
    ]) {
      await session.run(new SetTableOptions(T, { mysql: { partitionBy } }));
      const standing = await tableOf(session);
      const models = { ...standing, options: { mysql: { partitionBy } } };
      const { operations } = await session.compare({ ...(await session.reflect()), tables: [models] });
      expect(operations, partitionBy).toEqual([]);
    }
  });

  it("are refused where there is none of the name, with the nearest", async () => {
    await using session = await openSession(product);
    const run = (options: Readonly<Record<string, string>>) =>
      session.run(new SetTableOptions(T, { mysql: options }));
    await expect(run({ egine: "InnoDB" })).rejects.toMatchObject({
      code: "compile.unsupported",
      hint: "Did you mean engine?",
    });
    await expect(run({ engine: "InnoDB; DROP TABLE t" })).rejects.toMatchObject({
      code: "compile.bad-literal",
    });
  });
});

eachProduct("changes to one table", (product) => {
  it("share one ALTER TABLE, its indexes, options and comment too", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (id int primary key, a int, b int)");
    const statements = await session.run(
      new BatchAlterTable(T, [
        new AddColumn(T, { name: "c", type: INTEGER, nullable: true }),
        new AlterColumn(T, "a", { nullable: false }),
        new DropColumn(T, "b"),
        new AddConstraint(T, { kind: "unique", name: "uq_a", columns: ["a"] }),
        new CreateIndex(T, { name: "ix_c", parts: [{ column: "c", descending: true }], unique: false }),
        new SetTableComment(T, "why"),
        new SetTableOptions(T, { mysql: { statsPersistent: true } }),
      ]),
    );
    expect(statements).toEqual([
      "ALTER TABLE `t` ADD COLUMN `c` INT, MODIFY COLUMN `a` INT NOT NULL, DROP COLUMN `b`, " +
        "ADD CONSTRAINT `uq_a` UNIQUE (`a`), ADD INDEX `ix_c` (`c` DESC), COMMENT = 'why', STATS_PERSISTENT=1",
    ]);
  });

  it("are made though it has defaults that strict servers refuse", async () => {
    await using session = await openSession(product);
    await session.db.query("set session sql_mode = ''");
    await session.db.query("create table t (id int, d date not null default '0000-00-00')");
    await session.db.query("set session sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE'");
    const column = { name: "e", type: { kind: "date" }, nullable: false } as const;
    await session.run(new AddColumn(T, { ...column, default: raw({ sql: "'2020-00-00'" }) }));
    await session.run(new AddColumn(T, { name: "n", type: INTEGER, nullable: true }));
    await session.run(new CreateIndex(T, { name: "ix", parts: [{ column: "id" }], unique: false }));
    await session.run(new AlterColumn(T, "id", { nullable: false }));
    expect((await tableOf(session)).columns.map(({ name }) => name)).toEqual(["id", "d", "e", "n"]);
    expect((await session.db.query("select @@session.sql_mode")).rows[0]![0]).toContain("NO_ZERO_DATE");
  });

  it("are made by a script that no database was asked for, though it has such defaults", async () => {
    await using session = await openSession(product);
    const column = { name: "d", type: { kind: "dateTime", timezone: false }, nullable: true } as const;
    const zero = { ...column, default: raw({ sql: "'0000-00-00 00:00:00'" }) };
    const planned = new PlannedSchema(session.dialect, FROM_NOTHING);
    const operations = [
      new CreateTable({ ...T, columns: [zero], constraints: [], indexes: [] }),
      new CreateIndex(T, { name: "ix", parts: [{ column: "d" }], unique: false }),
      new AddColumn(T, { name: "n", type: INTEGER, nullable: true }),
    ];
    for (const operation of operations) {
      for (const { sql } of await session.dialect.plan(operation, planned.alone)) await session.db.query(sql);
      planned.apply(operation);
    }
    expect((await tableOf(session)).indexes.map(({ name }) => name)).toEqual(["ix"]);
  });

  it("say nothing of zero dates where there are none", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (id int, d date)");
    const index = { name: "ix", parts: [{ column: "id" }], unique: false };
    expect(await session.run(new CreateIndex(T, index))).toEqual(["CREATE INDEX `ix` ON `t` (`id`)"]);
  });
});

eachProduct("a column is renamed", (product) => {
  it("with the checks, generated columns, defaults and indexes that name it", async () => {
    await using session = await openSession(product);
    const functional = product === "mysql" ? ", key fx ((a + 1), a)" : "";
    await session.database.script(`
      create table t (a int, d int default (a + 7), v int generated always as (a + 1) virtual,
        s int generated always as (a + 2) stored, key iv (v), constraint ck check (a > 0)${functional});
      insert into t (a) values (1);
    `);
    const before = await session.reflect();
    expect(await session.run(new RenameColumn(T, "a", "b"))).toHaveLength(1);
    const after = JSON.stringify(await tableOf(session));
    expect(after).toContain("`b` + 1");
    expect(after).not.toContain("`a`");
    expect((await session.db.query("select d, v, s from t")).rows).toEqual([[8, 2, 3]]);
    await session.run(new RenameColumn(T, "b", "a"));
    expect(await session.reflect()).toEqual(before);
  });

  it.each([
    ["a", "its own"],
    ["k", "another table's"],
  ])("with its checks, %s where a foreign key is %s", async (name) => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (id int primary key, a int, k int not null unique, constraint fk foreign key (a) references t (id),
        constraint cka check (a < 9 or a is null), constraint ckk check (k > 0));
      create table o (k int, constraint fo foreign key (k) references t (k));
      insert into t values (1, 1, 1); insert into o values (1);
    `);
    const before = await session.reflect();
    await session.run(new RenameColumn(T, name, "b"));
    const after = JSON.stringify(await tableOf(session));
    expect(after).toContain("`b`");
    expect(after).not.toContain(`\`${name}\``);
    await session.run(new RenameColumn(T, "b", name));
    expect(await session.reflect()).toEqual(before);
  });

  it("not where the table is in parts by it, which is told before anything runs", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (a int) partition by hash (a) partitions 2");
    await expect(session.run(new RenameColumn(T, "a", "b"))).rejects.toThrow(
      /renames no column by which a table is in parts, and t.a is one/,
    );
  });
});

eachProduct("a foreign key from another database", (product) => {
  it("leads to the connection's own, not to a table of that name beside it", async () => {
    await using session = await openSession(product);
    const other = `${(await session.db.query("select database()")).rows[0]![0] as string}_other`;
    await session.db.query(`create database ${other}`);
    try {
      await session.database.script(`
        create table p (id int primary key);
        create table ${other}.p (id int primary key);
        create table ${other}.t (p_id int);
      `);
      const references = { name: "p", columns: ["id"] };
      const key = { kind: "foreignKey", name: "fk", columns: ["p_id"], references } as const;
      await session.run(new AddConstraint({ name: "t", schema: other }, key));
      const made = { name: "u", schema: other, columns: [{ name: "p_id", type: INTEGER, nullable: true }] };
      await session.run(new CreateTable({ ...made, constraints: [{ ...key, name: "fk_u" }], indexes: [] }));
      const { tables } = await session.dialect.reflect(session.db, { schemas: ["", other] });
      const keys = tables.flatMap(({ constraints }) => constraintsOf({ constraints } as Table, "foreignKey"));
      expect(keys.map((each) => each.references)).toEqual([references, references]);
    } finally {
      await session.db.query(`drop database ${other}`);
    }
  });
});

eachProduct("a trigger", (product) => {
  it("is told as a part of its table", async () => {
    await using session = await openSession(product);
    await session.db.query("create table t (a int)");
    await session.db.query("create trigger tr before insert on t for each row set new.a = 1");
    expect((await session.reflect()).unsupported).toEqual([
      { name: "tr", what: "trigger", table: T, reads: ["a"] },
    ]);
  });
});

eachProduct("a constraint is renamed", (product) => {
  it("as an index, or made anew", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table p (id int primary key);
      create table t (a int, constraint uq unique (a), constraint ck check (a > 0),
        constraint fk foreign key (a) references p (id));
    `);
    for (const name of ["uq", "ck", "fk"]) {
      expect(await session.run(new RenameConstraint(T, name, `${name}_new`))).toHaveLength(1);
    }
    expect((await tableOf(session)).constraints.map(({ name }) => name)).toEqual([
      "uq_new",
      "fk_new",
      "ck_new",
    ]);
  });
});

eachProduct("parts of a table that only these servers have", (product) => {
  it("are kept when their column is changed", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table t (id int, a int default 3 invisible comment 'c', g point not null, key ix (id))",
    );
    await session.run(new AlterColumn(T, "a", { default: value({ value: 4 }) }));
    const { columns } = await tableOf(session);
    expect(columns[1]).toMatchObject({ options: { mysql: { invisible: true } }, comment: "c" });
  });

  it("are made as they are reflected", async () => {
    await using session = await openSession(product);
    const hidden = product === "mysql" ? "invisible" : "ignored";
    await session.database.script(`
      create table t (
        id int unsigned zerofill not null auto_increment primary key, y year default 2000, f set('a','b') default 'a,b',
        bits bit(4) default b'101', bin binary(3) default 'ab', mt mediumtext, g point not null, h geometry,
        ts timestamp(3) not null default current_timestamp(3) on update current_timestamp(3),
        b bigint unsigned default 18446744073709551615, i int default 3 invisible, x decimal(8,2) unsigned default 1.5,
        key ix_prefix (mt(10), id desc), fulltext key ft (mt), spatial key sp (g), key hid (y) ${hidden},
        unique key uqc (y, b) comment 'a''b', unique key uqp (mt(3))
      ) row_format=compressed key_block_size=8 comment 'it''s' charset latin1 collate latin1_bin;
      alter table t auto_increment = 500;
    `);
    const before = await session.reflect();
    const [table] = before.tables;
    await session.db.query("drop table t");
    const { operations } = await session.compare(before);
    for (const operation of operations) await session.run(operation);
    expect(await session.reflect()).toEqual(before);
    expect((await session.compare(before)).operations).toEqual([]);
    expect(table!.indexes).toHaveLength(6);
  });
});

eachProduct("what a model need not say", (product) => {
  it("is no difference: the collation that the table's columns have anyway", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (a varchar(10)) collate latin1_bin");
    const before = await session.reflect();
    const [table] = before.tables;
    const model = { ...table!, columns: [{ ...table!.columns[0]!, collation: "latin1_bin" }] };
    const { options: _, ...bare } = model;
    expect((await session.compare({ ...before, tables: [bare] })).operations).toEqual([]);
    const other = { ...bare, columns: [{ ...table!.columns[0]!, collation: "utf8mb4_bin" }] };
    expect((await session.compare({ ...before, tables: [other] })).operations).toHaveLength(1);
  });

  it("is no difference: engines, character sets and partitions that no model names", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table t (a int) charset=latin1 stats_persistent=1 partition by hash (a) partitions 2",
    );
    const before = await session.reflect();
    const { options: _, ...bare } = before.tables[0]!;
    expect((await session.compare({ ...before, tables: [bare] })).operations).toEqual([]);
  });
});

eachProduct("an index", (product) => {
  it("is hidden and shown in place, and made anew for a comment", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (a int, key ix (a))");
    const before = await session.reflect();
    const hide = new AlterIndex(
      T,
      "ix",
      { options: { mysql: { invisible: true } } },
      { options: { mysql: { invisible: null } } },
    );
    expect(await session.run(hide)).toEqual([
      `ALTER TABLE \`t\` ALTER INDEX \`ix\` ${product === "mysql" ? "INVISIBLE" : "IGNORED"}`,
    ]);
    expect((await tableOf(session)).indexes[0]!.options).toEqual({ mysql: { invisible: true } });
    const comment = new AlterIndex(T, "ix", { comment: "why" }, { comment: null });
    expect(await session.run(comment)).toHaveLength(1);
    expect((await tableOf(session)).indexes[0]).toMatchObject({
      comment: "why",
      options: { mysql: { invisible: true } },
    });
    await session.run(comment.inverse()!);
    await session.run(hide.inverse()!);
    expect(await session.reflect()).toEqual(before);
  });
});

eachProduct("a sequence", (product) => {
  itIf(product === "mariadb", "sequences")("is made, changed and dropped", async () => {
    await using session = await openSession(product);
    const sequence = { name: "s", start: 5, increment: 2, cache: 10, cycle: true };
    await session.run(new CreateSequence(sequence));
    expect((await session.reflect()).sequences).toEqual([sequence]);
    await session.run(
      new AlterSequence({ name: "s" }, { increment: null, cycle: false, cache: null }, sequence),
    );
    expect((await session.reflect()).sequences).toEqual([{ name: "s", start: 5 }]);
    await session.run(new DropSequence({ name: "s" }));
    expect((await session.reflect()).sequences).toEqual([]);
  });

  itIf(product === "mariadb", "sequences")("has no type, owner or comment, and says so", async () => {
    await using session = await openSession(product);
    await session.run(new CreateSequence({ name: "s" }));
    const ownedBy = { name: "t", column: "a" };
    for (const parts of [{ type: { kind: "integer" } as const }, { ownedBy }, { comment: "it's" }]) {
      const text = new RegExp(`MariaDB has no ${Object.keys(parts)[0]} of a sequence`);
      await expect(session.run(new CreateSequence({ name: "q", ...parts }))).rejects.toThrow(text);
      await expect(session.run(new AlterSequence({ name: "s" }, parts, null))).rejects.toThrow(text);
    }
    expect((await session.reflect()).sequences).toEqual([{ name: "s" }]);
  });

  itIf(product === "mysql", "sequences")("is refused, by its name", async () => {
    await using session = await openSession(product);
    await expect(session.run(new CreateSequence({ name: "s" }))).rejects.toThrow(
      "MySQL has no sequences, such as s.",
    );
  });
});
