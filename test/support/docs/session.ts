import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Project } from "../../cli/project.js";
import { type Block, ROOT } from "./blocks.js";
import { setupOf } from "./setups.js";

/** The folder in which the commands of the pages are said to run. */
const SHOWN_ROOT = "/home/me/shop";

const REVISION_ID = /(?<![A-Za-z0-9])(?=[a-f]*\d)[a-f0-9]{12}(?![A-Za-z0-9])/g;

const CONFIG = `export default { url: "sqlite:///shop.db" };\n`;

/** What stands for SQLite's own client: it runs the script on its standard input. */
const SQLITE_CLIENT = [
  `const Sqlite = require(${JSON.stringify(join(ROOT, "node_modules", "better-sqlite3"))});`,
  "new Sqlite(process.argv[1]).exec(require(`fs`).readFileSync(0, `utf8`));",
].join(" ");

/** One command of a block, with what the page says it prints. */
interface Command {
  readonly line: string;
  readonly output: readonly string[];
}

/** A command whose output is not what the page says. */
export interface Deviation {
  readonly block: Block;
  readonly command: string;
  readonly expected: string;
  readonly actual: string;
}

/** Runs the `console` blocks of a page in order, in one project; blocks with a file name are written there. */
export class Session implements Disposable {
  readonly #project = new Project();
  readonly #env: Record<string, string>;
  readonly #shownIds: string[] = [];
  readonly #realIds: string[] = [];
  #status = 0;

  /** @param page its text: what it begins with is a configuration, unless it makes one, or the setup that it names */
  constructor(page: string) {
    const setup = setupOf(page);
    if (setup !== null) this.#project.write(setup.files);
    else if (!page.includes("$ migr init")) this.#project.write({ "migr.config.ts": CONFIG });
    const bin = this.#project.path("node_modules", ".bin");
    mkdirSync(bin);
    const command = join(bin, "migr");
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, "bin", "migr.js")}" "$@"\n`);
    chmodSync(command, 0o755);
    const client = join(bin, "sqlite3");
    writeFileSync(client, `#!/bin/sh\nexec "${process.execPath}" -e '${SQLITE_CLIENT}' "$@"\n`);
    chmodSync(client, 0o755);
    const { PATH = "" } = process.env;
    this.#env = { PATH: `${bin}:${PATH}`, HOME: this.#project.root, TZ: "UTC" };
    if (setup?.run) this.#execute(["migr", ...setup.run].join(" "));
  }

  /** Takes a block in, and gives its text with what its commands print now, and what differs from it. */
  run(block: Block): { readonly text: string; readonly deviations: readonly Deviation[] } {
    if (block.file !== null) this.#project.write({ [block.file]: `${this.#real(block.text)}\n` });
    if (block.language !== "console") return { text: block.text, deviations: [] };
    const lines: string[] = [];
    const deviations: Deviation[] = [];
    for (const { line, output } of commandsOf(block.text)) {
      const expected = output.join("\n");
      const actual = this.#execute(line);
      const isSame = this.#stable(expected, this.#shownIds) === this.#stable(actual, this.#realIds);
      if (!isSame) deviations.push({ block, command: line, expected, actual });
      lines.push(`$ ${line}`, ...(actual === "" ? [] : [actual]));
    }
    return { text: lines.join("\n"), deviations };
  }

  /** What a command prints on both streams, in order, as the page would show it. */
  #execute(line: string): string {
    const file = join(this.#project.root, ".output");
    const descriptor = openSync(file, "w");
    const { status } = spawnSync("sh", ["-c", `(exit ${this.#status}); ${this.#real(line)}`], {
      cwd: this.#project.root,
      env: this.#env,
      stdio: ["ignore", descriptor, descriptor],
    });
    closeSync(descriptor);
    this.#status = status ?? 1;
    return readFileSync(file, "utf8")
      .replaceAll(this.#project.root, SHOWN_ROOT)
      .replace(/[ \t]+$/gm, "")
      .replace(/\n+$/, "");
  }

  /** Text of the page with the ids that this session's revisions really have. */
  #real(text: string): string {
    return text.replace(REVISION_ID, (id) => this.#realIds[this.#shownIds.indexOf(id)] ?? id);
  }

  /** Text without what differs from run to run; ids go by the order in which they first appeared. */
  #stable(text: string, ids: string[]): string {
    return text
      .replace(REVISION_ID, (id) => {
        if (!ids.includes(id)) ids.push(id);
        return `<id ${ids.indexOf(id) + 1}>`;
      })
      .replace(/\b\d{8}_\d{4}_/g, "<date>_")
      .replace(/\b\d{4}-\d\d-\d\dT[\d:]+\+00:00/g, "<date>")
      .replace(/ +\d+(\.\d+)? (ms|s)$/gm, " <time>")
      .replace(/\bin \d+(\.\d+)? (ms|s)\b/g, "in <time>")
      .replace(/^\[\d+\.\d ms\]/gm, "[<time>]")
      .replace(/("durationMs": )\d+/g, "$1<time>")
      .replace(/\bSQLite 3\.\d+\.\d+/g, "SQLite <version>");
  }

  [Symbol.dispose](): void {
    this.#project[Symbol.dispose]();
  }
}

function commandsOf(text: string): readonly Command[] {
  const commands: { line: string; output: string[] }[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("$ ")) commands.push({ line: line.slice(2), output: [] });
    else commands.at(-1)?.output.push(line);
  }
  // An empty line between two commands is for the eye.
  return commands.map(({ line, output }) => ({ line, output: trimmed(output) }));
}

function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(0, last + 1);
}
