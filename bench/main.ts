// Measures the command line and the library against bare drivers: npm run bench [-- ROW …] [--rounds N] [--save]
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import type { Target } from "../test/support/wanted.js";
import { type Database, Databases, run } from "./databases.js";
import { type Comparison, type Contender, compare, sampleNode } from "./measure.js";
import { MIGR, Project } from "./project.js";
import { printLine, type Result, resultOf, save } from "./report.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FLOOR = join(ROOT, "bench/floor.cjs");
const TITLES: Readonly<Record<Target, string>> = {
  sqlite: "SQLite",
  postgresql: "PostgreSQL",
  mysql: "MySQL",
  mariadb: "MariaDB",
};
const TARGETS = Object.keys(TITLES) as Target[];
/** So many revisions has a long history. */
const MANY = 1000;
/** So many has one that is planned in less than half a second, the process included. */
const MOST = 5000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "15" },
    tables: { type: "string", default: "100,1000" },
    save: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const sizes = values.tables.split(",").map(Number);
const results: Result[] = [];
const isWanted = (...rows: readonly string[]) =>
  positionals.length === 0 || rows.some((row) => positionals.includes(row));
await using databases = new Databases();

function report(result: Result): void {
  results.push(result);
  printLine(result);
}

/** Runs `work` on each target with an empty database. */
async function onTargets(
  targets: readonly Target[],
  work: (database: Database) => Promise<void>,
): Promise<void> {
  for (const target of targets) {
    const database = await databases.create(target);
    if (database === null) {
      console.error(`There is no ${TITLES[target]} server; npm run servers says why.`);
      continue;
    }
    process.env["DATABASE_URL"] = database.url;
    await work(database);
    await database.drop();
  }
}

const node = (...args: readonly string[]): Contender => {
  return () => sampleNode(args, ROOT);
};
const migr = ({ root }: Project, ...args: readonly string[]): Contender => {
  return () => sampleNode([MIGR, ...args], root);
};

async function staticAnswers(): Promise<void> {
  for (const flag of ["--help", "--version"]) {
    report(resultOf("1", `migr ${flag}`, 1.15, await compare(node("-e", "0"), node(MIGR, flag), rounds)));
  }
}

async function current({ target, url }: Database): Promise<void> {
  using plain = new Project("mjs", 1);
  using typed = new Project("ts", 1);
  await run(target, url, "CREATE TABLE migr_version (version_num varchar(32) NOT NULL PRIMARY KEY)");
  await run(target, url, "INSERT INTO migr_version VALUES ('r0001')");
  const title = `current, ${TITLES[target]}`;
  const floor = node(FLOOR, "current", url);
  if (isWanted("2")) report(resultOf("2", title, 1.15, await compare(floor, migr(typed, "current"), rounds)));
  if (isWanted("3") && target === "sqlite") {
    const comparison = await compare(migr(plain, "current"), migr(typed, "current"), rounds);
    const { extraWall: wall, extraCpu: cpu } = comparison;
    report({
      row: "3",
      title: "current, TypeScript in place of JavaScript",
      target: 10,
      unit: "ms",
      wall,
      cpu,
    });
  }
}

/** What the process of rows 4 to 7 prints. */
interface InProcess {
  readonly reflection: Comparison;
  readonly difference: Comparison;
  readonly reflects: number;
  readonly compares: number;
}

const REFLECT: Readonly<Record<Target, readonly [row: string, target: number, statements: number]>> = {
  postgresql: ["4", 1.35, 8],
  mysql: ["5", 1.35, 8],
  mariadb: ["5", 1.35, 8],
  sqlite: ["6", 1.5, 5],
};

async function inProcess(): Promise<void> {
  const outfile = join(ROOT, "node_modules/.cache/migr/bench/in-process.mjs");
  await build({
    entryPoints: [join(ROOT, "bench/in-process.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    packages: "external",
  });
  for (const target of TARGETS) {
    const [row, limit, most] = REFLECT[target];
    if (!isWanted(row, "7")) continue;
    for (const tables of sizes) {
      await onTargets([target], async ({ url }) => {
        const { stdout, stderr, status } = spawnSync(
          process.execPath,
          ["--expose-gc", outfile, JSON.stringify({ url, tables, rounds })],
          { encoding: "utf8" },
        );
        if (status !== 0) throw new Error(stderr);
        const { reflection, difference, reflects, compares } = JSON.parse(stdout) as InProcess;
        const size = `${tables} tables, ${TITLES[target]}`;
        const counted = { statements: reflects, mostStatements: most };
        if (isWanted(row)) report({ ...resultOf(row, `reflect ${size}`, limit, reflection), ...counted });
        const beyond = { statements: compares, mostStatements: reflects };
        if (isWanted("7")) report({ ...resultOf("7", `compare ${size}`, 1.35, difference), ...beyond });
      });
    }
  }
}

async function longHistory({ target, url: first }: Database): Promise<void> {
  using project = new Project("ts", MANY);
  const title = TITLES[target];
  if (isWanted("8")) {
    const onEmpty = (command: (url: string) => Contender): Contender => {
      return async () => {
        const database = (await databases.create(target))!;
        process.env["DATABASE_URL"] = database.url;
        const sample = await command(database.url)();
        await database.drop();
        return sample;
      };
    };
    const floor = onEmpty((url) => node(FLOOR, "apply", url, String(MANY)));
    const own = onEmpty(() => migr(project, "-q", "upgrade", "head"));
    const fewer = Math.min(rounds, 7);
    report(resultOf("8", `apply ${MANY} revisions, ${title}`, 1.6, await compare(floor, own, fewer)));
  }
  if (isWanted("9")) {
    process.env["DATABASE_URL"] = first;
    const upgrade = migr(project, "-q", "upgrade", "head");
    await upgrade();
    const floor = node(FLOOR, "pending", first, project.versions);
    const limit = target === "sqlite" ? 1.4 : 1.3;
    report(
      resultOf("9", `nothing to do, ${MANY} applied, ${title}`, limit, await compare(floor, upgrade, rounds)),
    );
  }
}

/** All revisions are read, linked and planned, for a database that has none of them. */
async function longestHistory({ target }: Database): Promise<void> {
  using project = new Project("ts", MOST);
  const { ownWall: wall, ownCpu: cpu } = await compare(
    node("-e", "0"),
    migr(project, "-q", "status"),
    rounds,
  );
  const title = `plan ${MOST} revisions, ${TITLES[target]}`;
  report({ row: "17", title, target: 500, unit: "whole ms", wall, cpu });
}

mkdirSync(join(ROOT, "node_modules/.cache/migr/bench"), { recursive: true });
if (isWanted("1")) await staticAnswers();
if (isWanted("2", "3")) await onTargets(TARGETS, current);
if (isWanted("4", "5", "6", "7")) await inProcess();
if (isWanted("8", "9")) await onTargets(["sqlite", "postgresql"], longHistory);
if (isWanted("17")) await onTargets(["sqlite", "postgresql"], longestHistory);
if (values.save) save(results);
