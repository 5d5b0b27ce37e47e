import type { CodeEntry } from "../../errors/codes.js";
import { UsageError } from "../../errors/errors.js";
import { nearest } from "../../util/text.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { alignRows, wrap } from "../layout.js";
import type { Screen } from "../output.js";

/** `migr explain`: what an error code means and what to do about it. */
export const explain: CommandDefinition = {
  name: "explain",
  group: "Other",
  summary: "Explain an error code, with its cause and cure",
  arguments: [["[code]", "such as db.unique; all codes where left out"]],
  examples: [
    ["explain revision.multiple-heads", "cause and cure of one error"],
    ["explain", "the list of all codes"],
  ],
  async run(app, [code]) {
    const { output } = app;
    const { CODES } = await import("../../errors/codes.js");
    if (code === undefined) {
      const codes = Object.entries(CODES).map(([name, { title }]) => ({ code: name, title }));
      output.print(app.command, { codes }, ({ columns }) =>
        alignRows(
          codes.map(({ code: name, title }) => [{ text: name }, { text: title }]),
          { columns },
        ),
      );
      return EXIT.done;
    }
    const entry = entryOf(code, CODES);
    output.print(app.command, { code, ...entry }, (screen) => entryLines(code, entry, screen));
    return EXIT.done;
  },
};

function entryOf(code: string, codes: Readonly<Record<string, CodeEntry>>): CodeEntry {
  const entry = Object.hasOwn(codes, code) ? codes[code] : undefined;
  if (entry !== undefined) return entry;
  const meant = nearest(code, Object.keys(codes));
  throw new UsageError(`There is no error code ${JSON.stringify(code)}.`, {
    hint: meant === null ? "`migr explain` lists them all." : `Did you mean ${meant}?`,
    details: { code },
  });
}

function entryLines(code: string, { title, cause, remedy }: CodeEntry, { paint, columns }: Screen): string[] {
  return [
    `${paint.strong(code)}  ${title}`,
    "",
    ...wrap(`Cause: ${cause}`, columns),
    ...wrap(`Cure:  ${remedy}`, columns),
  ];
}
