import type { Question } from "../compare/compare-schemas.js";
import type { WordQuestion } from "../compare/enum-word.js";
import type { RenameAnswers } from "../compare/rename.js";
import { UsageError } from "../errors/errors.js";
import { displayWidth } from "../util/display-width.js";
import { plural } from "../util/text.js";
import type { OptionDefinition } from "./command.js";
import { pad } from "./layout.js";
import type { Output } from "./output.js";

/** What the command line gathers of each pair of options: the second kind begins with an exclamation mark. */
export interface RenameOption {
  readonly rename?: readonly string[];
  readonly map?: readonly string[];
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
  {
    flags: "--map <type.word:word>",
    about: "what rows get for a word of an enum that goes; repeatable",
    parse: (value, previous) => {
      if (/^[^.]+\..+:.+$/.test(value)) return append(value, previous);
      throw new UsageError(`--map takes "type.word:word", not ${JSON.stringify(value)}.`, {
        hint: "Write --map role.guest:member, or --map users.role.guest:member where types have no names.",
      });
    },
  },
  {
    flags: "--no-map <type.word>",
    about: "a word that goes and that rows will not hold by then; repeatable",
    parse: (value, previous) => append(REFUSED + value, previous),
  },
];

function append(value: string, previous: unknown): readonly string[] {
  return [...(Array.isArray(previous) ? (previous as readonly string[]) : []), value];
}

function gather(value: string, previous: unknown, mark: string): readonly string[] {
  if (!/^[^:]+:[^:]+$/.test(value)) {
    throw new UsageError(`--rename takes "old:new", not ${JSON.stringify(value)}.`, {
      hint: "Write --rename users.full_name:display_name for a column, --rename users:people for a table.",
    });
  }
  return append(mark + value, previous);
}

/** What the options answer. */
export function renameAnswers({ rename = [], map = [] }: RenameOption): RenameAnswers {
  const told = (list: readonly string[]) => list.filter((each) => !each.startsWith(REFUSED));
  const refused = (list: readonly string[]) =>
    list.filter((each) => each.startsWith(REFUSED)).map((each) => each.slice(1));
  return { rename: told(rename), noRename: refused(rename), map: told(map), noMap: refused(map) };
}

/** The open questions as lines: each with the flags that answer it. */
export function questionLines(questions: readonly Question[]): readonly string[] {
  return questions.flatMap((question) => [
    "",
    `  ${questionText(question)}`,
    ...("from" in question
      ? [
          `    renamed, data kept            --rename ${question.flag}`,
          `    dropped and added, data lost  --no-rename ${question.flag}`,
        ]
      : choiceLines(question)),
  ]);
}

function choiceLines({ choices, flag }: WordQuestion): readonly string[] {
  const choice = [
    ...choices.map((word) => [word, `--map ${flag}:${word}`] as const),
    ["none, the script is edited", `--no-map ${flag}`] as const,
  ];
  const width = Math.max(...choice.map(([text]) => displayWidth(text)));
  return choice.map(([text, option]) => `    ${pad(text, width)}  ${option}`);
}

function questionText(question: Question): string {
  if (!("from" in question)) {
    const { subject, word, count } = question;
    return `${subject}: ${word} goes; what ${count === 1 ? "does" : "do"} ${plural(count, "row")} with it get?`;
  }
  const { table, from, to, reasons } = question;
  const subject = table === null ? "" : `${table}: `;
  return `${subject}is ${from} now ${to} (${reasons})?`;
}

/** Asks a person on a terminal; null where there is none, or the person gives no answer. */
export async function askRenames(
  questions: readonly Question[],
  output: Output,
): Promise<RenameAnswers | null> {
  const { stdin } = process;
  if (!output.notes.isTerminal || !stdin.isTTY || output.options.json || process.env["CI"]) return null;
  const { Prompt } = await import("./prompt.js");
  using prompt = Prompt.open();
  const answers = { rename: [] as string[], noRename: [] as string[], map: [] as string[] };
  for (const question of questions) {
    if ("from" in question) {
      const answer = await prompt.ask(questionText(question), ["y", "n"]);
      if (answer === null) return null;
      answers[answer === "y" ? "rename" : "noRename"].push(question.flag);
    } else {
      const word = await prompt.ask(questionText(question), question.choices);
      if (word === null) return null;
      answers.map.push(`${question.flag}:${word}`);
    }
  }
  return answers;
}
