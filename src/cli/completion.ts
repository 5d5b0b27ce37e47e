import { type Command as Completable, type Complete, RootCommand, script } from "@bomb.sh/tab";
import type { RevisionGraph } from "../revision/graph.js";
import { safeText } from "../util/text.js";
import type { CommandDefinition, OptionDefinition } from "./command.js";
import { flagsOf, GLOBAL_OPTIONS, optionsOf, takesValue } from "./options.js";

/**
 * What bash has of the package bash-completion, where that is not installed, as on macOS.
 *
 * @source bash-completion 2.16, `_get_comp_words_by_ref`
 */
const WITHOUT_BASH_COMPLETION = `if ! declare -F _get_comp_words_by_ref >/dev/null; then
  _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}")
    cword=$COMP_CWORD
    cur=\${words[cword]}
    prev=\${words[cword - 1]}
  }
fi
`;

/** Prints the script that has a shell ask for completions. */
export function printScript(shell: string): void {
  if (shell === "bash") process.stdout.write(WITHOUT_BASH_COMPLETION);
  script(shell, "migr", "migr");
}

/** Arguments that take revisions, by their names. */
const ARGUMENTS = /^(?:target|targets|revision|revisions|range)$/;
/** Options that take them. */
const OPTIONS = /^(?:head|depends-on|rev-range)$/;

/** What can stand for a revision in every history. */
const WORDS: readonly (readonly [word: string, about: string])[] = [
  ["head", "the newest revision"],
  ["heads", "the newest revision of each branch"],
  ["base", "before the first revision"],
  ["current", "where the database stands"],
];

/** What a project has to offer; nothing where there is none. */
export interface Offers {
  readonly history: RevisionGraph | null;
  /** The names for `--db`. */
  readonly databases: readonly string[];
  /** The names for `--target`, as far as the configuration lists them. */
  readonly targets: readonly string[];
}

/**
 * Answers a completion script on standard output: one candidate a line, with what it is.
 *
 * @param commands all of them
 * @param words the command line so far, the word to be completed last; empty where it is not begun
 */
export function answerCompletion(
  commands: readonly CommandDefinition[],
  words: readonly string[],
  offers: Offers,
): void {
  const root = new RootCommand();
  addOptions(root, GLOBAL_OPTIONS, offers);
  for (const definition of commands) {
    const own = root.command(definition.name, definition.summary);
    addOptions(own, [...optionsOf(definition), ...GLOBAL_OPTIONS], offers);
    for (const [written] of definition.arguments ?? []) {
      const name = written.replace(/[^\w-]/g, "");
      const answer = ARGUMENTS.test(name) ? revisionsOf(offers) : wordsOf(definition.choices ?? []);
      own.argument(name, answer, written.includes("..."));
    }
  }
  root.parse([...words]);
}

function addOptions(to: Completable, options: readonly OptionDefinition[], offers: Offers): void {
  for (const option of options) {
    const flags = flagsOf(option);
    const name = flags.find((flag) => flag.startsWith("--"))?.slice(2);
    if (name === undefined) continue;
    const short = flags.find((flag) => /^-\w$/.test(flag))?.slice(1);
    if (takesValue(option)) to.option(name, option.about, answerOf(name, option, offers), short);
    else to.option(name, option.about, short);
  }
}

function answerOf(name: string, { choices = [] }: OptionDefinition, offers: Offers): Answer {
  if (OPTIONS.test(name)) return revisionsOf(offers);
  if (name === "db") return wordsOf(offers.databases);
  return wordsOf(name === "target" ? offers.targets : choices);
}

type Answer = (complete: Complete) => void;

function wordsOf(words: readonly string[]): Answer {
  return (complete) => {
    for (const word of words) complete(word, "");
  };
}

function revisionsOf({ history }: Offers): Answer {
  return (complete) => {
    for (const [word, about] of WORDS) complete(word, about);
    for (const label of history?.labels.keys() ?? [])
      complete(`${label}@head`, `the head of branch ${label}`);
    for (const { id, message } of history?.revisions ?? []) complete(id, safeText(message));
  };
}
