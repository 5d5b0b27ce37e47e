import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import { type Project, ROOT } from "./project.js";

/** What a command did at a terminal. */
export interface TerminalRun {
  readonly code: number;
  /** All that the terminal was sent: standard output and standard error in the order of writing. */
  readonly raw: string;
  /** The lines as a person reads them: without colors, and without what was erased or written over. */
  readonly lines: readonly string[];
}

/** How a command is run at a terminal. */
export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  /** Called with all that was written so far; what it gives is typed. */
  readonly answer?: (written: string) => string | undefined;
}

/** Runs `migr` at a pseudo-terminal: all three streams are terminals, as for a person. */
export function atTerminal(
  project: Project,
  argv: readonly string[],
  { env = {}, columns = 80, answer }: TerminalOptions = {},
): Promise<TerminalRun> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [join(ROOT, "bin", "migr.js"), ...argv], {
    name: env["TERM"] ?? "xterm-256color",
    cols: columns,
    rows: 30,
    cwd: project.root,
    env: { PATH, HOME: project.root, ...env },
  });
  let raw = "";
  child.onData((text) => {
    raw += text;
    const typed = answer?.(raw);
    if (typed !== undefined) child.write(typed);
  });
  return new Promise((done) => {
    child.onExit(({ exitCode: code }) => {
      // The last of the output may come after the exit.
      setTimeout(() => done({ code, raw, lines: linesOf(raw) }), 50);
    });
  });
}

function linesOf(raw: string): readonly string[] {
  const lines = raw.split("\n").map((line) => {
    const last = line
      .replace(/\r+$/, "")
      .split(/\r|\u001b\[2K|\u001b\[1G/)
      .at(-1)!;
    return stripVTControlCharacters(last);
  });
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
