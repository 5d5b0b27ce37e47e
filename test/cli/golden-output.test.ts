import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { BAD_INPUT } from "./golden/bad-input.js";
import { SCENARIOS } from "./golden/commands.js";
import { type Scenario, transcript } from "./golden/transcript.js";

const FOLDER = new URL("../../fixtures/golden/commands/", import.meta.url);
const UPDATE = process.env["UPDATE_GOLDEN"] === "1";

async function written(scenario: Scenario): Promise<string> {
  const [text, json] = await Promise.all([transcript(scenario, false), transcript(scenario, true)]);
  const parts = scenario.name === "help" ? text : text.flatMap((part, i) => [part, json[i]!]);
  return `${scenario.about}\n\n${parts.join("\n\n")}\n`;
}

describe("the output of commands, as text and as JSON", () => {
  it.each([...SCENARIOS, ...BAD_INPUT].map((scenario) => [scenario.name, scenario] as const))(
    "is as written: %s; UPDATE_GOLDEN=1 writes it",
    async (name, scenario) => {
      const file = new URL(`${name}.txt`, FOLDER);
      const found = await written(scenario);
      if (UPDATE) writeFileSync(file, found);
      expect(found).toBe(existsSync(file) ? readFileSync(file, "utf8") : "");
      expect(found.match(/^changed: .*/gm)).toBe(null);
      expect(found.match(/^(?:! )?\s+at .*\.(?:c|m)?js:\d+:\d+\)?$/gm)).toBe(null);
    },
    120_000,
  );

  it("is written of every command", () => {
    const lines = SCENARIOS.flatMap(({ steps }) => steps.filter((step) => typeof step === "string"));
    const missing = COMMANDS.filter(({ name }) => !lines.some((line) => line.split(" ")[0] === name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it("of --help stays within 80 columns, with an example of each command", async () => {
    const text = readFileSync(new URL("help.txt", FOLDER), "utf8").split("$ migr completion")[0]!;
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const without = COMMANDS.filter(({ examples = [] }) => examples.length === 0);
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});
