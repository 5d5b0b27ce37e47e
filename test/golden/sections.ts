/** A golden file: what it is about, and its named parts in order. */
export interface Golden {
  readonly about: string;
  readonly parts: ReadonlyMap<string, string>;
}

const HEADING = /^-- (.+) --$/;

/** Reads a golden file. */
export function parseGolden(text: string): Golden {
  const parts = new Map<string, string[]>();
  const about: string[] = [];
  let lines = about;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const name = HEADING.exec(line)?.[1];
    if (name !== undefined) {
      lines = [];
      parts.set(name, lines);
    } else lines.push(line);
  }
  return {
    about: about.join("\n").trim(),
    parts: new Map([...parts].map(([name, body]) => [name, body.join("\n")])),
  };
}

/** Writes a golden file. */
export function writeGolden({ about, parts }: Golden): string {
  return `${about}\n\n${[...parts].map(([name, body]) => `-- ${name} --\n${body}\n`).join("")}`;
}
