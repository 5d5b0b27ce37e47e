import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./servers/folders.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What the built package is made from. */
const INPUTS = ["src", "templates", "bin", "build", "esbuild.config.js", "package.json", "tsconfig.json"];

/** Builds the package, which the command line's tests run, where it is older than what it is made from. */
export default async function build(): Promise<void> {
  await withLock(join(ROOT, ".cache", "build.lock"), async () => {
    if (newest(["dist"]) > newest(INPUTS)) return;
    const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], {
      cwd: ROOT,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (status !== 0) throw new Error(`npm run build failed:\n${stdout}${stderr}`);
  });
}

function newest(paths: readonly string[]): number {
  let time = 0;
  for (const path of paths) {
    const full = join(ROOT, path);
    if (!existsSync(full)) continue;
    const status = statSync(full);
    const files = status.isDirectory() ? readdirSync(full, { recursive: true, encoding: "utf8" }) : [""];
    for (const file of files) {
      const entry = statSync(join(full, file), { throwIfNoEntry: false });
      if (entry?.isFile()) time = Math.max(time, entry.mtimeMs);
    }
  }
  return time;
}
