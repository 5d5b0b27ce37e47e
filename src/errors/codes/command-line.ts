import { type CodeEntry, entry } from "./entry.js";

/** Errors about the command line, and mistakes in migr itself. */
export const COMMAND_LINE_CODES = {
  "cli.usage": entry(
    "The command line is wrong",
    "A command, option or argument is unknown, missing or malformed.",
    "Run `migr COMMAND --help` for what the command takes.",
  ),
  "autogenerate.undecided": entry(
    "A change can be read in two ways",
    "Something goes and something alike comes: it may have been renamed, with its data, or dropped and made anew. migr never guesses.",
    "Answer with the flags that the message lists: --rename, --no-rename, and for words of an enum that go while rows hold them --map, --no-map. For a column .renamedFrom() in the model answers too.",
  ),
  "cli.output": entry(
    "What a command says cannot be written",
    "Standard output is a file on a full disk, or the like. What the command has done before is done.",
    "Make room, or send the output elsewhere, and look with `migr status` where the database stands.",
  ),
  "cli.editor": entry(
    "The editor cannot be used",
    "`migr edit` opens the editor that VISUAL or EDITOR names; neither is set, or it could not be started or ended with an error.",
    'Set EDITOR, such as EDITOR="code --wait", or open the file that `migr show` names.',
  ),
  internal: entry(
    "A mistake in migr itself",
    "Something that should be impossible has happened.",
    "Report it with the output of the same command under --verbose.",
  ),
} as const satisfies Record<string, CodeEntry>;
