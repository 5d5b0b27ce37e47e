import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the package. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The pages that tell users what there is, by paths from the root. */
export const PAGES: readonly string[] = [
  "README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `docs/${name}`),
  ...readdirSync(join(ROOT, "docs/commands"))
    .sort()
    .map((name) => `docs/commands/${name}`),
];

/** One fenced block of a page. */
export interface Block {
  readonly page: string;
  /** The line of its first fence, counted from 1. */
  readonly line: number;
  readonly language: string;
  /** The words after the language: what the block needs around it, and where it runs. */
  readonly words: readonly string[];
  /** What `<!-- file: … -->` above it says, or null. */
  readonly file: string | null;
  readonly text: string;
}

/** The text of a page. */
export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string, source = readPage(page)): readonly Block[] {
  const blocks: Block[] = [];
  const lines = source.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\S+)(.*)$/.exec(lines[i]!);
    if (!fence) continue;
    const end = lines.indexOf("```", i + 1);
    blocks.push({
      page,
      line: i + 1,
      language: fence[1]!,
      words: fence[2]!.split(" ").filter((word) => word !== ""),
      file: /^<!-- file: (.+) -->$/.exec(lines[i - 1] ?? "")?.[1] ?? null,
      text: lines.slice(i + 1, end).join("\n"),
    });
    i = end;
  }
  return blocks;
}

/** The name of a block in titles and messages. */
export function placeOf({ page, line }: Pick<Block, "page" | "line">): string {
  return `${page}:${line}`;
}
