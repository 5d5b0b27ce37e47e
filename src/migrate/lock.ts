import type { Connection } from "../engine/connection.js";
import { MigrationError } from "../errors/errors.js";
import { displayName } from "../schema/name.js";
import { Deadline } from "../util/deadline.js";
import type { MigrationSettings } from "./settings.js";

type LockSettings = Pick<MigrationSettings, "versionTable" | "lockTimeoutMs">;

/** How long the database is asked to wait at once, so that a signal is heard in between. */
const SLICE_MS = 1000;

/**
 * Takes the lock that keeps runs on one database apart, and gives what releases it.
 *
 * @throws {MigrationError} `migration.locked`: another run holds it and the wait ran out
 * @throws {MigrationError} `migration.interrupted`: the signal was given while it waited
 */
export async function takeLock(
  connection: Connection,
  { versionTable, lockTimeoutMs }: LockSettings,
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  if (lockTimeoutMs === null) return async () => undefined;
  const name = `migr:${displayName(versionTable)}`;
  const deadline = Deadline.after(lockTimeoutMs);
  do {
    const sliceMs = Math.min(SLICE_MS, deadline.remainingMs);
    const release = await connection.withDriver((driver) => connection.dialect.lock(driver, name, sliceMs));
    if (release) return () => connection.withDriver(release);
    assertGoesOn(signal);
  } while (!deadline.expired);
  throw locked(lockTimeoutMs);
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * Does what another process may keep from being done for a while: where a transaction that writes locks the whole
 * database, it cannot begin while another one is open.
 *
 * @throws {MigrationError} `migration.locked`: it was not to be had for as long as a run waits for another
 * @throws {MigrationError} `migration.interrupted`: the signal was given while it waited
 */
export async function whenUnlocked<T>(
  { lockTimeoutMs }: LockSettings,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = Deadline.after(lockTimeoutMs ?? 0);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    assertGoesOn(signal);
    try {
      return await work();
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code !== "db.lock-timeout" || lockTimeoutMs === null) throw thrown;
      // Those who wait must not all come back at the same moment.
      if (!(await deadline.sleep(pauseMs * (0.5 + Math.random() / 2)))) throw locked(lockTimeoutMs, thrown);
    }
  }
}

/**
 * Goes on unless the run is to stop.
 *
 * @throws {MigrationError} `migration.interrupted`: the signal has been given, before the next revision began
 */
export function assertGoesOn(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new MigrationError(
    "migration.interrupted",
    "The run was interrupted before its next revision began.",
    {
      hint: "Run again: what was applied before it is recorded.",
      cause: signal.reason,
    },
  );
}

function locked(timeoutMs: number, cause?: unknown): MigrationError {
  return new MigrationError(
    "migration.locked",
    `Another run holds the lock on this database's migrations, and did not end within ${timeoutMs} ms.`,
    { hint: "Wait for it to end, then run again.", details: { timeoutMs }, cause },
  );
}
