import type { RevisionGraph } from "../revision/graph.js";
import { oneLine } from "../util/text.js";
import type { CommandDefinition, OptionDefinition } from "./command.js";
import { flagsOf, GLOBAL_OPTIONS, optionsOf, takesValue } from "./options.js";

/** What a project has to offer, each read when it is first asked for; nothing where there is none. */
export interface Offers {
  readonly history: () => Promise<RevisionGraph | null>;
  /** The names for `--db`. */
  readonly databases: () => Promise<readonly string[]>;
  /** The names for `--target`, as far as the configuration lists them. */
  readonly targets: () => Promise<readonly string[]>;
}

/** A word that may stand next, and what it is. */
type Candidate = readonly [word: string, about: string];

/** What may stand in a place: some words, or whatever files or folders there are. */
type Answer = readonly Candidate[] | "files" | "folders";

/** Arguments that take revisions, by their names. */
const ARGUMENTS = /^(?:target|targets|revision|revisions|range)$/;
/** Options that take them. */
const OPTIONS = /^--(?:head|depends-on|rev-range)$/;

/** What can stand for a revision in every history. */
const WORDS: readonly Candidate[] = [
  ["head", "the newest revision"],
  ["heads", "the newest revision of each branch"],
  ["base", "before the first revision"],
  ["current", "where the database stands"],
];

const HELP: OptionDefinition = { flags: "-h, --help", about: "help" };

/**
 * The lines that answer a completion script: a candidate each, with what it is behind a tab; the last tells whether the
 * shell is to offer files or folders instead.
 *
 * @param commands all of them
 * @param words the command line so far, the word to be completed last; empty where it is not begun
 */
export async function completionLines(
  commands: readonly CommandDefinition[],
  words: readonly string[],
  offers: Offers,
): Promise<readonly string[]> {
  const word = words.at(-1) ?? "";
  const answer = await answerFor(commands, words.slice(0, -1), word, offers);
  if (typeof answer === "string") return [`:${answer}`];
  const fitting = answer.filter(([each]) => each.startsWith(word));
  return [...fitting.map(([each, about]) => (about === "" ? each : `${each}\t${oneLine(about)}`)), ":words"];
}

async function answerFor(
  commands: readonly CommandDefinition[],
  before: readonly string[],
  word: string,
  offers: Offers,
): Promise<Answer> {
  const { command, pending, args, isOver } = readWords(commands, before);
  if (pending !== null) return valuesOf(pending, word, offers);
  const options = command === null ? GLOBAL_OPTIONS : [...optionsOf(command), ...GLOBAL_OPTIONS];
  if (word.startsWith("-") && !isOver) {
    const [flag = "", ...value] = word.split("=");
    if (value.length === 0) return flagCandidates([...options, HELP]);
    const option = options.find((each) => flagsOf(each).includes(flag));
    const answer = option === undefined ? [] : await valuesOf(option, value.join("="), offers);
    if (typeof answer === "string") return answer;
    return answer.map(([each, about]) => [`${flag}=${each}`, about]);
  }
  if (command === null) return commands.map(({ name, summary }) => [name, summary]);
  return argumentsOf(command, args, word, offers);
}

/** What the words so far say: the command, the option whose value is next, and how many arguments there are. */
interface Read {
  readonly command: CommandDefinition | null;
  readonly pending: OptionDefinition | null;
  readonly args: number;
  /** All that follows is no option. */
  readonly isOver: boolean;
}

function readWords(commands: readonly CommandDefinition[], words: readonly string[]): Read {
  let read: Read = { command: null, pending: null, args: 0, isOver: false };
  for (const word of words) {
    const { command, pending, args, isOver } = read;
    if (pending !== null) read = { ...read, pending: null };
    else if (word === "--" && !isOver) read = { ...read, isOver: true };
    else if (word.startsWith("-") && !isOver) {
      const options = command === null ? GLOBAL_OPTIONS : [...optionsOf(command), ...GLOBAL_OPTIONS];
      const option = options.find((each) => flagsOf(each).includes(word));
      if (option !== undefined && takesValue(option)) read = { ...read, pending: option };
    } else if (command === null) {
      read = { ...read, command: commands.find(({ name }) => name === word) ?? null };
    } else read = { ...read, args: args + 1 };
  }
  return read;
}

function flagCandidates(options: readonly OptionDefinition[]): readonly Candidate[] {
  return options.map((option) => {
    const flags = flagsOf(option);
    return [flags.find((flag) => flag.startsWith("--")) ?? flags[0]!, option.about];
  });
}

/** What an option takes. */
async function valuesOf(option: OptionDefinition, word: string, offers: Offers): Promise<Answer> {
  const name = flagsOf(option).at(-1)!;
  if (OPTIONS.test(name)) return revisionsOf(offers, word);
  if (name === "--db") return wordsOf(await offers.databases());
  if (name === "--target") return wordsOf(await offers.targets());
  if (/<(?:file|path)>/.test(option.flags)) return "files";
  return option.flags.includes("<folder>") ? "folders" : wordsOf(option.choices ?? []);
}

/** What the next argument of a command may be. */
async function argumentsOf(
  { name, arguments: taken = [], choices = [] }: CommandDefinition,
  given: number,
  word: string,
  offers: Offers,
): Promise<Answer> {
  const last = taken.at(-1);
  const [written] = taken[given] ?? (last?.[0].includes("...") ? last : []);
  if (written === undefined) return [];
  const argument = written.replace(/[^\w-]/g, "");
  if (ARGUMENTS.test(argument)) return revisionsOf(offers, word);
  if (argument === "directory") return "folders";
  if (name !== "explain") return wordsOf(choices);
  const { CODES } = await import("../errors/codes.js");
  return Object.entries(CODES).map(([code, { title }]) => [code, title]);
}

function wordsOf(words: readonly string[]): readonly Candidate[] {
  return words.map((word) => [word, ""]);
}

/** What may stand for a revision; of a range each side. */
async function revisionsOf(offers: Offers, word: string): Promise<readonly Candidate[]> {
  const history = await offers.history();
  const start = word.slice(0, word.indexOf(":") + 1);
  const labels = [...(history?.labels.keys() ?? [])];
  const all: readonly Candidate[] = [
    ...WORDS,
    ...labels.map((label): Candidate => [`${label}@head`, `the head of branch ${label}`]),
    ...(history?.revisions ?? []).map(({ id, message }): Candidate => [id, message]),
  ];
  return all.map(([each, about]) => [start + each, about]);
}
