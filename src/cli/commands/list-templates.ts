import { type CommandDefinition, OF_PROJECTS } from "../command.js";
import { EXIT } from "../exit-code.js";
import { alignRows } from "../layout.js";

/** `migr list-templates`: the templates for `migr init`. */
export const listTemplates: CommandDefinition = {
  name: "list-templates",
  group: "Set up",
  summary: "List the templates for migr init",
  idle: [...OF_PROJECTS, "--url"],
  examples: [["list-templates", "what init --template takes"]],
  async run(app) {
    const api = await import("../../api/reference.js");
    const found = await api.listTemplates();
    app.output.print(app.command, found, ({ columns }) =>
      alignRows(
        found.templates.map(({ name, about }) => [{ text: name }, { text: about }]),
        { columns },
      ),
    );
    return EXIT.done;
  },
};
