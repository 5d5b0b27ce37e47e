import { expect, it } from "vitest";
import { writeRun } from "../../../src/migrate/offline.js";
import { clientOf } from "../../support/client.js";
import { freshDatabase, type Row, type TestDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";

const MAKE = `
  await op.createTable("other", { id: integer().primaryKey(), k: text().nullable() }, [unique("uq_other_k", "k")]);
  await op.createTable("t", {
    id: integer().primaryKey().options({ sqlite: { autoincrement: true } }), code: string(10).collation("NOCASE"),
    note: text().nullable().serverDefault("n"), n: integer().nullable(), m: integer().serverDefault(7),
    doubled: integer().nullable().computed(sql\`n * 2\`, { stored: false }), summed: integer().nullable().computed(sql\`n + m\`),
    o: integer().nullable().references("other.id", { onDelete: "set null" }),
    boss: integer().nullable().references("t.id", { onDelete: "cascade" }) },
    [unique("uq_t_code", "code"), check("ck_t_m", sql\`m < 1000\`), check("", sql\`length(code) > 0\`)]);
  await op.createIndex("ix_t_expr", "t", [sql\`lower(code)\`, { on: "n", descending: true }],
    { unique: true, where: sql\`n is not null\` });
  await op.createTable("c_cascade", { id: integer().primaryKey(), t: integer().references("t.id", { onDelete: "cascade" }) });
  await op.createTable("c_strict", { id: integer(), t: integer().references("t.id", { onDelete: "cascade" }) },
    [primaryKey("pk_c", "id", "t")], { options: { sqlite: { strict: true, withoutRowid: true } } });
  await op.execute("insert into other values (1, 'a'), (2, 'b')");
  await op.execute("insert into t (code, note, n, o, boss) values ('one', 'x', 1, 1, null), ('two', null, 2, 2, 1), ('three', 'z', null, null, 2)");
  await op.execute("insert into t (id, code) values (900, 'gone')");
  await op.execute("delete from t where id = 900");
  await op.execute("insert into c_cascade values (1, 1), (2, 3)");
  await op.execute("insert into c_strict values (1, 1)");`;

/** Changes that SQLite 3.40 makes by a copy, one revision each. */
const CHANGES = [
  `await op.alterColumn("t", "code", { type: string(50) });`,
  `await op.alterColumn("t", "m", { nullable: true, existing: integer() });`,
  `await op.alterColumn("t", "note", { serverDefault: "other" });`,
  `await op.addColumn("t", "made", text().serverDefault(sql\`lower('X')\`));`,
  `await op.addColumn("t", "tripled", integer().nullable().computed(sql\`n * 3\`));`,
  `await op.createUniqueConstraint("uq_x", "t", ["code", "n"]);`,
  `await op.dropConstraint("uq_t_code", "t", { type: "unique" });`,
  `await op.createCheckConstraint("ck_x", "t", sql\`n <> 77\`);`,
  `await op.dropConstraint("ck_t_m", "t", { type: "check" });`,
  `await op.createForeignKey("fk_x", "t", ["n"], ["t.id"]);`,
  `await op.batchAlterTable("t", (batch) => {
    batch.addColumn("extra", text().nullable()); batch.createUniqueConstraint("uq_y", ["extra"]);
    batch.alterColumn("note", { type: string(9) }); batch.createIndex("ix_y", ["extra", "n"]); });`,
  `await op.batchAlterTable("t", (batch) => batch.moveColumn("boss", { insertBefore: "id" }));`,
  `await op.renameIndex("ix_t_expr", "t", "ix_new");`,
  `await op.setTableOptions("other", { sqlite: { strict: true } });`,
  `await op.renameConstraint("ck_x", "t", "ck_new");`,
  `await op.dropConstraint("fk_x", "t", { type: "foreignKey" }); await op.dropColumn("t", "tripled");`,
  `await op.renameTable("t", "t2"); await op.alterColumn("t2", "code", { type: text() });`,
];

async function contents(db: TestDatabase): Promise<Readonly<Record<string, readonly Row[]>>> {
  const rows: Record<string, readonly Row[]> = {};
  for (const name of ["other", "t2", "c_cascade", "c_strict", "sqlite_sequence"]) {
    rows[name] = await db.query(`select * from ${name}`);
  }
  const schema =
    "select type, name, tbl_name, sql from sqlite_schema where name not like 'migr_version%' order by 1, 2";
  return { ...rows, schema: await db.query(schema) };
}

it("a script for the client of SQLite 3.40 changes tables that have rows and children as a run on the newest does", async () => {
  const [live, other] = [await freshDatabase("sqlite"), await freshDatabase("sqlite")];
  await using h = new History(live);
  h.add("a00", null, { upgrade: MAKE });
  const id = (i: number) => `a${String(i).padStart(2, "0")}`;
  for (const [i, upgrade] of CHANGES.entries()) h.add(id(i + 1), id(i), { upgrade });
  const client = await clientOf("sqlite");
  await client.run(other, (await writeRun(await h.migrator().offline(), "up", "head")).sql);
  await h.migrator().upgrade("head");
  const made = await contents(other);
  expect(made).toEqual(await contents(live));
  expect(made["sqlite_sequence"]).toEqual([{ name: "t2", seq: 900 }]);
  expect(made["c_cascade"]).toHaveLength(2);
  expect(made["t2"]).toHaveLength(3);
  expect(await other.query("pragma foreign_key_check")).toEqual([]);
}, 30_000);
