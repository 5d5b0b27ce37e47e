/** Shows the main job on an SQLite database in a temporary folder: `npm run demo`. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const project = mkdtempSync(join(tmpdir(), "migr-demo-"));

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { stdio: "inherit", cwd: project, ...options });
  return status ?? 1;
}

function migr(...args) {
  const words = args.map((arg) => (/[^\w./:=@+-]/.test(arg) ? JSON.stringify(arg) : arg));
  console.log(`\n$ npx migr ${words.join(" ")}`);
  return run(process.execPath, [join(root, "bin", "migr.js"), ...args]);
}

function say(text) {
  console.log(`\n# ${text}`);
}

try {
  if (!existsSync(join(root, "dist", "cli.cjs"))) {
    const built = run("npm", ["run", "--silent", "build"], {
      cwd: root,
      shell: process.platform === "win32",
    });
    if (built !== 0) process.exit(built);
  }
  cpSync(join(root, "examples", "blog"), project, { recursive: true });
  mkdirSync(join(project, "node_modules"));
  symlinkSync(root, join(project, "node_modules", "migr"), "junction");
  delete process.env["DATABASE_URL"];
  delete process.env["MIGR_URL"];

  say("A blog's models are in src/models.ts; the database, blog.db, does not exist yet.");
  let failed = migr("revision", "--autogenerate", "-m", "create the blog");
  failed ||= migr("upgrade", "head");
  say("A week later the models have changed. What is different?");
  cpSync(join(project, "src", "models.next.ts"), join(project, "src", "models.ts"));
  if (!failed && migr("check") !== 3) failed = 1;
  failed ||= migr("diff");
  failed ||= migr("revision", "--autogenerate", "-m", "bio and karma");
  failed ||= migr("upgrade", "head");
  failed ||= migr("check");
  say("And back, and forth again.");
  failed ||= migr("downgrade", "-1");
  failed ||= migr("upgrade", "head");
  failed ||= migr("history");
  failed ||= migr("status");
  process.exitCode = failed;
} finally {
  rmSync(project, { recursive: true, force: true });
}
