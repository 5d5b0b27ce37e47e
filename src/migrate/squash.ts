import { rmSync } from "node:fs";
import { compareSchemas } from "../compare/compare-schemas.js";
import { schemaText } from "../compare/schema-text.js";
import type { Dialect } from "../dialect/dialect.js";
import type { Engine } from "../engine/engine.js";
import { MigrationError, RevisionError } from "../errors/errors.js";
import type { Operation } from "../ops/operation.js";
import type { RevisionGraph } from "../revision/graph.js";
import { enumerateIds, nameWithFile, type Revision } from "../revision/revision.js";
import type { Schema } from "../schema/schema.js";
import { Migrator } from "./migrator.js";
import { type NewScript, type WrittenScript, writeScript } from "./new-script.js";
import { openScratch } from "./scratch.js";
import type { MigrationSettings } from "./settings.js";

/** One of the databases that share the history, on whose server scratch databases are made. */
export interface SquashedDatabase {
  /** Its name among several; null where there is but one. */
  readonly database: string | null;
  readonly migrator: Migrator;
}

/** What is asked of a squash. */
export interface SquashRequest
  extends Omit<
    NewScript,
    "follows" | "splice" | "merge" | "difference" | "databases" | "replaces" | "dependsOn" | "branchLabels"
  > {
  /** The revisions to be squashed, from old to new. */
  readonly revisions: readonly Revision[];
  readonly signal?: AbortSignal | undefined;
}

/** What a squash gave. */
export interface SquashReport extends WrittenScript {
  /** How many operations the revisions asked for, and how many the squash does. */
  readonly operations: { readonly before: number; readonly after: number };
}

/** What the scripts of a range do in a database, one after another, and the schemas at both ends. */
interface Effect {
  readonly database: string | null;
  readonly engine: Engine;
  readonly settings: MigrationSettings;
  readonly dialect: Dialect;
  readonly below: Schema;
  readonly above: Schema;
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
}

/** Operations on rows: what they do is not in the schema, so they are taken over as they are. */
const DATA: ReadonlySet<string> = new Set(["execute", "bulkInsert"]);

/**
 * Writes one revision that does what a line of revisions does, and replaces them. They are run on a scratch database to
 * see what they do; then the new one is, and the schemas must be the same, upwards and downwards. Otherwise nothing is
 * written. Of several databases that holds for each.
 *
 * @throws {RevisionError} `revision.not-linear`: they are no line, or something else hangs on one within
 * @throws {MigrationError} `migration.no-scratch`: no scratch database can be made
 * @throws {MigrationError} `migration.not-squashable`: a script does what cannot be written into another
 * @throws {MigrationError} `migration.squash-differs`: the squash would not do the same
 * @throws {RevisionFailed} one of the scripts fails on an empty database
 */
export async function squash(
  databases: readonly [SquashedDatabase, ...SquashedDatabase[]],
  request: SquashRequest,
): Promise<SquashReport> {
  const [{ migrator }] = databases;
  const { graph } = migrator;
  const { revisions, signal, ...script } = request;
  assertLine(graph, revisions);
  const effects: Effect[] = [];
  for (const each of databases) effects.push(await effectOf(each, graph, request));
  const parts = await Promise.all(
    effects.map(async (effect) => ({
      name: effect.database,
      difference: { ...(await folded(effect)), dialect: effect.dialect },
    })),
  );
  const [first] = revisions;
  const [{ name, difference }] = parts as [(typeof parts)[number]];
  const written = await writeScript(migrator, {
    ...script,
    follows: first!.downRevisions.length === 0 ? ["base"] : first!.downRevisions,
    splice: true,
    ...(name === null ? { difference } : { databases: parts.map((part) => ({ ...part, name: part.name! })) }),
    replaces: revisions.flatMap(({ id, replaces }) => [...replaces, id]),
    dependsOn: outerDependencies(graph, revisions),
    branchLabels: revisions.flatMap(({ branchLabels }) => branchLabels),
  });
  try {
    for (const effect of effects) await verify(written.revision.id, effect, signal);
  } catch (thrown) {
    rmSync(written.path, { force: true });
    throw thrown;
  }
  const count = (lists: readonly (readonly unknown[])[]) => lists.reduce((sum, list) => sum + list.length, 0);
  return {
    ...written,
    operations: {
      before: count(effects.map(({ upgrade }) => upgrade)),
      after: count(parts.map((part) => part.difference.operations)),
    },
  };
}

/**
 * What the project hangs on its runs is not for scratch databases, and the schemas of tenants and of the version table
 * are not there: a scratch database is all of one tenant.
 */
function scratchSettings(settings: MigrationSettings): MigrationSettings {
  const { onVersionApply: _, beforeRevision: __, afterRevision: ___, ...rest } = settings;
  return { ...rest, lockTimeoutMs: null, versionTable: { name: SCRATCH_VERSIONS } };
}

/** No table of a project is called so. */
const SCRATCH_VERSIONS = "migr_scratch_version";

function assertLine(graph: RevisionGraph, revisions: readonly Revision[]): void {
  if (revisions.length < 2) {
    throw notLinear(
      "A squash is of two revisions or more.",
      "Name a longer range: `migr history` lists all.",
    );
  }
  revisions.forEach((revision, i) => {
    const next = revisions[i + 1];
    const parents = graph.parents(revision);
    if (i > 0 && (parents.length > 1 || parents[0] !== revisions[i - 1])) {
      throw notLinear(
        `${nameWithFile(revision)} does not follow ${revisions[i - 1]!.id} alone.`,
        "Squash each branch by itself, up to where it forks or is merged.",
      );
    }
    const others = graph.children(revision).filter((child) => child !== next);
    if (next !== undefined && others.length > 0) {
      throw notLinear(
        `${enumerateIds(others)} ${others.length === 1 ? "branches" : "branch"} off from ${nameWithFile(revision)}, in the middle of the range.`,
        "End the range at the branch point, or begin it above.",
      );
    }
  });
  const last = revisions.at(-1)!;
  if (last.replaces.length > 0) {
    throw notLinear(
      `${nameWithFile(last)}, the last of the range, is a squash itself.`,
      "Leave it out, or take in a revision that comes after it.",
    );
  }
}

function notLinear(message: string, hint: string): RevisionError {
  return new RevisionError("revision.not-linear", message, { hint });
}

function outerDependencies(graph: RevisionGraph, revisions: readonly Revision[]): readonly string[] {
  const inside = new Set(revisions);
  const outside = revisions.flatMap((revision) =>
    graph.dependencies(revision).filter((each) => !inside.has(each)),
  );
  return [...new Set(outside.map(({ id }) => id))];
}

/** Runs the scripts of the range on a scratch database, up and down again. */
async function effectOf(
  { database, migrator: { engine, settings: ofProject } }: SquashedDatabase,
  graph: RevisionGraph,
  { revisions, signal }: SquashRequest,
): Promise<Effect> {
  const settings = scratchSettings(ofProject);
  await using scratch = await openScratch(engine);
  const runner = new Migrator(scratch.engine, settings, graph);
  const watch = signal && { signal };
  const below = [...graph.parents(revisions[0]!), ...revisions.flatMap((each) => graph.dependencies(each))];
  for (const { id } of below.filter((each) => !revisions.includes(each))) await runner.upgrade(id, watch);
  const stood = await runner.current();
  const before = await reflect(scratch.engine, settings);
  const upgrade: Operation[] = [];
  const downgrade: Operation[] = [];
  let at: Revision = revisions[0]!;
  const into = (list: Operation[]) => (operation: Operation | null) => {
    if (operation !== null && operation.kind !== "run") list.push(operation);
    else throw notSquashable(at);
  };
  for (at of revisions) await runner.upgrade(at.id, { ...watch, onOperation: into(upgrade) });
  const above = await reflect(scratch.engine, settings);
  for (at of [...revisions].reverse()) {
    await runner.downgrade(`${at.id}-1`, { ...watch, onOperation: into(downgrade) });
  }
  if ((await runner.current()).join() !== stood.join()) throw notSquashable(at);
  const dialect = await scratch.engine.dialectOf();
  return { database, engine, settings, dialect, below: before, above, upgrade, downgrade };
}

/** What a squash does: the difference of both ends, or where rows are changed on the way, all steps as they were. */
async function folded(effect: Effect): Promise<{
  readonly operations: readonly Operation[];
  readonly downgrade: readonly Operation[];
}> {
  const { dialect, below, above, upgrade, downgrade } = effect;
  if ([...upgrade, ...downgrade].some(({ kind }) => DATA.has(kind)))
    return { operations: upgrade, downgrade };
  const difference = await compareSchemas(below, above, dialect);
  return { operations: difference.operations, downgrade: difference.downgrade };
}

/** Runs the squash on another scratch database, up and down, and compares what it gives. */
async function verify(
  id: string,
  { engine, settings, below, above, dialect }: Effect,
  signal: AbortSignal | undefined,
): Promise<void> {
  await using scratch = await openScratch(engine);
  const runner = new Migrator(scratch.engine, settings);
  const watch = signal && { signal };
  await runner.upgrade(id, watch);
  assertSame(above, await reflect(scratch.engine, settings), dialect, id, "after its upgrade");
  const parents = runner.graph.parents(runner.graph.find(id)!);
  await runner.downgrade(parents.length === 0 ? "base" : `${id}-1`, watch);
  assertSame(below, await reflect(scratch.engine, settings), dialect, id, "after its downgrade");
}

function assertSame(wanted: Schema, given: Schema, { spelling }: Dialect, id: string, when: string): void {
  const [before, after] = [wanted, given].map((schema) => schemaText(schema, spelling).split("\n"));
  const lost = before!.filter((line) => !after!.includes(line));
  const added = after!.filter((line) => !before!.includes(line));
  if (lost.length + added.length === 0) return;
  const lines = [...lost.map((line) => `- ${line.trim()}`), ...added.map((line) => `+ ${line.trim()}`)];
  throw new MigrationError(
    "migration.squash-differs",
    `The squash ${id} would not do what the revisions do: ${when} ${lines.length} lines of the schema differ, first ${JSON.stringify(lines[0])}.`,
    {
      hint: "Nothing was written. End the range before the script that does what the schema does not tell.",
      details: { difference: lines },
    },
  );
}

async function reflect(engine: Engine, { versionTable, schemas }: MigrationSettings): Promise<Schema> {
  return engine.connect((connection) =>
    connection.withDriver((driver) =>
      connection.dialect.reflect(driver, { exclude: [versionTable], ...(schemas && { schemas }) }),
    ),
  );
}

function notSquashable(revision: Revision): MigrationError {
  return new MigrationError(
    "migration.not-squashable",
    `What ${nameWithFile(revision)} does cannot be written into another script: it runs code or queries of its own.`,
    { hint: "End the range before it, or begin it after.", details: { revision: revision.id } },
  );
}
