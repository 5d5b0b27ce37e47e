import { expect, it } from "vitest";
import { AlterColumn } from "../../../src/ops/column.js";
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
