import { UsageError } from "../errors/errors.js";
import { nearest } from "../util/text.js";

/** An error by its code. */
export interface CodeResult {
  readonly code: string;
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

/** The cause and the cure of an error. @throws {UsageError} cli.usage: there is no such code */
export async function explain({ code }: { readonly code: string }): Promise<CodeResult> {
  const { CODES } = await import("../errors/codes.js");
  const codes: Readonly<Record<string, Omit<CodeResult, "code">>> = CODES;
  const entry = Object.hasOwn(codes, code) ? codes[code] : undefined;
  if (entry !== undefined) return { code, ...entry };
  const meant = nearest(code, Object.keys(codes));
  throw new UsageError(`There is no error code ${JSON.stringify(code)}.`, {
    hint: meant === null ? "`migr explain` lists them all." : `Did you mean ${meant}?`,
    details: { code },
  });
}

/** What `errorCodes` gives. */
export interface CodesResult {
  readonly codes: readonly { readonly code: string; readonly title: string }[];
}

/** Every code that an error can have. */
export async function errorCodes(): Promise<CodesResult> {
  const { CODES } = await import("../errors/codes.js");
  return { codes: Object.entries(CODES).map(([code, { title }]) => ({ code, title })) };
}

/** What `listTemplates` gives. */
export interface TemplatesResult {
  readonly templates: readonly { readonly name: string; readonly about: string }[];
}

/** The templates of a project, each with what it is for. */
export async function listTemplates(): Promise<TemplatesResult> {
  const { readTemplate, templateNames } = await import("../revision/template.js");
  const aboutOf = (name: string) => readTemplate("README.md", name).split("\n", 1)[0]!.replace(/\.$/, "");
  return { templates: templateNames().map((name) => ({ name, about: aboutOf(name) })) };
}
