import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OutputOptions } from "../../../src/cli/output.js";
import { Progress } from "../../../src/cli/progress.js";
import { recordedOutput } from "./screens.js";

describe("the progress line", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function progressOn(columns?: number, options: Partial<OutputOptions> = {}) {
    const { output, stderr: stream } = recordedOutput(options, columns);
    return { stream, progress: new Progress(output) };
  }

  it("comes after a second and goes without a trace", () => {
    const { stream, progress } = progressOn(60);
    progress.start(() => "3f1c upgrade runs");
    vi.advanceTimersByTime(999);
    expect(stream.text).toBe("");
    vi.advanceTimersByTime(600);
    expect(stream.text).toMatch(/^\r3f1c upgrade runs {2}1\.\d s/);
    expect(stream.text).not.toContain("\n");
    progress.stop();
    expect(stream.text).toMatch(/\r {59}\r$/);
  });

  it("does not come for what is quick", () => {
    const { stream, progress } = progressOn(60);
    progress.start(() => "quick");
    vi.advanceTimersByTime(500);
    progress.stop();
    vi.advanceTimersByTime(5000);
    expect(stream.text).toBe("");
  });

  it.each([
    ["on no terminal", undefined, {}],
    ["under --quiet", 80, { quiet: true }],
    ["among the lines of --verbose", 80, { verbose: true }],
  ])("does not come %s", (_where, columns, options) => {
    const { stream, progress } = progressOn(columns, options);
    progress.start(() => "long");
    vi.advanceTimersByTime(5000);
    progress.stop();
    expect(stream.text).toBe("");
  });

  it("stays in its line however long the label is", () => {
    const { stream, progress } = progressOn(40);
    progress.start(() => "x".repeat(100));
    vi.advanceTimersByTime(1100);
    expect(stream.text.slice(1).length).toBeLessThan(40);
    expect(stream.text).toContain("...");
  });
});
