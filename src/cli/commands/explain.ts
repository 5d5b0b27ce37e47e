import type { CodeResult } from "../../api/reference.js";
import { type CommandDefinition, OF_PROJECTS } from "../command.js";
import { EXIT } from "../exit-code.js";
import { alignRows, wrap } from "../layout.js";
import type { Screen } from "../output.js";

/** `migr explain`: what an error code means and what to do about it. */
export const explain: CommandDefinition = {
  name: "explain",
  group: "Other",
  summary: "Explain an error code, with its cause and cure",
  arguments: [["[code]", "such as db.unique; all codes where left out"]],
  idle: [...OF_PROJECTS, "--url"],
  examples: [
    ["explain revision.multiple-heads", "cause and cure of one error"],
    ["explain", "the list of all codes"],
  ],
  async run(app, [code]) {
    const { output } = app;
    const api = await import("../../api/reference.js");
    if (code === undefined) {
      const { codes } = await api.errorCodes();
      output.print(app.command, { codes }, ({ columns }) =>
        alignRows(
          codes.map(({ code: name, title }) => [{ text: name }, { text: title }]),
          { columns },
        ),
      );
      return EXIT.done;
    }
    const entry = await api.explain({ code });
    output.print(app.command, entry, (screen) => entryLines(entry, screen));
    return EXIT.done;
  },
};

function entryLines({ code, title, cause, remedy }: CodeResult, { paint, columns }: Screen): string[] {
  return [
    `${paint.strong(code)}  ${title}`,
    "",
    ...wrap(`Cause: ${cause}`, columns),
    ...wrap(`Cure:  ${remedy}`, columns),
  ];
}
