import { expect, it } from "vitest";
import { variantOf } from "../../../src/dialects/mysql/variant.js";
import { AlterColumn } from "../../../src/ops/column.js";
import { findTable } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { itIf } from "../../support/target.js";
import { eachProduct, openSession } from "./session.js";

eachProduct("reflecting", (product) => {
  it("takes the same number of statements for one table and for fifty", async () => {
    await using session = await openSession(product);
    const table = (i: number) => `
      create table t${i} (
        id int primary key, a int, b varchar(10) default (concat('x', 'y')), parent int,
        constraint ck_${i} check (a > 0), constraint fk_${i} foreign key (parent) references t${i} (id), unique (a)
      );`;
    await session.database.script(table(0));
    const count = async () => {
      session.sent.length = 0;
      const { tables } = await session.reflect();
      return [tables.length, session.sent.length];
    };
    expect(await count()).toEqual([1, product === "mysql" ? 8 : 6]);
    await session.database.script(Array.from({ length: 49 }, (_, i) => table(i + 1)).join(""));
    expect(await count()).toEqual([50, product === "mysql" ? 8 : 6]);
    expect(session.sent.join("\n")).not.toMatch(/\bjoin\b/i);
  });

  it("gives the same again", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table b (x int, key ix_2 (x), key ix_1 (x)); create table a (y int)",
    );
    const schema = await session.reflect();
    expect(schema.tables.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(schema.tables[1]!.indexes.map(({ name }) => name)).toEqual(["ix_1", "ix_2"]);
    expect(await session.reflect()).toEqual(schema);
  });

  it("reads the tables that are asked for, by their exact names", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table `Users` (id int primary key); create table users (id int, p int references `Users` (id)); create table x (i int)",
    );
    const names = async (request: Parameters<typeof session.dialect.reflect>[1]) =>
      (await session.dialect.reflect(session.db, request)).tables.map(({ name }) => name);
    expect(await names({ tables: [{ name: "users" }] })).toEqual(["users"]);
    expect(await names({ tables: [] })).toEqual([]);
    expect(await names({ exclude: [{ name: "users" }] })).toEqual(["Users", "x"]);
  });

  it("reads other databases under their names", async () => {
    await using session = await openSession(product);
    await using other = await openSession(product);
    const [here, there] = [session.database.name, other.database.name];
    await other.database.script("create table p (id int primary key)");
    await session.database.script(
      `create table c (id int primary key, p int, constraint fk foreign key (p) references ${there}.p (id), constraint fk_self foreign key (p) references c (id))`,
    );
    const own = findTable(await session.reflect(), { name: "c" })!;
    expect(own.constraints.flatMap((each) => (each.kind === "foreignKey" ? each.references : []))).toEqual([
      { schema: there, name: "p", columns: ["id"] },
      { name: "c", columns: ["id"] },
    ]);
    const both = await session.dialect.reflect(session.db, { schemas: [here, there] });
    // The connection's own database has no name, however it was asked for.
    expect(both.tables.map(({ schema, name }) => [schema, name])).toEqual([
      [undefined, "c"],
      [there, "p"],
    ]);
    await session.database.script("drop table c");
  });

  it("leaves out what foreign keys made for themselves, and temporary tables", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table p (id int primary key); create table c (a int, b int, constraint fk foreign key (a) references p (id), key fk_not (b))",
    );
    await session.db.query("create temporary table scratch (a int)");
    const { tables, unsupported } = await session.reflect();
    expect(tables.map(({ name, indexes }) => [name, indexes.map((index) => index.name)])).toEqual([
      ["c", ["fk_not"]],
      ["p", []],
    ]);
    expect(unsupported).toEqual([]);
  });

  it("reads prefixes, orders, comments, fulltext and spatial indexes, tables in parts", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (
        id int, a text, b varchar(100) not null, g point not null,
        key ix_prefix (a(10), id desc), unique key uq_prefix (b(5)), fulltext key ft (a), spatial key sp (g),
        key ix (b) comment 'it''s', unique key uq_comment (b) comment 'why'
      );
      create view v as select id from t;
      create table parts (id int) partition by hash (id) partitions 2;
    `);
    const { tables, unsupported } = await session.reflect();
    expect(unsupported).toEqual([{ name: "v", what: "view" }]);
    expect(tables.map(({ name }) => name)).toEqual(["parts", "t"]);
    expect(tables[0]!.options!["mysql"]!["partitionBy"]).toBe("HASH(`id`) PARTITIONS 2");
    const { columns, constraints, indexes } = tables[1]!;
    expect(columns.map(({ type }) => type)).toEqual([
      { kind: "integer" },
      { kind: "text" },
      { kind: "string", length: 100 },
      { kind: "native", dialect: "mysql", name: "point", args: [] },
    ]);
    expect(constraints).toEqual([]);
    expect(indexes).toEqual([
      { name: "ft", parts: [{ column: "a" }], unique: false, method: "fulltext" },
      { name: "ix", parts: [{ column: "b" }], unique: false, comment: "it's" },
      {
        name: "ix_prefix",
        parts: [
          { column: "a", length: 10 },
          { column: "id", descending: true },
        ],
        unique: false,
      },
      { name: "sp", parts: [{ column: "g" }], unique: false, method: "spatial" },
      { name: "uq_comment", parts: [{ column: "b" }], unique: true, comment: "why" },
      { name: "uq_prefix", parts: [{ column: "b", length: 5 }], unique: true },
    ]);
  });

  it("reads the order and the lengths of a primary key's parts", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (a int auto_increment, b varchar(50), c text, primary key (a desc, b(10), c(7) desc))`);
    const { tables, unsupported } = await session.reflect();
    expect(unsupported).toEqual([]);
    expect(tables[0]!.constraints).toEqual([
      {
        kind: "primaryKey",
        columns: ["a", "b", "c"],
        keyParts: [{ descending: true }, { length: 10 }, { descending: true, length: 7 }],
      },
    ]);
  });

  it("reports what the schema has no words for, with the table that it is part of", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (a int, primary key using btree (a)) engine=memory");
    expect(await session.reflect()).toMatchObject({
      tables: [{ constraints: [{ kind: "primaryKey", columns: ["a"] }], indexes: [] }],
      unsupported: [{ name: "t.PRIMARY", what: "tree of a primary key", table: { name: "t" } }],
    });
    await session.database.script("drop table t; create table t (a int, primary key (a) comment 'why')");
    expect(await session.reflect()).toMatchObject({
      tables: [{ constraints: [{ kind: "primaryKey", columns: ["a"] }] }],
      unsupported: [{ name: "t.PRIMARY", what: "comment of a primary key", table: { name: "t" } }],
    });
  });

  it("reads the options of tables and columns", async () => {
    await using session = await openSession(product);
    const hidden = product === "mysql" ? "invisible" : "ignored";
    await session.database.script(`
      create table t (a int, b int default 3 invisible, c varchar(10) collate latin1_bin, index ix (a) ${hidden})
      row_format=compressed key_block_size=8 stats_persistent=1 charset=latin1
    `);
    const [table] = (await session.reflect()).tables;
    expect(table!.options).toEqual({
      mysql: {
        engine: "InnoDB",
        charset: "latin1",
        collate: "latin1_swedish_ci",
        rowFormat: "COMPRESSED",
        keyBlockSize: 8,
        statsPersistent: true,
      },
    });
    expect(table!.columns.map(({ options }) => options)).toEqual([
      undefined,
      { mysql: { invisible: true } },
      undefined,
    ]);
    expect(table!.columns[2]!.collation).toBe("latin1_bin");
    expect(table!.indexes[0]!.options).toEqual({ mysql: { invisible: true } });
  });

  it("reads how tables are in parts, whatever the parts", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table r (id int, s date) partition by range (to_days(s)) subpartition by hash (id) subpartitions 2
        (partition p0 values less than (100) comment 'it''s', partition p1 values less than maxvalue);
      create table l (id int, s date) partition by list columns (id, s)
        (partition a values in ((1,'2020-01-01'),(2,null)), partition b values in ((3,'2020-01-01')));
      create table k (id int primary key) partition by key () partitions 4;
      create table n (id int) partition by linear hash (id) (partition x, partition y);
      create table s (id int, d date) partition by range (id) subpartition by hash (to_days(d))
        (partition p0 values less than (10) (subpartition s0, subpartition s1));
    `);
    const { tables } = await session.reflect();
    const read = Object.fromEntries(
      tables.map(({ name, options }) => [name, options!["mysql"]!["partitionBy"]]),
    );
    expect(read).toEqual({
      r:
        "RANGE(to_days(`s`)) SUBPARTITION BY HASH(`id`) SUBPARTITIONS 2 (PARTITION `p0` VALUES LESS THAN (100) " +
        "COMMENT = 'it''s', PARTITION `p1` VALUES LESS THAN MAXVALUE)",
      l:
        "LIST COLUMNS(`id`, `s`) (PARTITION `a` VALUES IN ((1, '2020-01-01'), (2, NULL)), " +
        "PARTITION `b` VALUES IN ((3, '2020-01-01')))",
      k: "KEY() PARTITIONS 4",
      n: "LINEAR HASH(`id`) (PARTITION `x`, PARTITION `y`)",
      s:
        "RANGE(`id`) SUBPARTITION BY HASH(to_days(`d`)) (PARTITION `p0` VALUES LESS THAN (10) " +
        "(SUBPARTITION `s0`, SUBPARTITION `s1`))",
    });
  });

  itIf(product === "mariadb", "sequences")(
    "reads sequences, compressed columns and checks of columns, and reports periods",
    async () => {
      await using session = await openSession(product);
      await session.database.script(`
      create sequence s;
      create sequence other start with 5 increment by -2 minvalue -100 maxvalue 10 cache 7 cycle;
      create table versioned (id int, s timestamp(6) generated always as row start,
        e timestamp(6) generated always as row end, period for system_time (s, e)) with system versioning;
      create table z (id int, s date, e date, period for p (s, e), primary key (id, p without overlaps));
      create table t (a int check (a > 0), j json, k longtext check (json_valid(k)));
      create table c (a text compressed, g point ref_system_id=4326);
    `);
      const { tables, sequences, unsupported } = await session.reflect();
      expect(sequences).toEqual([
        { name: "other", start: 5, increment: -2, minValue: -100, maxValue: 10, cache: 7, cycle: true },
        { name: "s" },
      ]);
      expect(unsupported).toEqual([
        { name: "versioned", what: "system-versioned table" },
        { name: "z.PRIMARY", what: "key WITHOUT OVERLAPS", table: { name: "z" } },
        { name: "z.p", what: "period", table: { name: "z" } },
      ]);
      expect(tables[1]!.columns[0]!.options).toEqual({ mysql: { check: "`a` > 0" } });
      expect(tables.map(({ columns }) => columns.map(({ type }) => type.kind))).toEqual([
        ["text", "native"],
        ["integer", "json", "native"],
        ["integer", "date", "date"],
      ]);
      expect(tables[0]!.columns[0]!.options).toEqual({ mysql: { compressed: true } });
      expect(tables[0]!.columns[1]!.type).toMatchObject({ args: [{ srid: 4326 }] });
      // The actions of foreign keys are not asked for where there are none.
      // An older server tells of periods in the texts of their tables alone.
      expect(session.sent.length).toBe(variantOf(session.db.serverVersion).periodKeys ? 7 : 11);
    },
  );

  itIf(product === "mysql", "checks that are not enforced")(
    "reads checks that are not enforced, multi-valued indexes and reference systems",
    async () => {
      await using session = await openSession(product);
      await session.database.script(`
        create table t (a int, j json, g point not null srid 4326, constraint ck check (a > 0) not enforced,
          index mv ((cast(j->'$.zip' as unsigned array)), a desc))
      `);
      const { tables, unsupported } = await session.reflect();
      expect(unsupported).toEqual([]);
      const [{ columns, constraints, indexes }] = tables as [Table];
      expect(constraints).toMatchObject([{ kind: "check", name: "ck", enforced: false }]);
      expect(columns[2]!.type).toMatchObject({ name: "point", args: [{ srid: 4326 }] });
      expect(indexes[0]!.parts).toMatchObject([
        { expression: { sql: "cast(json_extract(`j`,'$.zip') as unsigned array)" } },
        { column: "a", descending: true },
      ]);
    },
  );

  itIf(product === "mysql", "generated primary keys")("leaves out the key that the server adds", async () => {
    await using session = await openSession(product);
    await session.db.query("set sql_generate_invisible_primary_key = on");
    await session.db.query("create table t (a int, constraint ck check (a > 0))");
    const { tables } = await session.reflect();
    expect(tables[0]!.columns.map(({ name }) => name)).toEqual(["a"]);
    expect(tables[0]!.constraints.map(({ kind }) => kind)).toEqual(["check"]);
  });

  it("reads columns that are not of the table's character set with their collation", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (
        a varchar(5), b varchar(5) collate utf8mb4_bin, c varchar(5) character set latin1 collate latin1_bin, j json
      ) character set utf8mb4`);
    const { tables } = await session.reflect();
    expect(tables[0]!.columns.map(({ collation }) => collation)).toEqual([
      undefined,
      "utf8mb4_bin",
      "latin1_bin",
      undefined,
    ]);
  });
});

eachProduct("asking the database for its words", (product) => {
  it("leaves nothing behind and tells why it could not be asked", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (a int)");
    const before = await session.reflect();
    const check = (sql: string) => ({
      ...before.tables[0]!,
      constraints: [{ kind: "check" as const, name: "ck", expression: { kind: "raw", sql } }],
    });
    const good = await session.dialect.canonical(session.db, before, [check("A>5 AND a<9")]);
    expect(good.problem).toBeUndefined();
    expect(good.tables[0]!.constraints[0]).toMatchObject({ name: "ck" });
    const bad = await session.dialect.canonical(session.db, before, [check("nope > 5"), check("a > 1")]);
    expect(bad.problem).toMatch(/^The database cannot be asked about the expressions of t: .*nope.*\.$/);
    expect(bad.tables).toHaveLength(2);
    expect(bad.tables[0]).toEqual(check("nope > 5"));
    const leftover = await session.db.query(
      "select table_name from information_schema.tables where table_schema = database()",
    );
    expect(leftover.rows).toEqual([["t"]]);
    expect(await session.reflect()).toEqual(before);
  });

  it("works beside invisible columns that are filled by themselves", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table t (a int, id int not null auto_increment invisible primary key, at datetime not null default now() invisible, constraint ck check (a > 5))",
    );
    const { tables, problem } = await session.dialect.canonical(
      session.db,
      await session.reflect(),
      (await session.reflect()).tables,
    );
    expect(problem).toBeUndefined();
    expect(tables).toEqual((await session.reflect()).tables);
  });

  itIf(product === "mysql", "required primary keys")(
    "asks a server that wants every table to have a key",
    async () => {
      await using session = await openSession(product);
      await session.db.query("set sql_require_primary_key = on");
      await session.db.query(
        "create table t (id int auto_increment primary key, a int, constraint ck check (a > 0))",
      );
      const schema = await session.reflect();
      expect(await session.dialect.canonical(session.db, schema, schema.tables)).toEqual({
        tables: schema.tables,
      });
    },
  );

  it("asks nothing for tables without expressions", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (a int, b datetime default now())");
    const { tables } = await session.reflect();
    session.sent.length = 0;
    expect(await session.dialect.canonical(session.db, await session.reflect(), tables)).toEqual({ tables });
    expect(session.sent.filter((sql) => /^create/i.test(sql))).toEqual([]);
  });

  it("reads defaults of bytes as they are, whatever is in them", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (a binary(2) default x'01ff', b varbinary(9) not null default x'3f00275c60',
        \`ö \`\`c\` varbinary(3) default x'fffe', d varbinary(2) default '?', e varbinary(2) comment 'é?', f varchar(3) default 'é?')`);
    const values = "select hex(a) a, hex(b) b, hex(`ö ``c`) c, hex(d) d, e, f from t";
    await session.database.script("insert into t () values ()");
    const before = await session.database.query(values);
    expect(before).toEqual([{ a: "01FF", b: "3F00275C60", c: "FFFE", d: "3F", e: null, f: "é?" }]);
    const [table] = (await session.reflect()).tables;
    for (const { name } of table!.columns)
      await session.run(new AlterColumn(table!, name, { comment: "changed" }));
    await session.database.script("delete from t; insert into t () values ()");
    expect(await session.database.query(values)).toEqual(before);
    expect((await session.compare(await session.reflect())).operations).toEqual([]);
  });
});
