import { join } from "node:path";
import { unpackDebian } from "./debian.js";
import {
  type Binary,
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
  target: "mysql",
  accepts: (version) => !version.includes("MariaDB") && isAtLeast(version, 8, 0),
  options: [
    "--loose-mysqlx=OFF",
    "--loose-innodb-redo-log-capacity=64M",
    // Nobody looks at what is measured, and each DDL statement would count rows.
    "--loose-performance-schema=OFF",
    "--loose-innodb-stats-persistent=OFF",
    // Tables are small, so a thread that has to be started and waited for takes longer than what it does.
    "--loose-innodb-ddl-threads=1",
    "--loose-innodb-parallel-read-threads=1",
    "--loose-innodb-log-writer-threads=OFF",
    "--secure-file-priv=",
  ],
};

/** Oracle's MySQL, 8.0 or newer. */
export const mysql: ServerKind = {
  target: "mysql",
  title: "MySQL 8 or newer",
  urlVariable: "MIGR_TEST_MYSQL_URL",
  sources: [
    { name: "PATH", find: findOnPath },
    dockerSource(family, "mysql:8.4"),
    { name: "Debian packages", find: findInDebian },
  ],
  probe: (url) => probeFamily(family, url),
};

async function findOnPath(): ReturnType<Source["find"]> {
  const path = findBinary("mysqld");
  if (path === null) return "there is no mysqld";
  return familyProgram(family, toBinary("the PATH", [path], []));
}

async function findInDebian(): ReturnType<Source["find"]> {
  const unpacked = await unpackDebian("mysql", "mysql-server-core", "sid");
  if (typeof unpacked === "string") return unpacked;
  const { root, loader } = unpacked;
  const start = [...loader, join(root, "usr", "sbin", "mysqld")];
  const share = `--lc-messages-dir=${join(root, "usr", "share", "mysql")}`;
  return familyProgram(family, toBinary("Debian packages", start, [`--basedir=${join(root, "usr")}`, share]));
}

function toBinary(origin: string, start: readonly string[], options: readonly string[]): Binary {
  return {
    origin,
    start,
    options,
    async initialise(folder, common) {
      const [file, ...leading] = start as [string, ...string[]];
      await output(file, [...leading, ...common, "--initialize-insecure", `--datadir=${folder}`]);
    },
  };
}
