import { compareSchemas } from "../compare/compare-schemas.js";
import { schemaText } from "../compare/schema-text.js";
import type { Dialect } from "../dialect/dialect.js";
import type { Engine } from "../engine/engine.js";
import { MigrationError } from "../errors/errors.js";
import type { Operation } from "../ops/operation.js";
import type { RevisionGraph } from "../revision/graph.js";
import type { Revision } from "../revision/revision.js";
import type { TableName } from "../schema/name.js";
import { findTable, type Schema } from "../schema/schema.js";
import { Migrator } from "./migrator.js";
import { openScratch } from "./scratch.js";
import type { MigrationSettings } from "./settings.js";

/** One of the databases that share the history, on whose server scratch databases are made. */
export interface SquashedDatabase {
  /** Its name among several; null where there is but one. */
  readonly database: string | null;
  readonly migrator: Migrator;
}

/** What the script of one revision asked for, both ways. */
export interface RevisionEffect {
  readonly revision: Revision;
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
  /** It runs queries or functions of its own, so that its operations are not all that it does. */
  readonly runsCode: boolean;
}

/** What the scripts of a range do in a database, one after another, and the schemas at both ends. */
export interface Effect {
  readonly database: string | null;
  readonly engine: Engine;
  readonly settings: MigrationSettings;
  readonly dialect: Dialect;
  readonly below: Schema;
  readonly above: Schema;
  readonly steps: readonly RevisionEffect[];
  /** How many of the steps, from the first on, change no row and find none. */
  readonly rowless: number;
  /** The schema after these. */
  readonly between: Schema;
}

/** SQL text: what it does is not in the schema, so it is taken over as it is. */
const TEXT = "execute";

/** No table of a project is called so. */
const SCRATCH_VERSIONS = "migr_scratch_version";

/**
 * What the project hangs on its runs is not for scratch databases, and the schemas of tenants and of the version table
 * are not there: a scratch database is all of one tenant.
 */
function scratchSettings(settings: MigrationSettings): MigrationSettings {
  const { onVersionApply: _, beforeRevision: __, afterRevision: ___, ...rest } = settings;
  return { ...rest, lockTimeoutMs: null, versionTable: { name: SCRATCH_VERSIONS } };
}

/**
 * Runs the scripts of a range on a scratch database, up and down again, to see what they do.
 *
 * @throws {MigrationError} `migration.no-scratch`: no scratch database can be made
 * @throws {RevisionFailed} one of the scripts fails on an empty database
 */
export async function effectOf(
  { database, migrator: { engine, settings: ofProject } }: SquashedDatabase,
  graph: RevisionGraph,
  revisions: readonly Revision[],
  signal: AbortSignal | undefined,
): Promise<Effect> {
  const settings = scratchSettings(ofProject);
  await using scratch = await openScratch(engine);
  const runner = new Migrator(scratch.engine, settings, graph);
  const watch = signal && { signal };
  const needed = [...graph.parents(revisions[0]!), ...revisions.flatMap((each) => graph.dependencies(each))];
  for (const { id } of needed.filter((each) => !revisions.includes(each))) await runner.upgrade(id, watch);
  const below = await reflect(scratch.engine, settings);
  const run = async (at: Revision, direction: "upgrade" | "downgrade") => {
    const asked: (Operation | null)[] = [];
    const options = { ...watch, onOperation: (operation: Operation | null) => void asked.push(operation) };
    if (direction === "upgrade") await runner.upgrade(at.id, options);
    else await runner.downgrade(`${at.id}-1`, options);
    return asked;
  };
  const up: (readonly (Operation | null)[])[] = [];
  for (const revision of revisions) up.push(await run(revision, "upgrade"));
  const above = await reflect(scratch.engine, settings);
  const down: (readonly (Operation | null)[])[] = [];
  for (const revision of revisions.toReversed()) down.unshift(await run(revision, "downgrade"));
  const steps = revisions.map((revision, i) => effectOfRevision(revision, up[i]!, down[i]!));
  const changing = steps.findIndex((step) => step.runsCode || changesRows(step));
  const rowless = below.tables.length > 0 ? 0 : changing === -1 ? steps.length : changing;
  const between = async () => {
    if (rowless === 0 || rowless === steps.length) return rowless === 0 ? below : above;
    await runner.upgrade(revisions[rowless - 1]!.id, watch);
    return reflect(scratch.engine, settings);
  };
  const dialect = await scratch.engine.dialectOf();
  return { database, engine, settings, dialect, below, above, steps, rowless, between: await between() };
}

function effectOfRevision(
  revision: Revision,
  up: readonly (Operation | null)[],
  down: readonly (Operation | null)[],
): RevisionEffect {
  const known = (asked: readonly (Operation | null)[]) => asked.filter((operation) => operation !== null);
  const runsCode = [...up, ...down].some((operation) => operation === null || operation.kind === "run");
  return { revision, upgrade: known(up), downgrade: known(down), runsCode };
}

function changesRows({ upgrade, downgrade }: RevisionEffect): boolean {
  return [...upgrade, ...downgrade].some(({ kind }) => kind === TEXT);
}

/**
 * What a squash does. Where no rows can be, it goes straight to the end, and so it does where the revisions only add
 * tables; everywhere else all steps stay as they were, since rows keep what is renamed or filled on the way.
 *
 * @param call an operation that does what a script that runs code did
 */
export async function folded(
  { dialect, below, above, between, steps, rowless }: Effect,
  call: (revision: Revision, direction: "upgrade" | "downgrade") => Operation,
): Promise<{ readonly operations: readonly Operation[]; readonly downgrade: readonly Operation[] }> {
  if (steps.every((step) => !step.runsCode && onlyAdds(step, below))) {
    return compareSchemas(below, above, dialect);
  }
  const start = rowless === 0 ? NOTHING : await compareSchemas(below, between, dialect);
  const kept = steps.slice(rowless);
  const operationsOf = (step: RevisionEffect, direction: "upgrade" | "downgrade") =>
    step.runsCode ? [call(step.revision, direction)] : step[direction];
  return {
    operations: [...start.operations, ...kept.flatMap((step) => operationsOf(step, "upgrade"))],
    downgrade: [...kept.toReversed().flatMap((step) => operationsOf(step, "downgrade")), ...start.downgrade],
  };
}

const NOTHING: { readonly operations: readonly Operation[]; readonly downgrade: readonly Operation[] } = {
  operations: [],
  downgrade: [],
};

/** Whether all that a revision asked for is about tables that were not there, so that none of their rows is. */
function onlyAdds({ upgrade, downgrade }: RevisionEffect, below: Schema): boolean {
  const isNew = (operation: Operation) => {
    const { kind, table } = operation as Operation & { readonly table?: TableName };
    if (kind === TEXT) return false;
    return table === undefined ? /^(?:create|drop)(?!Schema)/.test(kind) : !findTable(below, table);
  };
  return [...upgrade, ...downgrade].every(isNew);
}

/**
 * Runs a squash on another scratch database, up and down, and compares what it gives.
 *
 * @throws {MigrationError} `migration.squash-differs`: the schema is another
 * @throws {RevisionFailed} it fails
 */
export async function verify(
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
