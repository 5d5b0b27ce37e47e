import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the package. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What a command did. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The package whose command is run; this one by default. */
  readonly package?: string;
  /** Called once the command has written "ready" on stderr, with what sends a signal to it. */
  readonly onReady?: (kill: (signal: NodeJS.Signals) => void) => unknown;
}

/** A project in a temporary folder, with this package installed in it. */
export class Project implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), "migr-cli-"));

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(join(this.root, "node_modules"));
    symlinkSync(ROOT, join(this.root, "node_modules", "migr"), "dir");
    this.write({ "package.json": '{ "name": "project", "type": "module", "private": true }\n', ...files });
  }

  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  write(files: Readonly<Record<string, string>>): this {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
    return this;
  }

  remove(name: string): void {
    rmSync(this.path(name));
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  /** All files of a folder and those below it, by their paths with forward slashes; installed packages are left out. */
  list(folder = "."): readonly string[] {
    if (!existsSync(this.path(folder))) return [];
    return readdirSync(this.path(folder), { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(this.root.length + 1)
          .split(sep)
          .join("/"),
      )
      .filter((name) => !name.startsWith("node_modules/"))
      .sort();
  }

  /** The scripts in `migrations/versions`, by name. */
  scripts(): readonly string[] {
    return this.list("migrations/versions").map((path) => path.replace("migrations/versions/", ""));
  }

  /** Runs `migr` with these arguments; nothing of the developer's own environment reaches it. */
  async migr(argv: readonly string[], options: RunOptions = {}): Promise<Run> {
    const { PATH = "", SystemRoot = "" } = process.env;
    const child = spawn(process.execPath, [join(options.package ?? ROOT, "bin", "migr.js"), ...argv], {
      cwd: options.cwd ?? this.root,
      env: { PATH, SystemRoot, HOME: this.root, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
        if (text.includes("ready")) void options.onReady?.((signal) => child.kill(signal));
      });
    }
    const code = await new Promise<number | null>((done) => child.on("close", done));
    return { code, ...output };
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A configuration for a URL with `models.ts`. */
export function configFor(url: string, more = ""): string {
  return `import { defineConfig } from "migr/config";
export default defineConfig({
  url: ${JSON.stringify(url)},
  metadata: () => import("./models.ts").then((m) => m.Base.metadata),
  ${more}
});
`;
}

/** A revision script. */
export function script(
  revision: string,
  down: string | null,
  { upgrade = "", downgrade = "", message = `makes ${revision}` } = {},
): string {
  return `/**
 * ${message}
 */
import { type Operations, integer, string } from "migr";

export const revision = "${revision}";
export const downRevision = ${JSON.stringify(down)};

export async function upgrade(op: Operations) {
  ${upgrade}
}

export async function downgrade(op: Operations) {
  ${downgrade}
}
`;
}

/** Output with what differs from run to run replaced: dates in file names, durations, the project's folder. */
export function stable(text: string, project: Project): string {
  return text
    .replaceAll(project.root, "PROJECT")
    .replace(/\b\d{8}_\d{4}_/g, "DATE_")
    .replace(/ {2,}\d+(\.\d+)? (ms|s)$/gm, "  TIME")
    .replace(/\bin \d+(\.\d+)? (ms|s)\b/g, "in TIME");
}
