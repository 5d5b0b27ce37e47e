import { accessSync, constants, statfsSync } from "node:fs";
import { mkdir, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The folder that keeps downloads and initialised data between runs. */
export function cacheFolder(...parts: string[]): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "migr-test", ...parts);
}

/** A new empty folder that every user may enter: a server may run as another user than the tests. */
export async function temporaryFolder(name: string): Promise<string> {
  return mkdtemp(join(dataFolder(), `migr-test-${name}-`));
}

/** Where Linux keeps files in memory. */
const MEMORY = "/dev/shm";
/** Room for the data of all servers, several times over. */
const ROOM = 4 * 1024 ** 3;

/** The folder for data that is thrown away: in memory where there is room, as MySQL waits for the disk at each change. */
export function dataFolder(): string {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Runs `work` while no other process on this machine holds the lock file `path`. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  while (!(await tryLock(path))) await sleep(200);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  // An empty file belongs to a process between creating and writing it.
  const owner = await readFile(path, "utf8").catch(() => "");
  if (owner !== "" && !isAlive(Number(owner))) await rm(path, { force: true });
  return false;
}

/** Whether a process of this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
