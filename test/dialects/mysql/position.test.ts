import { expect, it } from "vitest";
import { AlterColumn } from "../../../src/ops/column.js";
import { AlterSequence } from "../../../src/ops/sequence.js";
import { itIf } from "../../support/target.js";
import { eachProduct, openSession } from "./session.js";

const OUTSIDE = { code: "migration.position-out-of-bounds" };

eachProduct("a counter", (product) => {
  it("does not get a type that its next number is beyond, though no row is", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (id bigint primary key auto_increment, a int) comment = 'AUTO_INCREMENT=5'
        auto_increment = 40000;
    `);
    const smaller = new AlterColumn({ name: "t" }, "id", { type: { kind: "smallInteger" } });
    await expect(session.run(smaller)).rejects.toMatchObject({
      ...OUTSIDE,
      message: "The next number of t.id is 40000, and SMALLINT ends at 32767.",
    });
    await session.run(new AlterColumn({ name: "t" }, "id", { type: { kind: "integer" } }));
    await session.db.query("alter table t auto_increment = 1");
    await session.run(smaller);
    await session.database.script("insert into t (a) values (1)");
    expect(await session.database.query("select id from t")).toEqual([{ id: 1 }]);
  });

  itIf(product === "mariadb", "sequences")("does not get bounds that its next value is beyond", async () => {
    await using session = await openSession(product);
    await session.database.script("create sequence s maxvalue 1000 nocache; do setval(s, 500)");
    const sequence = { name: "s" };
    const from = { name: "s", maxValue: 1000 };
    const bound = (change: AlterSequence["change"]) => session.run(new AlterSequence(sequence, change, from));
    await expect(bound({ maxValue: 100 })).rejects.toMatchObject({
      ...OUTSIDE,
      message: "The next value of the sequence s is 501, which is outside of MAXVALUE 100.",
    });
    await expect(bound({ minValue: 600 })).rejects.toMatchObject(OUTSIDE);
    await bound({ maxValue: 600 });
    await bound({ maxValue: 100, cycle: true });
    expect(await session.database.query("select nextval(s) as n")).toEqual([{ n: expect.anything() }]);
  });
});
