import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGES = fileURLToPath(new URL("../../node_modules/", import.meta.url));

/** The compilers that a project's files must satisfy. */
const COMPILERS = ["typescript", "typescript7"];

const OPTIONS = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  target: "ES2022",
  module: "nodenext",
  allowImportingTsExtensions: true,
  noEmit: true,
  types: ["node"],
};

/**
 * Type-checks every TypeScript file of a project that has `migr` in its node_modules, with each compiler.
 *
 * @returns what they complain of
 */
export function compile(folder: string, compilers: readonly string[] = COMPILERS): readonly string[] {
  const types = join(folder, "node_modules", "@types");
  mkdirSync(types, { recursive: true });
  if (!existsSync(join(types, "node")))
    symlinkSync(join(PACKAGES, "@types", "node"), join(types, "node"), "dir");
  const config = join(folder, "tsconfig.check.json");
  writeFileSync(config, JSON.stringify({ compilerOptions: OPTIONS, include: ["**/*.ts", "**/*.cts"] }));
  return compilers.flatMap((compiler) => {
    const tsc = join(PACKAGES, compiler, "bin", "tsc");
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, "-p", config], {
      cwd: folder,
      encoding: "utf8",
    });
    return status === 0 ? [] : [`${compiler}: ${stdout}${stderr}`];
  });
}

/**
 * Asks the formatter, at the width that scripts are written for, about the scripts of a project.
 *
 * @returns what it would write otherwise
 */
export function format(folder: string): string {
  return formatErrors(folder, join("migrations", "versions"));
}

/** What the formatter would write otherwise, at the width that scripts and models are written for. */
export function formatErrors(folder: string, path: string): string {
  const biome = join(PACKAGES, "@biomejs", "biome", "bin", "biome");
  const options = ["--indent-style=space", "--line-width=100", "--colors=off", "--vcs-enabled=false"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, "format", ...options, path], {
    cwd: folder,
    encoding: "utf8",
  });
  return status === 0 ? "" : stdout + stderr;
}
