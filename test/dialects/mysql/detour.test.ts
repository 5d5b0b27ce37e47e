import { expect, it } from "vitest";
import { FROM_NOTHING, FROM_UNKNOWN, PlannedSchema } from "../../../src/migrate/planned-schema.js";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AlterColumn } from "../../../src/ops/column.js";
import type { Operation } from "../../../src/ops/operation.js";
import { CreateTable } from "../../../src/ops/table.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import type { SqlType } from "../../../src/types/type.js";
import { itIf } from "../../support/target.js";
import { eachProduct, openSession, type Session } from "./session.js";

const T = { name: "t" };

const retyped = (name: string, type: SqlType) => new AlterColumn(T, name, { type });

const point = (options?: { readonly srid: number }): SqlType => ({
  kind: "native",
  dialect: "mysql",
  name: "point",
  args: options ? [options] : [],
});

async function made(session: Session): Promise<string> {
  const [row] = await session.database.query("show create table t");
  return String(row!["Create Table"]);
}

eachProduct("a change that the server makes in two statements", (product) => {
  itIf(product === "mysql", "reference systems that columns hold")(
    "gives a column under a spatial index another reference system, and keeps the index",
    async () => {
      await using session = await openSession(product);
      await session.database.script(
        "create table t (id int primary key, g point not null srid 0, h int, spatial index ix (g) comment 'c')",
      );
      const before = await made(session);
      const statements = await session.run(retyped("g", point({ srid: 4326 })));
      expect(statements).toEqual([
        "ALTER TABLE `t` DROP INDEX `ix`",
        "ALTER TABLE `t` MODIFY COLUMN `g` POINT SRID 4326 NOT NULL, ADD SPATIAL INDEX `ix` (`g`) COMMENT 'c'",
      ]);
      expect(await made(session)).toBe(before.replace("SRID 0", "SRID 4326"));
      await session.database.script("insert into t values (1, st_geomfromtext('POINT(1 2)', 4326), 0)");
      await expect(session.run(retyped("g", point({ srid: 0 })))).rejects.toMatchObject({
        code: "migration.rows-in-the-way",
        message: "t has 1 row in which g is of another reference system than 0.",
      });
      expect(await made(session)).toBe(before.replace("SRID 0", "SRID 4326"));
      await session.run(retyped("g", point()));
      expect(await made(session)).toContain("SPATIAL KEY `ix` (`g`)");
      expect(await made(session)).not.toContain("SRID");
    },
  );

  it("takes decimals to BIGINT UNSIGNED up to its end", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table t (a decimal(20,0) not null default 7 comment 'c', b decimal(20,0), c decimal(30,5))",
    );
    await session.database.script(
      "insert into t values (18446744073709551615, 18446744073709551615, 18446744073709551615)",
    );
    const bigint = session.dialect.parseType("bigint unsigned");
    for (const name of ["a", "b", "c"]) await session.run(retyped(name, bigint));
    const rows = await session.database.query("select concat_ws(' ', a, b, c) as numbers from t");
    expect(rows).toEqual([{ numbers: Array(3).fill("18446744073709551615").join(" ") }]);
    expect(await made(session)).toMatch(/`a` bigint(?:\(20\))? unsigned NOT NULL DEFAULT '?7'? COMMENT 'c'/);
  });
});

/** What a script has that no database was asked for: of tables that it makes itself. */
async function scripted(
  session: Session,
  tables: readonly Table[],
  operation: Operation,
): Promise<readonly string[]> {
  const planned = new PlannedSchema(session.dialect, FROM_NOTHING);
  for (const each of tables) planned.apply(new CreateTable(each));
  return (await session.dialect.plan(operation, planned.alone)).map(({ sql }) => sql);
}

eachProduct("a script that no database is asked for", (product) => {
  const isMysql = product === "mysql";

  it("takes decimals to BIGINT UNSIGNED by way of those without a sign", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table t (id int primary key, a decimal(20,0)); insert into t values (1, 18446744073709551615)",
    );
    const [t] = (await session.reflect()).tables;
    const statements = await scripted(
      session,
      [t!],
      retyped("a", session.dialect.parseType("bigint unsigned")),
    );
    expect(statements).toEqual([
      ...(isMysql ? ["ALTER TABLE `t` MODIFY COLUMN `a` DECIMAL(20,0) UNSIGNED"] : []),
      "ALTER TABLE `t` MODIFY COLUMN `a` BIGINT UNSIGNED",
    ]);
    for (const statement of statements) await session.db.query(statement);
    expect(await session.database.query("select cast(a as char) as a from t")).toEqual([
      { a: "18446744073709551615" },
    ]);
  });

  it("closes columns that foreign keys lead to in statements of their own", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (id int primary key, code int unique);
      create table child (id int primary key, code int, constraint fk foreign key (code) references t (code));`);
    const { tables } = await session.reflect();
    const change = new BatchAlterTable(T, [
      new AlterColumn(T, "code", { nullable: false }),
      new AlterColumn(T, "id", { comment: "c" }),
    ]);
    const parts = [
      "ALTER TABLE `t` MODIFY COLUMN `code` INT NOT NULL",
      "ALTER TABLE `t` MODIFY COLUMN `id` INT NOT NULL COMMENT 'c'",
    ];
    expect(await scripted(session, tables, change)).toEqual(parts);
    const alone = new PlannedSchema(session.dialect, {
      ...FROM_UNKNOWN,
      from: { ...EMPTY_SCHEMA, tables: tables.filter(({ name }) => name === "t") },
    }).alone;
    expect((await session.dialect.plan(change, alone)).map(({ sql }) => sql)).toEqual(parts);
  });

  itIf(isMysql, "reference systems that columns hold")(
    "drops a spatial index where a column gets another reference system, and asks for a table that it does not know",
    async () => {
      await using session = await openSession(product);
      await session.database.script(
        "create table t (id int primary key, g point not null srid 0, spatial index ix (g))",
      );
      const [t] = (await session.reflect()).tables;
      const change = new AlterColumn(T, "g", { type: point({ srid: 4326 }) }, t!.columns[1]!);
      expect(await scripted(session, [t!], change)).toEqual([
        "ALTER TABLE `t` DROP INDEX `ix`",
        "ALTER TABLE `t` MODIFY COLUMN `g` POINT SRID 4326 NOT NULL, ADD SPATIAL INDEX `ix` (`g`)",
      ]);
      const unknown = new PlannedSchema(session.dialect, FROM_UNKNOWN).alone;
      await expect(session.dialect.plan(change, unknown)).rejects.toMatchObject({
        code: "migration.needs-database",
      });
    },
  );
});
