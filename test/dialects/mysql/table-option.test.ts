import { expect, it } from "vitest";
import { mysqlTable } from "../../../src/dialects/mysql/vocabulary.js";
import { createEngine } from "../../../src/engine/engine.js";
import { AlterColumn } from "../../../src/ops/column.js";
import { CreateTable } from "../../../src/ops/table.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { integer } from "../../../src/schema/define/column-type.js";
import { MetaData, schemaOf, table } from "../../../src/schema/define/metadata.js";
import { eachProduct, expectPulled, LIMIT, openSession, type Product, type Session } from "./session.js";

/** Tables with options that views do not tell, or only for some engines. */
const TABLES: Readonly<Record<Product, Readonly<Record<string, string>>>> = {
  mysql: {
    space: "create table space (a int primary key) tablespace innodb_system",
    "odd name": "create table `odd name` (a int primary key) comment 'x' autoextend_size=4M",
    grow: "create table grow (a int primary key) autoextend_size=8M comment 'CONNECTION=1 /*!50100 TABLESPACE `x` */'",
    hint: `create table hint (a int primary key) secondary_engine_attribute='{"k": "it''s"}'`,
    second: "create table second (a int primary key) secondary_engine=rapid",
    far: "create table far (a int not null) engine=blackhole connection='mysql://u@h/db/t'",
    part: "create table part (a int not null) engine=myisam",
    whole: "create table whole (a int not null) engine=merge union=(part) insert_method=last",
  },
  mariadb: {
    aria: "create table aria (a int primary key) engine=aria transactional=0 page_checksum=0",
    csv: "create table csv (a int not null) engine=csv ietf_quotes=yes comment 'UNION=(a)'",
    part: "create table part (a int not null) engine=myisam",
    "part.2": "create table `part.2` (a int not null) engine=myisam",
    whole: "create table whole (a int not null) engine=merge union=(part,`part.2`) insert_method=first",
    far: "create table far (a int not null) engine=myisam connection='far away'",
  },
};

async function open(product: Product): Promise<Session> {
  const session = await openSession(product);
  for (const text of Object.values(TABLES[product])) await session.database.script(text);
  return session;
}

/** What the server writes of all tables. */
async function texts(session: Session, product: Product): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of Object.keys(TABLES[product])) {
    const [row] = await session.database.query(`show create table \`${name}\``);
    found.push(String(row!["Create Table"]));
  }
  return found;
}

eachProduct("options of tables that no view tells", (product) => {
  it("come back with tables that are dropped", async () => {
    await using session = await open(product);
    const before = await texts(session, product);
    const { operations, downgrade } = await session.compare({ ...(await session.reflect()), tables: [] });
    for (const operation of [...operations, ...downgrade]) await session.run(operation);
    expect(await texts(session, product)).toEqual(before);
  });

  it("are pulled into models, which make the same tables, and are no difference", async () => {
    await using session = await open(product);
    await expectPulled(session, product, (each) => texts(each, product));
  });

  it("stay where a column of the table changes", async () => {
    await using session = await open(product);
    const before = await texts(session, product);
    for (const name of Object.keys(TABLES[product])) {
      if (name === "far" || name === "whole" || name.startsWith("part")) continue;
      await session.run(new AlterColumn({ name }, "a", { comment: "new" }));
    }
    const after = (await texts(session, product)).map((text) => text.replace(" COMMENT 'new'", ""));
    expect(after).toEqual(before);
  });

  it("the tables that one is over, and which takes new rows, are changed in place", async () => {
    await using session = await openSession(product);
    for (const name of ["one", "two"]) {
      await session.database.script(`create table ${name} (a int not null) engine=myisam`);
    }
    await session.database.script("create table whole (a int not null) engine=merge union=(one)");
    const before = await session.reflect();
    const change = async (options: Parameters<typeof mysqlTable>[0]) => {
      const metadata = new MetaData();
      for (const name of ["one", "two"]) {
        table(name, metadata, { a: integer() }, () => [mysqlTable({ engine: "MyISAM" })]);
      }
      table("whole", metadata, { a: integer() }, () => [mysqlTable({ engine: "merge", ...options })]);
      const models = schemaOf([metadata], LIMIT);
      const { operations, downgrade } = await session.compare(models);
      const statements: string[] = [];
      for (const operation of operations) statements.push(...(await session.run(operation)));
      expect((await session.compare(models)).operations).toEqual([]);
      return { statements, downgrade };
    };
    expect((await change({})).statements).toEqual([]);
    expect((await change({ union: ["one"], insertMethod: "NO" })).statements).toEqual([]);
    const { statements, downgrade } = await change({ union: ["one", "two"], insertMethod: "LAST" });
    expect(statements).toEqual(["ALTER TABLE `whole` UNION=(`one`,`two`), INSERT_METHOD=LAST"]);
    for (const operation of downgrade) await session.run(operation);
    expect(await session.reflect()).toEqual(before);
    expect((await change({ union: [] })).statements).toEqual(["ALTER TABLE `whole` UNION=()"]);
  });

  it("a table that its engine does not open is told and left alone", async () => {
    await using session = await openSession(product);
    await session.database.script("create table t (a int primary key)");
    await session.database.script("create table whole (a int not null) engine=merge union=(nowhere)");
    const { tables, unsupported } = await session.reflect();
    expect(tables.map(({ name }) => name)).toEqual(["t"]);
    expect(unsupported).toEqual([{ name: "whole", what: "table that does not open" }]);
    await using engine = createEngine(session.database.url);
    const { left } = await pullModels(engine, { split: false });
    expect(left).toEqual([{ name: "whole", what: "table that does not open" }]);
  });

  it("the password of a connection is masked where it is read, and a masked one is refused", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table far (a int not null) engine=myisam connection='mysql://bob:s3cret@h:9/db/t'",
    );
    await using engine = createEngine(session.database.url);
    const [file] = (await pullModels(engine, { split: false })).files;
    expect(file!.contents).toContain("mysql://bob:***@h:9/db/t");
    expect(file!.contents).not.toContain("s3cret");
    const { downgrade } = await session.compare({ ...(await session.reflect()), tables: [] });
    const made = downgrade.find((operation) => operation instanceof CreateTable)!;
    await expect(session.run(made)).rejects.toMatchObject({
      code: "compile.bad-literal",
      hint: expect.stringContaining("environment"),
    });
  });
});
