import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { RevisionError } from "../errors/errors.js";
import { messageOf, plainText } from "../util/text.js";
import { type HeaderName, readScriptHeader } from "./script-header.js";

/** The template of revision scripts, in the scripts folder and among the package's own. */
export const SCRIPT_TEMPLATE = "script.ts.eta";

/** What a revision script is made from. */
export interface ScriptContent {
  readonly revision: string;
  /** What the script follows: an id, several for a merge, null at the beginning of a history. */
  readonly downRevision: string | readonly string[] | null;
  readonly branchLabels?: readonly string[];
  readonly dependsOn?: readonly string[];
  /** The revisions that it replaces, from old to new. */
  readonly replaces?: readonly string[];
  readonly message: string;
  /** The date as the script shows it. */
  readonly createDate: string;
  /** Names that the functions use, by the module they are imported from; `type X` for a type. */
  readonly imports?: Readonly<Record<string, readonly string[]>>;
  /** Statements of the functions, laid out for an indentation of two spaces; may be empty. */
  readonly upgrade?: string;
  readonly downgrade?: string;
  /** The functions of each of several databases, laid out for an indentation of four spaces. */
  readonly databases?: readonly DatabaseFunctions[] | undefined;
}

/** What a script does in one of several databases. */
export interface DatabaseFunctions {
  readonly name: string;
  readonly upgrade?: string | undefined;
  readonly downgrade?: string | undefined;
}

const WIDTH = 100;

/** The package's folder of templates, beside the folder that this code was built into or is written in. */
function templatesFolder(): string {
  const here = fileURLToPath(import.meta.url);
  const root = here.endsWith(".ts") ? dirname(dirname(dirname(here))) : dirname(dirname(here));
  return join(root, "templates");
}

/** The names of the templates for `migr init`. */
export function templateNames(): readonly string[] {
  return readdirSync(templatesFolder()).sort();
}

/** A file of one of the package's templates. */
export function readTemplate(file: string, template = "generic"): string {
  return readFileSync(join(templatesFolder(), template, file), "utf8");
}

/**
 * Fills a template with values, which are inserted as they are; `it` holds them.
 *
 * @param name what messages call the template
 * @throws {RevisionError} revision.template-failed: the template is malformed or throws
 */
export async function fillTemplate(
  template: string,
  values: Readonly<Record<string, unknown>>,
  name: string,
): Promise<string> {
  const { Eta } = await import("eta/core");
  const eta = new Eta({ autoEscape: false, autoTrim: false });
  try {
    return eta.renderString(template, values);
  } catch (cause) {
    // Eta adds its own code below a line of equals signs.
    const said = plainText(messageOf(cause)).split(/\n=+\n/, 1)[0]!;
    const text = said.replace(/\s+/g, " ").trim().replace(/\.$/, "");
    throw new RevisionError("revision.template-failed", `The template ${name} cannot be filled: ${text}.`, {
      hint: "Mend it, or copy the one that `migr init` writes.",
      details: { template: name },
      cause,
    });
  }
}

/**
 * The text of a new revision script.
 *
 * @param scripts the scripts folder, whose own template is used where it has one
 * @throws {RevisionError} revision.template-failed: the template is malformed or throws
 */
export async function renderScript(content: ScriptContent, scripts: string | null): Promise<string> {
  const own = scripts === null ? null : join(scripts, SCRIPT_TEMPLATE);
  const given = own !== null && existsSync(own) ? own : null;
  // A project's template from before it first squashed may not know what to do with the list.
  const fits =
    !content.replaces?.length || (given !== null && readTemplateFile(given).includes("it.replaces"));
  const path = fits ? given : null;
  const { databases } = content;
  const template =
    path === null ? readTemplate(SCRIPT_TEMPLATE, databases && MULTIDB) : readTemplateFile(path);
  const values = scriptValues(content);
  const name = path ?? SCRIPT_TEMPLATE;
  if (databases === undefined) return checked(await fillTemplate(template, values, name), content, name);
  let isAsked = false;
  const functions = databases.map(functionsOf);
  const watched = Object.defineProperty(values, "databases", {
    get: () => {
      isAsked = true;
      return functions;
    },
  });
  const text = await fillTemplate(template, watched, name);
  if (isAsked) return checked(text, content, name);
  throw new RevisionError(
    "revision.template-failed",
    `The template ${name} has no functions for several databases.`,
    {
      hint: "It must go through it.databases; `migr init --template multidb` writes one that does.",
      details: { template: path },
    },
  );
}

/** A script, which must say plainly where it belongs: else no command could read the history any more. */
function checked(text: string, content: ScriptContent, name: string): string {
  const { values } = readScriptHeader(text);
  const { revision, downRevision, branchLabels, dependsOn, replaces } = content;
  const wanted = { revision, downRevision, branchLabels, dependsOn, replaces };
  const missing = Object.entries(wanted).find(
    ([key, value]) => listed(value).join() !== listed(values.get(key as HeaderName)).join(),
  )?.[0];
  if (missing === undefined) return text;
  throw new RevisionError(
    "revision.template-failed",
    `The template ${name} gives a script that does not export its ${missing}.`,
    {
      hint: `It must have \`export const ${missing} = <%= it.${missing} %>;\` and the rest of what \`migr init\` writes.`,
      details: { template: name },
    },
  );
}

function listed(value: unknown): readonly unknown[] {
  return [value ?? []].flat();
}

/** The template whose scripts have functions for several databases. */
const MULTIDB = "multidb";

function readTemplateFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new RevisionError(
      "revision.template-failed",
      `The template ${path} cannot be read: ${messageOf(cause)}.`,
      {
        hint: "It must be a file that you may read.",
        details: { template: path },
        cause,
      },
    );
  }
}

/** What a template finds in each of `it.databases`. */
function functionsOf({
  name,
  upgrade = "",
  downgrade = "",
}: DatabaseFunctions): Readonly<Record<string, string>> {
  const body = (statements: string) => (statements === "" ? "" : `${functionBody(statements)}  `);
  return {
    name,
    method: /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name),
    upgrade: body(upgrade),
    downgrade: body(downgrade),
  };
}

/** What a script's template finds in `it`; all but the ids and names is ready to be inserted. */
function scriptValues(content: ScriptContent): Readonly<Record<string, unknown>> {
  const { branchLabels = [], dependsOn = [], imports = {}, upgrade = "", downgrade = "" } = content;
  const parents = [content.downRevision ?? []].flat();
  return {
    message: commentText(content.message.trim() || "empty message"),
    revisionId: commentText(content.revision),
    revises: commentText(parents.join(", ") || "base"),
    createDate: commentText(content.createDate),
    imports: importLines({ ...imports, migr: [...(imports["migr"] ?? []), "type Operations"] }),
    revision: literal(content.revision),
    downRevision: literal(content.downRevision),
    branchLabels: literal(branchLabels),
    dependsOn: literal(dependsOn),
    replaces: content.replaces?.length ? literal(content.replaces) : null,
    upgrade: functionBody(upgrade),
    downgrade: functionBody(downgrade),
  };
}

/** Text inside a block comment: it cannot end the comment, and its further lines begin as the first does. */
function commentText(text: string): string {
  return plainText(text)
    .replaceAll("*/", "*\\/")
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.trimEnd())
    .join("\n * ")
    .replace(/ +$/gm, "");
}

/** A value as TypeScript source. */
function literal(value: string | readonly string[] | null): string {
  if (Array.isArray(value)) return `[${value.map((item: string) => literal(item)).join(", ")}]`;
  return JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function functionBody(statements: string): string {
  const text = statements.replace(/^\n+/, "").trimEnd();
  return text === "" ? "" : `\n${text}\n`;
}

/** Import statements as common formatters write them, one line each where it fits. */
function importLines(imports: Readonly<Record<string, readonly string[]>>): string {
  const bare = (name: string) => name.replace(/^type /, "").toLowerCase();
  return Object.entries(imports)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, names]) => names.length > 0)
    .map(([from, names]) => {
      const sorted = [...new Set(names)].sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
      if (sorted.every((name) => name.startsWith("type "))) {
        return `import type { ${sorted.map((name) => name.slice(5)).join(", ")} } from ${literal(from)};`;
      }
      const line = `import { ${sorted.join(", ")} } from ${literal(from)};`;
      if (line.length <= WIDTH) return line;
      return `import {\n${sorted.map((name) => `  ${name},\n`).join("")}} from ${literal(from)};`;
    })
    .join("\n");
}
