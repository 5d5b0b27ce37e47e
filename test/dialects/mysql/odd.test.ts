import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createEngine } from "../../../src/engine/engine.js";
import { AlterColumn } from "../../../src/ops/column.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { loadModels } from "../../support/models/pulled.js";
import { eachProduct, openSession, type Product, type Session } from "./session.js";

function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/mysql/${name}.sql`, import.meta.url), "utf8");
}

/** Tables at the limits of the server: words of a SET, columns of a table, letters of comments. */
function limits(): string {
  const words = Array.from({ length: 64 }, (_, i) => `'w${i}'`).join();
  const columns = Array.from({ length: 999 }, (_, i) => `c${i} int default ${i}`).join();
  const text = (length: number) => "é".repeat(length);
  return `create table set64 (id int primary key, s set(${words}) default 'w0,w63');
    create table wide (id int primary key, ${columns});
    create table commented (id int primary key comment '${text(1024)}', n int, key ix (n) comment '${text(1024)}')
      comment '${text(2048)}';`;
}

async function open(product: Product): Promise<Session> {
  const session = await openSession(product);
  const sql = [fixture("odd"), fixture(`odd-${product}`), limits()].join("\n");
  await session.database.script(`set sql_mode = ''; ${sql}`);
  return session;
}

/** The lines of a table as the server writes it, in order, without what it writes or not for the same thing. */
async function lines({ database }: Session, table: string): Promise<readonly string[]> {
  const [row] = await database.query(`show create table \`${table}\``);
  return String(row!["Create Table"])
    .replace(/ AUTO_INCREMENT=\d+/, "")
    .replaceAll(database.name, "own")
    .replace(/ USING BTREE| CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci\b|_utf8mb[34](?=')/g, "")
    .split("\n")
    .map((line) => line.replace(/,$/, ""))
    .sort();
}

eachProduct("a schema of odd things", (product) => {
  it("is pulled into models that say all of it, and make it in another database", async () => {
    await using session = await open(product);
    await using engine = createEngine(session.database.url);
    const { files, left } = await pullModels(engine, { split: false });
    expect(left).toEqual([]);
    const models = (await loadModels(files)).toSchema({ length: 64, unit: "characters" });
    expect(await session.compare(models)).toMatchObject({ operations: [], problems: [] });
    await using other = await openSession(product);
    for (const operation of (await other.compare(models)).operations) await other.run(operation);
    expect(await other.compare(models)).toMatchObject({ operations: [], problems: [] });
    for (const { name } of (await session.reflect()).tables) {
      expect(await lines(other, name)).toEqual(await lines(session, name));
    }
  });

  it("keeps all that a column is where one thing of it changes", async () => {
    await using session = await open(product);
    const bare = (line: string) => line.replace(/ COMMENT '(?:[^']|'')*'/, "").trimEnd();
    for (const table of (await session.reflect()).tables.filter(({ name }) => name !== "wide")) {
      for (const { name } of table.columns) {
        const before = (await lines(session, table.name)).map(bare);
        await session.run(new AlterColumn(table, name, { comment: "new" }));
        expect((await lines(session, table.name)).map(bare).sort()).toEqual([...before].sort());
      }
    }
  }, 60_000);
});
