import { createRequire } from "node:module";
import { join } from "node:path";
import { ConfigError } from "../errors/errors.js";
import { messageOf } from "../util/text.js";

/** A driver's package. */
export interface DriverPackage<T> {
  readonly exports: T;
  /** Its main file. */
  readonly main: string;
}

/**
 * Loads the package of a driver as `findDriver` does.
 *
 * @throws {ConfigError} `config.driver-missing`: it is not installed, or cannot be loaded
 */
export function loadDriver<T>(packageName: string, baseDir: string | undefined): T {
  return findDriver<T>(packageName, baseDir).exports;
}

/**
 * Loads the package of a driver: the one that Node finds from this package, else the project's. A command that
 * runs through npx, or from a global installation, sees the project's packages only from the project's folder.
 *
 * @param baseDir the folder, which is taken with those above it, as Node does
 * @throws {ConfigError} `config.driver-missing`: it is not installed, or cannot be loaded
 */
export function findDriver<T>(packageName: string, baseDir: string | undefined): DriverPackage<T> {
  let failure: unknown;
  for (const place of [
    import.meta.filename,
    ...(baseDir === undefined ? [] : [join(baseDir, "package.json")]),
  ]) {
    const require = createRequire(place);
    try {
      const exports = asOnLaterNode(() => require(packageName) as T);
      return {
        exports,
        get main() {
          return require.resolve(packageName);
        },
      };
    } catch (thrown) {
      failure = thrown;
      if (!isMissing(packageName, thrown)) break;
    }
  }
  throw new ConfigError(
    "config.driver-missing",
    isMissing(packageName, failure)
      ? `The package ${packageName} is not installed.`
      : `The package ${packageName} cannot be loaded: ${messageOf(failure).split("\n", 1)[0]}`.replace(
          /[.!?]?$/,
          ".",
        ),
    { hint: `Run \`npm install ${packageName}\`.`, details: { package: packageName }, cause: failure },
  );
}

/**
 * Loads with `navigator` in place, which Node has from version 21 on. Without it pg asks `Response` whether it runs at
 * Cloudflare, and Node loads all of fetch for the answer: a third of the time that `migr current` takes.
 */
function asOnLaterNode<T>(load: () => T): T {
  if ("navigator" in globalThis) return load();
  const userAgent = `Node.js/${process.versions.node.split(".", 1)[0]}`;
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { userAgent } });
  try {
    return load();
  } finally {
    Reflect.deleteProperty(globalThis, "navigator");
  }
}

/** Whether the package itself was not found, rather than one that it needs. */
function isMissing(packageName: string, thrown: unknown): boolean {
  const { code } = thrown as { readonly code?: unknown };
  return code === "MODULE_NOT_FOUND" && messageOf(thrown).startsWith(`Cannot find module '${packageName}'`);
}
