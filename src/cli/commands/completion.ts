import { UsageError } from "../../errors/errors.js";
import { nearest } from "../../util/text.js";
import { type CommandDefinition, OF_PROJECTS } from "../command.js";
import { EXIT } from "../exit-code.js";
import { SHELLS, shellScript } from "../shell-script.js";

/** `migr completion`: the script that has a shell complete commands, options and revisions. */
export const completion: CommandDefinition = {
  name: "completion",
  group: "Other",
  summary: "Print the script that lets a shell complete migr's words",
  about: [
    "The Tab key then completes commands, options and revisions. Revisions come from",
    "the files; no database is asked.",
  ],
  arguments: [["<shell>", SHELLS.join(", ")]],
  choices: SHELLS,
  idle: [...OF_PROJECTS, "--url"],
  examples: [
    ["completion bash >> ~/.bashrc", "bash"],
    ["completion zsh >> ~/.zshrc", "zsh"],
    ["completion fish > ~/.config/fish/completions/migr.fish", "fish"],
    ["completion powershell >> $PROFILE", "PowerShell"],
  ],
  async run(app, [wanted = ""]) {
    const shell = SHELLS.find((each) => each === wanted);
    if (shell === undefined) {
      const meant = nearest(wanted, SHELLS);
      throw new UsageError(`There is no completion for ${JSON.stringify(wanted)}.`, {
        hint: meant === null ? `The shells are ${SHELLS.join(", ")}.` : `Did you mean ${meant}?`,
      });
    }
    if (app.output.options.json) {
      throw new UsageError("A completion script is for a shell, and not to be had as JSON.", {
        hint: "Leave --json out.",
      });
    }
    process.stdout.write(shellScript(shell));
    return EXIT.done;
  },
};
