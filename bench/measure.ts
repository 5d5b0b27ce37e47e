import { spawnSync } from "node:child_process";

/** What one run took, in milliseconds. */
export interface Sample {
  readonly wall: number;
  /** Of the own process, user and system. */
  readonly cpu: number;
}

/** Runs one of two contenders once. */
export type Contender = () => Sample | Promise<Sample>;

/** Medians over the rounds: what the own run took in terms of the floor's, beyond it, and by itself. */
export interface Comparison {
  readonly wall: number;
  readonly cpu: number;
  readonly extraWall: number;
  readonly extraCpu: number;
  readonly ownWall: number;
  readonly ownCpu: number;
}

/**
 * Runs floor and own in turns, so that both see the same moments of a busy machine, and takes the ratio round by
 * round. The first round warms up and is not counted.
 */
export async function compare(floor: Contender, own: Contender, rounds: number): Promise<Comparison> {
  const pairs: (readonly [floor: Sample, own: Sample])[] = [];
  for (let round = 0; round <= rounds; round++) {
    const first = round % 2 === 0 ? await floor() : await own();
    const second = round % 2 === 0 ? await own() : await floor();
    if (round > 0) pairs.push(round % 2 === 0 ? [first, second] : [second, first]);
  }
  const of = (value: (floor: Sample, own: Sample) => number) => median(pairs.map(([a, b]) => value(a, b)));
  return {
    wall: of((a, b) => b.wall / a.wall),
    cpu: of((a, b) => b.cpu / a.cpu),
    extraWall: of((a, b) => b.wall - a.wall),
    extraCpu: of((a, b) => b.cpu - a.cpu),
    ownWall: of((_, b) => b.wall),
    ownCpu: of((_, b) => b.cpu),
  };
}

/** Measures work in this process, with a swept heap: neither of two pays for what the other one has left. */
export async function sampleWork(work: () => unknown): Promise<Sample> {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000 };
}

/** The shell's own clock, which counts a whole process from its start to its end. */
const TIMED = `TIMEFORMAT="%3R %3U %3S"; time "$@" 2>&3`;

/** Measures a run of Node from start to end. */
export function sampleNode(args: readonly string[], cwd: string): Sample {
  const { status, stderr, output } = spawnSync("bash", ["-c", TIMED, "bash", process.execPath, ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
  });
  if (status !== 0) throw new Error(`node ${args.join(" ")} failed:\n${output[3] || stderr}`);
  const [wall = 0, user = 0, system = 0] = stderr.trim().split(" ").map(Number);
  return { wall: wall * 1000, cpu: (user + system) * 1000 };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
