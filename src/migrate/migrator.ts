import type { Engine } from "../engine/engine.js";
import { readRevisions } from "../revision/directory.js";
import { RevisionGraph } from "../revision/graph.js";
import { type Direction, type Plan, planDowngrade, planUpgrade } from "../revision/plan.js";
import { resolveDowngrade, resolveStamp, resolveUpgrade } from "../revision/target.js";
import { planStamp, type RowChange } from "../revision/version-rows.js";
import { now } from "../util/deadline.js";
import { assertGoesOn, takeLock, whenUnlocked } from "./lock.js";
import type { OfflineRun, WrittenRun } from "./offline.js";
import {
  type Applied,
  isTransactional,
  type Run,
  type RunDirection,
  type RunOptions,
  runPlan,
  tellVersion,
} from "./run.js";
import { type MigrationSettings, timeoutsFor } from "./settings.js";
import { type VersionTable, versionsOf, versionsWithin } from "./version-table.js";

/** What a run did. */
export interface RunReport {
  readonly direction: RunDirection;
  /** The revisions that were run, in order. */
  readonly applied: readonly Applied[];
  /** The ids in the version table afterwards. */
  readonly heads: readonly string[];
  /** Targets of an upgrade that did nothing, since the database is past them. */
  readonly passed?: readonly string[];
  /** Milliseconds from beginning to end. */
  readonly durationMs: number;
}

/** Moves one database through the history of a project's revisions. */
export class Migrator {
  readonly engine: Engine;
  readonly settings: MigrationSettings;
  #graph: RevisionGraph | null;

  /** @param graph the revisions, where they have been read already */
  constructor(engine: Engine, settings: MigrationSettings, graph: RevisionGraph | null = null) {
    this.engine = engine;
    this.settings = settings;
    this.#graph = graph;
  }

  /**
   * The revisions, read from the headers of their files on first use; no script is executed.
   *
   * @throws {RevisionError} a file or the history is broken
   */
  get graph(): RevisionGraph {
    const { versionLocations, recursive, headers } = this.settings;
    this.#graph ??= new RevisionGraph(readRevisions(versionLocations, { recursive, headers }));
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

  /** Undoes every revision down to the target; its errors are those of `upgrade`. */
  downgrade(target: string, options: RunOptions = {}): Promise<RunReport> {
    return this.#run("down", target, options);
  }

  /**
   * Writes down what `upgrade` or `downgrade` would do with the database as it stands, and changes nothing.
   *
   * @throws {RevisionError} the target, or what the version table holds, is unknown
   * @throws {RevisionFailed} a script failed
   */
  async dryRun(direction: RunDirection, target: string, signal?: AbortSignal): Promise<WrittenRun> {
    const { settings, graph } = this;
    const word = direction === "upgrade" ? "up" : "down";
    await using connection = await this.engine.connect();
    const { dialect } = connection;
    const rows = await versionsOf(connection, settings).read();
    const plan = this.#plan(word, target, rows);
    const { PlannedSchema, writeDryRun } = await import("./offline.js");
    return connection.withDriver(async (driver) => {
      const request = {
        exclude: [settings.versionTable],
        ...(settings.schemas && { schemas: settings.schemas }),
      };
      const from = await dialect.reflect(driver, request);
      const live = { table: async () => null, query: driver.query.bind(driver) };
      const planned = new PlannedSchema(dialect, { from, isWhole: false });
      return writeDryRun({ dialect, settings, graph, signal }, plan, { planned, live });
    });
  }

  /** What a script is written from; no connection is opened. */
  async offline(signal?: AbortSignal): Promise<OfflineRun> {
    const { offline: dialect } = await this.engine.dialectModule();
    return { dialect, settings: this.settings, graph: this.graph, signal };
  }

  /**
   * Makes the version table where it is missing.
   *
   * @param signal cancels the statement that does so, or keeps it from being sent
   * @throws {MigrationError} `migration.interrupted`: the signal was given
   */
  async ensureVersion(signal?: AbortSignal): Promise<void> {
    await using connection = await this.engine.connect();
    const cancel = () => void connection.cancel().catch(() => undefined);
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      await whenUnlocked(this.settings, () => versionsOf(connection, this.settings).ensure(), signal);
    } catch (thrown) {
      assertGoesOn(signal);
      throw thrown;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  /**
   * Writes into the version table that the database stands at the targets, and runs nothing.
   *
   * @param options.purge takes the table for empty first
   * @param options.signal ends the wait for another run
   * @throws {RevisionError} a target is unknown
   */
  async stamp(
    targets: readonly string[],
    options: { readonly purge?: boolean; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<RowChange> {
    await using connection = await this.engine.connect();
    const versions = versionsOf(connection, this.settings);
    const unlock = await takeLock(connection, this.settings, options.signal);
    return await withEnd(unlock, async () => {
      await whenUnlocked(this.settings, () => versions.ensure(), options.signal);
      const rows = await versions.read();
      const graph = options.purge ? this.graph : this.graph.at(rows);
      const stamps = targets.map((target) => resolveStamp(graph, target, rows));
      const change = planStamp(graph, rows, stamps, options);
      if (change.removes.length === 0 && change.inserts.length === 0) return change;
      const transaction = await whenUnlocked(this.settings, () => connection.begin(), options.signal);
      try {
        await versionsWithin(connection, this.settings).change(change);
        await tellVersion(this.settings, {
          step: "stamp",
          revision: targets.join(", "),
          from: change.before,
          to: change.after,
        });
        assertGoesOn(options.signal);
        await transaction.commit();
      } finally {
        await transaction.rollback();
      }
      return change;
    });
  }

  #plan(direction: Direction, target: string, rows: readonly string[]): Plan {
    const graph = this.graph.at(rows);
    return direction === "up"
      ? planUpgrade(graph, rows, resolveUpgrade(graph, target, rows))
      : planDowngrade(graph, rows, resolveDowngrade(graph, target, rows));
  }

  async #run(direction: Direction, target: string, options: RunOptions): Promise<RunReport> {
    const started = now();
    const report = (applied: readonly Applied[], heads: readonly string[]): RunReport => ({
      direction: directionOf(direction),
      applied,
      heads,
      durationMs: now() - started,
    });
    await using own = options.connection ? null : await this.engine.connect();
    const connection = options.connection ?? own!;
    const versions = versionsOf(connection, this.settings);
    const rows = await versions.read();
    const plan = this.#plan(direction, target, rows);
    if (plan.steps.length === 0) {
      const passed = plan.passed.filter((each) => this.graph.children(each).length > 0).map(({ id }) => id);
      return { ...report([], rows), ...(passed.length > 0 && { passed }) };
    }
    const unlock = await takeLock(connection, this.settings, options.signal);
    return await withEnd(unlock, async () => {
      const { settings } = this;
      const timeouts = timeoutsFor(connection.dialect, settings);
      const guard = await connection.withDriver((driver) => connection.dialect.guard(driver, timeouts));
      return withEnd(
        () => connection.withDriver(() => guard.release()),
        async () => {
          await whenUnlocked(settings, () => versions.ensure(), options.signal);
          const applied: Applied[] = [];
          const run: Run = { connection, settings, guard, options, direction: directionOf(direction) };
          return report(
            applied,
            await this.#runAll(run, applied, versions, (now) => this.#plan(direction, target, now)),
          );
        },
      );
    });
  }

  /**
   * Runs plans until there is nothing left to do: where another run was faster to claim a revision, what remains is
   * planned anew.
   *
   * @returns the version rows at the end
   */
  async #runAll(
    run: Run,
    applied: Applied[],
    versions: VersionTable,
    planFor: (rows: readonly string[]) => Plan,
  ): Promise<readonly string[]> {
    for (let rows = await versions.read(); ; ) {
      const plan = planFor(rows);
      try {
        await runPlan(run, plan, applied);
        return plan.after;
      } catch (thrown) {
        const isLostClaim =
          (thrown as { code?: unknown }).code === "migration.conflict" &&
          isTransactional(run.connection, this.settings);
        const now = isLostClaim ? await versions.read() : rows;
        if (now.join() === rows.join()) throw thrown;
        rows = now;
      }
    }
  }
}

function directionOf(direction: Direction): RunDirection {
  return direction === "up" ? "upgrade" : "downgrade";
}

/** Does work and what ends it; an error of the work is not lost to one of its end, as where the connection is gone. */
async function withEnd<T>(end: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (thrown) {
    await end().catch(() => undefined);
    throw thrown;
  }
  await end();
  return result;
}
