import type { Connection } from "../engine/connection.js";
import type { Engine } from "../engine/engine.js";
import { MigrationError } from "../errors/errors.js";
import { readRevisions } from "../revision/directory.js";
import { RevisionGraph } from "../revision/graph.js";
import { type Direction, type Plan, planDowngrade, planUpgrade } from "../revision/plan.js";
import { resolveDowngrade, resolveStamp, resolveUpgrade } from "../revision/target.js";
import { planStamp, type RowChange } from "../revision/version-rows.js";
import { displayName } from "../schema/name.js";
import { type Applied, type RunDirection, type RunOptions, runPlan } from "./run.js";
import type { MigrationSettings } from "./settings.js";
import { VersionTable } from "./version-table.js";

/** What a run did. */
export interface RunReport {
  readonly direction: RunDirection;
  /** The revisions that were run, in order. */
  readonly applied: readonly Applied[];
  /** The ids in the version table afterwards. */
  readonly heads: readonly string[];
  /** Milliseconds from beginning to end. */
  readonly durationMs: number;
}

/** Moves one database through the history of a project's revisions. */
export class Migrator {
  readonly engine: Engine;
  readonly settings: MigrationSettings;
  #graph: RevisionGraph | null = null;

  constructor(engine: Engine, settings: MigrationSettings) {
    this.engine = engine;
    this.settings = settings;
  }

  /**
   * The revisions, read from the headers of their files on first use; no script is executed.
   *
   * @throws {RevisionError} a file or the history is broken
   */
  get graph(): RevisionGraph {
    const { versionLocations, recursive } = this.settings;
    this.#graph ??= new RevisionGraph(readRevisions(versionLocations, { recursive }));
    return this.#graph;
  }

  /** The ids in the version table, by one statement; none where there is no table. */
  async current(): Promise<readonly string[]> {
    return this.engine.connect((connection) => versionsOf(connection, this.settings).read());
  }

  /** What `upgrade(target)` would run. @throws {RevisionError} the target or the database's rows are unknown */
  async pending(target: string): Promise<Plan> {
    return this.#plan("up", target, await this.current());
  }

  /**
   * Applies every revision up to the target.
   *
   * @throws {RevisionError} the target, or what the version table holds, is unknown
   * @throws {MigrationError} `migration.locked`: another run is at work and the wait ran out
   * @throws {RevisionFailed} a script failed; what it left is told in `details`
   */
  upgrade(target: string, options: RunOptions = {}): Promise<RunReport> {
    return this.#run("up", target, options);
  }

  /** Undoes every revision down to the target. @throws as `upgrade` does */
  downgrade(target: string, options: RunOptions = {}): Promise<RunReport> {
    return this.#run("down", target, options);
  }

  /**
   * Writes into the version table that the database stands at the targets, and runs nothing.
   *
   * @param options.purge takes the table for empty first
   * @throws {RevisionError} a target is unknown
   */
  async stamp(targets: readonly string[], options: { readonly purge?: boolean } = {}): Promise<RowChange> {
    await using connection = await this.engine.connect();
    const versions = versionsOf(connection, this.settings);
    const unlock = await takeLock(connection, this.settings);
    try {
      await versions.ensure();
      const rows = await versions.read();
      const stamps = targets.map((target) => resolveStamp(this.graph, target, rows));
      const change = planStamp(this.graph, rows, stamps, options);
      await connection.begin(() =>
        new VersionTable(this.settings.versionTable, connection.dialect, (sql, params) =>
          connection.exec(sql, params),
        ).change(change),
      );
      return change;
    } finally {
      await unlock();
    }
  }

  #plan(direction: Direction, target: string, rows: readonly string[]): Plan {
    const { graph } = this;
    return direction === "up"
      ? planUpgrade(graph, rows, resolveUpgrade(graph, target, rows))
      : planDowngrade(graph, rows, resolveDowngrade(graph, target, rows));
  }

  async #run(direction: Direction, target: string, options: RunOptions): Promise<RunReport> {
    const started = performance.now();
    const report = (applied: readonly Applied[], heads: readonly string[]): RunReport => ({
      direction: direction === "up" ? "upgrade" : "downgrade",
      applied,
      heads,
      durationMs: performance.now() - started,
    });
    await using connection = await this.engine.connect();
    const versions = versionsOf(connection, this.settings);
    const rows = await versions.read();
    if (this.#plan(direction, target, rows).steps.length === 0) return report([], rows);
    const unlock = await takeLock(connection, this.settings);
    try {
      const guard = await connection.withDriver((driver) => connection.dialect.guard(driver));
      try {
        await versions.ensure();
        const plan = this.#plan(direction, target, await versions.read());
        return report(await runPlan(connection, plan, this.settings, guard, options), plan.after);
      } finally {
        await connection.withDriver(() => guard.release());
      }
    } finally {
      await unlock();
    }
  }
}

/** The version table behind a connection, outside of any transaction. */
export function versionsOf(connection: Connection, settings: MigrationSettings): VersionTable {
  return new VersionTable(settings.versionTable, connection.dialect, (sql, params) =>
    connection.withDriver((driver) => driver.query(sql, params)),
  );
}

async function takeLock(
  connection: Connection,
  { versionTable, lockTimeoutMs }: MigrationSettings,
): Promise<() => Promise<void>> {
  if (lockTimeoutMs === null) return async () => undefined;
  const name = `migr:${displayName(versionTable)}`;
  const release = await connection.withDriver((driver) =>
    connection.dialect.lock(driver, name, lockTimeoutMs),
  );
  if (release) return () => connection.withDriver(release);
  throw new MigrationError(
    "migration.locked",
    `Another run holds the lock on this database's migrations, and did not end within ${lockTimeoutMs} ms.`,
    { hint: "Wait for it to end, then run again.", details: { timeoutMs: lockTimeoutMs } },
  );
}
