import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { variantOf } from "../../../src/dialects/mysql/variant.js";
import type { Operation } from "../../../src/ops/operation.js";
import type { Schema } from "../../../src/schema/schema.js";
import { eachProduct, openSession, type Product, type Session } from "./session.js";

function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/mysql/${name}.sql`, import.meta.url), "utf8");
}

async function loaded(product: Product): Promise<Session> {
  const session = await openSession(product);
  const { vectorType } = variantOf(session.db.serverVersion);
  const own = vectorType
    ? fixture(product)
    : fixture(product).replace(/^.*\bvector\b.*$| as int unsigned\b/gim, "");
  await session.database.script(`${fixture("both")}\n${own}`);
  return session;
}

async function runAll(session: Session, operations: readonly Operation[]): Promise<void> {
  for (const operation of operations) await session.run(operation);
}

/** What a schema holds, without what it only tells of. */
function held({ unsupported: _, defaultSchema: __, ...schema }: Schema) {
  return schema;
}

/** Tables as the server writes them, indexes and keys in order of their text. */
async function written(
  session: Session,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const { db, dialect } = session;
  await db.query("SET sql_mode = ''");
  const tables: Record<string, string> = {};
  for (const name of names) {
    const { rows } = await db.query(`SHOW CREATE TABLE ${dialect.spelling.quote(name)}`);
    const text = String(rows[0]![1]).replace(/ AUTO_INCREMENT=\d+/, "");
    const lines = (/ENGINE=InnoDB/.test(text) ? text.replace(/ USING (?:BTREE|HASH)\b/g, "") : text)
      .replaceAll(session.database.name, "own")
      .replace(/`page_compress\w+`/gi, (word) => word.toLowerCase())
      .split("\n")
      .map((line) => line.replace(/,$/, ""));
    const isPart = (line: string) => /^ {2}(?:\w+ )?(?:KEY|CONSTRAINT) /.test(line);
    tables[name] = [...lines.filter((line) => !isPart(line)), ...lines.filter(isPart).sort()].join("\n");
  }
  return tables;
}

eachProduct("a schema of everything", (product) => {
  it("is as its own models say, and is built in an empty database from them, taken down, and built again", async () => {
    await using from = await loaded(product);
    await using to = await openSession(product);
    const schema = await from.reflect();
    const itself = await from.compare(schema);
    expect(itself.operations).toEqual([]);
    expect(itself.problems).toEqual([]);
    const { vectorType } = variantOf(from.db.serverVersion);
    const expectedlyTold = [...TOLD.both, ...TOLD[product]].filter(
      (each) => vectorType || !each.startsWith("vector"),
    );
    const told = schema.unsupported.map(({ what, name }) => `${what} ${name}`);
    expect(told.sort()).toEqual(expectedlyTold.sort());
    const { operations, downgrade } = await to.compare(schema);
    const partial = new Set(schema.unsupported.flatMap(({ table }) => table?.name ?? []));
    const whole = schema.tables.flatMap(({ name }) => (partial.has(name) || UNREAD.has(name) ? [] : name));
    const expected = await written(from, whole);
    for (let round = 0; round < 2; round++) {
      await runAll(to, operations);
      const built = await to.reflect();
      expect(held(built)).toEqual(held(schema));
      expect((await to.compare(schema)).operations).toEqual([]);
      expect(await written(to, whole)).toEqual(expected);
      await runAll(to, downgrade);
      expect(held(await to.reflect()).tables).toEqual([]);
    }
  });
});

/** Tables with what the catalogue does not tell. */
const UNREAD: ReadonlySet<string> = new Set(["ft_ngram"]);

/** What is only told of. */
const TOLD = {
  both: [
    "event ev_a",
    "function func_a",
    "procedure proc_a",
    "trigger trg au",
    "trigger trg_bi",
    "view v_join",
    "view v_simple",
  ],
  mysql: [],
  mariadb: [
    "key WITHOUT OVERLAPS app_period.id",
    "period app_period.p",
    "period app_period2.per",
    "system-versioned table part_sys",
    "system-versioned table versioned2",
    "vector index vec.vk",
    "vector index vec2.vk",
  ],
} as const;
