import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestDatabase } from "./database.js";
import { unpackDebian } from "./servers/debian.js";
import { findBinary } from "./servers/mysql-family.js";
import { output } from "./servers/run.js";
import type { Target } from "./target.js";

/** The program that comes with a database and reads scripts. */
export interface Client {
  /** What it says of its version. */
  readonly version: string;
  /** Runs a script on a database, and gives what it prints; rejects with its message where it fails. */
  run(database: Pick<TestDatabase, "url" | "name">, script: string): Promise<string>;
}

interface ClientKind {
  /** Names on the PATH. */
  readonly names: readonly string[];
  /** Whether what is on the PATH is the right product. */
  readonly accepts?: (version: string) => boolean;
  readonly debian: string;
  /** Where the program is among the unpacked packages. */
  readonly paths: readonly string[];
  readonly args: (database: Pick<TestDatabase, "url" | "name">) => readonly string[];
}

function familyArgs({ url }: Pick<TestDatabase, "url">): readonly string[] {
  const { hostname, port, username, password, pathname } = new URL(url);
  return [
    "--no-defaults",
    `--host=${hostname}`,
    `--port=${port}`,
    `--user=${username}`,
    `--password=${decodeURIComponent(password)}`,
    pathname.slice(1),
  ];
}

const KINDS: Readonly<Record<Target, ClientKind>> = {
  postgresql: {
    names: ["psql"],
    debian: "postgresql-client",
    paths: ["18", "17"].map((version) => `usr/lib/postgresql/${version}/bin/psql`),
    args: ({ url }) => ["--no-psqlrc", "--quiet", `--dbname=${url}`],
  },
  mysql: {
    names: ["mysql"],
    accepts: (version) => !version.includes("MariaDB"),
    debian: "mysql-client-core",
    paths: ["usr/bin/mysql"],
    args: familyArgs,
  },
  mariadb: {
    names: ["mariadb"],
    debian: "mariadb-client-core",
    paths: ["usr/bin/mariadb"],
    args: familyArgs,
  },
  sqlite: {
    names: ["sqlite3"],
    debian: "sqlite3",
    paths: ["usr/bin/sqlite3"],
    args: ({ name }) => [name],
  },
};

const clients = new Map<Target, Promise<Client>>();

/** The client of a target: from the PATH, else from Debian's packages, as servers are. */
export function clientOf(target: Target): Promise<Client> {
  const client = clients.get(target) ?? findClient(KINDS[target]);
  clients.set(target, client);
  return client;
}

async function findClient(kind: ClientKind): Promise<Client> {
  const onPath = findBinary(...kind.names);
  if (onPath !== null) {
    const version = await output(onPath, ["--version"]);
    if (kind.accepts?.(version) ?? true) return clientAt([onPath], version, kind);
  }
  const [name] = kind.names;
  const unpacked = await unpackDebian(`${name}-client`, kind.debian, "sid");
  if (typeof unpacked === "string") throw new Error(`There is no ${name}: ${unpacked}.`);
  const path = kind.paths.map((each) => join(unpacked.root, each)).find(existsSync);
  if (path === undefined) throw new Error(`Debian's ${kind.debian} has no ${name}.`);
  const start = [...unpacked.loader, path] as const;
  const [file, ...leading] = start as unknown as [string, ...string[]];
  return clientAt(start, await output(file, [...leading, "--version"]), kind);
}

function clientAt(start: readonly string[], version: string, kind: ClientKind): Client {
  const [file, ...leading] = start as [string, ...string[]];
  return {
    version: version.trim(),
    run: (database, script) => output(file, [...leading, ...kind.args(database)], {}, script),
  };
}
