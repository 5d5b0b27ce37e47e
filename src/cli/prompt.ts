import { isCancel, select, updateSettings } from "@clack/prompts";
import { plainText } from "../util/text.js";
import type { Output } from "./output.js";

/**
 * Has the person at a terminal choose one of several, with the arrow keys.
 *
 * @returns null where the person leaves the question, by Ctrl-C, Ctrl-D or Escape
 */
export async function choose<T extends { readonly text: string }>(
  question: string,
  choices: readonly T[],
  { options }: Pick<Output, "options">,
): Promise<T | null> {
  // The library asks the environment alone.
  if (options.noColor) process.env["FORCE_COLOR"] = "0";
  // Without it the end of input would leave the question open for good.
  updateSettings({ aliases: { "\u0004": "cancel" } });
  const chosen = await select({
    message: plainText(question),
    options: choices.map(({ text }, value) => ({ value, label: plainText(text) })),
    output: process.stderr,
    withGuide: false,
    showInstructions: false,
  });
  return isCancel(chosen) ? null : choices[chosen]!;
}
