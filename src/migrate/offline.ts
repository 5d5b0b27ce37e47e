import type { Dialect, Live } from "../dialect/dialect.js";
import { MigrError } from "../errors/base.js";
import type { RevisionGraph } from "../revision/graph.js";
import { isRange } from "../revision/identifier.js";
import { type Direction, type Plan, planUpgrade, type Step } from "../revision/plan.js";
import { commonStart, planRange } from "../revision/range-plan.js";
import type { Revision } from "../revision/revision.js";
import { resolveStamp } from "../revision/target.js";
import { planStamp, type RowChange } from "../revision/version-rows.js";
import { displayName } from "../schema/name.js";
import { findTable, type Schema } from "../schema/schema.js";
import { AbortWatch } from "../util/abort-watch.js";
import { oneLine } from "../util/text.js";
import { callScript, contextOf } from "./call-script.js";
import { revisionFailed } from "./failure.js";
import { FROM_NOTHING, FROM_UNKNOWN, PlannedSchema } from "./planned-schema.js";
import type { RunDirection } from "./run.js";
import { loadScript, type Script } from "./script.js";
import { ScriptRun } from "./script-run.js";
import { ScriptTarget } from "./script-target.js";
import { type DatabasePlace, type MigrationSettings, timeoutsFor } from "./settings.js";
import { SqlScript } from "./sql-script.js";
import { VersionTable } from "./version-table.js";

export { PlannedSchema };

/** A run that was written down and not made. */
export interface WrittenRun {
  readonly direction: RunDirection;
  /** The revisions that the script runs, in order. */
  readonly revisions: readonly Revision[];
  /** The version rows that the database must have before. */
  readonly before: readonly string[];
  /** The version rows that it has afterwards. */
  readonly after: readonly string[];
  readonly sql: string;
  /** The revisions whose rest is not known, since their scripts ask the database. */
  readonly unfinished: readonly string[];
}

/** What a script is written from. */
export interface OfflineRun {
  readonly dialect: Dialect;
  readonly settings: MigrationSettings;
  readonly graph: RevisionGraph;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the SQL of an upgrade or downgrade for the database's own client, without a database. Where a script in the
 * middle of the history needs to know a table, the scripts before it are gone through for it.
 *
 * @param target a target, or `FROM:TO`; a downgrade must say where it begins
 * @throws {RevisionError} as `planRange`
 * @throws {RevisionFailed} `migration.needs-database`: a script asks the database; and whatever else a script throws
 */
export async function writeRun(run: OfflineRun, direction: Direction, target: string): Promise<WrittenRun> {
  const { dialect, graph } = run;
  const plan = planRange(graph, direction, target);
  if (plan.before.length === 0) return writeFrom(run, plan, new PlannedSchema(dialect, FROM_NOTHING));
  try {
    return await writeFrom(run, plan, new PlannedSchema(dialect, FROM_UNKNOWN));
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== "migration.needs-database") throw thrown;
    const known = await schemaAt(run, plan.before);
    if (known === null) throw thrown;
    return writeFrom(run, plan, known);
  }
}

/** What the scripts up to these version rows make of an empty database; null where that cannot be told without one. */
async function schemaAt(run: OfflineRun, rows: readonly string[]): Promise<PlannedSchema | null> {
  const { dialect, graph } = run;
  const script = new SqlScript(dialect);
  const planned = new PlannedSchema(dialect, FROM_NOTHING);
  const { beforeRevision: _, afterRevision: __, ...settings } = run.settings;
  const plan = planUpgrade(
    graph,
    [],
    rows.map((row) => graph.find(row)!),
  );
  const versions = writtenVersions(run, script);
  try {
    await writePlan({ ...run, settings, plan, script, versions, planned, live: planned.alone });
  } catch (thrown) {
    if (thrown instanceof MigrError) return null;
    throw thrown;
  }
  // Of the schema all is known then, and of the rows nothing.
  return new PlannedSchema(dialect, { from: planned.known, isWhole: false });
}

async function writeFrom(run: OfflineRun, plan: Plan, planned: PlannedSchema): Promise<WrittenRun> {
  const before = planned.known;
  const script = new SqlScript(run.dialect);
  const versions = writtenVersions(run, script);
  open(run, script, `${wordOf(plan.direction)} ${placeOf(plan.before)} -> ${placeOf(plan.after)}`);
  if (plan.steps.length > 0) {
    if (plan.before.length === 0) await ensureTable(versions, script);
    requireRows(run, script, versions, plan.before);
  }
  const guards = script.paragraph("Only for tables as the revisions before have left them.");
  await writePlan({ ...run, plan, script, versions, planned, live: planned.alone });
  guards(requireTables(run, planned, before));
  script.lines(plan.steps.length === 0 ? ["-- There is nothing to do."] : []);
  close(run, script);
  return written(plan, script.text, []);
}

/** What `stamp` writes for the database's own client. */
export interface WrittenStamp extends RowChange {
  readonly sql: string;
}

/**
 * Writes the SQL that records where a database stands, for one that stands at base or where `FROM:` says.
 *
 * @param options.purge takes whatever is recorded out first
 * @throws {RevisionError} as `resolveStamp`
 */
export async function writeStamp(
  run: OfflineRun,
  targets: readonly string[],
  options: { readonly purge?: boolean } = {},
): Promise<WrittenStamp> {
  const { dialect, graph } = run;
  const ranges = targets.filter(isRange);
  const before = options.purge ? [] : commonStart(graph, ranges);
  const ends = targets.map((target) =>
    isRange(target) ? target.slice(target.indexOf(":") + 1) || "heads" : target,
  );
  const change = planStamp(
    graph,
    before,
    ends.map((target) => resolveStamp(graph, target, before)),
  );
  const script = new SqlScript(dialect);
  const versions = writtenVersions(run, script);
  open(
    run,
    script,
    `stamp ${options.purge ? "whatever is recorded" : placeOf(change.before)} -> ${placeOf(change.after)}`,
  );
  if (before.length === 0) await ensureTable(versions, script);
  if (!options.purge) requireRows(run, script, versions, before);
  if (dialect.features.transactionalDdl) script.begin();
  script.remark(`The database stands at ${placeOf(change.after)}.`);
  if (options.purge) await versions.clear();
  await versions.change(change);
  if (script.inTransaction) script.commit();
  close(run, script);
  return { ...change, sql: script.text };
}

/** Writes the SQL that makes the version table. */
export async function writeEnsure(run: Omit<OfflineRun, "graph">): Promise<string> {
  const script = new SqlScript(run.dialect);
  await ensureTable(writtenVersions(run, script), script);
  return script.text;
}

/**
 * Writes the SQL of a plan for a database as it stands, as a run would make it, and runs nothing.
 *
 * @param live asks the database
 */
export async function writeDryRun(
  run: OfflineRun,
  plan: Plan,
  { planned, live }: { readonly planned: PlannedSchema; readonly live: Live },
): Promise<WrittenRun> {
  const script = new SqlScript(run.dialect);
  const versions = writtenVersions(run, script);
  const unfinished: string[] = [];
  if (plan.before.length === 0 && plan.steps.length > 0) await ensureTable(versions, script);
  await writePlan({ ...run, plan, script, versions, planned, live: planned.over(live), unfinished });
  return written(plan, script.text, unfinished);
}

interface PlanWriting extends OfflineRun {
  readonly plan: Plan;
  readonly script: SqlScript;
  readonly versions: VersionTable;
  readonly planned: PlannedSchema;
  readonly live: Live;
  /** Gets the revisions whose scripts ask the database; without it that is an error. */
  readonly unfinished?: string[];
}

async function writePlan(writing: PlanWriting): Promise<void> {
  const { dialect, settings, plan, script, versions } = writing;
  const scripts: Script[] = [];
  for (const { revision } of plan.steps) scripts.push(await loadScript(revision, plan.direction, settings));
  const transactional = dialect.features.transactionalDdl && settings.transaction !== "none";
  const isWhole = transactional && settings.transaction === "all" && plan.steps.length > 0;
  if (isWhole) script.begin();
  for (const [i, step] of plan.steps.entries()) {
    if (transactional && !isWhole) script.begin();
    script.remark(stepText(step));
    await writeStep(writing, scripts[i]!, transactional);
    await versions.change(step);
    if (transactional && !isWhole) script.commit();
  }
  if (isWhole) script.commit();
}

async function writeStep(writing: PlanWriting, script: Script, transactional: boolean): Promise<void> {
  const { dialect, settings, signal, planned, live, unfinished } = writing;
  const direction = wordOf(writing.plan.direction);
  const target = new ScriptTarget(dialect, writing.script, planned, {
    ...live,
    inTransaction: () => writing.script.inTransaction,
  });
  const work = new ScriptRun(target, contextOf(target, settings, script, direction), {
    transactional,
    signal,
    ...(transactional && {
      outside: async (work) => {
        writing.script.commit();
        try {
          return await work();
        } finally {
          writing.script.begin();
        }
      },
    }),
  });
  let thrown: { readonly error: unknown } | null = null;
  try {
    using watch = new AbortWatch(signal);
    await callScript(work, script, settings, watch);
  } catch (error) {
    thrown = { error };
  }
  if (!thrown && !work.queue.failure) return;
  const failed = revisionFailed({
    script,
    direction,
    thrown: thrown?.error,
    queue: work.queue,
    isPartlyDone: false,
    rolledBack: null,
    interrupted: signal?.aborted ?? false,
  });
  if (failed.code !== "migration.needs-database" || !unfinished) throw failed;
  const rest = `What follows in this revision depends on the database. ${failed.message}`;
  writing.script.lines([`-- ${oneLine(rest)}`]);
  unfinished.push(script.revision.id);
}

const NO_PLACE: DatabasePlace = { database: null, target: null, schemaPath: null, createSchema: false };

function open({ dialect, settings }: OfflineRun, script: SqlScript, title: string): void {
  const { client, opening } = dialect.clientScript;
  const { schemaPath, createSchema, database, target } = settings.place ?? NO_PLACE;
  const place = [database, target].filter((name) => name !== null).join("/");
  const of = place === "" ? "" : ` of ${place}`;
  script.remark(`migr ${title}${of}, for ${dialect.title} through ${client}`);
  script.lines(opening);
  script.lines(dialect.clientScript.timeouts(timeoutsFor(dialect, settings)));
  if (schemaPath) script.lines(dialect.clientScript.enterSchema(schemaPath, createSchema));
}

function close({ dialect }: OfflineRun, script: SqlScript): void {
  const { closing } = dialect.clientScript;
  if (closing.length === 0) return;
  script.remark("The end.");
  script.lines(closing);
}

async function ensureTable(versions: VersionTable, script: SqlScript): Promise<void> {
  script.remark("The table of applied revisions.");
  await versions.ensure();
}

/** Ends a script that meets a database which stands elsewhere. */
function requireRows(
  { dialect }: OfflineRun,
  script: SqlScript,
  versions: VersionTable,
  rows: readonly string[],
): void {
  script.remark(`Only for a database that stands at ${placeOf(rows)}.`);
  script.lines(
    dialect.clientScript.require(
      versions.holds(rows),
      `this script is for a database that stands at ${placeOf(rows)}`,
    ),
  );
}

/** Ends a script that would copy a table which has more in the database than is known of it. */
function requireTables({ dialect }: OfflineRun, planned: PlannedSchema, before: Schema): readonly string[] {
  const { clientScript } = dialect;
  return before.tables
    .filter((table) => planned.isTouched(table))
    .flatMap((table) => {
      const known = findTable(dialect.adapt({ ...before, tables: [table] }), table)!;
      const triggers = before.entities.filter(
        ({ kind, table: owner }) => kind === "trigger" && owner?.name === table.name,
      );
      const condition = clientScript.hasNoOthers?.(
        known,
        triggers.map(({ name }) => name),
      );
      const rule = `${displayName(table)} has the columns that revisions made, and no columns, indexes and triggers beside`;
      return condition === undefined ? [] : clientScript.require(condition, rule);
    });
}

/** The version table whose statements go into a script. */
function writtenVersions(
  { dialect, settings }: Pick<OfflineRun, "dialect" | "settings">,
  script: SqlScript,
): VersionTable {
  const write = async (sql: string) => {
    script.statement(sql);
    return { fields: [], rows: [], rowCount: 1 };
  };
  return new VersionTable(settings.versionTable, dialect, write, { literals: true });
}

function written(plan: Plan, sql: string, unfinished: readonly string[]): WrittenRun {
  const { direction, before, after } = plan;
  return {
    direction: wordOf(direction),
    revisions: plan.steps.map(({ revision }) => revision),
    before,
    after,
    sql,
    unfinished,
  };
}

function stepText({ revision, direction }: Step): string {
  const below = revision.downRevisions.join(", ") || "base";
  const way = direction === "up" ? `${below} -> ${revision.id}` : `${revision.id} -> ${below}`;
  return `Running ${wordOf(direction)} ${way}: ${revision.message || "empty message"}`;
}

function placeOf(rows: readonly string[]): string {
  return rows.length === 0 ? "base" : rows.join(", ");
}

function wordOf(direction: Direction): RunDirection {
  return direction === "up" ? "upgrade" : "downgrade";
}
