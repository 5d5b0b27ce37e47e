import { describe, expect, it } from "vitest";
import { adaptTable } from "../../../src/dialects/sqlite/adapt.js";
import { AlterColumn } from "../../../src/ops/column.js";
import { columnOf } from "../../../src/schema/table.js";
import { raw, value } from "../../../src/sql/nodes/index.js";
import { abilities, openSession, type Session } from "./session.js";

/** Changes what the file says of its schema, past all that the library would check. */
function rewriteSchema(s: Session, statement: string): void {
  const raw = s.db.raw as { unsafeMode(on: boolean): void };
  raw.unsafeMode(true);
  s.script(`pragma writable_schema = on; ${statement}; pragma writable_schema = reset`);
  raw.unsafeMode(false);
}

describe("reflecting", () => {
  it("takes one statement, however many tables there are", async () => {
    for (const count of [1, 50]) {
      const s = await openSession();
      for (let i = 0; i < count; i++) {
        s.script(`create table t${i}(id integer primary key, a text unique, p int references t0(id), check (a <> ''));
          create index ix${i} on t${i}(a, p desc);`);
      }
      s.log.length = 0;
      expect((await s.reflect()).tables).toHaveLength(count);
      expect(s.log).toHaveLength(1);
    }
  });

  it("gives what the catalog and the text say of a table", async () => {
    const s = await openSession();
    s.script(`create table Parent(Id integer primary key, x, y, unique (x, y));
      create table t(
        id integer constraint pk_t primary key,
        a varchar(10) not null default 'it''s' collate nocase,
        n numeric(10, 2) default 1.50,
        b boolean default true,
        at datetime default current_timestamp,
        e int default (1 + 1),
        g int as (n * 2) stored,
        p int constraint fk_p references parent on delete cascade deferrable initially deferred,
        x int, y int,
        constraint ck check ((length(a) > 1)),
        constraint uq unique (A, n),
        foreign key (x, y) references PARENT (X, Y) on update set null
      )`);
    expect(await s.table("t")).toEqual({
      name: "t",
      columns: [
        { name: "id", type: { kind: "integer" }, nullable: false, identity: { generated: "byDefault" } },
        {
          name: "a",
          type: { kind: "string", length: 10 },
          nullable: false,
          default: value({ value: "it's", type: { kind: "string", length: 10 } }),
          collation: "NOCASE",
        },
        {
          name: "n",
          type: { kind: "numeric", precision: 10, scale: 2, mode: "string" },
          nullable: true,
          default: value({
            value: "1.50",
            type: { kind: "numeric", precision: 10, scale: 2, mode: "string" },
          }),
        },
        {
          name: "b",
          type: { kind: "boolean" },
          nullable: true,
          default: value({ value: true, type: { kind: "boolean" } }),
        },
        {
          name: "at",
          type: { kind: "dateTime", timezone: false },
          nullable: true,
          default: { kind: "currentTimestamp" },
        },
        { name: "e", type: { kind: "integer" }, nullable: true, default: raw({ sql: "1 + 1" }) },
        {
          name: "g",
          type: { kind: "integer" },
          nullable: true,
          computed: { expression: raw({ sql: "n * 2" }), stored: true },
        },
        { name: "p", type: { kind: "integer" }, nullable: true },
        { name: "x", type: { kind: "integer" }, nullable: true },
        { name: "y", type: { kind: "integer" }, nullable: true },
      ],
      constraints: [
        { kind: "primaryKey", name: "pk_t", columns: ["id"] },
        { kind: "unique", name: "uq", columns: ["a", "n"] },
        {
          kind: "foreignKey",
          columns: ["x", "y"],
          references: { name: "Parent", columns: ["x", "y"] },
          onUpdate: "set null",
        },
        {
          kind: "foreignKey",
          name: "fk_p",
          columns: ["p"],
          references: { name: "Parent", columns: ["Id"] },
          onDelete: "cascade",
          deferrable: "deferred",
        },
        { kind: "check", name: "ck", expression: raw({ sql: "length(a) > 1" }) },
      ],
      indexes: [],
    });
  });

  it("reads defaults as values where that is certain, and as text elsewhere", async () => {
    const s = await openSession();
    s.script(`create table t(
      i int default -5, i2 int default '5', i3 int default 1.5, big bigint default 9223372036854775807,
      d double default 1e3, s text default 5, b boolean default 0, b2 boolean default 2, j json default '{"a":1}',
      j2 json default '{ }', l blob default x'00ff', at datetime default '1965-01-02 03:04:05.678',
      at2 datetime default '1965-01-02', n text default null, u)`);
    const { columns } = await s.table("t");
    const defaults = Object.fromEntries(
      columns.map(({ name, default: node }) => [
        name,
        node && ("value" in node ? node.value : "sql" in node ? `raw ${node.sql}` : node.kind),
      ]),
    );
    expect(defaults).toEqual({
      i: -5,
      i2: "raw '5'",
      i3: "raw 1.5",
      big: 9223372036854775807n,
      d: 1000,
      s: "raw 5",
      b: false,
      b2: "raw 2",
      j: { a: 1 },
      j2: "raw '{ }'",
      l: Uint8Array.of(0, 255),
      at: new Date("1965-01-02T03:04:05.678Z"),
      at2: "raw '1965-01-02'",
      n: undefined,
      u: undefined,
    });
    expect(columns.at(-1)!.type).toEqual({ kind: "raw", sql: "" });
  });

  it("gives a type that no model knows as CREATE TABLE takes it", async () => {
    const s = await openSession();
    const type = async (table: string) =>
      (await s.rows<{ type: string }>("select type from pragma_table_xinfo(?)", [table]))[0]!.type;
    for (const written of [
      ...["'my type'", "my   type", "my 'type'", `"it's"`, `"'my type'"`, '"""x"""', '"LEFT"', '"except"'],
      ...["a (1.5, -2)", '"a(1,2,3)"', "[]", '"-"', "' spaces '", "my/* note */type"],
    ]) {
      s.script(`drop table if exists t; drop table if exists again; create table t(a ${written})`);
      const found = (await s.table("t")).columns[0]!.type as { readonly sql: string };
      s.script(`create table again(a ${found.sql})`);
      expect(await type("again"), written).toBe((await type("t")).trim());
    }
  });

  it("gives indexes with their order, expressions, collations and conditions", async () => {
    const s = await openSession();
    s.script(`create table t(a text, "B b" int);
      create unique index one on t(a desc, (lower("B b"))) where a is not null;
      create index two on t("B b", a collate nocase desc);`);
    expect((await s.table("t")).indexes).toEqual([
      {
        name: "one",
        unique: true,
        parts: [{ column: "a", descending: true }, { expression: raw({ sql: 'lower("B b")' }) }],
        where: raw({ sql: "a is not null" }),
      },
      {
        name: "two",
        unique: false,
        parts: [{ column: "B b" }, { column: "a", collation: "NOCASE", descending: true }],
      },
    ]);
  });

  it("takes only INTEGER keys for numbering ones", async () => {
    const s = await openSession();
    s.script(`create table a(id integer primary key); create table b(id int primary key);
      create table c(id integer primary key desc); create table d(id integer primary key) without rowid;
      create table e(id "integer", primary key (id)); create table f(id INTEGER, x, primary key (id, x));`);
    const numbering = (await s.reflect()).tables.filter((table) => columnOf(table, "id")!.identity);
    expect(numbering.map(({ name }) => name)).toEqual(["a", "e"]);
  });

  it("names what the schema cannot express", async () => {
    const s = await openSession();
    s.script(`create virtual table docs using fts5(body);
      create table t(id integer primary key autoincrement, a text unique on conflict ignore, b text,
        c text) strict;
      create table w(a text primary key) without rowid;
      create view v as select 1; create trigger tr after insert on t begin select 1; end;`);
    const { tables, unsupported } = await s.reflect();
    expect(tables.map(({ name }) => name)).toEqual(["t", "w"]);
    expect(unsupported).toEqual([
      { name: "docs", what: "virtual table" },
      { name: "t.tr", what: "trigger", table: { name: "t" } },
      { name: "v", what: "view" },
    ]);
  });

  it("gives what only SQLite knows as options", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key autoincrement, a text not null on conflict replace default 'x',
        b text unique on conflict ignore, p int references t match full deferrable initially immediate) strict;
      create table w(a text, b int, primary key (a, b) on conflict fail) without rowid, strict;`);
    const t = await s.table("t");
    expect(t.options).toEqual({ sqlite: { strict: true } });
    expect(t.columns[0]).toMatchObject({ name: "id", options: { sqlite: { autoincrement: true } } });
    expect(t.columns[1]).toMatchObject({ name: "a", options: { sqlite: { onConflictNotNull: "replace" } } });
    expect(t.constraints).toMatchObject([
      { kind: "primaryKey", columns: ["id"] },
      { kind: "unique", options: { sqlite: { onConflict: "ignore" } } },
      { kind: "foreignKey", match: "full", deferrable: "immediate" },
    ]);
    const w = await s.table("w");
    expect(w.options).toEqual({ sqlite: { strict: true, withoutRowid: true } });
    expect(w.constraints).toMatchObject([
      { kind: "primaryKey", columns: ["a", "b"], options: { sqlite: { onConflict: "fail" } } },
    ]);
  });

  it("gives order and collation of a key as they are written", async () => {
    const s = await openSession();
    const parts = async (...elements: readonly string[]) => {
      s.script(`drop table if exists t; create table t(${elements.join(", ")})`);
      return (await s.table("t")).constraints.map(({ options }) => options?.["sqlite"]?.["parts"]);
    };
    expect(await parts("a text unique", "b text", "unique (b asc)")).toEqual([undefined, undefined]);
    expect(await parts("a text primary key desc", "b text", "unique (b desc, a)")).toEqual([
      ["DESC"],
      ["DESC", ""],
    ]);
    expect(
      await parts(
        "a text collate nocase",
        "b text",
        "unique (a collate NoCase, b collate binary)",
        "unique (a collate binary, b collate 'rtrim' desc)",
        "primary key (b collate nocase asc, a desc)",
      ),
    ).toEqual([
      ["COLLATE NOCASE", "DESC"],
      ["COLLATE NOCASE", "COLLATE BINARY"],
      ["COLLATE BINARY", "COLLATE RTRIM DESC"],
    ]);
    expect(await parts("id integer", "primary key (id desc)")).toEqual([["DESC"]]);
    expect(await parts("id integer primary key desc")).toEqual([["DESC"]]);
  });

  it("tells a key of INT, which does not number itself, from one of INTEGER", async () => {
    const s = await openSession();
    s.script(`create table a(id int primary key, n int); create table b(id integer primary key desc);
      create table c(id integer primary key) without rowid;`);
    const int = { kind: "native", dialect: "sqlite", name: "int", args: [] };
    expect((await s.table("a")).columns.map(({ type }) => type)).toEqual([int, { kind: "integer" }]);
    expect((await s.table("b")).columns[0]).toEqual({ name: "id", type: int, nullable: false });
    expect((await s.table("c")).columns[0]).toEqual({
      name: "id",
      type: { kind: "integer" },
      nullable: false,
    });
    for (const table of (await s.reflect()).tables) expect(adaptTable(table)).toEqual(table);
  });

  it("leaves alone what virtual tables keep their data in, be their module loaded or not", async () => {
    const s = await openSession();
    s.script("create virtual table docs using fts5(body); create virtual table boxes using rtree(id, a, b);");
    s.script("create table vectors_chunks(id integer primary key); create table vector(x);");
    rewriteSchema(
      s,
      "insert into sqlite_schema values ('table', 'vectors', 'vectors', 0, 'CREATE VIRTUAL TABLE vectors USING vec0(a)')",
    );
    const { tables, unsupported } = await s.reflect();
    expect(tables.map(({ name }) => name)).toEqual(["vector"]);
    expect(unsupported).toEqual(
      ["boxes", "docs", "vectors"].map((name) => ({ name, what: "virtual table" })),
    );
  });

  it("takes texts between double quotes for what SQLite takes them for", async () => {
    const s = await openSession();
    s.script(`create table t(a text default x, b text default '!y', c int as (json_extract(a, '!b')),
        "d e" constraint "n" check ("d e" <> '!v'));
      create index ix on t (a, coalesce(b, '!z')) where a <> '!w';`);
    // The library may be built not to take them in new statements, but it reads them in a schema that is there.
    rewriteSchema(
      s,
      `update sqlite_schema set sql = ${[..."ybvzw"].reduce(
        (sql, letter) => `replace(${sql}, '''!${letter}''', '"!${letter}"')`,
        "sql",
      )}`,
    );
    expect(await s.sql("ix")).toContain('"!w"');
    const t = await s.table("t");
    const column = (at: string) => t.columns.find(({ name }) => name === at)!;
    expect(column("a").default).toEqual(value({ value: "x", type: { kind: "text" } }));
    expect(column("b").default).toEqual(value({ value: "!y", type: { kind: "text" } }));
    expect(column("c").computed!.expression).toEqual(raw({ sql: "json_extract(a, '!b')" }));
    expect(t.constraints).toEqual([{ kind: "check", name: "n", expression: raw({ sql: `"d e" <> '!v'` }) }]);
    expect(t.indexes[0]).toMatchObject({
      parts: [{ column: "a" }, { expression: raw({ sql: "coalesce(b, '!z')" }) }],
      where: raw({ sql: "a <> '!w'" }),
    });
    await s.run(new AlterColumn(t, "a", { type: { kind: "integer" } }, column("a")));
    expect(await s.table("t")).toMatchObject({ constraints: t.constraints, indexes: t.indexes });
  });

  it("leaves out foreign keys that lead nowhere, and tells them", async () => {
    const s = await openSession();
    s.script(`create table p(id integer primary key, x); create table k(a);
      create table t(a references missing(id), b references p(y), c references k, d references P(ID),
        constraint fk foreign key (a, b) references p(id, z));`);
    const { tables, unsupported } = await s.reflect();
    expect(tables.find(({ name }) => name === "t")!.constraints).toEqual([
      { kind: "foreignKey", columns: ["d"], references: { name: "p", columns: ["id"] } },
    ]);
    const what = "foreign key to what is not there";
    expect(unsupported).toEqual(
      ["a", "b", "c", "fk"].map((name) => ({ name: `t.${name}`, what, table: { name: "t" } })),
    );
  });

  it("leaves out foreign keys to what is no key, tells them, and keeps them when the table is copied", async () => {
    const s = await openSession();
    s.script(`create table p(id integer primary key, x, y, z); create unique index part on p(y) where y > 0; create unique index whole on p(z);
      create unique index nc on p(x collate nocase);
      create table t(id integer primary key, a references p(x), b references p(y) on delete cascade, c references p(Z), constraint fk foreign key (a, b) references p(x, y));`);
    const { tables, unsupported } = await s.reflect();
    const t = tables.find(({ name }) => name === "t")!;
    expect(t.constraints.flatMap((each) => (each.kind === "foreignKey" ? each.columns : []))).toEqual(["c"]);
    const what = "foreign key to what is no key";
    expect(unsupported).toEqual(
      ["a", "b", "fk"].map((name) => ({ name: `t.${name}`, what, table: { name: "t" } })),
    );
    const before = await s.rows("select * from pragma_foreign_key_list('t')");
    await s.run(new AlterColumn(t, "a", { type: { kind: "integer" } }, t.columns[1]!));
    expect(await s.rows("select * from pragma_foreign_key_list('t')")).toEqual(before);
  });

  it("leaves out what it is told to, and reads only what it is asked for", async () => {
    const s = await openSession();
    s.script(
      "create table a(x); create table b(x); create table migr_version(x); create view v as select 1;",
    );
    const names = async (request: object) =>
      (await s.dialect.reflect(s.db, request)).tables.map(({ name }) => name);
    expect(await names({ exclude: [{ name: "migr_version" }] })).toEqual(["a", "b"]);
    expect(await names({ tables: [{ name: "B" }, { name: "none" }] })).toEqual(["b"]);
    await expect(names({ schemas: ["sales"] })).rejects.toMatchObject({ code: "compile.unsupported" });
  });

  it("is not misled by names, comments and strings", async () => {
    const s = await openSession();
    const name = `a"b'c]d\`e, (f) check`;
    const q = `"${name.replaceAll('"', '""')}"`;
    s.script(`create table ${q}(${q} text default '), check (' /* , unique (x) */, [x y] int, -- , z int
      constraint ${q} check (${q} <> ')'), unique ([x y])); create index 'i''x' on ${q}(${q})`);
    const table = await s.table(name);
    expect(table.columns.map((column) => column.name)).toEqual([name, "x y"]);
    expect(table.columns[0]!.default).toMatchObject({ value: "), check (" });
    expect(table.constraints).toMatchObject([
      { columns: ["x y"] },
      { name, expression: { sql: `${q} <> ')'` } },
    ]);
    expect(table.indexes).toMatchObject([{ name: "i'x", parts: [{ column: name }] }]);
  });

  it("follows the library's own changes to the text", async () => {
    const s = await openSession();
    s.script(
      `create table t(a int, b text check (b <> ''));
      alter table t add column "c d" int not null default 5 constraint ck_c check ("c d" > 0);
      alter table t rename column b to "e f"; ${abilities.alterChecks ? "alter table t add constraint ck2 check (a > 0);" : ""}
      alter table t rename to "new t"`,
    );
    const table = await s.table("new t");
    expect(table.columns.map(({ name }) => name)).toEqual(["a", "e f", "c d"]);
    expect(table.constraints.map(({ name }) => name)).toEqual([
      undefined,
      ...(abilities.alterChecks ? ["ck2"] : []),
      "ck_c",
    ]);
  });

  it("reads a table made from a query", async () => {
    const s = await openSession();
    s.script("create table t as select 1 as a, 'x' as \"b c\"");
    expect((await s.table("t")).columns.map(({ name, type }) => [name, type])).toEqual([
      ["a", { kind: "raw", sql: "" }],
      ["b c", { kind: "raw", sql: "" }],
    ]);
  });
});
