import { type ChildProcess, execFile, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { chmod, mkdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../../src/util/text.js";
import { temporaryFolder } from "./folders.js";
import type { Command, Program, RunningServer, ServerKind } from "./server.js";

const WATCHDOG = fileURLToPath(new URL("watchdog.mjs", import.meta.url));

/** A server started by this process, or left behind by it. */
export interface StartedServer extends RunningServer {
  readonly folder: string;
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a program on a free port of the loopback interface and waits until it answers.
 *
 * With `keep` it outlives this process; without, it ends with this process even when that is killed.
 */
export async function startServer(kind: ServerKind, program: Program, keep: boolean): Promise<StartedServer> {
  const folder = await temporaryFolder(kind.target);
  try {
    const data = join(folder, "data");
    await chmod(folder, 0o755);
    await mkdir(data);
    await program.prepare(data);
    const port = await freePort();
    const log = join(folder, "server.log");
    const command = program.command(data, port);
    const child = keep ? spawnDetached(command, log) : spawnWatched(command, folder, log);
    const stop = keep ? () => kill(child.pid!, command.signal, folder) : () => endWatched(child);
    try {
      const version = await answer(kind, program, program.url(port), child);
      return {
        target: kind.target,
        url: program.url(port),
        version,
        origin: program.origin,
        pid: child.pid!,
        signal: command.signal,
        folder,
        stop,
      };
    } catch (error) {
      const lines = (await readFile(log, "utf8").catch(() => "")).trim().split("\n");
      await stop();
      throw new Error([messageOf(error), ...lines.slice(-15)].join("\n    "));
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Ends a process and removes its folder. */
export async function kill(pid: number, signal: NodeJS.Signals, folder: string): Promise<void> {
  try {
    process.kill(pid, signal);
    for (let i = 0; i < 100; i++) {
      process.kill(pid, 0);
      await sleep(50);
    }
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone, which is what was wanted.
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** The standard output of a program that has ended; `input` is its standard input. */
export function output(file: string, args: readonly string[], options: Partial<Command> = {}, input = "") {
  return new Promise<string>((resolve, reject) => {
    const { cwd, uid, gid, env } = options;
    const child = execFile(
      file,
      args,
      {
        maxBuffer: 64 * 1024 * 1024,
        env: { ...process.env, ...env },
        ...(cwd !== undefined && { cwd }),
        ...(uid !== undefined && { uid }),
        ...(gid !== undefined && { gid }),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${file} failed: ${(stderr || stdout || error.message).trim().slice(-2000)}`));
      },
    );
    child.stdin!.on("error", () => {});
    child.stdin!.end(input);
  });
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function spawnWatched(command: Command, folder: string, log: string): ChildProcess {
  // Detached, so that Ctrl-C in the terminal reaches the tests only and the watchdog can tidy up.
  const child = spawn(process.execPath, [WATCHDOG, JSON.stringify({ command, folder, log })], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  (child.stdout as unknown as { unref(): void }).unref();
  return child;
}

async function endWatched(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.ref();
  child.stdin!.end();
  await ended;
}

function spawnDetached(command: Command, log: string): ChildProcess {
  const { cwd, uid, gid } = command;
  const file = openSync(log, "a");
  const child = spawn(command.file, command.args, {
    detached: true,
    env: { ...process.env, ...command.env },
    stdio: ["ignore", file, file],
    ...(cwd !== undefined && { cwd }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  child.unref();
  return child;
}

async function answer(kind: ServerKind, program: Program, url: string, child: ChildProcess): Promise<string> {
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  child.once("exit", (code, signal) => {
    failure ??= new Error(`The server ended while starting (${signal ?? `exit code ${code}`}).`);
  });
  const deadline = performance.now() + program.startMs;
  for (;;) {
    try {
      return await kind.probe(url);
    } catch (error) {
      if (failure) throw failure;
      if (performance.now() > deadline) {
        throw new Error(`The server did not answer in ${program.startMs / 1000} s: ${messageOf(error)}`);
      }
      await sleep(100);
    }
  }
}
