import { expect, it } from "vitest";
import { AddColumn, AlterColumn } from "../../../src/ops/column.js";
import { SetTableOptions } from "../../../src/ops/table-options.js";
import { columnOf } from "../../../src/schema/table.js";
import { eachTarget } from "../../support/target.js";
import { expectPulled, openSession, type Session } from "./session.js";

const T = { name: "t" };

/** Tables whose former rows are kept: whole, but for a column, by a column's word, and with others that refer to them. */
const TABLES = `
  create table t (id int primary key auto_increment, a varchar(10) default (concat('a', 'b')) without system versioning comment 'it''s',
    b int, c int as (b + 1), key k (b)) engine=InnoDB comment 'kept' with system versioning;
  create table one (id int, x int with system versioning);
  create table child (id int primary key, t_id int, constraint fk foreign key (t_id) references t (id) on delete cascade) with system versioning;
  create table parts (id int primary key) with system versioning partition by hash (id) partitions 2;
  create table plain (id int primary key, t_id int, constraint fk2 foreign key (t_id) references t (id))`;

const NAMES = ["t", "one", "child", "parts", "plain"];

async function texts(session: Session): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of NAMES)
    found.push(String((await session.database.query(`show create table ${name}`))[0]!["Create Table"]));
  return found;
}

eachTarget("a table that keeps former versions of its rows", () => {
  it("is read as a table, and is no difference to itself", async () => {
    await using session = await openSession("mariadb");
    await session.database.script(TABLES);
    const schema = await session.reflect();
    expect(schema.unsupported).toEqual([]);
    const [t] = schema.tables.filter(({ name }) => name === "t");
    expect(t!.options!["mysql"]).toMatchObject({ systemVersioned: true });
    expect(columnOf(t!, "a")!.options!["mysql"]).toEqual({ unversioned: true });
    expect((await session.compare(schema)).operations).toEqual([]);
  });

  it("is pulled into models, which make the same table, and are no difference", async () => {
    await using session = await openSession("mariadb");
    await session.database.script(TABLES);
    await expectPulled(session, "mariadb", texts);
  });

  it("comes back as it was where it was dropped", async () => {
    await using session = await openSession("mariadb");
    await session.database.script(TABLES);
    const before = await texts(session);
    const { operations, downgrade } = await session.compare({ ...(await session.reflect()), tables: [] });
    for (const operation of [...operations, ...downgrade]) await session.run(operation);
    expect(await texts(session)).toEqual(before);
  });

  it("begins and ends to keep them where models say so, in a statement of its own", async () => {
    await using session = await openSession("mariadb");
    await session.database.script("create table t (id int primary key); insert into t values (1)");
    const keep = (systemVersioned: boolean | null) =>
      session.run(new SetTableOptions(T, { mysql: { systemVersioned } }));
    expect(await keep(true)).toEqual(["ALTER TABLE `t` ADD SYSTEM VERSIONING"]);
    await session.database.script("update t set id = 2");
    expect(await session.database.query("select count(*) as n from t for system_time all")).toEqual([
      { n: 2 },
    ]);
    expect(await keep(false)).toEqual(["ALTER TABLE `t` DROP SYSTEM VERSIONING"]);
    expect(await keep(true)).toEqual(["ALTER TABLE `t` ADD SYSTEM VERSIONING"]);
    expect(await keep(null)).toEqual(["ALTER TABLE `t` DROP SYSTEM VERSIONING"]);
  });

  it("is left with its versions by models that do not say whether it keeps them", async () => {
    await using session = await openSession("mariadb");
    await session.database.script("create table t (id int primary key) with system versioning");
    const schema = await session.reflect();
    const tables = schema.tables.map(({ options: _, ...table }) => table);
    expect((await session.compare({ ...schema, tables })).operations).toEqual([]);
  });

  it("takes changes of columns where the script gives leave, and is told how where it does not", async () => {
    await using session = await openSession("mariadb");
    await session.database.script(
      "create table t (id int primary key, a int without system versioning comment 'c') with system versioning",
    );
    const schema = await session.reflect();
    const a = columnOf(schema.tables[0]!, "a")!;
    const add = new AddColumn(T, { ...a, name: "b", comment: "d" });
    await expect(session.run(add)).rejects.toThrow(/system_versioning_alter_history/);
    await session.db.query("SET system_versioning_alter_history = KEEP");
    await session.run(add);
    await session.run(new AlterColumn(T, "a", { comment: null }, a));
    const [row] = await session.database.query("show create table t");
    expect(row!["Create Table"]).toMatch(/`a` int\(11\) DEFAULT NULL WITHOUT SYSTEM VERSIONING,/);
    expect(row!["Create Table"]).toMatch(/`b` int\(11\) DEFAULT NULL WITHOUT SYSTEM VERSIONING COMMENT 'd'/);
  });
}, ["mariadb"]);
