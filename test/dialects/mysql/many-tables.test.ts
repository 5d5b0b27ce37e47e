import { expect, it } from "vitest";
import { createEngine } from "../../../src/engine/engine.js";
import { check, foreignKey, index, tableComment } from "../../../src/index.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import {
  boolean,
  dateTime,
  enumOf,
  integer,
  json,
  numeric,
  string,
  text,
} from "../../../src/schema/define/column-type.js";
import { MetaData, schemaOf, table } from "../../../src/schema/define/metadata.js";
import type { Schema } from "../../../src/schema/schema.js";
import { func } from "../../../src/sql/build/func.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { loadModels } from "../../support/models/pulled.js";
import { eachProduct, openSession, type Session } from "./session.js";

const LIMIT = { length: 64, unit: "characters" } as const;
const MANY = 300;

/** Tables each of which leads to others before it, to itself, or, every tenth, to one that comes after it. */
function tablesOf(count: number): MetaData {
  const metadata = new MetaData();
  const name = (i: number) => `table_${String(i).padStart(3, "0")}`;
  for (let i = 0; i < count; i++) {
    table(
      name(i),
      metadata,
      {
        id: integer().primaryKey(),
        code: string(20).unique(),
        state: enumOf("new", "open", "closed").serverDefault("new"),
        total: numeric(10, 2).serverDefault("0.00"),
        twice: numeric(12, 2)
          .nullable()
          .computed(sql`total * 2`, { stored: i % 2 === 0 }),
        note: text().nullable().comment(`the note of ${i}`),
        meta: json().nullable(),
        active: boolean().serverDefault(true),
        made: dateTime().serverDefault(func.now()),
        parent_id: integer().nullable(),
        other_code: string(20).nullable(),
      },
      (c) => [
        foreignKey(null, [c.parent_id], [`${name(i >> 1)}.id`], { onDelete: "cascade" }),
        foreignKey(null, [c.other_code], [`${name(i % 10 === 0 ? (i + 1) % count : i >> 2)}.code`]),
        check(`ck_total_${i}`, sql`total >= 0`),
        index(`ix_state_${i}`, c.state, c.made.desc()),
        tableComment(`table ${i}`),
      ],
    );
  }
  return metadata;
}

async function make(session: Session, schema: Schema): Promise<void> {
  for (const operation of (await session.compare(schema)).operations) await session.run(operation);
}

/** How many statements reflecting takes, and comparing with what is there. */
async function statementsOf(session: Session, schema: Schema): Promise<readonly number[]> {
  session.sent.length = 0;
  await session.reflect();
  const reflecting = session.sent.length;
  const { operations, problems } = await session.compare(schema);
  expect([...operations, ...problems]).toEqual([]);
  return [reflecting, session.sent.length - reflecting];
}

eachProduct(`${MANY} tables`, (product) => {
  it("are made, read in as many statements as three, pulled, and made again elsewhere", async () => {
    await using few = await openSession(product);
    const three = tablesOf(3).toSchema(LIMIT);
    await make(few, three);
    const counts = await statementsOf(few, three);
    expect(counts[0]).toBeLessThanOrEqual(8);
    expect(counts[1]).toBe(counts[0]);
    await using session = await openSession(product);
    const schema = tablesOf(MANY).toSchema(LIMIT);
    await make(session, schema);
    expect(await statementsOf(session, schema)).toEqual(counts);
    await using engine = createEngine(session.database.url);
    const { files, left } = await pullModels(engine, { split: true });
    expect(left).toEqual([]);
    const pulled = schemaOf([await loadModels(files)], LIMIT);
    expect(await statementsOf(session, pulled)).toEqual(counts);
    await using second = await openSession(product);
    await make(second, pulled);
    const { defaultSchema: _, ...made } = await second.reflect();
    const { defaultSchema: __, ...wanted } = await session.reflect();
    expect(made).toEqual(wanted);
  }, 300_000);
});
