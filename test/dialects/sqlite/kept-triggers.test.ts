import { expect, it } from "vitest";
import { CreateEntity, DropEntity, ReplaceEntity } from "../../../src/ops/entity.js";
import type { Entity } from "../../../src/schema/object.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { openSession } from "./session.js";

const SCHEMA = `create table t(id integer primary key, a text); create table log(x);
  create view v as select id, a from t;
  create trigger V_in instead of insert on V begin insert into t values (new.id, new.a); end;
  create trigger v_out /* kept */ instead of delete on v begin delete from t where id = old.id; end;
  create trigger t_in after insert on t begin insert into log values (new.id); end;`;

const TRIGGERS = "select name, sql from sqlite_schema where type = 'trigger' order by name";

const v = (query: string): Entity => ({ kind: "view", name: "v", definition: raw({ sql: query }) });
const old = v("select id, a from t");
const other = v("select id, upper(a) as a from t");

it.each([
  ["replaced", [new ReplaceEntity(other, old, true)]],
  ["dropped and made again", [new DropEntity(old, old, false, true), new CreateEntity(other, true)]],
])("a view that is %s keeps the triggers that stand on it, there and back", async (_, operations) => {
  const s = await openSession();
  s.script(SCHEMA);
  const before = await s.rows(TRIGGERS);
  await s.run(...operations);
  expect(await s.sql("v")).toContain("upper");
  expect(await s.rows(TRIGGERS)).toEqual(before);
  s.script("insert into v values (1, 'x')");
  expect(await s.rows("select a from v")).toEqual([{ a: "X" }]);
  await s.run(...operations.toReversed().map((each) => each.inverse()!));
  expect(await s.sql("v")).not.toContain("upper");
  expect(await s.rows(TRIGGERS)).toEqual(before);
});

it("a view that is dropped for good takes its triggers along, and one that is made later gets none", async () => {
  const s = await openSession();
  s.script(SCHEMA);
  await s.run(new DropEntity(old, old), new CreateEntity(other));
  expect(await s.rows(TRIGGERS)).toMatchObject([{ name: "t_in" }]);
});
