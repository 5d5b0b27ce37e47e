import { Option } from "commander";
import { describe, expect, it } from "vitest";
import type { CommandDefinition } from "../../../src/cli/command.js";
import { COMMANDS } from "../../../src/cli/commands/index.js";
import type { Invocation } from "../../../src/cli/invocation.js";
import { optionsOf } from "../../../src/cli/options.js";
import { buildProgram, variables } from "../../../src/cli/program.js";

/** What a command line is understood as, with these variables set. */
function understand(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Invocation {
  let understood: Invocation | undefined;
  const onCommand = (invocation: Invocation) => {
    understood = invocation;
  };
  const environment = { cwd: "/", env: { ...env } };
  buildProgram({ commands: COMMANDS, onCommand, write: () => undefined, environment }).parse(argv, {
    from: "user",
  });
  return understood!;
}

/** Values of options that take but some words; any other takes any. */
const VALUES: Readonly<Record<string, string>> = {
  "--jobs <n>": "3",
  "--rename <old:new>": "a:b",
  "--no-rename <old:new>": "c:d",
  "--map <type.word:word>": "t.a:b",
  "--no-map <type.word>": "t.c",
  "--format <format>": "dot",
  "-x <key=value>": "key=value",
};

const wordsOf = ({ name, arguments: args = [] }: CommandDefinition) => [
  name,
  ...args.filter(([argument]) => argument.startsWith("<")).map(() => "word"),
];

/** An option with the variable that stands for it. */
interface Row {
  readonly flags: string;
  readonly variable: string;
  /** The option of the same command without which it is refused. */
  readonly only: string | undefined;
}

function rowsOf(definition: CommandDefinition): readonly Row[] {
  const names = variables(COMMANDS).get(definition.name)!;
  return names.map(([variable, flags]) => ({
    flags,
    variable,
    only: optionsOf(definition).find((option) => option.flags === flags)?.only,
  }));
}

const takesValue = (flags: string) => flags.includes("<");
const sampleOf = (flags: string) => (takesValue(flags) ? (VALUES[flags] ?? "word") : "yes");
const argvOf = (flags: string) => {
  const option = new Option(flags);
  return [option.long ?? option.short!, ...(takesValue(flags) ? [sampleOf(flags)] : [])];
};

describe("the variable of an option", () => {
  it("is there for each, but for the URL, help and the version", () => {
    const all = variables(COMMANDS);
    expect([...all.keys()]).toEqual(["", ...COMMANDS.map(({ name }) => name)]);
    for (const definition of COMMANDS) {
      expect(all.get(definition.name)!.map(([, flags]) => flags)).toEqual(
        optionsOf(definition).map(({ flags }) => flags),
      );
    }
    const names = [...all.values()].flat().map(([variable]) => variable);
    expect(new Set(names).size).toBe(names.length);
    expect(all.get("")!.map(([, flags]) => flags)).not.toContain("--url <url>");
  });

  it.each(COMMANDS)("does what the option does: $name", (definition) => {
    const words = wordsOf(definition);
    for (const { flags, variable, only } of rowsOf(definition)) {
      const other = only === undefined ? [] : [only, ...(takesValueOf(definition, only) ? ["word"] : [])];
      const given = understand([...words, ...other, ...argvOf(flags)]);
      const set = understand([...words, ...other], { [variable]: sampleOf(flags) });
      expect(set.options, variable).toEqual(given.options);
      expect(set.options, variable).not.toEqual(understand([...words, ...other]).options);
    }
  });

  it("does what the option does, of those of all commands", () => {
    for (const [variable, flags] of variables(COMMANDS)
      .get("")!
      .filter(([name]) => name !== "MIGR_ENV_FILE")) {
      const given = understand(["status", ...argvOf(flags)]);
      const set = understand(["status"], { [variable]: sampleOf(flags) });
      expect(set.global, variable).toEqual(given.global);
      expect(set.global, variable).not.toEqual(understand(["status"]).global);
    }
  });

  it("goes behind the command line, and adds to the variable of the other option of a pair", () => {
    const env = { MIGR_REVISION_RENAME: "a:b, e:f", MIGR_REVISION_NO_RENAME: "c:d" };
    const words = ["revision", "--autogenerate"];
    expect(understand(words, env).options).toMatchObject({ rename: ["a:b", "e:f", "!c:d"] });
    expect(understand([...words, "--rename", "x:y"], env).options).toMatchObject({ rename: ["x:y"] });
  });
});

function takesValueOf(definition: CommandDefinition, long: string): boolean {
  return optionsOf(definition).some(({ flags }) => flags.includes(long) && takesValue(flags));
}
