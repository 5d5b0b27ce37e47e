import { Script } from "node:vm";
import { syntaxError, type Transformed } from "./transform.js";

/** What evaluated code sees; jiti writes the last one for `import.meta.resolve()`. */
const PARAMETERS = [
  "exports",
  "require",
  "module",
  "__filename",
  "__dirname",
  "__import",
  "__require",
  "__meta",
  "jitiESMResolve",
];
/** Stands on the first line of a file's code. */
const OPENING = `(function (${PARAMETERS.join(", ")}) {`;

/** Code that was compiled. */
export interface CompiledSource {
  readonly evaluate: (...args: unknown[]) => unknown;
  /** Gives what V8 made of it, for another run; null where an earlier one has given it. */
  readonly code: (() => Buffer) | null;
}

/**
 * Compiles a transformed file, or takes what an earlier run compiled.
 *
 * @throws {ModuleError} module.syntax: V8 cannot parse what the transformer could
 */
export function compileSource(
  file: string,
  { code, async }: Transformed,
  compiled: Buffer | null,
): CompiledSource {
  const body = async ? `return (async () => {${code}\n})();` : code;
  try {
    const script = new Script(`${OPENING}${body}\n})`, {
      filename: file,
      columnOffset: -OPENING.length,
      ...(compiled && { cachedData: compiled }),
    });
    const isNew = compiled === null || script.cachedDataRejected === true;
    return {
      evaluate: script.runInThisContext() as CompiledSource["evaluate"],
      code: isNew ? () => script.createCachedData() : null,
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = /:(\d+)\n/.exec(error.stack ?? "")?.[1];
    throw syntaxError(file, error.message, Number(line ?? 0), 1, error);
  }
}
