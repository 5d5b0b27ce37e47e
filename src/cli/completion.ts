import { type Command as Completable, type Complete, RootCommand, script } from "@bomb.sh/tab";
import type { Command } from "commander";
import type { RevisionGraph } from "../revision/graph.js";
import { safeText } from "../util/text.js";

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

/** Arguments and options that take a revision. */
const TAKES_REVISION = /^(?:target|targets|revision|revisions|head|depends-on|rev-range)$/;

/** What can stand for a revision in every history. */
const WORDS: readonly (readonly [word: string, about: string])[] = [
  ["head", "the newest revision"],
  ["heads", "the newest revision of each branch"],
  ["base", "before the first revision"],
  ["current", "where the database stands"],
];

/**
 * Answers a completion script on standard output: one candidate a line, with what it is.
 *
 * @param program all commands with their options
 * @param words the command line so far, the word to be completed last; empty where it is not begun
 * @param history the project's history; null where there is none
 */
export function answerCompletion(
  program: Command,
  words: readonly string[],
  history: RevisionGraph | null,
): void {
  const root = new RootCommand();
  addOptions(root, program, history);
  for (const command of program.commands) {
    const own = root.command(command.name(), command.summary());
    addOptions(own, command, history);
    for (const argument of command.registeredArguments) {
      const answer = TAKES_REVISION.test(argument.name()) ? revisionsOf(history) : undefined;
      own.argument(argument.name(), answer, argument.variadic);
    }
  }
  root.parse([...words]);
}

function addOptions(to: Completable, command: Command, history: RevisionGraph | null): void {
  for (const option of command.options) {
    const name = option.long?.replace(/^--/, "");
    if (name === undefined) continue;
    const short = option.short?.replace(/^-/, "");
    const takesValue = option.required || option.optional;
    if (!takesValue) to.option(name, option.description, short);
    else
      to.option(name, option.description, TAKES_REVISION.test(name) ? revisionsOf(history) : nothing, short);
  }
}

const nothing = () => undefined;

function revisionsOf(history: RevisionGraph | null): (complete: Complete) => void {
  return (complete) => {
    for (const [word, about] of WORDS) complete(word, about);
    for (const label of history?.labels.keys() ?? [])
      complete(`${label}@head`, `the head of branch ${label}`);
    for (const { id, message } of history?.revisions ?? []) complete(id, safeText(message));
  };
}
