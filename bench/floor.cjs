// What a command cannot do without, done with the driver alone:
//   node floor.cjs current URL          connect, ask for the version once, print it
//   node floor.cjs pending URL FOLDER   the same, and read which revisions there are
//   node floor.cjs apply URL COUNT      create COUNT tables, each with its version in one transaction
"use strict";
const { closeSync, openSync, readdirSync, readSync } = require("node:fs");
const { join } = require("node:path");

const READ = "SELECT version_num FROM migr_version";

const tableSql = (i) => {
  const name = `t${String(i).padStart(4, "0")}`;
  return `CREATE TABLE ${name} (id integer NOT NULL, name varchar(50) NOT NULL, CONSTRAINT ${name}_pkey PRIMARY KEY (id))`;
};
const versionSql = (i) =>
  i === 1
    ? "INSERT INTO migr_version (version_num) VALUES ('r0001')"
    : `UPDATE migr_version SET version_num = 'r${String(i).padStart(4, "0")}' WHERE version_num = 'r${String(i - 1).padStart(4, "0")}'`;
const VERSION_TABLE = "CREATE TABLE migr_version (version_num varchar(32) NOT NULL PRIMARY KEY)";

/** The first bytes of each file, as far as its place in the history is told there. */
function readHistory(folder) {
  const buffer = Buffer.allocUnsafe(400);
  const revisions = new Map();
  for (const name of readdirSync(folder)) {
    const file = openSync(join(folder, name), "r");
    const text = buffer.toString("utf8", 0, readSync(file, buffer, 0, 400, 0));
    closeSync(file);
    const id = /export const revision = "([^"]*)"/.exec(text)[1];
    revisions.set(id, /export const downRevision = (?:null|"([^"]*)")/.exec(text)[1]);
  }
  return revisions;
}

const drivers = {
  async sqlite(url) {
    const database = new (require("better-sqlite3"))(url.replace("sqlite://", "").replace("//", "/"));
    return {
      query: (sql) => database.prepare(sql).all(),
      transaction(statements) {
        database.exec("BEGIN");
        for (const sql of statements) database.exec(sql);
        database.exec("COMMIT");
      },
      run: (sql) => database.exec(sql),
      close: () => database.close(),
    };
  },
  async postgresql(url) {
    const client = new (require("pg").Client)({ connectionString: url });
    await client.connect();
    return {
      query: async (sql) => (await client.query(sql)).rows,
      transaction: async (statements) => {
        for (const sql of ["BEGIN", ...statements, "COMMIT"]) await client.query(sql);
      },
      run: (sql) => client.query(sql),
      close: () => client.end(),
    };
  },
  async mysql(url) {
    const connection = require("mysql2").createConnection(url.replace(/^mariadb/, "mysql"));
    const query = (sql) =>
      new Promise((resolve, reject) => {
        connection.query(sql, (error, rows) => (error ? reject(error) : resolve(rows)));
      });
    return { query, close: () => connection.end() };
  },
};
drivers.mariadb = drivers.mysql;

async function main(work, url, argument) {
  const session = await drivers[url.split(":", 1)[0]](url);
  if (work === "apply") {
    await session.run(VERSION_TABLE);
    for (let i = 1; i <= Number(argument); i++) await session.transaction([versionSql(i), tableSql(i)]);
  } else {
    const rows = await session.query(READ);
    if (work === "pending") readHistory(argument);
    console.log(rows.map((row) => row.version_num).join());
  }
  await session.close();
}

main(...process.argv.slice(2));
