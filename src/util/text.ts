/** `1 table`, `2 tables`: the count with its noun. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  // Node takes 15 ms to load what toLocaleString() needs.
  const digits = String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return `${digits} ${count === 1 ? noun : many}`;
}

/** `"a", "b" and "c"` style enumeration without quotes: `a, b and c`. */
export function enumerate(words: readonly string[], last = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

/** The message of anything thrown, Error or not. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return typeof thrown === "string" ? thrown : `${thrown === null ? "null" : typeof thrown} was thrown`;
}

/** The number of single-character edits between two words, for "did you mean". */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The candidate nearest to `word`, or null where none is near enough to be meant. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  // Of three letters two may be anything: that is no slip of the fingers.
  let bestDistance = Math.max(word.length > 3 ? 2 : 1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

const CONTROL =
  /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text from a database or a script, without terminal escapes and control characters (tab and newline stay). */
export function plainText(text: string): string {
  return text.replace(CONTROL, "");
}

/** Up to the last `@` of the word: a password that was not encoded may hold any other. */
const PASSWORD_IN_URL = /\b([A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s:@/]*):\S*@/g;

/** Text for a terminal or a log: without escapes, and without the password of a URL in it. */
export function safeText(text: string): string {
  return plainText(text).replace(PASSWORD_IN_URL, "$1:***@");
}

/** Safe text in one line, each run of spaces and line breaks being one space. */
export function oneLine(text: string): string {
  return safeText(text).replace(/\s+/g, " ").trim();
}
