import { UsageError } from "../../errors/errors.js";
import type { Revision } from "../../revision/revision.js";
import { messageOf } from "../../util/text.js";
import type { App } from "../app.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";

/** `migr edit`: opens a script in the editor. */
export const edit: CommandDefinition = {
  name: "edit",
  group: "Write revisions",
  summary: "Open a revision script in your editor",
  about: ["The editor is what VISUAL or EDITOR names."],
  arguments: [["<revision>", "id or its beginning, head, heads, current, label@head, REV-1"]],
  examples: [
    ["edit head", "the newest script"],
    ["edit 3f1c", "that of the revision whose id begins so"],
  ],
  async run(app, [identifier = ""]) {
    const { resolveRevisions } = await import("../../revision/resolve.js");
    const { needsDatabase } = await import("../../revision/identifier.js");
    const rows = needsDatabase(identifier) ? await (await app.migrator()).current() : undefined;
    const files = resolveRevisions((await app.graph()).at(rows ?? []), identifier, rows).flatMap(fileOf);
    if (files.length > 0) await openEditor(app, files);
    else app.output.note(() => ["No revision: base is the place below the first one."]);
    return EXIT.done;
  },
};

function fileOf({ path }: Revision): readonly string[] {
  return path === null ? [] : [path];
}

/** What has a meaning to a shell, such as quotes around a path with spaces: then the words are its to find, as git does. */
const FOR_A_SHELL = /[|&;<>()$`\\"'*?[#~=%]/;

async function openEditor({ cwd, env }: App, files: readonly string[]): Promise<void> {
  const editor = env["VISUAL"] || env["EDITOR"];
  const hint = `Open the file yourself: ${files.join(", ")}.`;
  if (!editor) {
    throw new UsageError("No editor is named.", { hint: `Set EDITOR. ${hint}` }, "cli.editor");
  }
  const { spawn } = await import("node:child_process");
  // On Windows editors such as `code` are scripts, which only a shell starts.
  const shell = process.platform === "win32";
  const [program = "", ...args] =
    !shell && FOR_A_SHELL.test(editor)
      ? ["/bin/sh", "-c", `${editor} "$@"`, editor]
      : editor.trim().split(/\s+/);
  const child = spawn(program, [...args, ...files.map((file) => (shell ? `"${file}"` : file))], {
    cwd,
    shell,
    stdio: "inherit",
  });
  const flaw = await new Promise<string | null>((done) => {
    child.on("error", (error) => done(messageOf(error)));
    child.on("close", (code, signal) => done(code === 0 ? null : `ended with ${signal ?? code}`));
  });
  if (flaw !== null)
    throw new UsageError(`The editor ${editor} cannot be used: ${flaw}.`, { hint }, "cli.editor");
}
