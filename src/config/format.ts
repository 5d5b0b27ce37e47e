import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { ConfigError } from "../errors/errors.js";
import { messageOf, plainText } from "../util/text.js";
import type { ResolvedConfig } from "./resolve.js";

/**
 * Runs the configured formatter on a new file, in the project's folder and with the commands of its packages at hand;
 * does nothing where none is configured.
 *
 * @throws {ConfigError} config.format-failed: it cannot be started or ends with an error; the file stays
 */
export async function formatFile(config: ResolvedConfig, file: string): Promise<void> {
  if (config.format === null) return;
  const [command, ...args] = typeof config.format === "string" ? [config.format] : config.format;
  const shell = typeof config.format === "string";
  const env = { ...process.env, PATH: searchPath(config.baseDir) };
  const child = shell
    ? spawn(`${command} ${quote(file)}`, { cwd: config.baseDir, env, shell })
    : spawn(command!, [...args, file], { cwd: config.baseDir, env });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const outcome = await new Promise<string | null>((done) => {
    child.on("error", (error) => done(messageOf(error)));
    child.on("close", (code, signal) => done(code === 0 ? null : `ended with ${signal ?? code}`));
  });
  if (outcome === null) return;
  const said = plainText(Buffer.concat(output).toString("utf8")).trim();
  throw new ConfigError("config.format-failed", `The formatter "${command}" failed on ${file}: ${outcome}.`, {
    hint: said === "" ? "Run it by hand on the file." : said.split("\n").slice(0, 5).join("\n"),
    details: { file, command },
  });
}

/** The commands of installed packages first, as npm scripts have them. */
function searchPath(folder: string): string {
  const folders: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    folders.push(join(at, "node_modules", ".bin"));
    if (at === dirname(at)) break;
  }
  return [...folders, process.env["PATH"] ?? ""].join(delimiter);
}

function quote(path: string): string {
  return process.platform === "win32" ? `"${path}"` : `'${path.replaceAll("'", `'\\''`)}'`;
}
