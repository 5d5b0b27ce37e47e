/** A piece of TypeScript that can be laid out on one line or on several. */
export type Code =
  | string
  | { readonly layout: "call"; readonly head: string; readonly args: readonly Code[] }
  | { readonly layout: "object"; readonly entries: readonly CodeEntry[]; readonly broken?: boolean }
  | { readonly layout: "array"; readonly items: readonly Code[]; readonly broken?: boolean }
  | { readonly layout: "block"; readonly head: string; readonly lines: readonly Code[] };

/** A property of an object. */
export type CodeEntry = readonly [key: string, value: Code];

/** A call: `head(…args)`. */
export function callCode(head: string, ...args: readonly Code[]): Code {
  return { layout: "call", head, args };
}

/** An object literal; `broken` puts each property on a line of its own however short they are. */
export function objectCode(entries: readonly CodeEntry[], broken = false): Code {
  return { layout: "object", entries, broken };
}

/** An array literal. */
export function arrayCode(items: readonly Code[], broken = false): Code {
  return { layout: "array", items, broken };
}

/** A function body: `head {` and statements, each ended by a semicolon. */
export function blockCode(head: string, lines: readonly Code[]): Code {
  return { layout: "block", head, lines };
}

const WIDTH = 100;
const STEP = 2;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * Lays code out as common formatters do: on one line where it fits, else with the last argument open, else with one
 * argument a line.
 *
 * @param indent the column at which lines after the first begin
 * @param used the columns that stand before it on its first line and after it on its last
 */
export function layOut(code: Code, indent: number, used = indent): string {
  if (typeof code === "string") return code;
  const flat = flatten(code);
  if (flat !== null && used + flat.length <= WIDTH) return flat;
  switch (code.layout) {
    case "call":
      return layOutCall(code.head, code.args, indent, used);
    case "object":
      return braces(
        "{",
        "}",
        code.entries.map(([key, value]) => [`${keyCode(key)}: `, value]),
        indent,
      );
    case "array":
      return braces(
        "[",
        "]",
        code.items.map((item) => ["", item]),
        indent,
      );
    case "block": {
      const pad = " ".repeat(indent + STEP);
      const lines = code.lines.map((line) => `${pad}${layOut(line, indent + STEP, indent + STEP + 1)};\n`);
      return `${code.head} {\n${lines.join("")}${" ".repeat(indent)}}`;
    }
  }
}

function layOutCall(head: string, args: readonly Code[], indent: number, used: number): string {
  const last = args.at(-1);
  const before = args.slice(0, -1).map(flatten);
  if (last !== undefined && typeof last !== "string" && last.layout !== "call" && !before.includes(null)) {
    const opening = `${head}(${before.map((arg) => `${arg}, `).join("")}`;
    const shape = last.layout === "block" ? `${last.head} {` : "{";
    if (used + opening.length + shape.length <= WIDTH) return `${opening}${layOut(last, indent, WIDTH)})`;
  }
  return `${head}${braces(
    "(",
    ")",
    args.map((arg) => ["", arg]),
    indent,
  )}`;
}

function braces(open: string, close: string, parts: readonly CodeEntry[], indent: number): string {
  if (parts.length === 0) return open + close;
  const pad = " ".repeat(indent + STEP);
  const lines = parts.map(([key, value]) => {
    return `${pad}${key}${layOut(value, indent + STEP, indent + STEP + key.length + 1)},\n`;
  });
  return `${open}\n${lines.join("")}${" ".repeat(indent)}${close}`;
}

/** The code on one line, or null where some of it must break. */
function flatten(code: Code): string | null {
  if (typeof code === "string") return code.includes("\n") ? null : code;
  if (code.layout === "block" || ("broken" in code && code.broken)) return null;
  if (code.layout === "object") {
    if (code.entries.length === 0) return "{}";
    const entries = code.entries.map(([key, value]) => {
      const text = flatten(value);
      return text === null ? null : `${keyCode(key)}: ${text}`;
    });
    return entries.includes(null) ? null : `{ ${entries.join(", ")} }`;
  }
  const parts = (code.layout === "call" ? code.args : code.items).map(flatten);
  if (parts.includes(null)) return null;
  return code.layout === "call" ? `${code.head}(${parts.join(", ")})` : `[${parts.join(", ")}]`;
}

function keyCode(key: string): string {
  return IDENTIFIER.test(key) && key !== "__proto__"
    ? key
    : key === "__proto__"
      ? `["__proto__"]`
      : stringCode(key);
}

/** A string literal that is safe in any source: quotes, line ends and control characters are escaped. */
export function stringCode(text: string): string {
  return JSON.stringify(text)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029")
    .replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g, unicodeEscape);
}

/** The inside of a template literal that gives `text`. */
export function templateCode(text: string): string {
  return text
    .replace(/[\\`]|\$\{/g, "\\$&")
    .replaceAll("\r", "\\r")
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g,
      unicodeEscape,
    );
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
