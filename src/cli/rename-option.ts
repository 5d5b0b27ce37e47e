import type { RenameAnswers, RenameQuestion } from "../compare/rename.js";
import { UsageError } from "../errors/errors.js";
import type { OptionDefinition } from "./command.js";
import type { Output } from "./output.js";

/** What the command line gathers of both options: the second kind begins with an exclamation mark. */
export interface RenameOption {
  readonly rename?: readonly string[];
}

const REFUSED = "!";

/** The options of commands that compare; the parser keeps both under one name. */
export const RENAME_OPTIONS: readonly OptionDefinition[] = [
  {
    flags: "--rename <old:new>",
    about: "table or table.column that was renamed; repeatable",
    parse: (value, previous) => gather(value, previous, ""),
  },
  {
    flags: "--no-rename <old:new>",
    about: "one that was dropped, and the other added; repeatable",
    parse: (value, previous) => gather(value, previous, REFUSED),
  },
];

function gather(value: string, previous: unknown, mark: string): readonly string[] {
  if (!/^[^:]+:[^:]+$/.test(value)) {
    throw new UsageError(`--rename takes "old:new", not ${JSON.stringify(value)}.`, {
      hint: "Write --rename users.full_name:display_name for a column, --rename users:people for a table.",
    });
  }
  return [...(Array.isArray(previous) ? (previous as readonly string[]) : []), mark + value];
}

/** What the options answer. */
export function renameAnswers({ rename = [] }: RenameOption): RenameAnswers {
  return {
    rename: rename.filter((each) => !each.startsWith(REFUSED)),
    noRename: rename.filter((each) => each.startsWith(REFUSED)).map((each) => each.slice(1)),
  };
}

/** The open questions as lines: each with the flags that answer it. */
export function questionLines(questions: readonly RenameQuestion[]): readonly string[] {
  return questions.flatMap((question) => [
    "",
    `  ${questionText(question)}`,
    `    renamed, data kept            --rename ${question.flag}`,
    `    dropped and added, data lost  --no-rename ${question.flag}`,
  ]);
}

function questionText({ table, from, to, reasons }: RenameQuestion): string {
  const subject = table === null ? "" : `${table}: `;
  return `${subject}is ${from} now ${to} (${reasons})?`;
}

/** Asks a person on a terminal; null where there is none, or the answer is neither yes nor no. */
export async function askRenames(
  questions: readonly RenameQuestion[],
  output: Output,
): Promise<RenameAnswers | null> {
  const { stdin, stderr } = process;
  if (!output.notes.isTerminal || !stdin.isTTY || output.options.json || process.env["CI"]) return null;
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: stdin, output: stderr });
  const answers = { rename: [] as string[], noRename: [] as string[] };
  try {
    for (const question of questions) {
      const answer = (await terminal.question(`${questionText(question)} [y/n] `)).trim().toLowerCase();
      if (answer === "y" || answer === "yes") answers.rename.push(question.flag);
      else if (answer === "n" || answer === "no") answers.noRename.push(question.flag);
      else return null;
    }
  } finally {
    terminal.close();
  }
  return answers;
}
