import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { delimiter } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import { describe, expect, it } from "vitest";
import { configFor, Project, ROOT, script } from "./project.js";

/** Where each shell reads what `migr completion` printed, and how it is asked to. */
const SHELLS = {
  bash: {
    file: ".bashrc",
    args: ["--rcfile", ".bashrc", "-i"],
    before: "PS1='ready> '\nbind 'set bell-style none'\n",
  },
  zsh: { file: ".zshrc", args: ["-i"], before: "PS1='ready> '\nunsetopt BEEP\n" },
  fish: { file: ".config/fish/completions/migr.fish", args: ["-i"], before: "" },
} as const;

type Shell = keyof typeof SHELLS;

const isThere = (shell: Shell) => spawnSync(shell, ["--version"]).status === 0;

async function project(shell: Shell): Promise<Project> {
  const p = new Project({
    "migr.config.mjs": configFor("postgresql://localhost:1/nowhere"),
    "models.ts": 'import { declarativeBase } from "migr";\nexport const Base = declarativeBase();\n',
    "migrations/versions/1.ts": script("abc1", null, { message: `create "users": all` }),
    "migrations/versions/2.ts": script("abd2", "abc1", { message: "add payments" }).replace(
      "export const downRevision",
      'export const branchLabels = ["pay-ments"];\nexport const downRevision',
    ),
    "bin/migr": `#!/bin/sh\nexec "${process.execPath}" "${ROOT}/bin/migr.js" "$@"\n`,
    ".config/fish/config.fish": "function fish_prompt; echo -n 'ready> '; end\n",
  });
  chmodSync(p.path("bin/migr"), 0o755);
  const { file, before } = SHELLS[shell];
  const completion = await p.migr(["completion", shell]);
  return p.write({ [file]: before + completion.stdout });
}

/** Types into a shell until it shows what is awaited, or for too long; gives all that it showed. */
async function typed(p: Project, shell: Shell, keys: string, awaited: RegExp): Promise<string> {
  const child = spawn(shell, [...SHELLS[shell].args], {
    name: "dumb",
    cols: 100,
    rows: 30,
    cwd: p.root,
    env: { PATH: `${p.path("bin")}${delimiter}${process.env["PATH"]}`, HOME: p.root, TERM: "dumb" },
  });
  let shown = "";
  let isTyped = false;
  try {
    return await new Promise((done) => {
      const giveUp = setTimeout(() => done(shown), 20_000);
      child.onData((text) => {
        shown = stripVTControlCharacters(shown + text);
        if (!isTyped && shown.includes("ready> ")) {
          isTyped = true;
          shown = "";
          child.write(keys);
        }
        if (!isTyped || !awaited.test(shown)) return;
        clearTimeout(giveUp);
        done(shown);
      });
    });
  } finally {
    child.kill("SIGKILL");
  }
}

for (const shell of ["bash", "zsh", "fish"] as const) {
  describe.runIf(isThere(shell))(`the Tab key in ${shell} (where it is installed)`, () => {
    it.each([
      ["a command", "migr upg\t", /migr upgrade /],
      ["a revision", "migr downgrade abd\t", /abd2 /],
      ["the head of a branch, whose name has signs", "migr upgrade pay\t", /pay-ments@head /],
      ["the other end of a range", "migr history -r abc1:cur\t", /-r abc1:current/],
      ["the value of an option behind its sign", "migr history --rev-range=abc1:ba\t", /=abc1:base/],
      ["an option", "migr revision --auto\t", /--autogenerate /],
      ["a file", "migr --config mi\t", /--config migr/],
      ["a folder", "migr init migrations/ver\t", /migrations\/versions\//],
    ])(
      "completes %s",
      async (_, keys, awaited) => {
        using p = await project(shell);
        expect(await typed(p, shell, keys, awaited)).toMatch(awaited);
      },
      40_000,
    );

    it.skipIf(shell === "bash")(
      "tells what each word is",
      async () => {
        using p = await project(shell);
        const about = /create "users": all/;
        // A terminal that cannot move its cursor gets no list from fish.
        const keys = shell === "fish" ? "complete -C 'migr upgrade '\r" : "migr upgrade \t\t";
        expect(await typed(p, shell, keys, about)).toMatch(about);
      },
      40_000,
    );
  });
}
