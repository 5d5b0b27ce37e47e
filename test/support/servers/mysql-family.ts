import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { createConnection } from "mysql2/promise";
import { cacheFolder, withLock } from "./folders.js";
import { output } from "./run.js";
import type { Program, ServerTarget, Source } from "./server.js";

/** The password of root: a real one, so that masking and refusals can be tested. */
const PASSWORD = "test-secret";

/** One of the two servers that speak MySQL's protocol. */
export interface Family {
  readonly target: ServerTarget;
  /** Whether a version text is of this server, and new enough. */
  accepts(version: string): boolean;
  /** Options that this server alone knows, for both making the data and running. */
  readonly options: readonly string[];
}

/** A server binary, with what it takes to run it. */
export interface Binary {
  readonly origin: string;
  /** The program and leading arguments: a loader, or the server itself. */
  readonly start: readonly string[];
  /** Where the server finds its messages and plugins. */
  readonly options: readonly string[];
  /** Fills the empty folder with system tables. */
  initialise(folder: string, options: readonly string[]): Promise<void>;
}

/** Connects to a server of the family and gives its version. */
export async function probeFamily(family: Family, url: string): Promise<string> {
  const connection = await createConnection({ uri: url, connectTimeout: 5000 });
  try {
    const [rows] = await connection.query("select version() as version");
    const { version } = (rows as { version: string }[])[0]!;
    if (!family.accepts(version)) throw new Error(`version ${version} is another server, or too old`);
    return version;
  } finally {
    connection.destroy();
  }
}

/** The program that runs a binary on a copy of its initialised data, which is made once a version and cached. */
export async function familyProgram(family: Family, binary: Binary): Promise<Program> {
  const [file, ...leading] = binary.start as [string, ...string[]];
  const version = await output(file, [...leading, "--no-defaults", "--version"]);
  if (!family.accepts(versionIn(version))) throw new Error(`${version.trim()} is another server, or too old`);
  const common = ["--no-defaults", ...binary.options, ...family.options, ...asRoot()];
  return {
    origin: binary.origin,
    startMs: 120_000,
    async prepare(data) {
      const template = cacheFolder(family.target, `data-${versionIn(version)}`);
      await withLock(`${template}.lock`, async () => {
        if (existsSync(template)) return;
        await mkdir(cacheFolder(family.target), { recursive: true });
        const work = await mkdtemp(cacheFolder(family.target, "initialise-"));
        try {
          await binary.initialise(join(work, "data"), common);
          await rename(join(work, "data"), template);
        } finally {
          await rm(work, { recursive: true, force: true });
        }
      });
      await cp(template, data, { recursive: true });
      await writeFile(
        join(dirname(data), "init.sql"),
        `alter user 'root'@'localhost' identified by '${PASSWORD}';\n`,
      );
    },
    command(data, port) {
      const folder = dirname(data);
      return {
        file,
        args: [
          ...leading,
          ...common,
          `--datadir=${data}`,
          `--port=${port}`,
          "--bind-address=127.0.0.1",
          `--socket=${join(folder, "server.sock")}`,
          `--pid-file=${join(folder, "server.pid")}`,
          `--init-file=${join(folder, "init.sql")}`,
          "--max-connections=300",
          "--skip-log-bin",
          "--innodb-flush-log-at-trx-commit=0",
          "--innodb-doublewrite=OFF",
          // The data is thrown away, so nothing need reach the disk: changes of tables wait for little else.
          "--innodb-flush-method=nosync",
          "--loose-debug-no-sync",
        ],
        cwd: folder,
        signal: "SIGKILL",
      };
    },
    url: (port) => `mysql://root:${PASSWORD}@127.0.0.1:${port}/mysql`,
  };
}

/** The server of a Docker image, where a daemon answers. */
export function dockerSource(family: Family, image: string): Source {
  return {
    name: "Docker",
    async find() {
      try {
        await output("docker", ["version", "--format", "{{.Server.Version}}"]);
      } catch {
        return "no daemon answers";
      }
      return {
        origin: `Docker's ${image}`,
        startMs: 300_000,
        async prepare() {},
        command: (_data, port) => ({
          file: "docker",
          args: [
            ...["run", "--rm", "--tmpfs", "/var/lib/mysql", "-p", `127.0.0.1:${port}:3306`],
            ...["-e", `MYSQL_ROOT_PASSWORD=${PASSWORD}`, "-e", `MARIADB_ROOT_PASSWORD=${PASSWORD}`, image],
            ...["--max-connections=300", ...family.options.filter((option) => option.startsWith("--loose-"))],
          ],
          signal: "SIGTERM",
        }),
        url: (port) => `mysql://root:${PASSWORD}@127.0.0.1:${port}/mysql`,
      } satisfies Program;
    },
  };
}

/** The first program of one of these names on the PATH, or where servers are commonly installed. */
export function findBinary(...names: string[]): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  for (const name of names) {
    for (const folder of folders.filter((path) => path !== "")) {
      for (const path of [join(folder, name), join(folder, `${name}.exe`)]) if (existsSync(path)) return path;
    }
  }
  return null;
}

/** The version within what `--version` prints: `9.1.0`, `11.8.6-MariaDB`. */
function versionIn(text: string): string {
  return /Ver ([\d.]+(?:-MariaDB)?)/.exec(text)?.[1] ?? text.trim();
}

/** Whether a version is at least `major.minor`. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.split(".").map(Number.parseFloat);
  return a > major || (a === major && b >= minor);
}

/** The servers refuse to run as root unless told to; their data is a temporary folder. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}
