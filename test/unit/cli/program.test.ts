import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/cli/commands/index.js";
import { type Invocation, namedCommand } from "../../../src/cli/invocation.js";
import { buildProgram, helpTexts } from "../../../src/cli/program.js";
import { UsageError } from "../../../src/errors/errors.js";

/** What a command line is understood as. */
function understand(...argv: string[]): Invocation {
  let understood: Invocation | undefined;
  const onCommand = (invocation: Invocation) => {
    understood = invocation;
  };
  buildProgram({ commands: COMMANDS, onCommand, write: () => undefined }).parse(argv, { from: "user" });
  return understood!;
}

/** Message and hint for a command line that is not understood. */
function complaint(...argv: string[]): string {
  try {
    understand(...argv);
  } catch (thrown) {
    if (thrown instanceof UsageError) return `${thrown.message} ${thrown.hint}`;
    throw thrown;
  }
  return "none";
}

/** What is printed for a command line that asks for help or version. */
function answer(...argv: string[]): string {
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  const program = buildProgram({ commands: COMMANDS, onCommand: () => undefined, write });
  expect(() => program.parse(argv, { from: "user" })).toThrow(CommanderError);
  return text;
}

describe("global options", () => {
  const expected = { config: "c.ts", url: "sqlite:///x.db", json: true, quiet: true, noColor: true };

  it("stand before the command", () => {
    const { global } = understand(
      "-c",
      "c.ts",
      "--url",
      "sqlite:///x.db",
      "--json",
      "-q",
      "--no-color",
      "heads",
    );
    expect(global).toMatchObject(expected);
  });

  it("stand after the command", () => {
    const { global } = understand(
      "heads",
      "-c",
      "c.ts",
      "--url",
      "sqlite:///x.db",
      "--json",
      "-q",
      "--no-color",
    );
    expect(global).toMatchObject(expected);
  });

  it("are off where they are not given", () => {
    expect(understand("heads").global).toEqual({
      config: undefined,
      url: undefined,
      x: {},
      json: false,
      quiet: false,
      verbose: false,
      noColor: false,
    });
  });

  it("gather -x from both sides, the later one winning", () => {
    const { global } = understand("-x", "a=1", "-x", "b=1", "heads", "-x", "b=2", "-x", "c=x=y");
    expect(global.x).toEqual({ a: "1", b: "2", c: "x=y" });
  });

  it("refuse an -x without a value's name", () => {
    expect(complaint("heads", "-x", "tenant")).toContain('-x takes KEY=VALUE, and was given "tenant".');
    expect(complaint("heads", "-x", "=1")).toContain("-x takes KEY=VALUE");
  });
});

describe("the command that is named", () => {
  it.each([
    [["heads"], "heads"],
    [["--json", "-x", "current=1", "heads", "show"], "heads"],
    [["-c", "show", "--url", "check", "heads"], "heads"],
    [["--config=show", "heads"], "heads"],
    [["upgrad", "heads"], undefined],
    [["--help"], undefined],
    [[], undefined],
  ])("in %j is %s", (argv, name) => {
    expect(namedCommand(COMMANDS, argv)).toBe(name);
  });

  it("is understood alike where no other is built", () => {
    for (const argv of [
      ["-x", "a=show", "heads", "-v"],
      ["--url", "u", "downgrade", "-1"],
    ]) {
      let alone: Invocation | undefined;
      const onCommand = (invocation: Invocation) => {
        alone = invocation;
      };
      const program = buildProgram({
        commands: COMMANDS,
        only: namedCommand(COMMANDS, argv),
        onCommand,
        write: () => undefined,
      });
      program.parse(argv, { from: "user" });
      expect(program.commands.map((command) => command.name())).toEqual([namedCommand(COMMANDS, argv)]);
      expect(alone).toEqual(understand(...argv));
    }
  });
});

describe("arguments", () => {
  it("may begin with a minus where they are numbers", () => {
    expect(understand("downgrade", "-1").args).toEqual(["-1"]);
    expect(understand("--json", "downgrade", "-2", "-v")).toMatchObject({
      args: ["-2"],
      global: { json: true },
    });
  });

  it("may begin with a plus", () => {
    expect(understand("upgrade", "+1").args).toEqual(["+1"]);
  });

  it("of options may look like options", () => {
    expect(understand("revision", "-m", "--json").options).toMatchObject({ message: "--json" });
  });

  it("of repeatable options are gathered", () => {
    const { options } = understand("revision", "--branch-label", "a", "--branch-label", "b");
    expect(options).toMatchObject({ branchLabel: ["a", "b"] });
  });
});

describe("a wrong command line", () => {
  it.each([
    [["upgrad", "head"], "Unknown command 'upgrad'. Did you mean upgrade?"],
    [["xyzzy"], "Unknown command 'xyzzy'. `migr --help` lists the commands."],
    [[], "No command is given. `migr --help` lists the commands."],
    [["xyzzy", "--help"], "Unknown command 'xyzzy'. `migr --help` lists the commands."],
    [["help", "xyzzy"], "Unknown command 'xyzzy'. `migr --help` lists the commands."],
    [["help", "upgrad"], "Unknown command 'upgrad'. Did you mean upgrade?"],
    [["heads", "--jsn"], "Unknown option '--jsn'. Did you mean --json?"],
    [["--jsn", "heads"], "Unknown option '--jsn'. Did you mean --json?"],
    [["upgrade"], "Missing required argument 'target'. `migr upgrade --help` shows what it takes."],
    [
      ["heads", "extra"],
      "Too many arguments for 'heads'. Expected 0 arguments but got 1. `migr heads --help` shows what it takes.",
    ],
    [
      ["revision", "-m"],
      "Option '-m, --message <text>' argument missing. `migr revision --help` shows what it takes.",
    ],
    [
      ["upgrade", "head", "--nothing"],
      "Unknown option '--nothing'. `migr upgrade --help` shows what it takes.",
    ],
  ])("%j is told with what was meant", (argv, message) => {
    expect(complaint(...argv)).toBe(message);
  });
});

describe("help", () => {
  it.each(["--help", "-h"])("of help, asked for by %s, is that of all commands", (flag) => {
    expect(answer("help", flag)).toBe(helpTexts(COMMANDS)[""]);
  });

  const texts = helpTexts(COMMANDS);

  it("is there for the program and for every command", () => {
    expect(Object.keys(texts)).toEqual(["", ...COMMANDS.map(({ name }) => name)]);
  });

  it.each(Object.entries(texts))("of %j fits into 80 columns and has examples", (_name, text) => {
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(text).toMatch(/\nExamples:\n {2}migr /);
    expect(text).toMatch(/[^\n]\n$/);
  });

  it("is what is printed for --help, -h and help", () => {
    expect(answer("--help")).toBe(texts[""]);
    expect(answer("-h")).toBe(texts[""]);
    for (const { name } of COMMANDS) {
      expect(answer(name, "--help")).toBe(texts[name]);
      expect(answer("help", name)).toBe(texts[name]);
    }
  });

  it("lists every command with its summary", () => {
    for (const { name, summary } of COMMANDS)
      expect(texts[""]).toMatch(new RegExp(`  ${name} +${summary}\n`));
  });

  it("has examples that are understood", () => {
    for (const { examples } of COMMANDS) {
      for (const [line] of examples) {
        const argv = [...line.replace(/ >>? .*$/, "").matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, quoted, bare]) => quoted ?? bare!,
        );
        expect(() => understand(...argv), line).not.toThrow();
      }
    }
  });

  it("tells the version at every level", () => {
    expect(answer("--version")).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    expect(answer("upgrade", "--version")).toBe(answer("--version"));
  });
});
