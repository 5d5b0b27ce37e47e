import { expect, it } from "vitest";
import { mysqlTable, set } from "../../src/dialects/mysql/vocabulary.js";
import {
  domain,
  inherits,
  partitionBy as partitionByOf,
  replicaIdentity,
  storageParameters,
  tablespace,
} from "../../src/dialects/postgresql/vocabulary.js";
import {
  createEngine,
  integer,
  MetaData,
  namespace,
  policy,
  sequence,
  sql,
  sqlFunction,
  table,
  tableOptions,
  text,
  trigger,
  view,
} from "../../src/index.js";
import { writeRun } from "../../src/migrate/offline.js";
import { pullModels } from "../../src/pull/pull-models.js";
import { clientOf } from "../support/client.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { NAMES, VALUES } from "../support/models/hostile.js";
import { loadModels } from "../support/models/pulled.js";
import { eachTarget, itIf, type Target } from "../support/target.js";

/** Long names would be cut with what is put before them. */
const SHORT = NAMES.filter((name) => name.length < 40);

/** Schemas, sequences and domains that are called as NAMES say, and tables that use them. */
function objectsCalled(names: readonly string[]): MetaData {
  const metadata = new MetaData();
  for (const [i, name] of names.entries()) {
    const schema = `in ${name}`;
    namespace(schema, metadata, { comment: VALUES[i] ?? name });
    sequence(name, metadata, { start: 5, comment: VALUES[i] ?? name });
    sequence(`of ${name}`, metadata, { schema });
    const word = domain(`as ${name}`, metadata, text(), {
      default: name,
      checks: { [`ck ${name}`]: sql`value <> ${VALUES[i] ?? name}` },
      comment: VALUES[i] ?? name,
    });
    table({ name, schema }, metadata, { id: integer().primaryKey(), word: word() }, () => [
      storageParameters({ fillfactor: 70 }),
    ]);
  }
  return metadata;
}

/** A table with views, functions and triggers that are called as NAMES say. */
function entitiesCalled(names: readonly string[], target: Target): MetaData {
  const metadata = new MetaData();
  const rows = table("things", metadata, { id: integer().primaryKey(), note: text() });
  const isPostgres = target === "postgresql";
  for (const name of names) {
    view(`v ${name}`, metadata, sql`select id from things where note <> ${name}`);
    if (target === "sqlite") {
      trigger(`t ${name}`, metadata, rows, "after insert", sql`begin select ${name}; end`);
    }
    if (!isPostgres) continue;
    const body = sql`returns text language sql as ${`select '${name.replaceAll("'", "''")}'::text`}`;
    sqlFunction(`f ${name}`, metadata, "", body);
    policy(`p ${name}`, metadata, rows, sql`using (note <> ${name})`);
  }
  return metadata;
}

async function migrate(h: History, id: string, metadata: MetaData): Promise<void> {
  await h.autogenerate(id, metadata);
  await h.migrator().upgrade("head");
  expect(wordsOf(await h.difference(metadata))).toEqual([]);
}

/** Runs the history as a script of the native client in another database, which then is as the models say. */
async function runElsewhere(
  h: History,
  metadata: MetaData,
  target: Target,
  other: TestDatabase,
): Promise<void> {
  const { sql: script } = await writeRun(await h.migrator().offline(), "up", "head");
  await (await clientOf(target)).run(other, script);
  await using there = new History(other);
  expect(wordsOf(await there.difference(metadata))).toEqual([]);
}

eachTarget("objects with names that are hard to write", (target) => {
  itIf(target === "postgresql", "schemas, sequences and domains")(
    "are made, pulled, written as a script, and dropped",
    async () => {
      const [live, other] = await Promise.all([freshDatabase(target, "on"), freshDatabase(target, "off")]);
      await using h = new History(live);
      const metadata = objectsCalled(SHORT);
      await migrate(h, "a1", metadata);
      await runElsewhere(h, metadata, target, other);
      await using engine = createEngine(live.url);
      const { files, left } = await pullModels(engine, {
        split: true,
        schemas: ["", ...SHORT.map((name) => `in ${name}`)],
        exclude: [{ name: "migr_version" }],
      });
      expect(left).toEqual([]);
      expect(wordsOf(await h.difference(await loadModels(files)))).toEqual([]);
      await h.migrator().downgrade("base");
      expect(await h.reflect()).toMatchObject({ tables: [], sequences: [], domains: [] });
    },
  );

  it("are views, functions, triggers and policies, too", async () => {
    const [live, other] = await Promise.all([freshDatabase(target, "on"), freshDatabase(target, "off")]);
    await using h = new History(live);
    const metadata = entitiesCalled(SHORT, target);
    await migrate(h, "a1", metadata);
    await runElsewhere(h, metadata, target, other);
    await using engine = createEngine(live.url);
    const { files, left } = await pullModels(engine, { split: false, exclude: [{ name: "migr_version" }] });
    expect(left).toEqual([]);
    expect(wordsOf(await h.difference(await loadModels(files)))).toEqual([]);
    await h.migrator().downgrade("base");
    expect((await h.reflect()).tables).toEqual([]);
    expect((await h.reflect()).unsupported).toEqual([]);
  });
});

const BREAK_OUT = "DROP TABLE victims; --";

eachTarget("options and arguments of types", (target) => {
  it("cannot end the statement that they are part of", async () => {
    const database = await freshDatabase(target);
    await database.script("CREATE TABLE victims (id INTEGER PRIMARY KEY);");
    const given = {
      postgresql: [
        storageParameters({ [`fillfactor = 70); ${BREAK_OUT}`]: 1 }),
        storageParameters({ fillfactor: `70); ${BREAK_OUT}` }),
        tablespace(BREAK_OUT),
        replicaIdentity(`full; ${BREAK_OUT}` as "full"),
        inherits(BREAK_OUT),
        tableOptions({ postgresql: { using: BREAK_OUT } }),
        partitionByOf("range", `id); ${BREAK_OUT}`),
        tableOptions({
          postgresql: { partitionBy: "LIST (id)", partitions: [`one FOR VALUES IN (1); ${BREAK_OUT}`] },
        }),
        tableOptions({ postgresql: { partitionBy: "LIST (id)", partitions: [`one DEFAULT; ${BREAK_OUT}`] } }),
        ...[`DEFAULT ${BREAK_OUT}`, `DEFAULT TABLESPACE a b; ${BREAK_OUT}`].map((bound) =>
          tableOptions({ postgresql: { partitionBy: "LIST (id)", partitions: [`one ${bound}`] } }),
        ),
        ...[
          `COMMENT 'a'; ${BREAK_OUT}`,
          `CONSTRAINT c CHECK (id > 0); ${BREAK_OUT}`,
          `INDEX i (id); ${BREAK_OUT}`,
        ].map((part) =>
          tableOptions({
            postgresql: { partitionBy: "LIST (id)", partitions: ["one DEFAULT", `one ${part}`] },
          }),
        ),
      ],
      mysql: ["engine", "charset", "collate", "rowFormat", "compression", "maxRows", "checksum"].map((name) =>
        mysqlTable({ [name]: `1; ${BREAK_OUT}` }),
      ),
      mariadb: ["engine", "charset", "collate", "rowFormat", "encrypted", "maxRows", "checksum"].map((name) =>
        mysqlTable({ [name]: `1; ${BREAK_OUT}` }),
      ),
      sqlite: [tableOptions({ sqlite: { strict: BREAK_OUT } })],
    }[target];
    const columns = {
      postgresql: ["storage", "compression", "statistics"].map((name) => ({
        postgresql: { [name]: BREAK_OUT },
      })),
      mysql: ["charset", "collate"].map((name) => ({ mysql: { [name]: BREAK_OUT } })),
      mariadb: [{ mysql: { charset: BREAK_OUT } }],
      sqlite: [{ sqlite: { onConflictNotNull: BREAK_OUT } }],
    }[target];
    const tries = [
      ...given.map((item) => ({ note: text(), items: [item] })),
      ...columns.map((options) => ({ note: text().options(options), items: [] })),
    ];
    for (const [i, { note, items }] of tries.entries()) {
      await using h = new History(database);
      const metadata = new MetaData();
      table("victims", metadata, { id: integer().primaryKey() });
      table("things", metadata, { id: integer().primaryKey(), note }, () => items);
      const made = h.autogenerate("a1", metadata).then(() => h.migrator().upgrade("head"));
      await expect(made, `option ${i}`).rejects.toMatchObject({
        code: expect.stringMatching(/^(compile|db)\./),
      });
      expect((await h.reflect()).tables.map(({ name }) => name)).toContain("victims");
      if (target === "mysql" || target === "mariadb") await database.script("DROP TABLE IF EXISTS things;");
    }
  });

  itIf(target === "mysql" || target === "mariadb", "SET")("are texts, whatever they hold", async () => {
    await using h = new History(await freshDatabase(target));
    const metadata = new MetaData();
    const words = VALUES.filter(
      (value) => value.trim() !== "" && value.trim() === value && !value.includes(","),
    );
    table("things", metadata, { id: integer().primaryKey(), some: set(...(words as [string, ...string[]])) });
    await migrate(h, "a1", metadata);
  });
});
