import { describe, inject, it, type TestContext } from "vitest";
import type { MissingServer, RunningServer } from "./servers/server.js";
import { type Target, wantedTargets } from "./wanted.js";

export type { Target } from "./wanted.js";

/** What the start of the run found. */
export interface ServerReport {
  readonly running: readonly RunningServer[];
  readonly missing: readonly MissingServer[];
}

declare module "vitest" {
  interface ProvidedContext {
    servers: ServerReport;
  }
  interface TaskMeta {
    /** Why the test is skipped: a feature, or a server that could not be had. */
    skipReason?: string;
  }
}

/** The wanted targets that answer; those of a unit test, which starts no server, are SQLite alone. */
export const targets: readonly Target[] = wantedTargets().filter(
  (target) => target === "sqlite" || serverOf(target) !== undefined,
);

/** The running server of a target. */
export function serverOf(target: Target): RunningServer | undefined {
  return report().running.find((server) => server.target === target);
}

/**
 * A `describe` for each wanted target. One whose server could not be had is a single skipped test, and a
 * failing one under `CI`.
 *
 * @param among the targets that the body is about, where not all
 */
export function eachTarget<T extends Target = Target>(
  title: string,
  body: (target: T) => void,
  among?: readonly T[],
): void {
  const isMeant = (target: Target): target is T => among?.includes(target as T) ?? true;
  for (const target of wantedTargets().filter(isMeant)) {
    const name = `${title} on ${target}`;
    const missing = report().missing.find((server) => server.target === target);
    if (missing === undefined && targets.includes(target)) describe(name, () => body(target));
    else {
      describe(name, () => {
        itIf(Boolean(process.env["CI"]), `no ${missing?.title ?? target}`)("has a server", () => {
          throw new Error(`No ${target} server: ${missing?.reasons.join("; ") ?? "none was started"}.`);
        });
      });
    }
  }
}

/** `it`, or a skipped `it` whose reason, such as the name of a feature, is counted at the end of the run. */
export function itIf(
  condition: boolean,
  reason: string,
): (name: string, body: (context: TestContext) => unknown, timeoutMs?: number) => void {
  return (name, body, timeoutMs) => {
    const options = condition ? {} : { skip: true, meta: { skipReason: reason } };
    it(name, { ...options, ...(timeoutMs !== undefined && { timeout: timeoutMs }) }, async (context) => {
      await body(context);
    });
  };
}

function report(): ServerReport {
  return inject("servers") ?? { running: [], missing: [] };
}
