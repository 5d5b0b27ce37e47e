// Rows 4 to 7, in a process of their own: node in-process.js '{ "url": …, "tables": …, "rounds": … }'
import Sqlite from "better-sqlite3";
import mysql from "mysql2";
import pg from "pg";
import type { DriverConnection } from "../src/dialect/driver.js";
import { createEngine, listen } from "../src/engine/index.js";
import { foreignKey, index, integer, MetaData, numeric, string, table, text, unique } from "../src/index.js";
import { findDifference, Migrator } from "../src/migrate/index.js";
import { compare, sampleWork } from "./measure.js";

/** A statement that reflection sent, for the floor to send again. */
interface Sent {
  readonly sql: string;
  readonly params: readonly unknown[];
}

const TABLES = `s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL %' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

/** What reads the same facts of SQLite the ordinary way: migr's one statement gives JSON, which is work of its own. */
const SQLITE_CATALOG: readonly Sent[] = [
  "SELECT type, name, tbl_name AS tbl, sql FROM sqlite_schema",
  `SELECT s.name AS tbl, x.* FROM sqlite_schema AS s JOIN pragma_table_xinfo(s.name) AS x WHERE ${TABLES}`,
  `SELECT s.name AS tbl, f.* FROM sqlite_schema AS s JOIN pragma_foreign_key_list(s.name) AS f WHERE ${TABLES}`,
  `SELECT s.name AS tbl, l.name AS "index", l."unique", l.partial, x.* FROM sqlite_schema AS s
    JOIN pragma_index_list(s.name) AS l JOIN pragma_index_xinfo(l.name) AS x WHERE ${TABLES} AND x.key`,
].map((sql) => ({ sql, params: [] }));

/** The bare driver: rows of statements, in as few requests as it can. */
interface Bare {
  all(statements: readonly Sent[]): Promise<readonly (readonly object[])[]>;
  close(): unknown;
}

const { url, tables, rounds } = JSON.parse(process.argv[2]!) as {
  readonly url: string;
  readonly tables: number;
  readonly rounds: number;
};

/** Tables of ten columns, three indexes of which one is unique, and a key to the table before. */
function models(): MetaData {
  const metadata = new MetaData();
  for (let i = 1; i <= tables; i++) {
    const name = `t${String(i).padStart(4, "0")}`;
    table(
      name,
      metadata,
      {
        id: integer().primaryKey(),
        email: string(120),
        name: string(80),
        status: string(20).serverDefault("new"),
        score: integer().serverDefault(0),
        price: numeric(10, 2).nullable(),
        note: text().nullable(),
        city: string(60).nullable(),
        rank: integer().nullable(),
        parentId: integer().nullable(),
      },
      (c) => [
        unique(null, c.email),
        index(`ix_${name}_status`, c.status),
        index(`ix_${name}_city_rank`, c.city, c.rank),
        ...(i > 1 ? [foreignKey(null, [c.parentId], [`t${String(i - 1).padStart(4, "0")}.id`])] : []),
      ],
    );
  }
  return metadata;
}

async function openBare(): Promise<Bare> {
  if (url.startsWith("sqlite:")) {
    const database = new Sqlite(url.replace("sqlite:///", ""));
    return {
      all: async (statements) => statements.map(({ sql }) => database.prepare(sql).all() as object[]),
      close: () => database.close(),
    };
  }
  if (url.startsWith("postgresql:")) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return {
      all: async (statements) => {
        const results = await client.query(statements.map(({ sql }) => sql).join(";\n"));
        return (results as unknown as readonly pg.QueryResult[]).map(({ rows }) => rows);
      },
      close: () => client.end(),
    };
  }
  const connection = mysql.createConnection(url.replace(/^mariadb/, "mysql")).promise();
  return {
    all: async (statements) => {
      const results: (readonly object[])[] = [];
      for (const { sql, params } of statements) {
        results.push((await connection.query(sql, [...params]))[0] as object[]);
      }
      return results;
    },
    close: () => connection.end(),
  };
}

/** The rows of each statement by the table they belong to: their first column, or their first two. */
function groupRows(results: readonly (readonly object[])[]): number {
  const groups = new Map<string, object[]>();
  results.forEach((rows, statement) => {
    for (const row of rows) {
      const { tableOid, oid, db, tbl, table: owner, name } = row as Record<string, unknown>;
      const key = `${statement} ${db ?? ""} ${tableOid ?? oid ?? tbl ?? owner ?? name}`;
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
  });
  return groups.size;
}

const metadata = models();
const engine = createEngine(url, { poolSize: 1, maxOverflow: 0 });
const sent: Sent[] = [];
listen(engine, "connect", ({ driver }: { readonly driver: DriverConnection }) => {
  const query = driver.query.bind(driver);
  const batch = driver.batch.bind(driver);
  let inBatch = false;
  driver.query = (sql, params = []) => {
    // Where the driver takes one statement at a time, a batch is as many queries.
    if (!inBatch) sent.push({ sql, params });
    return query(sql, params);
  };
  driver.batch = (statements) => {
    sent.push(...statements.map((sql) => ({ sql, params: [] })));
    inBatch = true;
    return batch(statements).finally(() => {
      inBatch = false;
    });
  };
});
const migrator = new Migrator(engine, {
  versionTable: { name: "migr_version" },
  versionLocations: [],
  recursive: false,
  transaction: "each",
  lockTimeoutMs: null,
  x: {},
  loadScript: async () => ({}),
  metadata: async () => [metadata],
});

const { statements } = await findDifference(migrator, { sql: true });
await engine.begin(async (connection) => {
  for (const { sql, params } of statements) await connection.exec(sql, params);
});
const request = { exclude: [migrator.settings.versionTable] };
const reflect = () =>
  engine.connect((connection) =>
    connection.withDriver((driver) => connection.dialect.reflect(driver, request)),
  );
sent.length = 0;
await reflect();
const catalog = [...sent];
sent.length = 0;
const { operations } = await findDifference(migrator);
const compares = sent.length;
if (operations.length > 0) throw new Error("The models differ from what was created from them.");

const bare = await openBare();
const floor = url.startsWith("sqlite:") ? SQLITE_CATALOG : catalog;
const reflection = await compare(
  () => sampleWork(async () => groupRows(await bare.all(floor))),
  () => sampleWork(reflect),
  rounds,
);
const difference = await compare(
  () => sampleWork(reflect),
  () => sampleWork(() => findDifference(migrator)),
  rounds,
);
await bare.close();
await engine.dispose();
console.log(JSON.stringify({ reflection, difference, reflects: catalog.length, compares }));
