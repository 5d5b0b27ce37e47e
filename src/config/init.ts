import { isAbsolute, relative, resolve, sep } from "node:path";
import { UsageError } from "../errors/errors.js";
import { fillTemplate, readTemplate, SCRIPT_TEMPLATE, templateNames } from "../revision/template.js";
import { nearest } from "../util/text.js";
import { importExtension, isFileUrl, type ProjectKind } from "./project-kind.js";

/** What `migr init` is asked for. */
export interface InitOptions {
  /** The project's folder, where the configuration goes. */
  readonly cwd: string;
  /** The scripts folder; `migrations` by default. */
  readonly directory?: string | undefined;
  /** `generic` by default. */
  readonly template?: string | undefined;
  readonly url?: string | undefined;
  /** The module that exports `Base`; `./src/models.ts` by default. */
  readonly models?: string | undefined;
  /** What the folder tells about the project; TypeScript with ES modules by default. */
  readonly kind?: Pick<ProjectKind, "language" | "isModule"> | undefined;
}

/** A file that `migr init` is to write, with an absolute path. */
export interface InitFile {
  readonly path: string;
  readonly contents: string;
}

/**
 * The files of a new project; nothing is written. The scripts folder needs an empty `versions/` too.
 *
 * @throws {UsageError} cli.usage: there is no such template
 */
export async function initFiles(options: InitOptions): Promise<readonly InitFile[]> {
  const { cwd, directory = "migrations", template = "generic", url = "sqlite:///app.db" } = options;
  const known = templateNames();
  if (!known.includes(template)) {
    const meant = nearest(template, known);
    throw new UsageError(`There is no template ${JSON.stringify(template)}.`, {
      hint: meant === null ? `The templates are: ${known.join(", ")}.` : `Did you mean "${meant}"?`,
      details: { template, templates: known },
    });
  }
  const scripts = resolve(cwd, directory);
  const values = {
    url: JSON.stringify(url),
    hasSchemas: !isFileUrl(url),
    target: (name: string) =>
      `{ name: "${name}", ${isFileUrl(url) ? `database: "${name}.db"` : `schema: "${name}"`} }`,
    models: JSON.stringify(importPath(resolve(cwd, options.models ?? "src/models.ts"), cwd)),
    scripts: JSON.stringify(portable(relative(cwd, scripts)) || "."),
  };
  const config = await fillTemplate(
    readTemplate("migr.config.ts.eta", template),
    values,
    "migr.config.ts.eta",
  );
  return [
    { path: resolve(cwd, configName(options.kind)), contents: config },
    { path: resolve(scripts, SCRIPT_TEMPLATE), contents: readTemplate(SCRIPT_TEMPLATE, template) },
    { path: resolve(scripts, "README.md"), contents: readTemplate("README.md", template) },
  ];
}

/** JavaScript of a package of CommonJS says by its name that it is an ES module. */
function configName(kind: InitOptions["kind"]): string {
  if (kind?.language !== "javascript") return "migr.config.ts";
  return kind.isModule ? "migr.config.js" : "migr.config.mjs";
}

/** The path as the project's own files would write it in an import. */
function importPath(file: string, from: string): string {
  const written = portable(relative(from, file));
  const path = written.replace(/(?<!\.d)\.ts$/, importExtension(from));
  return path.startsWith(".") || isAbsolute(path) ? path : `./${path}`;
}

function portable(path: string): string {
  return path.replaceAll(sep, "/");
}
