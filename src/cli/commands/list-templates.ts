import { type CommandDefinition, OF_PROJECTS } from "../command.js";
import { EXIT } from "../exit-code.js";

/** `migr list-templates`: the templates for `migr init`. */
export const listTemplates: CommandDefinition = {
  name: "list-templates",
  group: "Set up",
  summary: "List the templates for migr init",
  idle: [...OF_PROJECTS, "--url"],
  examples: [["list-templates", "the names that init --template takes"]],
  async run(app) {
    const api = await import("../../api/reference.js");
    const found = await api.listTemplates();
    app.output.print(app.command, found, () => found.templates);
    return EXIT.done;
  },
};
