import { isAbsolute, relative, resolve, sep } from "node:path";
import { UsageError } from "../errors/errors.js";
import { fillTemplate, readTemplate, SCRIPT_TEMPLATE, templateNames } from "../revision/template.js";
import { nearest } from "../util/text.js";

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
    models: JSON.stringify(importPath(resolve(cwd, options.models ?? "src/models.ts"), cwd)),
    scripts: JSON.stringify(portable(relative(cwd, scripts)) || "."),
  };
  const config = await fillTemplate(
    readTemplate("migr.config.ts.eta", template),
    values,
    "migr.config.ts.eta",
  );
  return [
    { path: resolve(cwd, "migr.config.ts"), contents: config },
    { path: resolve(scripts, SCRIPT_TEMPLATE), contents: readTemplate(SCRIPT_TEMPLATE, template) },
    { path: resolve(scripts, "README.md"), contents: readTemplate("README.md", template) },
  ];
}

function importPath(file: string, from: string): string {
  const path = portable(relative(from, file));
  return path.startsWith(".") || isAbsolute(path) ? path : `./${path}`;
}

function portable(path: string): string {
  return path.replaceAll(sep, "/");
}
