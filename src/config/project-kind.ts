import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, resolve } from "node:path";
import { getTsconfig } from "get-tsconfig";
import { canonicalScheme, isFileScheme, loadDialect } from "../dialects/registry.js";

/** The programs that install packages. */
export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** What a folder tells about the project in it, as far as `migr init` goes by it. */
export interface ProjectKind {
  /** The package's modules are ES modules where their names do not say otherwise. */
  readonly isModule: boolean;
  readonly language: "typescript" | "javascript";
  /** Null outside of any package. */
  readonly packageManager: PackageManager | null;
}

interface PackageJson {
  readonly type?: unknown;
  readonly packageManager?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const LOCK_FILES: readonly (readonly [file: string, manager: PackageManager])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
];

/**
 * Looks at a folder and those above it.
 *
 * @param models the module of the models, whether it is there or not
 */
export function detectProject(
  cwd: string,
  models: string,
  env: Readonly<Record<string, string | undefined>>,
): ProjectKind {
  const folders = foldersAbove(cwd);
  const root = folders.find((folder) => existsSync(join(folder, "package.json")));
  if (root === undefined) return { isModule: true, language: "typescript", packageManager: null };
  const package_ = readPackage(root);
  const isTyped =
    "typescript" in { ...package_.dependencies, ...package_.devDependencies } ||
    folders.slice(0, folders.indexOf(root) + 1).some((folder) => existsSync(join(folder, "tsconfig.json")));
  const isJavaScript = !isTyped && /^\.[mc]?js$/.test(extname(models)) && existsSync(resolve(cwd, models));
  return {
    isModule: package_.type === "module",
    language: isJavaScript ? "javascript" : "typescript",
    packageManager: managerOf(folders, env) ?? "npm",
  };
}

/** The command line that runs `migr` in a project of this kind. */
export function runCommand(manager: PackageManager | null, command: string): string {
  const prefix = { npm: "npx ", pnpm: "pnpm ", yarn: "yarn ", bun: "bunx " };
  return `${manager === null ? "" : prefix[manager]}${command}`;
}

/** The command line that installs a package in a project of this kind. */
export function installCommand(manager: PackageManager | null, name: string): string {
  return manager === null || manager === "npm" ? `npm install ${name}` : `${manager} add ${name}`;
}

/** The driver's package that a URL needs and the project has not; null where nothing is missing, or nobody can tell. */
export async function missingDriver(url: string, cwd: string): Promise<string | null> {
  const scheme = schemeOf(url);
  try {
    const { packageName } = (await loadDialect(scheme)).driver;
    return isInstalled(packageName, cwd) ? null : packageName;
  } catch {
    // What is wrong with the URL is told by the first command that uses it.
    return null;
  }
}

/** Whether the databases of a URL are files, which have no schemas to tell tenants apart. */
export function isFileUrl(url: string): boolean {
  return isFileScheme(schemeOf(url));
}

/** How the project's TypeScript imports a file of its own. */
export function importExtension(cwd: string): ".ts" | ".js" | "" {
  const options = readOptions(cwd);
  if (options === null || options.allowImportingTsExtensions || options.rewriteRelativeImportExtensions) {
    return ".ts";
  }
  const rules = [options.module, options.moduleResolution].map((rule) => rule?.toLowerCase() ?? "");
  return rules.some((rule) => rule.startsWith("node") && rule !== "node" && rule !== "node10") ? ".js" : "";
}

function readOptions(cwd: string) {
  try {
    const found = getTsconfig(cwd);
    return found === null ? null : (found.config.compilerOptions ?? {});
  } catch {
    // The compiler is the one to complain about a file that cannot be read.
    return null;
  }
}

function schemeOf(url: string): string {
  const scheme = url.split(":", 1)[0]!.split("+", 1)[0]!.toLowerCase();
  return canonicalScheme(scheme) ?? scheme;
}

function isInstalled(name: string, cwd: string): boolean {
  for (const from of [join(cwd, "package.json"), import.meta.url]) {
    try {
      createRequire(from).resolve(name);
      return true;
    } catch {}
  }
  return false;
}

function foldersAbove(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}

function readPackage(folder: string): PackageJson {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
  } catch {
    return {};
  }
}

/** The `packageManager` of a package.json, the lock file nearest to it, or who runs this. */
function managerOf(
  folders: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): PackageManager | null {
  for (const folder of folders) {
    const named = String(readPackage(folder).packageManager ?? "").split("@", 1)[0];
    const lock = LOCK_FILES.find(([file]) => existsSync(join(folder, file)));
    const found = asManager(named) ?? lock?.[1];
    if (found) return found;
  }
  return asManager(env["npm_config_user_agent"]?.split("/", 1)[0]);
}

function asManager(name: string | undefined): PackageManager | null {
  return LOCK_FILES.find(([, manager]) => manager === name)?.[1] ?? null;
}
