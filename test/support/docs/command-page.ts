import { Option } from "commander";
import type { CommandDefinition } from "../../../src/cli/command.js";
import { COMMANDS } from "../../../src/cli/commands/index.js";
import { variableOf } from "../../../src/cli/environment.js";
import { optionsOf } from "../../../src/cli/options.js";
import { blocksOf } from "./blocks.js";

/** The page of a command, by its path from the root. */
export const commandPage = (name: string) => `docs/commands/${name}.md`;

/** Commands that print no document: one is for an editor, one for a shell. */
const WITHOUT_DOCUMENT = ["edit", "completion"];

const DONE = "done";
const WRONG_USAGE = "the command line is wrong";
const LOCKED = "another run is at work on the database, and did not end in time";
const HALF_APPLIED = "a revision failed half-way on a database that cannot roll it back";
const INTERRUPTED = "interrupted; what ran was rolled back";

type Exit = readonly [code: number, about: string];

/** The exit codes of commands that have others than those of all. */
const EXITS: Readonly<Record<string, readonly Exit[]>> = {
  init: [[2, `${WRONG_USAGE}, or there is a project already`]],
  pull: [[2, `${WRONG_USAGE}, or a file is there already`]],
  revision: [[2, `${WRONG_USAGE}, or a question is left open that a person must answer`]],
  upgrade: [
    [4, LOCKED],
    [5, HALF_APPLIED],
    [130, INTERRUPTED],
  ],
  downgrade: [
    [4, LOCKED],
    [5, HALF_APPLIED],
    [130, INTERRUPTED],
  ],
  stamp: [
    [4, LOCKED],
    [130, "interrupted"],
  ],
  squash: [[130, "interrupted; nothing was written"]],
  check: [
    [0, "models and database are in step"],
    [3, "they are not"],
  ],
  current: [[3, "with `--check-heads`: revisions are pending, or an id is unknown"]],
};

/** The text of a command's page with what comes from its definition and from the types of `--json` as it is now. */
export function filledCommandPage(definition: CommandDefinition, text: string): string {
  const parts: readonly (readonly [mark: string, content: string])[] = [
    ["usage", usageOf(definition)],
    ["json", jsonOf(definition)],
    ["exit codes", exitsOf(definition)],
  ];
  return parts.reduce((page, [mark, content]) => filled(page, mark, content), text);
}

/** The page of all commands with its list as it is now. */
export function filledIndex(text: string): string {
  const groups = [...new Set(COMMANDS.map(({ group }) => group))];
  const parts = groups.map((group) => {
    const own = COMMANDS.filter((each) => each.group === group).map(({ name, summary }) =>
      [`#### migr ${name}`, `${summary}: [\`migr ${name}\`](commands/${name}.md).`].join("\n\n"),
    );
    return [`### ${group}`, ...own].join("\n\n");
  });
  return filled(text, "commands", parts.join("\n\n"));
}

function filled(text: string, mark: string, content: string): string {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- end of ${mark} -->`];
  const [before, rest] = cut(text, begin);
  const [, after] = cut(rest, end);
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}

function cut(text: string, mark: string): readonly [before: string, after: string] {
  const at = text.indexOf(mark);
  if (at === -1) throw new Error(`The page has no line ${mark}.`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function usageOf(definition: CommandDefinition): string {
  const { name, arguments: args = [] } = definition;
  const line = ["migr", name, "[options]", ...args.map(([argument]) => argument)].join(" ");
  const options = optionsOf(definition).map(({ flags, about }) => new Option(flags, about));
  const rows = options.map((option) => {
    const variable = variableOf(option, name);
    return `| \`${option.flags}\` | ${cell(option.description)} | ${variable === null ? "" : `\`${variable}\``} |`;
  });
  return [
    `\`\`\`text\n${line}\n\`\`\``,
    ...(args.length === 0
      ? []
      : [
          table(
            "| argument | means |",
            args.map(([argument, about]) => `| \`${argument}\` | ${cell(about)} |`),
          ),
        ]),
    ...(rows.length === 0 ? [] : [table("| option | means | variable |", rows)]),
    "It takes the [global options](../commands.md#global-options) too.",
  ].join("\n\n");
}

function jsonOf({ name, scope }: CommandDefinition): string {
  if (WITHOUT_DOCUMENT.includes(name)) return "It prints no document.";
  const several =
    scope === "database"
      ? " Where there are several databases, there is [an element for each](../json.md#several-databases)."
      : "";
  return `Under \`--json\` it prints one document; its other types stand [with all of them](../json.md#as-types).${several}

\`\`\`ts fragment
${declarationsOf(`${pascal(name)}Document`).join("\n\n")}
\`\`\``;
}

/** What all documents have in common, which stands on the page of the documents alone. */
const COMMON = ["Document", "Revision", "Change"];

/** A type of the page about documents, after those that it is made of. */
function declarationsOf(name: string): readonly string[] {
  const texts = blocksOf("docs/json.md").flatMap(({ language, text }) =>
    language === "ts" ? text.split("\n\n") : [],
  );
  const found = texts.find((text) => new RegExp(`(?:interface|type) ${name}\\b`).test(text));
  if (found === undefined) throw new Error(`docs/json.md has no type ${name}.`);
  const others = texts
    .flatMap((text) => /(?:interface|type) (\w+)/.exec(text)?.[1] ?? [])
    .filter((other) => other !== name && !COMMON.includes(other));
  const parts = others.filter((other) => new RegExp(`\\b${other}\\b`).test(found));
  return [...parts.flatMap(declarationsOf), found];
}

function exitsOf({ name, scope }: CommandDefinition): string {
  const common: readonly Exit[] = [
    [0, scope === "database" ? `${DONE}; of several databases on all of them` : DONE],
    [1, "failed"],
    [2, WRONG_USAGE],
  ];
  const all = new Map([...common, ...(EXITS[name] ?? [])]);
  const rows = [...all].sort(([a], [b]) => a - b).map(([code, about]) => `| ${code} | ${about} |`);
  return table("| code | means |", rows);
}

function table(head: string, rows: readonly string[]): string {
  return [head, head.replace(/[^|]+/g, " --- "), ...rows].join("\n");
}

/** Text in which nothing is taken for HTML, nor for the end of a cell. */
function cell(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll("|", "\\|");
}

function pascal(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
