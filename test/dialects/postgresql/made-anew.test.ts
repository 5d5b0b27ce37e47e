import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as api from "../../../src/index.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase, type TestDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { dialect, onPostgresql } from "./connected.js";

const { integer, materializedView, sql, string, table, view } = api;
const suffix = randomBytes(6).toString("hex");
const [reader, writer, owner] = ["reader", "writer", "owner"].map((word) => `${word}_${suffix}`);

/** What is of a view and of the views on it, and stands in no model. */
const GIVEN = `
  alter default privileges grant insert on tables to ${writer};
  revoke insert on adults, sums from ${writer};
  grant select on adults to ${reader} with grant option; grant update (email) on adults to ${writer};
  grant select on sums to public; revoke delete on sums from current_user;
  alter view adults alter email set default 'none'; comment on view adults is 'it''s those of age';
  comment on column adults.email is 'where to write'; comment on column adults.age is 'how old';
  create rule aside as on delete to adults do instead nothing; comment on rule aside on adults is 'none goes';
  create function refuse() returns trigger language plpgsql as $$ begin return null; end $$;
  create trigger refused instead of insert on adults for each row execute function refuse();
  comment on trigger refused on adults is 'none comes';
  create unique index sums_age on sums (age) with (fillfactor = 70); comment on index sums_age is 'by age';
  create index sums_half on sums ((n / 2)) where n > 1; alter index sums_half alter column 1 set statistics 90;
  alter materialized view sums set (fillfactor = 60, toast.autovacuum_enabled = false), alter age set statistics 70,
    alter emails set storage external, alter emails set compression pglz, alter n set (n_distinct = 4), cluster on sums_age;
  comment on materialized view sums is 'by age'; comment on column sums.n is 'how many';
  create statistics sums_both on age, n from sums; comment on statistics sums_both is 'both'; alter statistics sums_both set statistics 40;
  grant select on users to ${owner}; alter view adults owner to ${owner};`;

interface Declared {
  readonly width?: number;
  readonly age?: number;
  readonly kept?: string;
}

function models({ width = 50, age = 17, kept = "email, age" }: Declared = {}): api.MetaData {
  const metadata = new api.MetaData();
  table("users", metadata, { id: integer().primaryKey(), email: string(width), age: integer() });
  view("adults", metadata, sql.raw(`SELECT id, ${kept} FROM users WHERE age > ${age}`));
  materializedView(
    "sums",
    metadata,
    sql.raw(
      `SELECT u.age, count(*) AS n, string_agg(a.email, ',') AS emails FROM adults a JOIN users u USING (id) WHERE u.age > ${age} GROUP BY 1`,
    ),
  );
  return metadata;
}

/** All that the catalog has of the views, but for what models say. */
async function everything(database: TestDatabase): Promise<unknown> {
  const oids = "('adults'::regclass, 'sums'::regclass)";
  const queries = [
    `select relname, relowner::regrole::text, reloptions, array(select unnest(relacl)::text order by 1) as acl, obj_description(c.oid, 'pg_class'),
       (select reloptions from pg_class t where t.oid = c.reltoastrelid) as toast from pg_class c where oid in ${oids} order by 1`,
    `select attrelid::regclass::text, attname, array(select unnest(attacl)::text order by 1) as acl, col_description(attrelid, attnum), coalesce(attstattarget, -1) as target,
       attstorage, attcompression, attoptions, pg_get_expr(adbin, adrelid) as preset
     from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
     where attrelid in ${oids} and attnum > 0 order by 1, 2`,
    `select pg_get_ruledef(oid) as def, obj_description(oid, 'pg_rewrite') from pg_rewrite where ev_class in ${oids} and rulename <> '_RETURN'
     union all select pg_get_triggerdef(oid), obj_description(oid, 'pg_trigger') from pg_trigger where tgrelid in ${oids}
     union all select pg_get_indexdef(indexrelid) || indisclustered || array(select attstattarget from pg_attribute where attrelid = indexrelid)::text, obj_description(indexrelid, 'pg_class') from pg_index where indrelid in ${oids}
     union all select pg_get_statisticsobjdef(oid) || coalesce(stxstattarget, -1), obj_description(oid, 'pg_statistic_ext') from pg_statistic_ext order by 1`,
  ];
  return Promise.all(queries.map((each) => database.query(each)));
}

onPostgresql("a view that is made anew", () => {
  let admin: TestDatabase;
  beforeAll(async () => {
    admin = await freshDatabase("postgresql");
    await admin.script(`create role ${reader}; create role ${writer}; create role ${owner}`);
  });
  afterAll(async () => {
    await admin.script(`drop role ${reader}; drop role ${writer}; drop role ${owner}`);
    await admin.drop();
  });

  async function withViews(work: (history: History, database: TestDatabase) => Promise<void>): Promise<void> {
    const database = await freshDatabase("postgresql", "anew");
    try {
      await using history = new History(database);
      await history.autogenerate("a1", models());
      await history.migrator().upgrade("head");
      await database.script(GIVEN);
      await work(history, database);
    } finally {
      await database.script(`drop owned by ${reader}, ${writer}, ${owner} cascade`);
      await database.script(`alter default privileges revoke insert on tables from ${writer}`);
    }
  }

  it.each<readonly [string, Declared]>([
    ["for a change of a column under it", { width: 90 }],
    ["for another query", { age: 20, kept: "age, email" }],
    ["for both", { width: 90, age: 20, kept: "age, email" }],
  ])("has all that the old one had, there and back: %s", async (_, declared) => {
    await withViews(async (history, database) => {
      const before = await everything(database);
      await history.autogenerate("b2", models(declared));
      await history.migrator().upgrade("head");
      expect(await everything(database)).toEqual(before);
      expect((await history.difference(models(declared))).operations).toEqual([]);
      await history.migrator().downgrade("a1");
      expect(await everything(database)).toEqual(before);
      expect((await history.difference(models())).operations).toEqual([]);
    });
  });

  it("loses with a column what is of that column alone", async () => {
    await withViews(async (history, database) => {
      const [relations, columns] = (await everything(database)) as unknown[][];
      await history.autogenerate("b2", models({ kept: "email" }));
      await history.migrator().upgrade("head");
      const after = (await everything(database)) as unknown[][];
      expect(after[0]).toEqual(relations);
      expect(after[1]).toEqual(
        columns!.filter((each) => JSON.stringify(each).match(/"adults","attname":"age"/) === null),
      );
    });
  });

  it("is pulled with its storage parameters, as far as it has any", async () => {
    await withViews(async (history) => {
      const { files } = await pullModels(history.engine, {
        split: false,
        exclude: [{ name: "migr_version" }],
      });
      expect(files[0]!.contents).toContain('with: ["fillfactor=60", "toast.autovacuum_enabled=false"]');
    });
  });

  it("is told before, where something undeclared looks at it", async () => {
    await withViews(async (history, database) => {
      await database.script(
        "create view looking as select age from adults; create view at_sums as select n from sums",
      );
      const { problems } = await history.difference(models({ age: 20, kept: "age, email" }));
      expect(problems).toEqual([
        "sums cannot be made anew while the view at_sums uses it: declare it in the models to have it make way, or drop it in the script before with op.execute(…) and make it again after.",
        "adults cannot be made anew while the view looking uses it: declare it in the models to have it make way, or drop it in the script before with op.execute(…) and make it again after.",
      ]);
    });
  });
});

/** A function, a policy and a trigger, each with what is said of it and who may use it. */
const BESIDE = `
  comment on function worth(integer) is 'what it is worth'; revoke all on function worth(integer) from public;
  grant execute on function worth(integer) to ${reader} with grant option;
  comment on policy own on users is 'mine'; comment on trigger stamped on users is 'now';
  comment on trigger checked on users is 'later'; alter table users disable trigger stamped, enable always trigger checked;
  alter function worth(integer) owner to ${owner};`;

interface Routine {
  readonly args?: string;
  readonly result?: string;
  readonly when?: string;
  readonly above?: number;
}

function routines({
  args = "n integer",
  result = "integer",
  when = "before insert",
  above = 1,
}: Routine = {}) {
  const metadata = new api.MetaData();
  const users = table("users", metadata, { id: integer().primaryKey(), age: integer() });
  api.sqlFunction("worth", metadata, args, sql.raw(`RETURNS ${result} LANGUAGE sql AS $$ SELECT n $$`));
  const stamp = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$";
  api.sqlFunction("stamp", metadata, "", sql.raw(stamp));
  const each = sql.raw("FOR EACH ROW EXECUTE FUNCTION stamp()");
  api.trigger("stamped", metadata, users, when, each);
  api.trigger("checked", metadata, users, when.replace("before", "after"), each, { constraint: true });
  api.policy("own", metadata, users, sql.raw(`USING (worth(age::${args.split(" ")[1]}) > ${above})`));
  return metadata;
}

onPostgresql("what is declared by its SQL and made anew or replaced", () => {
  let admin: TestDatabase;
  beforeAll(async () => {
    admin = await freshDatabase("postgresql");
    await admin.script(`create role ${reader}; create role ${owner}`);
  });
  afterAll(async () => {
    await admin.script(`drop role ${reader}; drop role ${owner}`);
    await admin.drop();
  });

  it.each<readonly [string, Routine]>([
    ["a function of another result", { result: "bigint" }],
    ["a function of another argument", { args: "n smallint" }],
    ["triggers and policies", { when: "before insert or update", above: 2 }],
  ])(
    "keeps its comment, its owner, its rights and when it fires, there and back: %s",
    async (_, declared) => {
      const database = await freshDatabase("postgresql", "anew");
      try {
        await using history = new History(database);
        await history.autogenerate("a1", routines());
        await history.migrator().upgrade("head");
        await database.script(BESIDE);
        const look = () =>
          database.query(`select proname as name, proowner::regrole::text as owner, array(select unnest(proacl)::text order by 1) as acl, obj_description(oid, 'pg_proc') as comment, null as fires
            from pg_proc where proname in ('worth', 'stamp')
          union all select tgname, null, null, obj_description(oid, 'pg_trigger'), tgenabled from pg_trigger where not tgisinternal
          union all select polname, null, null, obj_description(oid, 'pg_policy'), null from pg_policy order by 1`);
        const before = await look();
        await history.autogenerate("b2", routines(declared));
        await history.migrator().upgrade("head");
        expect(await look()).toEqual(before);
        expect((await history.difference(routines(declared))).operations).toEqual([]);
        await history.migrator().downgrade("a1");
        expect(await look()).toEqual(before);
        expect((await history.difference(routines())).operations).toEqual([]);
      } finally {
        await database.script(`drop owned by ${reader}, ${owner} cascade`);
      }
    },
  );
});

onPostgresql("a column that is computed from then on, or no more", () => {
  it.each<readonly [string, boolean]>([
    ["stored", true],
    // Of what has no values nothing is learned.
    ...(dialect.features.computedVirtual ? [["virtual", false] as const] : []),
  ])("keeps its rights, its comment and what is learned about it, there and back: %s", async (_, stored) => {
    const declared = (isComputed: boolean) => {
      const metadata = new api.MetaData();
      table("goods", metadata, {
        id: integer().primaryKey(),
        n: integer().nullable(),
        double: (isComputed ? integer().computed(sql.raw("n * 2"), { stored }) : integer())
          .nullable()
          .comment("twice"),
      });
      return metadata;
    };
    const database = await freshDatabase("postgresql", "anew");
    try {
      await using history = new History(database);
      await database.script(`create role ${reader}`);
      await history.autogenerate("a1", declared(false));
      await history.migrator().upgrade("head");
      await database.script(`grant select (double) on goods to ${reader} with grant option;
        alter table goods alter double set statistics 300, alter double set (n_distinct = 5)`);
      const look = () =>
        database.query(`select array(select unnest(attacl)::text order by 1) as acl, nullif(attstattarget, -1) as attstattarget, attoptions, col_description(attrelid, attnum)
          from pg_attribute where attrelid = 'goods'::regclass and attname = 'double'`);
      const [before] = await look();
      const kept = stored ? before : { ...before, attstattarget: null };
      const text = await history.autogenerate("b2", declared(true));
      expect(text).toContain("destroys the data of goods.double");
      await history.migrator().upgrade("head");
      expect(await look()).toEqual([kept]);
      expect((await history.difference(declared(true))).operations).toEqual([]);
      await history.migrator().downgrade("a1");
      expect(await look()).toEqual([before]);
      expect((await history.difference(declared(false))).operations).toEqual([]);
    } finally {
      await database.script(`drop owned by ${reader}; drop role ${reader}`);
    }
  });

  it("has its values still when it is computed no more, and computes them after a downgrade", async () => {
    const declared = (isComputed: boolean) => {
      const metadata = new api.MetaData();
      const double = integer().serverDefault(sql.raw("5"));
      table("goods", metadata, {
        id: integer().primaryKey(),
        n: integer(),
        double: isComputed ? integer().computed(sql.raw("n * 2")) : double,
      });
      return metadata;
    };
    const database = await freshDatabase("postgresql", "anew");
    await using history = new History(database);
    await history.autogenerate("a1", declared(true));
    await history.migrator().upgrade("head");
    await database.script("insert into goods (id, n) values (1, 2)");
    const text = await history.autogenerate("b2", declared(false));
    expect(text).not.toContain("destroys");
    await history.migrator().upgrade("head");
    await database.script("insert into goods (id, n) values (2, 3)");
    const look = () => database.query("select double from goods order by id");
    expect(await look()).toEqual([{ double: 4 }, { double: 5 }]);
    expect((await history.difference(declared(false))).operations).toEqual([]);
    await history.migrator().downgrade("a1");
    expect(await look()).toEqual([{ double: 4 }, { double: 6 }]);
    expect((await history.difference(declared(true))).operations).toEqual([]);
  });
});
