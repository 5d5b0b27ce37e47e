import { expect, it } from "vitest";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import type { ColumnChange } from "../../../src/ops/column-change.js";
import { AddConstraint, DropConstraint } from "../../../src/ops/constraint.js";
import { Execute } from "../../../src/ops/data.js";
import { AlterEnum, CreateEnum, DropEnum } from "../../../src/ops/enum.js";
import type { Operation } from "../../../src/ops/operation.js";
import { CreateTable, DropTable, RenameTable, SetTableComment } from "../../../src/ops/table.js";
import { CreateIndex, DropIndex } from "../../../src/ops/table-index.js";
import type { Column } from "../../../src/schema/column.js";
import type { Constraint } from "../../../src/schema/constraint.js";
import { findTable, type Schema } from "../../../src/schema/schema.js";
import { columnOf, primaryKeyOf, type Table } from "../../../src/schema/table.js";
import type { TableIndex } from "../../../src/schema/table-index.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { currentTimestamp, raw, value } from "../../../src/sql/nodes/index.js";
import { itIf } from "../../support/target.js";
import { eachProduct, openSession, type Session } from "./session.js";

const T = { name: "t" };
const TABLES = `
  create table p (id int primary key, k int not null, unique key uq_k (k), key ix_kk (k, id));
  create table t (
    id int not null auto_increment primary key,
    name varchar(20) collate latin1_swedish_ci not null default 'it''s' comment 'the \\\\ name',
    changed datetime(3) not null default current_timestamp(3) on update current_timestamp(3) comment 'c',
    amount decimal(10,2) default (1 + 1),
    p_id int, k int, n int, m int,
    total int generated always as (n + 1) virtual,
    kept int generated always as (n + 2) stored,
    constraint uq_n_m unique (n, m),
    constraint ck_name check (name <> 'x' and n > 0),
    constraint ck_amount check (amount > 0),
    constraint fk_p foreign key (p_id) references p (id) on delete cascade,
    constraint fk_k foreign key (k) references p (k)
  ) comment = 'a table';
  create index ix_k on t (k, n);
  create index ix_desc on t (m desc);
`;

async function open(product: Parameters<typeof openSession>[0], script = TABLES): Promise<Session> {
  const session = await openSession(product);
  await session.database.script(script);
  return session;
}

/** Carries an operation out, which `apply` foretells, and takes it back; the statements that it took. */
async function thereAndBack(session: Session, operation: Operation): Promise<readonly string[]> {
  const before = await session.reflect();
  const statements = await session.run(operation);
  const foretold = await session.compare(session.dialect.adapt(operation.apply(before)));
  expect(foretold.operations.map((each) => each.describe(session.dialect.spelling))).toEqual([]);
  await backAgain(session, operation, before);
  return statements;
}

async function backAgain(session: Session, operation: Operation, before: Schema): Promise<void> {
  expect(await session.reflect()).not.toEqual(before);
  await session.run(operation.inverse()!);
  expect(await session.reflect()).toEqual(before);
}

async function tableOf(session: Session, name = "t"): Promise<Table> {
  return findTable(await session.reflect(), { name })!;
}

async function constraintOf(session: Session, name: string | undefined): Promise<Constraint> {
  return (await tableOf(session)).constraints.find((each) => each.name === name)!;
}

async function indexOf(session: Session, name: string): Promise<TableIndex> {
  return (await tableOf(session)).indexes.find((each) => each.name === name)!;
}

eachProduct("an operation and its inverse leave nothing behind", (product) => {
  it("for a table with everything in it, in one statement", async () => {
    await using session = await open(product);
    const table = await tableOf(session);
    await session.run(new DropTable(T, table));
    expect(findTable(await session.reflect(), T)).toBeNull();
    expect(await session.run(new CreateTable(table))).toHaveLength(1);
    expect(await tableOf(session)).toEqual(table);
  });

  it("for a table's name and comment", async () => {
    await using session = await open(product);
    await thereAndBack(session, new RenameTable(T, "other name"));
    await thereAndBack(session, new SetTableComment(T, "it's another \\", "a table"));
    await thereAndBack(session, new SetTableComment(T, null, "a table"));
  });

  it("for a column", async () => {
    await using session = await open(product);
    const column: Column = {
      name: "a new one",
      type: { kind: "string", length: 10 },
      nullable: false,
      default: value({ value: "it's" }),
      comment: "with \\ comment",
    };
    expect(await thereAndBack(session, new AddColumn(T, column))).toHaveLength(1);
    const computed = raw({ sql: "`n` + 5" });
    const type = { kind: "integer" } as const;
    const five: Column = {
      name: "five",
      type,
      nullable: true,
      computed: { expression: computed, stored: true },
    };
    await thereAndBack(session, new AddColumn(T, five));
  });

  it("for each facet of a column, which keeps all the others", async () => {
    await using session = await open(product);
    const changes: readonly (readonly [column: string, change: ColumnChange])[] = [
      ["name", { type: { kind: "string", length: 200 } }],
      ["name", { nullable: true }],
      ["name", { default: null }],
      ["name", { default: value({ value: "\\'" }) }],
      ["name", { comment: null }],
      ["name", { comment: "other" }],
      ["name", { collation: "utf8mb4_bin" }],
      ["changed", { onUpdate: null }],
      ["changed", { default: null }],
      ["changed", { comment: "d" }],
      ["changed", { type: { kind: "dateTime", timezone: false, precision: 6 } }],
      ["amount", { nullable: false }],
      ["amount", { default: currentTimestamp({}), type: { kind: "dateTime", timezone: true } }],
      ["id", { comment: "numbers itself" }],
      ["id", { identity: null }],
      ["id", { type: { kind: "bigInteger", mode: "bigint" } }],
      ["total", { comment: "computed" }],
      ["total", { computed: { expression: raw({ sql: "`n` + 10" }), stored: false } }],
      ["total", { computed: { expression: raw({ sql: "`n` + 1" }), stored: true } }],
      ["kept", { computed: { expression: raw({ sql: "`n` + 2" }), stored: false } }],
      ["kept", { computed: null }],
      ["m", { computed: { expression: raw({ sql: "`n` * 2" }), stored: true } }],
    ];
    await session.run(new DropConstraint(T, "uq_n_m", "unique", null));
    await session.run(new DropIndex(T, "ix_desc", null));
    await session.run(new DropConstraint(T, "ck_amount", "check", null));
    for (const [name, change] of changes) {
      const from = columnOf(await tableOf(session), name)!;
      await thereAndBack(session, new AlterColumn(T, name, change, from));
    }
  });

  it("for a change that a script makes without saying how the column was", async () => {
    await using session = await open(product);
    await session.run(new AlterColumn(T, "name", { type: { kind: "string", length: 99 } }));
    expect(columnOf(await tableOf(session), "name")).toEqual({
      name: "name",
      type: { kind: "string", length: 99 },
      nullable: false,
      default: value({ value: "it's", type: { kind: "string", length: 99 } }),
      collation: "latin1_swedish_ci",
      comment: "the \\ name",
    });
  });

  it("refuses an expression that converts, which the server has no place for", async () => {
    await using session = await open(product);
    const change: ColumnChange = { type: { kind: "integer" } };
    await expect(session.run(new AlterColumn(T, "name", change, null, sql`1`.node))).rejects.toMatchObject({
      code: "compile.unsupported",
    });
  });

  it("for a column's name, in checks too", async () => {
    await using session = await open(product);
    const before = await session.reflect();
    const operation = new RenameColumn(T, "name", "full `name`");
    await session.run(operation);
    const check = await constraintOf(session, "ck_name");
    expect(check).toMatchObject({ expression: { sql: expect.stringContaining("`full ``name```") } });
    await backAgain(session, operation, before);
  });

  it("for checks, uniques and foreign keys", async () => {
    await using session = await open(product);
    for (const name of ["ck_name", "uq_n_m", "fk_p", "fk_k"]) {
      const constraint = await constraintOf(session, name);
      await thereAndBack(session, new DropConstraint(T, name, constraint.kind, constraint));
      await session.run(new DropConstraint(T, name, constraint.kind, constraint));
      await thereAndBack(session, new AddConstraint(T, constraint));
      await session.run(new AddConstraint(T, constraint));
    }
  });

  it("for indexes, those that foreign keys stand on too", async () => {
    await using session = await open(product);
    for (const name of ["ix_k", "ix_desc"]) {
      await thereAndBack(session, new DropIndex(T, name, await indexOf(session, name)));
    }
    const index = {
      name: "ix new",
      parts: [{ column: "p_id" }, { column: "m", descending: true }],
      unique: true,
    };
    await thereAndBack(session, new CreateIndex(T, index));
  });

  itIf(product === "mysql", "expressionIndexes")("for indexes on expressions", async () => {
    await using session = await open(product);
    const expression = raw({ sql: "lower(`name`)" });
    await thereAndBack(
      session,
      new CreateIndex(T, { name: "ix_lower", parts: [{ expression }], unique: true }),
    );
  });

  it("for a primary key that changes together with the column that numbers itself", async () => {
    await using session = await open(product);
    const { columns } = await tableOf(session);
    const id = columns.find(({ name }) => name === "id")!;
    const key = (column: string) => ({ kind: "primaryKey", columns: [column] }) as const;
    const column: Column = {
      name: "nr",
      type: { kind: "bigInteger", mode: "bigint" },
      nullable: false,
      identity: { generated: "byDefault" },
    };
    const batch = new BatchAlterTable(T, [
      new DropConstraint(T, "pk_t", "primaryKey", key("id")),
      new AlterColumn(T, "id", { identity: null }, id),
      new AddColumn(T, column),
      new AddConstraint(T, key("nr")),
    ]);
    const before = await session.reflect();
    expect(await session.run(batch)).toHaveLength(1);
    const after = await tableOf(session);
    expect(primaryKeyOf(after)).toEqual(key("nr"));
    expect(after.columns.flatMap(({ name, identity }) => (identity ? name : []))).toEqual(["nr"]);
    await backAgain(session, batch, before);
  });
});

eachProduct("a plan", (product) => {
  it("lets a foreign key keep an index when the one it stands on goes", async () => {
    await using session = await open(product);
    const [drop] = await session.run(new DropIndex(T, "ix_k", null));
    expect(drop).toBe("ALTER TABLE `t` DROP INDEX `ix_k`, ADD INDEX `fk_k` (`k`)");
  });

  it("drops a foreign key with the index that it made, unless another key needs it", async () => {
    await using session = await open(product);
    const [alone] = await session.run(new DropConstraint(T, "fk_p", "foreignKey", null));
    expect(alone).toBe("ALTER TABLE `t` DROP FOREIGN KEY `fk_p`, DROP INDEX `fk_p`");
    await session.database.script(`
      alter table t add index fk_1 (p_id), add constraint fk_1 foreign key (p_id) references p (id);
      alter table t add constraint fk_2 foreign key (p_id) references p (id);
    `);
    const [shared] = await session.run(new DropConstraint(T, "fk_1", "foreignKey", null));
    expect(shared).toBe(
      "ALTER TABLE `t` DROP FOREIGN KEY `fk_1`, DROP INDEX `fk_1`, ADD INDEX `fk_2` (`p_id`)",
    );
    expect((await tableOf(session)).indexes.map(({ name }) => name)).toEqual(["ix_desc", "ix_k"]);
    const [other] = await session.run(new DropConstraint(T, "fk_k", "foreignKey", null));
    expect(other).toBe("ALTER TABLE `t` DROP FOREIGN KEY `fk_k`");
  });

  it("closes columns of foreign keys to NULL, on either side, together with what copies the table", async () => {
    await using session = await open(product);
    await session.database.script(`
      create table parent (id int primary key, code int, n int, unique key uq_code (code));
      create table child (parent_code int, n int, constraint fk foreign key (parent_code) references parent (code));
      insert into parent values (1, 7, 1);
      insert into child values (7, 1);
    `);
    const expression = raw({ sql: "`n` > 0" });
    const column = { child: "parent_code", parent: "code" } as const;
    for (const name of ["child", "parent"] as const) {
      const batch = new BatchAlterTable({ name }, [
        new AlterColumn({ name }, "n", { comment: "a number" }),
        new AddConstraint({ name }, { kind: "check", name: `ck_${name}`, expression }),
        new AlterColumn({ name }, column[name], { nullable: false }),
      ]);
      expect(await session.run(batch)).toEqual([
        `ALTER TABLE \`${name}\` MODIFY COLUMN \`${column[name]}\` INT NOT NULL`,
        `ALTER TABLE \`${name}\` MODIFY COLUMN \`n\` INT COMMENT 'a number', ADD CONSTRAINT \`ck_${name}\` CHECK (\`n\` > 0)`,
      ]);
      expect(columnOf(await tableOf(session, name), column[name])!.nullable).toBe(false);
    }
  });

  it("closes columns of foreign keys to NULL where a check or a fulltext index has the table copied", async () => {
    await using session = await open(product);
    await session.database.script(`
      create table child (
        p_id int, k int, a mediumtext, b mediumtext,
        constraint fk_child_p foreign key (p_id) references p (id),
        constraint fk_child_k foreign key (k) references p (k)
      );
      alter table child add constraint ck_a check (a <> 'x');
      insert into p values (1, 2);
      insert into child values (1, null, 'a', 'b');
    `);
    const child = { name: "child" };
    expect(await session.run(new AlterColumn(child, "p_id", { nullable: false }))).toEqual([
      "SET SESSION foreign_key_checks = 0",
      "ALTER TABLE `child` MODIFY COLUMN `p_id` INT NOT NULL",
      "SET SESSION foreign_key_checks = 1",
    ]);
    await session.database.script(`
      alter table child drop constraint ck_a;
      alter table child add fulltext ix_b (b);
    `);
    const close = new AlterColumn(child, "k", { nullable: false });
    await expect(session.run(close)).rejects.toThrow();
    await session.db.query("SET SESSION foreign_key_checks = 1");
    await session.database.script("update child set k = 2");
    await session.run(close);
    expect((await tableOf(session, "child")).columns.map(({ nullable }) => nullable)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    await expect(session.db.query("delete from p")).rejects.toThrow(/foreign key/);
  });

  it("closes a column of no foreign key to NULL in the one statement with all else", async () => {
    await using session = await open(product);
    const batch = new BatchAlterTable(T, [
      new AlterColumn(T, "m", { nullable: false }),
      new AddConstraint(T, { kind: "check", name: "ck_m", expression: raw({ sql: "`m` > 0" }) }),
    ]);
    expect(await session.run(batch)).toHaveLength(1);
  });

  it("drops a primary key of a column that numbers itself", async () => {
    await using session = await open(product);
    await session.run(new DropConstraint(T, "pk_t", "primaryKey", null));
    const table = await tableOf(session);
    expect(columnOf(table, "id")!.identity).toBeUndefined();
    expect(table.constraints.some(({ kind }) => kind === "primaryKey")).toBe(false);
  });

  it("adds a column that numbers itself to a table without a key, and then its key", async () => {
    await using session = await open(product, "create table t (a int); insert into t values (5), (6)");
    const column: Column = {
      name: "id",
      type: { kind: "integer" },
      nullable: false,
      identity: { generated: "byDefault" },
    };
    await session.run(new AddColumn(T, column));
    expect(await session.run(new AddConstraint(T, { kind: "primaryKey", columns: ["id"] }))).toEqual([]);
    expect(await session.database.query("select * from t")).toEqual([
      { a: 5, id: 1 },
      { a: 6, id: 2 },
    ]);
  });

  it("drops a column with the checks that stand on it alone", async () => {
    await using session = await open(product, "create table t (a int, b int, constraint ck_a check (a > 0))");
    await session.run(new DropColumn(T, "a", null));
    expect((await tableOf(session)).constraints).toEqual([]);
  });

  it("keeps what a column has that the schema has no words for", async () => {
    const check = product === "mariadb" ? "check (a > 0)" : "";
    await using session = await open(product, `create table t (b int, a int invisible ${check}, j json)`);
    await session.run(new AlterColumn(T, "a", { comment: "c" }));
    await session.run(new AlterColumn(T, "j", { comment: "c" }));
    const [row] = await session.database.query("show create table t");
    expect(row!["Create Table"]).toMatch(/`a` \w+(\(\d+\))? (DEFAULT NULL )?(\/\*!80023 )?INVISIBLE/);
    if (check !== "") expect(row!["Create Table"]).toContain("CHECK (`a` > 0)");
    expect(columnOf(await tableOf(session), "j")!.type).toEqual({ kind: "json" });
  });

  it("does without an index that is or is not there where the script says so", async () => {
    await using session = await open(product, "create table t (a int, key ix (a))");
    const index = { name: "ix", parts: [{ column: "a" }], unique: false };
    await session.run(new CreateIndex(T, index, true));
    expect(await session.run(new DropIndex(T, "none", null, true))).toEqual([]);
    await session.run(new DropIndex(T, "ix", null, true));
    expect((await tableOf(session)).indexes).toEqual([]);
  });

  it("binds the parameters of a statement", async () => {
    await using session = await open(product, "create table t (a varchar(50))");
    await session.run(new Execute(sql`insert into t values (${"it's ? \\ 😀"})`.node));
    expect(await session.database.query("select a from t")).toEqual([{ a: "it's ? \\ 😀" }]);
  });

  it("has nothing to do for enum types, which live inside their columns", async () => {
    await using session = await openSession(product);
    const type = { name: "e", values: ["a"] };
    const operations = [
      new CreateEnum(type),
      new AlterEnum(type, ["a"], ["a", "b"]),
      new DropEnum(type, type),
    ];
    for (const operation of operations) expect(await session.run(operation)).toEqual([]);
  });

  it("names the column that is not there", async () => {
    await using session = await open(product);
    await expect(session.run(new AlterColumn(T, "nam", { nullable: true }))).rejects.toMatchObject({
      code: "schema.no-such-column",
      hint: "Did you mean name?",
    });
  });
});

eachProduct("a plan without a connection", (product) => {
  const nobody = { table: async () => null, query: async () => null };

  it("restates a column as the script says it is", async () => {
    await using session = await openSession(product);
    const from: Column = { name: "a", type: { kind: "integer" }, nullable: true, comment: "c" };
    const plan = await session.dialect.plan(new AlterColumn(T, "a", { nullable: false }, from), nobody);
    expect(plan).toEqual([{ sql: "ALTER TABLE `t` MODIFY COLUMN `a` INT NOT NULL COMMENT 'c'" }]);
    await expect(
      session.dialect.plan(new AlterColumn(T, "a", { nullable: false }), nobody),
    ).rejects.toMatchObject({
      code: "compile.bad-parameters",
      hint: "Pass `existing` with the column as it is, or run against a database.",
    });
  });
});

eachProduct("a foreign key with the name of an index in descending order", (product) => {
  const key: Constraint = {
    kind: "foreignKey",
    name: "fk",
    columns: ["a"],
    references: { name: "p", columns: ["id"] },
  };
  const down = { name: "fk", parts: [{ column: "a", descending: true }], unique: false };
  const written = async (session: Session) =>
    String((await session.database.query("show create table t"))[0]!["Create Table"]);

  it("comes beside that index and goes from beside it", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table p (id int primary key);
      create table t (id int primary key, a int, key fk (a desc));`);
    const before = await written(session);
    const operation = new AddConstraint(T, key);
    await session.run(operation);
    expect(await written(session)).toBe(
      before.replace(/(KEY `fk` .*)/, "$1,\n  CONSTRAINT `fk` FOREIGN KEY (`a`) REFERENCES `p` (`id`)"),
    );
    await session.run(operation.inverse()!);
    expect(await written(session)).toBe(before);
  });

  it("comes with that index in one batch, and both go", async () => {
    await using session = await openSession(product);
    await session.database.script(
      "create table p (id int primary key); create table t (id int primary key, a int)",
    );
    const before = await written(session);
    const batch = new BatchAlterTable(T, [new CreateIndex(T, down), new AddConstraint(T, key)]);
    await session.run(batch);
    expect(await written(session)).toContain("KEY `fk` (`a` DESC)");
    expect(await written(session)).toContain("CONSTRAINT `fk`");
    await session.run(batch.inverse()!);
    expect(await written(session)).toBe(before);
  });
});
