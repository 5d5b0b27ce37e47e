import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackDebian } from "./debian.js";
import {
  dockerSource,
  type Family,
  familyProgram,
  findBinary,
  isAtLeast,
  probeFamily,
} from "./mysql-family.js";
import { output } from "./run.js";
import type { ServerKind, Source } from "./server.js";

const family: Family = {
  target: "mariadb",
  accepts: (version) => version.includes("MariaDB") && isAtLeast(version, 10, 11),
  options: ["--innodb-log-file-size=32M", "--loose-innodb-stats-persistent=OFF", "--secure-file-priv="],
};

/** The SQL files that `mariadb-install-db` gives to a new server, in its order. */
const SYSTEM_SQL = [
  "mariadb_system_tables.sql",
  "mariadb_performance_tables.sql",
  "mariadb_system_tables_data.sql",
  "mariadb_sys_schema.sql",
];

/** MariaDB, 10.11 or newer. */
export const mariadb: ServerKind = {
  target: "mariadb",
  title: "MariaDB 10.11 or newer",
  urlVariable: "MIGR_TEST_MARIADB_URL",
  sources: [
    { name: "PATH", find: findOnPath },
    dockerSource(family, "mariadb:11.8"),
    { name: "Debian packages", find: findInDebian },
  ],
  probe: (url) => probeFamily(family, url),
};

async function findOnPath(): ReturnType<Source["find"]> {
  const path = findBinary("mariadbd", "mysqld");
  const install = findBinary("mariadb-install-db", "mysql_install_db");
  if (path === null) return "there is no mariadbd";
  if (install === null) return "there is no mariadb-install-db";
  return familyProgram(family, {
    origin: "the PATH",
    start: [path],
    options: [],
    async initialise(folder, common) {
      const access = ["--auth-root-authentication-method=normal", "--skip-test-db"];
      await output(install, [...common, `--datadir=${folder}`, ...access]);
    },
  });
}

async function findInDebian(): ReturnType<Source["find"]> {
  const unpacked = await unpackDebian("mariadb", "mariadb-server-core", "trixie");
  if (typeof unpacked === "string") return unpacked;
  const share = join(unpacked.root, "usr", "share", "mariadb");
  const start = [...unpacked.loader, join(unpacked.root, "usr", "sbin", "mariadbd")];
  return familyProgram(family, {
    origin: "Debian packages",
    start,
    options: [
      `--basedir=${join(unpacked.root, "usr")}`,
      `--lc-messages-dir=${share}`,
      `--character-sets-dir=${join(share, "charsets")}`,
    ],
    async initialise(folder, common) {
      // The installing script would look for its tools in the folders of the system.
      await mkdir(join(folder, "mysql"), { recursive: true });
      const files = await Promise.all(SYSTEM_SQL.map((name) => readFile(join(share, name), "utf8")));
      const begin = "create database if not exists mysql;\nuse mysql;\n";
      const settings = "set @auth_root_socket = null;\nset @skip_auth_anonymous = 1;\n";
      const [file, ...leading] = start as [string, ...string[]];
      const args = [...leading, ...common, `--datadir=${folder}`, "--bootstrap", "--skip-networking"];
      await output(file, args, {}, begin + settings + files.join(""));
    },
  });
}
