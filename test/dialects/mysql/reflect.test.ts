import { expect, it } from "vitest";
import { findTable } from "../../../src/schema/schema.js";
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
    expect(await count()).toEqual([1, product === "mysql" ? 7 : 6]);
    await session.database.script(Array.from({ length: 49 }, (_, i) => table(i + 1)).join(""));
    expect(await count()).toEqual([50, product === "mysql" ? 7 : 6]);
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

  it("reports what the schema has no words for", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table t (
        id int, a text, b varchar(100) not null, g point not null,
        key ix_prefix (a(10)), unique key uq_prefix (b(5)), fulltext key ft (a), spatial key sp (g), key ix (b)
      );
      create view v as select id from t;
      create table parts (id int) partition by hash (id) partitions 2;
    `);
    const { tables, unsupported } = await session.reflect();
    expect(unsupported.map(({ name, what }) => `${what} ${name}`)).toEqual([
      "partitioned table parts",
      "fulltext index t.ft",
      "index on a part of a text t.ix_prefix",
      "spatial index t.sp",
      "index on a part of a text t.uq_prefix",
      "view v",
    ]);
    expect(tables.map(({ name }) => name)).toEqual(["t"]);
    expect((await session.dialect.reflect(session.db, { tables: [{ name: "parts" }] })).tables).toHaveLength(
      1,
    );
    const { columns, constraints, indexes } = tables[0]!;
    expect(columns.map(({ type }) => type)).toEqual([
      { kind: "integer" },
      { kind: "text" },
      { kind: "string", length: 100 },
      { kind: "native", dialect: "mysql", name: "point", args: [] },
    ]);
    expect(constraints).toEqual([]);
    expect(indexes.map(({ name }) => name)).toEqual(["ix"]);
  });

  itIf(product === "mariadb", "sequences")(
    "reports sequences, versioned tables and checks of columns",
    async () => {
      await using session = await openSession(product);
      await session.database.script(`
      create sequence s;
      create table versioned (id int) with system versioning;
      create table t (a int check (a > 0), j json, k longtext check (json_valid(k)));
    `);
      const { tables, unsupported } = await session.reflect();
      expect(unsupported.map(({ name, what }) => `${what} ${name}`)).toEqual([
        "sequence s",
        "check of a column t.a",
        "system-versioned table versioned",
      ]);
      expect(tables[0]!.columns.map(({ type }) => type.kind)).toEqual(["integer", "json", "json"]);
    },
  );

  itIf(product === "mysql", "checks that are not enforced")(
    "reports checks that are not enforced",
    async () => {
      await using session = await openSession(product);
      await session.database.script("create table t (a int, constraint ck check (a > 0) not enforced)");
      const { tables, unsupported } = await session.reflect();
      expect(unsupported).toEqual([{ name: "t.ck", what: "check that is not enforced" }]);
      expect(tables[0]!.constraints).toEqual([]);
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
});
