import type { Question } from "../compare/compare-schemas.js";
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

/** One of the answers to a question. */
interface Answer {
  readonly text: string;
  readonly kind: keyof RenameAnswers;
  /** What the option of this kind takes to give it. */
  readonly value: string;
}

const FLAGS: { readonly [K in keyof RenameAnswers]-?: string } = {
  rename: "--rename",
  noRename: "--no-rename",
  map: "--map",
  noMap: "--no-map",
};

function answersTo(question: Question): readonly Answer[] {
  const { flag } = question;
  if ("from" in question) {
    return [
      { text: "renamed, data kept", kind: "rename", value: flag },
      { text: "dropped and added, data lost", kind: "noRename", value: flag },
    ];
  }
  return [
    // What is chosen by a hasty Enter changes no rows.
    { text: "none, the script is edited", kind: "noMap", value: flag },
    ...question.choices.map((word) => ({ text: word, kind: "map", value: `${flag}:${word}` }) as const),
  ];
}

/** The open questions as lines: each with the flags that answer it. */
export function questionLines(questions: readonly Question[]): readonly string[] {
  return questions.flatMap((question) => {
    const answers = answersTo(question);
    const width = Math.max(...answers.map(({ text }) => displayWidth(text)));
    const lines = answers.map(({ text, kind, value }) => `    ${pad(text, width)}  ${FLAGS[kind]} ${value}`);
    return ["", `  ${questionText(question)}`, ...lines];
  });
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

/** Whether a person can be asked: somebody is at both ends of a terminal, and it is no run of CI. */
export function isAskable({ notes, options }: Output): boolean {
  return notes.isTerminal && process.stdin.isTTY && !options.json && !process.env["CI"];
}

/** What a person has answered, of each kind. */
type GivenAnswers = { readonly [K in keyof RenameAnswers]-?: readonly string[] };

/** Asks the person at a terminal; null where the person leaves a question. */
export async function askRenames(
  questions: readonly Question[],
  output: Output,
): Promise<GivenAnswers | null> {
  const { choose } = await import("./prompt.js");
  const given: Answer[] = [];
  for (const question of questions) {
    const answer = await choose(questionText(question), answersTo(question), output);
    if (answer === null) return null;
    given.push(answer);
  }
  const of = (kind: Answer["kind"]) => given.filter((each) => each.kind === kind).map(({ value }) => value);
  return { rename: of("rename"), noRename: of("noRename"), map: of("map"), noMap: of("noMap") };
}
