import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { messageOf } from "../../../src/util/text.js";
import { cacheFolder, isAlive, withLock } from "./folders.js";
import { kill, type StartedServer, startServer } from "./run.js";
import type { MissingServer, RunningServer, ServerKind } from "./server.js";

interface Kept extends RunningServer {
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  readonly folder: string;
}

/** A server for a run of the tests, with what is to be done after it. */
export type Acquired = (RunningServer & { release(): Promise<void> }) | MissingServer;

/**
 * Finds or starts one server: the one the environment names, one that an earlier run kept, a new one.
 *
 * `keep` lets a new one outlive this process, for later runs to find.
 */
export async function acquireServer(kind: ServerKind, keep: boolean): Promise<Acquired> {
  const own = process.env[kind.urlVariable];
  if (own) {
    try {
      return {
        target: kind.target,
        url: own,
        version: await kind.probe(own),
        origin: kind.urlVariable,
        release,
      };
    } catch (error) {
      return missing(kind, [`${kind.urlVariable}: ${messageOf(error)}`]);
    }
  }
  if (process.env["MIGR_TEST_KEEP"] !== "0") {
    const kept = await keptServer(kind);
    if (kept !== null) return { ...kept, release };
  }
  if (!keep) return startNew(kind, false);
  return withLock(`${recordOf(kind)}.lock`, async () => {
    const kept = await keptServer(kind);
    if (kept !== null) return { ...kept, release };
    const started = await startNew(kind, true);
    if ("reasons" in started) return started;
    const { target, url, version, origin, pid, signal, folder } = started;
    await mkdir(cacheFolder("running"), { recursive: true });
    await writeFile(recordOf(kind), JSON.stringify({ target, url, version, origin, pid, signal, folder }));
    return { ...started, release };
  });
}

/** Ends a kept server and forgets it; gives whether there was one. */
export async function stopKept(kind: ServerKind): Promise<boolean> {
  const kept = await keptServer(kind);
  if (kept !== null) await kill(kept.pid, kept.signal, kept.folder);
  await rm(recordOf(kind), { force: true });
  return kept !== null;
}

/** The server that an earlier run left running, where it still answers. */
export async function keptServer(kind: ServerKind): Promise<Kept | null> {
  const path = recordOf(kind);
  if (!existsSync(path)) return null;
  try {
    const kept = JSON.parse(await readFile(path, "utf8")) as Kept;
    if (!isAlive(kept.pid)) return null;
    await kind.probe(kept.url);
    return kept;
  } catch {
    return null;
  }
}

async function startNew(
  kind: ServerKind,
  keep: boolean,
): Promise<(StartedServer & { release(): Promise<void> }) | MissingServer> {
  const reasons: string[] = [];
  for (const source of kind.sources) {
    try {
      const program = await source.find();
      if (typeof program === "string") {
        reasons.push(`${source.name}: ${program}`);
        continue;
      }
      const server = await startServer(kind, program, keep);
      return { ...server, release: server.stop };
    } catch (error) {
      reasons.push(`${source.name}: ${messageOf(error)}`);
    }
  }
  return missing(kind, reasons);
}

async function release(): Promise<void> {
  // A server that was not started for this run outlives it.
}

function missing(kind: ServerKind, reasons: readonly string[]): MissingServer {
  return { target: kind.target, title: kind.title, urlVariable: kind.urlVariable, reasons };
}

function recordOf(kind: ServerKind): string {
  return cacheFolder("running", `${kind.target}.json`);
}
