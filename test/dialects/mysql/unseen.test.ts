import { expect, it } from "vitest";
import { mysqlTable } from "../../../src/dialects/mysql/vocabulary.js";
import { index } from "../../../src/index.js";
import { AlterColumn, RenameColumn } from "../../../src/ops/column.js";
import { AlterIndex } from "../../../src/ops/index-change.js";
import type { Operation } from "../../../src/ops/operation.js";
import { CreateIndex } from "../../../src/ops/table-index.js";
import { SetTableOptions } from "../../../src/ops/table-options.js";
import { integer, text } from "../../../src/schema/define/column-type.js";
import { MetaData, schemaOf, table } from "../../../src/schema/define/metadata.js";
import type { Table } from "../../../src/schema/table.js";
import { itIf } from "../../support/target.js";
import { eachProduct, expectPulled, LIMIT, openSession, type Product, type Session } from "./session.js";

const T = { name: "t" };

/** A table with what no view tells of its columns and indexes. */
const TABLES: Readonly<Record<Product, string>> = {
  mysql: `
    create table t (
      id int primary key,
      a int storage disk column_format dynamic default 4 comment 'STORAGE MEMORY /*!50606 STORAGE MEMORY */',
      b varchar(20) column_format fixed secondary_engine_attribute='{"k": "it''s */ x"}',
      c int not secondary invisible,
      d text, e text,
      g int generated always as (id + 1) virtual secondary_engine_attribute='{}' comment 'g',
      key ix_a using btree (a) secondary_engine_attribute='{"z": 1}' comment 'WITH PARSER x',
      key ix_g ((id + 2)) secondary_engine_attribute='{"z": 2}',
      unique key uq (b) secondary_engine_attribute='{"u": 1}',
      fulltext key ft (d, e) with parser ngram comment 'c',
      fulltext key \`ft \`\` plain\` (e),
      constraint ck check (a > 1) not enforced
    )`,
  mariadb: `
    create table t (
      id int primary key,
      a int default 4 comment 'KEY_BLOCK_SIZE=1',
      b varchar(20) compressed,
      c int invisible check (c > 0),
      d text, e text,
      g int generated always as (id + 1) virtual comment 'g',
      s varchar(10),
      p point ref_system_id=101 not null,
      key ix_a using btree (a) key_block_size=4 comment 'c',
      unique key uq (s) key_block_size=8,
      key ix_c (c) ignored key_block_size=2,
      fulltext key ft (d, e) comment 'x'
    )`,
};

async function open(product: Product): Promise<Session> {
  const session = await openSession(product);
  await session.database.script(TABLES[product]);
  return session;
}

/** The lines of the table as the server writes it, in order. */
async function lines(session: Session): Promise<readonly string[]> {
  const [row] = await session.database.query("show create table t");
  return String(row!["Create Table"])
    .split("\n")
    .map((line) => line.replace(/,$/, ""))
    .sort();
}

/** What a change takes from the text of the table, and what it brings. */
async function effect(session: Session, ...operations: readonly Operation[]) {
  const before = await lines(session);
  for (const operation of operations) await session.run(operation);
  const after = await lines(session);
  return {
    gone: before.filter((line) => !after.includes(line)),
    come: after.filter((line) => !before.includes(line)),
  };
}

eachProduct("what no view tells of a table", (product) => {
  it("stays where a column is restated, whatever changes of it", async () => {
    await using session = await open(product);
    const { columns } = (await session.reflect()).tables[0]!;
    for (const { name } of columns.filter((column) => column.name !== "id")) {
      const { gone, come } = await effect(session, new AlterColumn(T, name, { comment: "new" }));
      expect(come).toHaveLength(1);
      const bare = (line: string) => line.replace(/ COMMENT '(?:[^']|'')*'/, "");
      expect(come.map(bare)).toEqual(gone.map(bare));
      expect(come[0]).toContain("COMMENT 'new'");
    }
    const { gone, come } = await effect(
      session,
      new AlterColumn(T, "a", { type: { kind: "bigInteger", mode: "number" } }),
    );
    expect(come.map((line) => line.replace(/bigint(?:\(20\))?/, "int"))).toEqual(
      gone.map((line) => line.replace("int(11)", "int")),
    );
  });

  it("stays where an index is made anew for a comment", async () => {
    await using session = await open(product);
    for (const name of product === "mysql"
      ? ["ix_a", "ix_g", "uq", "ft", "ft ` plain"]
      : ["ix_a", "uq", "ix_c", "ft"]) {
      const { gone, come } = await effect(session, new AlterIndex(T, name, { comment: "new" }));
      const bare = (line: string) => line.replace(/ COMMENT '(?:[^']|'')*'/, "");
      expect(come.map(bare)).toEqual(gone.map(bare));
      expect(come).toHaveLength(1);
    }
  });

  it("stays where a column is renamed with what names it, and where a character set brings columns along", async () => {
    await using session = await open(product);
    const renamed = await effect(session, new RenameColumn(T, "id", "key"));
    expect(renamed.come).toEqual(renamed.gone.map((line) => line.replaceAll("`id`", "`key`")).sort());
    const { gone, come } = await effect(
      session,
      new SetTableOptions(T, { mysql: { charset: "latin1", collate: "latin1_bin" } }),
    );
    const bare = (line: string) => line.replace(/ (?:DEFAULT CHARSET|COLLATE)=\w+| COLLATE \w+/g, "");
    expect(come.map(bare)).toEqual(gone.map(bare));
  });

  it("comes back with an index that is dropped, and stays with one that is made of other parts", async () => {
    await using session = await open(product);
    const before = await session.reflect();
    const [table] = before.tables;
    const without: Table = {
      ...table!,
      indexes: table!.indexes.flatMap((index) => {
        if (index.name === "ix_a") return [];
        if (index.name !== "ft") return index;
        return { ...index, parts: index.parts.toReversed() };
      }),
    };
    const text = await lines(session);
    const { operations, downgrade } = await session.compare({ ...before, tables: [without] });
    const { gone, come } = await effect(session, ...operations);
    expect(gone).toHaveLength(2);
    expect(come).toEqual([gone.find((line) => line.includes("FULLTEXT"))!.replace("(`d`,`e`)", "(`e`,`d`)")]);
    for (const operation of downgrade) await session.run(operation);
    // InnoDB has trees whether or not an index says so.
    const bare = (line: string) => line.replace(" USING BTREE", "");
    expect((await lines(session)).map(bare)).toEqual(text.map(bare));
  });

  it("stays with a unique constraint that is made of other columns, and comes back with one that is dropped", async () => {
    await using session = await open(product);
    const before = await session.reflect();
    const [table] = before.tables;
    const text = await lines(session);
    const line = text.find((each) => each.includes("UNIQUE KEY"))!;
    const change = async (constraints: Table["constraints"]) => {
      const { operations, downgrade } = await session.compare({
        ...before,
        tables: [{ ...table!, constraints }],
      });
      const done = await effect(session, ...operations);
      expect((await session.compare({ ...before, tables: [{ ...table!, constraints }] })).operations).toEqual(
        [],
      );
      for (const operation of downgrade) await session.run(operation);
      expect(await lines(session)).toEqual(text);
      return done;
    };
    const others = table!.constraints.filter(({ kind }) => kind !== "unique");
    const unique = table!.constraints.find((each) => each.kind === "unique")!;
    const columns = [...unique.columns, "id"];
    const wider = await change([...others, { ...unique, columns }]);
    expect(wider).toEqual({ gone: [line], come: [line.replace("`)", "`,`id`)")] });
    expect(await change(others)).toEqual({ gone: [line], come: [] });
  });

  it("stays with a primary key that is made of other columns: its comment", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table t (id int, n int not null, primary key (id) comment 'it''s')",
    );
    const before = await session.reflect();
    const text = await lines(session);
    const constraints = [{ kind: "primaryKey" as const, columns: ["n", "id"] }];
    const { operations, downgrade } = await session.compare({
      ...before,
      tables: [{ ...before.tables[0]!, constraints }],
      unsupported: [],
    });
    for (const operation of operations) await session.run(operation);
    expect(await lines(session)).toContain("  PRIMARY KEY (`n`,`id`) COMMENT 'it''s'");
    for (const operation of downgrade) await session.run(operation);
    expect(await lines(session)).toEqual(text);
  });

  it("comes back with a table that is dropped", async () => {
    await using session = await open(product);
    const text = await lines(session);
    const { operations, downgrade } = await session.compare({ ...(await session.reflect()), tables: [] });
    for (const operation of [...operations, ...downgrade]) await session.run(operation);
    // InnoDB has trees whether or not an index says so.
    const bare = (line: string) => line.replace(" USING BTREE", "");
    expect((await lines(session)).map(bare)).toEqual(text.map(bare));
  });

  it("is pulled into models, which make the same table, and is no difference", async () => {
    await using session = await open(product);
    await expectPulled(session, product, lines);
  });

  it("is written where a model declares it, and refused where it is no value", async () => {
    await using session = await openSession(product);
    const metadata = new MetaData();
    const own = product === "mysql" ? { secondaryEngineAttribute: '{"a": 1}' } : { keyBlockSize: 4 };
    table("t", metadata, { id: integer().identity().primaryKey(), a: text(), n: integer() }, (c) => [
      mysqlTable({ autoIncrement: 1000 }),
      index("ft", c.a)
        .using("fulltext")
        .options({ mysql: product === "mysql" ? { parser: "ngram" } : {} }),
      index("ix", c.n).options({ mysql: own }),
    ]);
    const schema = schemaOf([metadata], LIMIT);
    for (const operation of (await session.compare(schema)).operations) await session.run(operation);
    expect((await session.compare(schema)).operations).toEqual([]);
    const written = (await lines(session)).join("\n");
    expect(written).toContain("AUTO_INCREMENT=1000");
    expect(written).toContain(product === "mysql" ? "WITH PARSER `ngram`" : "KEY_BLOCK_SIZE=4");
    const bad = {
      name: "ix2",
      parts: [{ column: "n" }],
      unique: false,
      options: { mysql: { keyBlockSize: "1; x" } },
    };
    await expect(session.run(new CreateIndex(T, bad))).rejects.toMatchObject({ code: "compile.bad-literal" });
  });

  it("is asked for only of tables that change", async () => {
    await using session = await open(product);
    const before = await session.reflect();
    session.sent.length = 0;
    await session.compare(before);
    expect(session.sent.filter((sql) => sql.startsWith("SHOW"))).toEqual([]);
  });
});

eachProduct("a table that is not reflected", (product) => {
  itIf(product === "mariadb", "system versioning")(
    "keeps what its columns are, where the script says how they stand",
    async () => {
      await using session = await openSession(product);
      await session.database.script(
        "create table t (id int primary key, a int without system versioning, b int) with system versioning",
      );
      const from = { name: "a", type: { kind: "integer" }, nullable: true } as const;
      await session.db.query("set system_versioning_alter_history = keep");
      const { gone, come } = await effect(session, new AlterColumn(T, "a", { comment: "new" }, from));
      expect(gone).toHaveLength(1);
      expect(come).toEqual([expect.stringContaining("COMMENT 'new'")]);
      expect(come[0]).toContain("WITHOUT SYSTEM VERSIONING");
    },
  );
});
