import { describe, expect, it } from "vitest";
import { hasColor, Output, Screen } from "../../../src/cli/output.js";
import { recordedOutput, recorder } from "./screens.js";

const terminal = recorder(100);
const pipe = recorder();

describe("color", () => {
  it.each([
    ["on a terminal", terminal, {}, false, true],
    ["not through a pipe", pipe, {}, false, false],
    ["not with --no-color", terminal, { FORCE_COLOR: "1" }, true, false],
    ["not with NO_COLOR", terminal, { NO_COLOR: "1" }, false, false],
    ["though NO_COLOR is set to nothing", terminal, { NO_COLOR: "" }, false, true],
    ["not on a dumb terminal", terminal, { TERM: "dumb" }, false, false],
    ["through a pipe with FORCE_COLOR", pipe, { FORCE_COLOR: "1" }, false, true],
    ["with FORCE_COLOR set to nothing", pipe, { FORCE_COLOR: "" }, false, true],
    ["with FORCE_COLOR before NO_COLOR", pipe, { FORCE_COLOR: "1", NO_COLOR: "1" }, false, true],
    ["not with FORCE_COLOR=0", terminal, { FORCE_COLOR: "0" }, false, false],
  ] as const)("is used %s", (_title, stream, env, noColor, expected) => {
    expect(hasColor(stream, env, noColor)).toBe(expected);
  });

  it("is decided for each stream by itself", () => {
    const options = { json: false, quiet: false, verbose: false, noColor: false };
    const output = new Output(options, recorder(), recorder(80), {});
    expect(output.result.paint.good("done")).toBe("done");
    expect(output.notes.paint.good("done")).toBe("\u001b[32mdone\u001b[39m");
  });
});

describe("the width", () => {
  it("is the terminal's, else what COLUMNS says, else 80", () => {
    expect(new Screen(recorder(120), { COLUMNS: "60" }, true).columns).toBe(120);
    expect(new Screen(recorder(), { COLUMNS: "60" }, true).columns).toBe(60);
    expect(new Screen(recorder(), {}, true).columns).toBe(80);
    expect(new Screen(recorder(), { COLUMNS: "wide" }, true).columns).toBe(80);
  });

  it("is never so small that nothing can be said", () => {
    expect(new Screen(recorder(5), {}, true).columns).toBe(40);
  });
});

describe("the output", () => {
  it("has results on stdout and notes on stderr", () => {
    const { output, stdout, stderr } = recordedOutput();
    output.print("heads", { heads: [] }, () => ["abc"]);
    output.note(() => ["a note"]);
    expect([stdout.text, stderr.text]).toEqual(["abc\n", "a note\n"]);
  });

  it("is one versioned document under --json", () => {
    const { output, stdout } = recordedOutput({ json: true });
    output.print("heads", { heads: [1n] }, () => ["abc"]);
    expect(JSON.parse(stdout.text)).toEqual({ version: 1, command: "heads", heads: ["1"] });
  });

  it("keeps results, and neither notes nor reports, under --quiet", () => {
    const { output, stdout, stderr } = recordedOutput({ quiet: true });
    output.print("heads", {}, () => ["abc"]);
    output.report("upgrade", {}, () => ["2 revisions applied"]);
    output.note(() => ["a note"]);
    output.warn("careful.");
    expect([stdout.text, stderr.text]).toEqual(["abc\n", ""]);
  });

  it("has the document of a report under --json even where it is quiet", () => {
    const { output, stdout } = recordedOutput({ quiet: true, json: true });
    output.report("upgrade", { applied: [] }, () => []);
    expect(JSON.parse(stdout.text)).toEqual({ version: 1, command: "upgrade", applied: [] });
  });
});
