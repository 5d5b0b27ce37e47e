import { existsSync } from "node:fs";
import Sqlite from "better-sqlite3";
import { Project, type Run, stable } from "../project.js";

/** A change to the files of a project, between two commands. */
export type Change = (project: Project) => unknown;

/** A command line without the program's name, or a change to the files. */
export type Step = string | Change;

/** Commands that are run one after another in one project. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Commands that fail and have done something before, so that not everything is as it was. */
  readonly leaves?: readonly string[];
  readonly steps: readonly Step[];
}

/** Exit codes with which a command may have done something. */
const FINE: readonly (number | null)[] = [0, 3];

/**
 * Runs a scenario, and gives what its commands print as text, or as JSON. A command that fails must leave files and
 * database as they were: what it leaves otherwise is written below it.
 */
export async function transcript(scenario: Scenario, json: boolean): Promise<readonly string[]> {
  using project = new Project(scenario.files);
  const parts: string[] = [];
  for (const step of scenario.steps) {
    if (typeof step !== "string") {
      step(project);
      continue;
    }
    const before = stateOf(project);
    const argv = [...wordsOf(step), ...(json ? ["--json"] : [])];
    const run = await project.migr(argv, { env: { TZ: "UTC", ...scenario.env } });
    const isKept = FINE.includes(run.code) || scenario.leaves?.includes(step);
    const changed = isKept ? [] : difference(before, stateOf(project));
    parts.push(shown(argv, run, project, changed));
  }
  return parts;
}

/** The words of a line of shell, in which only double quotes mean anything. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

function shown(
  argv: readonly string[],
  { code, stdout, stderr }: Run,
  project: Project,
  changed: readonly string[],
): string {
  const line = argv.map((word) => (/^[\w@:./+,=-]+$/.test(word) ? word : `"${word}"`)).join(" ");
  return [
    `$ migr ${line}`,
    ...marked("", unvarying(stdout, project)),
    ...marked("! ", unvarying(stderr, project)),
    ...changed.map((what) => `changed: ${what}`),
    ...(code === 0 ? [] : [`exit code ${code}`]),
  ].join("\n");
}

function marked(mark: string, text: string): readonly string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  return text === "" ? [] : lines.map((line) => `${mark}${line}`.trimEnd());
}

/** Text without what differs from run to run, and from one release of SQLite to the next. */
function unvarying(text: string, project: Project): string {
  return stable(text, project)
    .replace(/("durationMs": )[\d.]+/g, "$1TIME")
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)/g, "INSTANT")
    .replace(/^\[[\d.]+ ms\]/gm, "[TIME]")
    .replace(/"3\.\d+\.\d+"/g, '"SQLITE VERSION"')
    .replace(/SQLite 3\.\d+\.\d+/g, "SQLite VERSION")
    .replace(/^(migr )?\d+\.\d+\.\d+$/gm, "$1VERSION");
}

/** Every file with its text, and every database with its tables and recorded revisions. */
function stateOf(project: Project): ReadonlyMap<string, string> {
  return new Map(
    project
      .list()
      .filter((path) => !/-(wal|shm|journal)$/.test(path))
      .map((path) => [path, path.endsWith(".db") ? contentsOf(project.path(path)) : project.read(path)]),
  );
}

function contentsOf(path: string): string {
  if (!existsSync(path)) return "";
  const database = new Sqlite(path, { readonly: true });
  try {
    const tables = database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all() as {
      readonly name: string;
      readonly sql: string;
    }[];
    const isVersioned = tables.some(({ name }) => name === "migr_version");
    const versions = isVersioned ? database.prepare("SELECT * FROM migr_version ORDER BY 1").all() : [];
    // A version table without a row says as much as none.
    const others = tables.filter(({ name }) => !name.includes("migr_version"));
    return JSON.stringify([others, versions]);
  } finally {
    database.close();
  }
}

function difference(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => (before.get(path) ?? EMPTY) !== (after.get(path) ?? EMPTY),
  );
}

/** A database that was opened, and holds nothing. */
const EMPTY = JSON.stringify([[], []]);
