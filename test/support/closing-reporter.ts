import type { SerializedError } from "vitest";
import { DefaultReporter, type TestModule, type TestRunEndReason, type Vitest } from "vitest/node";
import type { ServerReport } from "./target.js";

/** Vitest's own report, then what was skipped and why, what could not be had, and one plain line of counts. */
export default class ClosingReporter extends DefaultReporter {
  #vitest: Vitest | undefined;

  override onInit(vitest: Vitest): void {
    super.onInit(vitest);
    this.#vitest = vitest;
  }

  override onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    super.onTestRunEnd(modules, errors, reason);
    let passed = 0;
    // A run without any file has failed before it began.
    let failed = errors.length === 0 && modules.length === 0 ? 1 : errors.length;
    let skipped = 0;
    const reasons = new Map<string, number>();
    for (const module of modules) {
      let failedHere = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        else if (state === "failed") failedHere += 1;
        else {
          skipped += 1;
          const why =
            test.meta().skipReason ?? noteOf(test.result()) ?? "not selected, or skipped by its file";
          reasons.set(why, (reasons.get(why) ?? 0) + 1);
        }
      }
      // A file or a hook that fails fails on its own account where no test of it does.
      failed += failedHere === 0 && module.state() === "failed" ? 1 : failedHere;
    }
    const lines = [...skipLines(reasons), ...missingLines(this.#servers())];
    const counts = `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
    process.stdout.write(`${[...lines, "", counts].join("\n")}\n`);
  }

  #servers(): ServerReport | undefined {
    for (const project of this.#vitest?.projects ?? []) {
      const { servers } = project.getProvidedContext();
      if (servers !== undefined) return servers;
    }
    return undefined;
  }
}

function noteOf(result: object): string | undefined {
  return "note" in result && typeof result.note === "string" ? result.note : undefined;
}

function skipLines(reasons: ReadonlyMap<string, number>): string[] {
  if (reasons.size === 0) return [];
  const rows = [...reasons].sort(([a], [b]) => a.localeCompare(b));
  return ["", "Skipped:", ...rows.map(([why, count]) => `  ${String(count).padStart(5)}  ${why}`)];
}

function missingLines(servers: ServerReport | undefined): string[] {
  return (servers?.missing ?? []).flatMap(({ title, urlVariable, reasons }) => [
    "",
    `Not tested: ${title} could not be had. Set ${urlVariable}, put its server on the PATH, or start Docker.`,
    ...reasons.map((reason) => `  tried ${reason}`),
  ]);
}
