import type { Command, Option } from "commander";
import { UsageError } from "../errors/errors.js";
import type { CommandDefinition } from "./command.js";

/**
 * Refuses options on the command line that would be passed over in silence: those that mean nothing to the command,
 * and those that mean something only beside another. A variable of the environment may stand there for other commands.
 *
 * @param root the program, whose options may stand before the command
 * @param command as it was parsed
 * @param options the options of the command alone
 * @throws {UsageError} cli.usage: an option has no effect
 */
export function assertEffective(
  { name, idle = [], options = [] }: CommandDefinition,
  root: Command,
  command: Command,
): void {
  for (const option of command.options) {
    if (!idle.includes(flagOf(option))) continue;
    if (isGiven(root, option) || isGiven(command, option)) {
      throw new UsageError(`${flagOf(option)} means nothing to migr ${name}.`, {
        hint: `Leave ${flagOf(option)} out.`,
      });
    }
  }
  for (const { flags, only } of options) {
    const option = command.options.find((each) => each.flags === flags)!;
    if (only === undefined || !isGiven(command, option) || isOn(command, only)) continue;
    // Both options of a pair have one value, so that which of them was given is not known.
    const pair = command.options.filter((each) => each.attributeName() === option.attributeName());
    throw new UsageError(`${pair.map(flagOf).join(" or ")} has an effect only with ${only}.`, {
      hint: `Add ${only}, or leave the option out.`,
    });
  }
}

function flagOf({ long, short }: Option): string {
  return long ?? short ?? "";
}

function isGiven(command: Command, option: Option): boolean {
  return command.getOptionValueSource(option.attributeName()) === "cli";
}

function isOn(command: Command, flag: string): boolean {
  const option = command.options.find(({ long }) => long === flag)!;
  return command.getOptionValue(option.attributeName()) !== undefined;
}
