import { stringCode } from "../ops/code.js";
import type { ModelWriter } from "./model-writer.js";

/** A file of models: its path inside the folder of models, and its text. */
export interface ModelFile {
  readonly path: string;
  readonly contents: string;
}

/** The imports of what models take from packages. */
export function importLines(imports: ModelWriter["imports"]): string {
  return Object.entries(imports)
    .map(([from, names]) => importLine(names, from))
    .join("");
}

/** An import of names from a module. */
export function importLine(names: readonly string[], from: string): string {
  if (names.length === 0) return "";
  const line = `import { ${names.join(", ")} } from ${stringCode(from)};\n`;
  if (line.length <= 101) return line;
  return `import {\n${names.map((name) => `  ${name},\n`).join("")}} from ${stringCode(from)};\n`;
}

/** Parts of a file with an empty line between them. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}
