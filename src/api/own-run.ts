import { MigrError } from "../errors/base.js";
import { MigrationError } from "../errors/errors.js";
import type { RunReport } from "../migrate/migrator.js";
import type { Applied, RunDirection, RunOptions } from "../migrate/run.js";
import { messageOf } from "../util/text.js";
import type { Project } from "./project.js";

/** What a run is to do, and who watches it. */
interface RunRequest {
  readonly direction: RunDirection;
  readonly target: string;
  readonly watch: RunOptions;
}

/**
 * Lets the project's own `run` do a run.
 *
 * @throws {MigrationError} `migration.failed`: it threw something of its own
 */
export async function runByProject(
  project: Project,
  { direction, target, watch }: RunRequest,
): Promise<RunReport> {
  const started = performance.now();
  const migrator = await project.migrator();
  const { run, database, target: targetName, context } = await project.databaseConfig();
  const applied: Applied[] = [];
  try {
    await run!({
      engine: migrator.engine,
      direction,
      target,
      database,
      targetName,
      x: context.x,
      signal: watch.signal,
      async runMigrations(options = {}) {
        const report = await migrator[direction](target, { ...watch, ...options });
        applied.push(...report.applied);
        return report;
      },
    });
  } catch (thrown) {
    if (thrown instanceof MigrError) throw thrown;
    throw new MigrationError("migration.failed", `run failed: ${messageOf(thrown)}`.replace(/[.!?]?$/, "."), {
      hint: "It is in the configuration file.",
      cause: thrown,
    });
  }
  const heads = await migrator.current();
  return { direction, applied, heads, durationMs: performance.now() - started };
}
