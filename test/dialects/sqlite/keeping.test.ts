import { describe, expect, it } from "vitest";
import { freshDatabase, type Row, type TestDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";

/** A table with children under every action, triggers, views, indexes of all kinds and a counter. */
const SCHEMA = `
  create table other(id integer primary key, k text unique);
  create table log(what text);
  create table "t"(
    id integer primary key autoincrement, -- the key
    code varchar(10) not null constraint uq_t_code unique,
    note text collate nocase default 'n' /* , ) */,
    n int check (n >= 0),
    m int not null default 7,
    doubled int as (n * 2) virtual,
    summed int generated always as (n + m) stored,
    o integer references other(id) on delete set null,
    boss integer references t(id) on delete cascade,
    constraint ck_t_m check (m < 1000), check (length(code) > 0)
  );
  create unique index ix_t_expr on t(lower(code), n desc) where n is not null;
  create index ix_t_note on t(note collate binary, doubled);
  create table c_cascade(id integer primary key, t integer not null references t(id) on delete cascade on update cascade);
  create table c_null(id integer primary key, t integer references t on delete set null);
  create table c_default(id integer primary key, t integer default 901 references t(id) on delete set default);
  create table c_restrict(id integer primary key, t integer references t(id) on delete restrict deferrable initially deferred);
  create table c_code(code text primary key references t(code) on delete cascade on update cascade) without rowid;
  create table c_strict(id int not null, t int references t(id) on delete cascade, primary key (id, t)) strict, without rowid;
  create view v_all as select * from t;
  create view v_some(a, b) as select t.id, upper(t.code) from "t" join other on other.id = t.o;
  create view v_view as select b from v_some where a > 0;
  create trigger t_ai after insert on t begin insert into log values ('i' || new.code); end;
  create trigger t_bu before update of m on t when new.m is not old.m begin insert into log values ('u' || new.m); end;
  create trigger t_ad after delete on t begin insert into log values ('d' || old.id); end;
  create trigger other_au after update on other begin update t set m = m + 1 where o = new.id; end;
  create trigger v_ii instead of insert on v_all begin insert into t(code, n) values (new.code, new.n); end;
  create virtual table search using fts5(code, content='t', content_rowid='id');
  insert into other values (1, 'a'), (2, 'b');
  insert into t(code, note, n, o, boss) values ('one', 'x', 1, 1, null), ('two', null, 2, 2, 1), ('three', 'z', null, null, 2), ('four', '', 4, 1, 1);
  insert into t(id, code) values (900, 'gone'); delete from t where id = 900;
  insert into c_cascade values (1, 1), (2, 1), (3, 4); insert into c_null values (1, 2), (2, null);
  insert into c_default values (1, 3); insert into c_restrict values (1, 1), (2, 2);
  insert into c_code values ('one'), ('two'); insert into c_strict values (1, 1), (2, 3);
  insert into search(rowid, code) select id, code from t;`;

const COLUMNS = ["id", "code", "note", "n", "m", "doubled", "summed", "o", "boss"];

/** Everything that a change of `t` has to leave as it was; `columns` are those of `t` that stay. */
async function kept(
  db: TestDatabase,
  columns: readonly string[],
): Promise<Readonly<Record<string, readonly Row[]>>> {
  const rows: Record<string, readonly Row[]> = {};
  for (const { name } of await db.query(
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'migr_version%' and name not like 'search%' and name <> 't' order by 1",
  )) {
    rows[String(name)] = await db
      .query(`select * from "${name}" order by 1, 2`)
      .catch(() => db.query(`select * from "${name}" order by 1`));
  }
  return {
    ...rows,
    t: await db.query(`select ${columns.join(", ")} from t order by id`),
    sequence: await db.query("select name, seq from sqlite_sequence order by 1"),
    objects: await db.query(
      "select type, name, tbl_name, replace(sql, char(34), '') as sql from sqlite_schema where name not like 'sqlite_%' and name not like 'migr_version%' and name <> 't' and type <> 'index' order by 1, 2",
    ),
    indexes: await db.query(
      "select name, replace(sql, char(34), '') as sql from sqlite_schema where type = 'index' and sql is not null order by 1",
    ),
    found: await db.query("select rowid from search where search match 'two'"),
  };
}

/** Changes of `t`, each with what takes it back; columns named last do not stay the same. */
const CHANGES: readonly (readonly [what: string, upgrade: string, downgrade: string, ...lost: string[]])[] = [
  [
    "a type",
    `await op.alterColumn("t", "code", { type: string(50) });`,
    `await op.alterColumn("t", "code", { type: string(10) });`,
  ],
  [
    "a column to NULL",
    `await op.alterColumn("t", "m", { nullable: true });`,
    `await op.alterColumn("t", "m", { nullable: false });`,
  ],
  [
    "a default",
    `await op.alterColumn("t", "note", { serverDefault: "other" });`,
    `await op.alterColumn("t", "note", { serverDefault: "n" });`,
  ],
  [
    "a default away",
    `await op.alterColumn("t", "m", { serverDefault: null });`,
    `await op.alterColumn("t", "m", { serverDefault: 7 });`,
  ],
  [
    "a collation",
    `await op.alterColumn("t", "note", { collation: "RTRIM" });`,
    `await op.alterColumn("t", "note", { collation: "NOCASE" });`,
  ],
  [
    "a plain column",
    `await op.addColumn("t", "extra", integer().nullable());`,
    `await op.dropColumn("t", "extra");`,
  ],
  [
    "a column that is NOT NULL",
    `await op.addColumn("t", "extra", integer().serverDefault(3));`,
    `await op.dropColumn("t", "extra");`,
  ],
  [
    "a column with an expression for default",
    `await op.addColumn("t", "extra", text().serverDefault(sql\`lower(hex(randomblob(4)))\`));`,
    `await op.dropColumn("t", "extra");`,
  ],
  [
    "a stored computed column",
    `await op.addColumn("t", "extra", integer().nullable().computed(sql\`n * 3\`));`,
    `await op.dropColumn("t", "extra");`,
  ],
  [
    "a unique constraint",
    `await op.createUniqueConstraint("uq_x", "t", ["code", "n"]);`,
    `await op.dropConstraint("uq_x", "t", { type: "unique" });`,
  ],
  [
    "a check",
    `await op.createCheckConstraint("ck_x", "t", sql\`n <> 77\`);`,
    `await op.dropConstraint("ck_x", "t", { type: "check" });`,
  ],
  [
    "a foreign key",
    `await op.createForeignKey("fk_x", "t", ["o"], ["other.id"], { onDelete: "cascade" });
     await op.dropConstraint("fk_x", "t", { type: "foreignKey" }); await op.createForeignKey("fk_y", "t", ["n"], ["t.id"]);`,
    `await op.dropConstraint("fk_y", "t", { type: "foreignKey" });`,
  ],
  [
    "an index",
    `await op.createIndex("ix_x", "t", ["code", sql\`abs(n)\`]);`,
    `await op.dropIndex("ix_x", "t");`,
  ],
  [
    "a batch of them",
    `await op.batchAlterTable("t", (batch) => {
      batch.alterColumn("code", { type: text() }); batch.addColumn("extra", text().nullable()); batch.createUniqueConstraint("uq_x", ["extra"]);
      batch.alterColumn("n", { type: bigInteger() }); batch.createIndex("ix_x", ["extra", "n"]); });`,
    `await op.batchAlterTable("t", (batch) => {
      batch.dropIndex("ix_x"); batch.dropConstraint("uq_x", { type: "unique" }); batch.dropColumn("extra");
      batch.alterColumn("code", { type: string(10) }); batch.alterColumn("n", { type: integer() }); });`,
  ],
  [
    "the order of columns",
    `await op.batchAlterTable("t", (batch) => batch.moveColumn("boss", { insertBefore: "id" }));`,
    `await op.batchAlterTable("t", () => {}, { partialReordering: ${JSON.stringify([COLUMNS])}, recreate: "always" });`,
  ],
  [
    "nothing, by a copy",
    `await op.batchAlterTable("t", () => {}, { recreate: "always" });`,
    `await op.batchAlterTable("t", () => {}, { recreate: "always" });`,
  ],
  [
    "STRICT",
    `await op.setTableOptions("t", { sqlite: { strict: true } });`,
    `await op.setTableOptions("t", { sqlite: { strict: null } });`,
  ],
  ["another name, and back", `await op.renameTable("t", "t2"); await op.renameTable("t2", "t");`, ``],
  [
    "a column's name, and back",
    `await op.renameColumn("t", "m", "mm"); await op.renameColumn("t", "mm", "m");`,
    ``,
  ],
];

describe("changing a table keeps its rows, those that refer to it, its counter and all that stands on it:", () => {
  it.each(
    CHANGES.flatMap((change) =>
      (["each", "none"] as const).map((mode) => [change[0], mode, change] as const),
    ),
  )(
    "%s (transaction: %s)",
    async (_, transaction, [, upgrade, downgrade, ...lost]) => {
      const db = await freshDatabase("sqlite");
      await db.script(SCHEMA);
      const columns = COLUMNS.filter((name) => !lost.includes(name));
      const before = await kept(db, columns);
      await using h = new History(db, { transaction });
      h.add("a1", null, { upgrade, downgrade });
      await h.migrator().upgrade("head");
      const after = await kept(db, columns);
      expect({ ...after, indexes: after["indexes"]!.filter(({ name }) => name !== "ix_x") }).toEqual(before);
      expect(await db.query("pragma foreign_key_check")).toEqual([]);
      expect(await db.query("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
      await h.migrator().downgrade("base");
      expect(await kept(db, COLUMNS)).toEqual({ ...before, t: await db.query(`select ${COLUMNS} from t`) });
      expect(await kept(db, columns)).toEqual(before);
      // Everything still works: triggers, cascades, the counter.
      await db.script(`pragma foreign_keys = on; insert into v_all(code, n) values ('new', 9); update other set k = 'c' where id = 1; delete from c_restrict;
        delete from t where id = 1;`);
      expect(await db.query("select id from t order by 1")).toEqual([{ id: 901 }]);
      expect(
        await db.query(
          "select count(*) n from c_cascade union all select count(*) from c_code union all select count(*) from c_strict",
        ),
      ).toEqual([{ n: 0 }, { n: 0 }, { n: 0 }]);
    },
    30_000,
  );
});
