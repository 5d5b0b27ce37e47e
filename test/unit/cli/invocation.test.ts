import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/cli/commands/index.js";
import type { Variables } from "../../../src/cli/environment.js";
import { type Invocation, readPlainLine } from "../../../src/cli/invocation.js";
import { optionsOf } from "../../../src/cli/options.js";
import { buildProgram } from "../../../src/cli/program.js";

/** What the parser of all command lines makes of one; null where it refuses it. */
function parsed(argv: readonly string[], env: Variables): Invocation | null {
  let understood: Invocation | null = null;
  const onCommand = (invocation: Invocation) => {
    understood = invocation;
  };
  const environment = { cwd: "/", env: { ...env } };
  const commands = COMMANDS.filter(({ name }) => name === argv.find((word) => !word.startsWith("-")));
  const program = buildProgram({ commands, onCommand, write: () => undefined, environment });
  try {
    program.parse([...argv], { from: "user" });
  } catch {
    return null;
  }
  return understood;
}

/** Expects that the plain reader leaves a command line to the parser, or understands it alike; tells whether it did. */
function agrees(argv: readonly string[], env: Variables = {}): boolean {
  const plain = readPlainLine(COMMANDS, argv, env);
  if (plain === null) return false;
  const full = parsed(argv, env);
  expect(full, argv.join(" ")).not.toBeNull();
  // The parser gives a command the options of all commands, too, which it passes over.
  const ofAll = ["color", "json", "quiet", "verbose"];
  const options = Object.entries(full!.options as object).filter(([key]) => !ofAll.includes(key));
  expect(plain, argv.join(" ")).toEqual({
    ...full!,
    options: Object.fromEntries(options),
  });
  return true;
}

const GLOBAL_FLAGS = ["--json", "-q", "--quiet", "-v", "--verbose", "--no-color"];

describe("a plain command line", () => {
  it("is understood as by the parser, with each flag and each number of arguments", () => {
    for (const command of COMMANDS) {
      const own = optionsOf(command).flatMap(({ flags }) =>
        flags.split(" ").filter((flag) => flag.startsWith("-")),
      );
      for (const flag of ["", ...GLOBAL_FLAGS, ...own.map((each) => each.replace(",", ""))]) {
        for (const args of [[], ["head"], ["a", "b"], ["a", ""], ["+1"], ["-1"], ["-"], ["--", "a"]]) {
          const flags = flag === "" ? [] : [flag];
          agrees([command.name, ...flags, ...args]);
          agrees([command.name, ...args, ...flags, ...flags]);
          agrees([...flags, command.name, ...args]);
        }
      }
    }
  });

  it.each([
    "current",
    "current --check-heads -q",
    "upgrade head",
    "upgrade --json head",
    "heads -v --no-color",
    "check",
    "status",
    "stamp a b",
    "-q upgrade head",
    "--json --verbose current --check-heads",
  ])("such as %j needs no parser", (line) => {
    expect(agrees(line.split(" "))).toBe(true);
  });

  it.each([
    "",
    "upgrad head",
    "upgrade",
    "current extra",
    "current --check-head",
    "current --jobs 2",
    "-q",
    "-qv current",
    "--check-heads current",
    "downgrade -1",
    "current -qv",
    "current --url=x",
    "current --help",
  ])("is not %j, which the parser reads", (line) => {
    expect(readPlainLine(COMMANDS, line.split(" "), {})).toBeNull();
  });

  it.each([
    "MIGR_JSON",
    "MIGR_CONFIG",
    "MIGR_X",
    "MIGR_NO_COLOR",
    "MIGR_ENV_FILE",
    "MIGR_CURRENT_CHECK_HEADS",
  ])("is not one to which %s adds an option", (variable) => {
    expect(readPlainLine(COMMANDS, ["current"], { [variable]: "1" })).toBeNull();
  });

  it("is one where variables are empty, or for other commands", () => {
    expect(
      agrees(["current"], { MIGR_JSON: "", MIGR_REVISION_REV_ID: "a", MIGR_URL: "sqlite:///a.db" }),
    ).toBe(true);
  });
});
