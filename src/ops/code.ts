/** A piece of TypeScript that can be laid out on one line or on several. */
export type Code =
  | string
  | CallCode
  | { readonly layout: "chain"; readonly links: readonly CallCode[] }
  | { readonly layout: "object"; readonly entries: readonly CodeEntry[]; readonly broken?: boolean }
  | { readonly layout: "array"; readonly items: readonly Code[] }
  | { readonly layout: "block"; readonly head: string; readonly lines: readonly Code[] }
  | { readonly layout: "remark"; readonly text: string; readonly code: Code };

/** A call with its arguments. */
export interface CallCode {
  readonly layout: "call";
  readonly head: string;
  readonly args: readonly Code[];
}

/** A property of an object. */
export type CodeEntry = readonly [key: string, value: Code];

/** A call: `head(…args)`. */
export function callCode(head: string, ...args: readonly Code[]): CallCode {
  return { layout: "call", head, args };
}

/** Calls on what the one before gives: `text().nullable()`; the heads of all but the first begin with a dot. */
export function chainCode(...links: readonly CallCode[]): Code {
  return links.length === 1 ? links[0]! : { layout: "chain", links };
}

/** An object literal; `broken` puts each property on a line of its own however short they are. */
export function objectCode(entries: readonly CodeEntry[], broken = false): Code {
  return { layout: "object", entries, broken };
}

/** An array literal. */
export function arrayCode(items: readonly Code[]): Code {
  return { layout: "array", items };
}

/** A function body: `head {` and statements, each ended by a semicolon. */
export function blockCode(head: string, lines: readonly Code[]): Code {
  return { layout: "block", head, lines };
}

/** A statement under a line of comment. */
export function remarkCode(text: string, code: Code): Code {
  return { layout: "remark", text, code };
}

const WIDTH = 100;
const STEP = 2;

/**
 * Lays code out as Biome and Prettier do at a width of 100: on one line where it fits, else with the last argument
 * open, else with one argument or one call of a chain a line.
 *
 * @param indent the column at which lines after the first begin
 * @param before the columns taken before it on its first line
 * @param after the columns taken after it on its last line
 */
export function layOut(code: Code, indent: number, before = indent, after = 0): string {
  if (typeof code === "string") return code;
  const flat = flatten(code);
  if (flat !== null && before + flat.length + after <= WIDTH) return flat;
  switch (code.layout) {
    case "call":
      return layOutCall(code, indent, before);
    case "chain":
      return code.links.length === 2
        ? layOutPair(code.links, indent, before, after)
        : layOutChain(code.links, indent, before, after);
    case "object":
      return enclose(
        "{",
        code.entries.map(([key, value]) => property(key, value, indent + STEP)),
        "}",
        indent,
      );
    case "array":
      return enclose("[", itemLines(code.items, indent), "]", indent);
    case "block":
      return `${code.head} {\n${statements(code.lines, indent + STEP)}${" ".repeat(indent)}}`;
    case "remark":
      return `// ${oneLine(code.text)}\n${" ".repeat(indent)}${layOut(code.code, indent, before, after)}`;
  }
}

/** Statements, each on lines of its own that begin at the column `indent` and end with a semicolon. */
export function statements(lines: readonly Code[], indent: number, prefix = ""): string {
  const pad = " ".repeat(indent);
  return lines
    .map((line) => {
      const [remark, code] =
        typeof line === "object" && line.layout === "remark"
          ? [`${pad}// ${oneLine(line.text)}\n`, line.code]
          : ["", line];
      return `${remark}${pad}${prefix}${layOut(code, indent, indent + prefix.length, 1)};\n`;
    })
    .join("");
}

function layOutCall({ head, args }: CallCode, indent: number, before: number): string {
  const last = args.at(-1);
  const others = args.slice(0, -1).map(flatten);
  if (last !== undefined && opens(last) && !isSameLiteral(last, args.at(-2)) && !others.includes(null)) {
    const opening = `${head}(${others.map((arg) => `${arg}, `).join("")}`;
    const shape = layoutOf(last) === "block" ? `${(last as { head: string }).head} {` : "{";
    if (before + opening.length + shape.length <= WIDTH) return `${opening}${layOut(last, indent, WIDTH)})`;
  }
  return head + enclose("(", itemLines(args, indent), ")", indent);
}

/** One call on another: the first breaks where the beginning of the second would not fit after it. */
function layOutPair(links: readonly CallCode[], indent: number, before: number, after: number): string {
  const [first, second] = links as [CallCode, CallCode];
  const least = second.args.length === 0 ? "()".length + after : "(".length;
  const head = layOut(first, indent, before, second.head.length + least);
  const start = lastLine(head, before);
  return head + layOut(second, indent, start, after);
}

function layOutChain(links: readonly CallCode[], indent: number, before: number, after: number): string {
  const [first, ...rest] = links as [CallCode, ...CallCode[]];
  const inner = indent + STEP;
  const opening = links.length === 3 ? openingChain(links, indent, before) : null;
  if (opening !== null) return opening;
  const pad = " ".repeat(inner);
  const behind = (i: number) => (i === rest.length - 1 ? after : 0);
  return [
    layOut(first, indent, before),
    ...rest.map((link, i) => pad + layOut(link, inner, inner, behind(i))),
  ].join("\n");
}

/** Three calls on one line, of which the last opens an object that has no line of its own; null where they are not such. */
function openingChain(links: readonly CallCode[], indent: number, before: number): string | null {
  const heads = links.slice(0, -1).map(flatten);
  const last = links.at(-1)!;
  const object = last.args.at(-1);
  if (heads.includes(null) || object === undefined || layoutOf(object) !== "object" || !opens(object))
    return null;
  const flat = flatten(last);
  if (flat !== null && indent + STEP + flat.length + 1 <= WIDTH) return null;
  const text = heads.join("");
  const whole = text + layOutCall(last, indent, before + text.length);
  return before + whole.indexOf("\n") <= WIDTH && whole.slice(0, whole.indexOf("\n")).endsWith("{")
    ? whole
    : null;
}

/** The column at which a text ends that began at `before`. */
function lastLine(text: string, before: number): number {
  const end = text.lastIndexOf("\n");
  return end === -1 ? before + text.length : text.length - end - 1;
}

/** Whether a last argument may stay on the line of its call and open there. */
function opens(code: Code): boolean {
  if (typeof code === "string") return false;
  if (code.layout === "object") return code.entries.length > 0;
  if (code.layout === "array") return code.items.length > 0;
  return code.layout === "block";
}

function isSameLiteral(last: Code, other: Code | undefined): boolean {
  return other !== undefined && layoutOf(last) === layoutOf(other);
}

function layoutOf(code: Code): string {
  return typeof code === "string" ? "text" : code.layout;
}

function itemLines(items: readonly Code[], indent: number): readonly string[] {
  const inner = indent + STEP;
  return items.map((item) => layOut(item, inner, inner, 1));
}

function enclose(open: string, lines: readonly string[], close: string, indent: number): string {
  if (lines.length === 0) return open + close;
  const pad = " ".repeat(indent + STEP);
  return `${open}\n${lines.map((line) => `${pad}${line},\n`).join("")}${" ".repeat(indent)}${close}`;
}

function property(key: string, value: Code, indent: number): string {
  const head = `${keyCode(key)}:`;
  const start = indent + head.length + 1;
  const tooLong = typeof value === "string" && /^["']/.test(value) && start + value.length + 1 > WIDTH;
  if (tooLong) return `${head}\n${" ".repeat(indent + STEP)}${value}`;
  return `${head} ${layOut(value, indent, start, 1)}`;
}

/** The code on one line, or null where some of it must break. */
function flatten(code: Code): string | null {
  if (typeof code === "string") return code;
  switch (code.layout) {
    case "block":
    case "remark":
      return null;
    case "object":
      if (code.broken && code.entries.length > 0) return null;
      if (code.entries.length === 0) return "{}";
      return joined("{ ", code.entries, " }", ([key, value]) =>
        prefixed(`${keyCode(key)}: `, flatten(value)),
      );
    case "array":
      return isTableOfItems(code.items) ? null : joined("[", code.items, "]", flatten);
    case "call":
      return joined(`${code.head}(`, code.args, ")", flatten);
    case "chain": {
      const complex =
        code.links.length > 2 && !code.links.every(({ args }) => args.every((arg) => isSimple(arg)));
      const links = complex ? [null] : code.links.map(flatten);
      return links.includes(null) ? null : links.join("");
    }
  }
}

function joined<T>(
  open: string,
  parts: readonly T[],
  close: string,
  write: (part: T) => string | null,
): string | null {
  const texts = parts.map(write);
  return texts.includes(null) ? null : `${open}${texts.join(", ")}${close}`;
}

function prefixed(prefix: string, text: string | null): string | null {
  return text === null ? null : prefix + text;
}

/** Formatters give each item a line where all are objects, or all arrays, of more than one part. */
function isTableOfItems(items: readonly Code[]): boolean {
  if (items.length < 2) return false;
  const sizes = items.map((item) => {
    if (typeof item === "string") return 0;
    return item.layout === "object" ? item.entries.length : item.layout === "array" ? -item.items.length : 0;
  });
  return sizes.every((size) => size > 1) || sizes.every((size) => size < -1);
}

/** Whether formatters leave an argument like this in a chain that is on one line. */
function isSimple(code: Code, depth = 0): boolean {
  if (depth >= 2) return false;
  if (typeof code === "string") return true;
  if (code.layout === "object") return code.entries.every(([, value]) => isSimple(value, depth + 1));
  if (code.layout === "array") return code.items.every((item) => isSimple(item, depth + 1));
  return true;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** The key of an object literal: as it is where it can be, else as a string. */
export function keyCode(key: string): string {
  if (key === "__proto__") return `["__proto__"]`;
  return IDENTIFIER.test(key) ? key : stringCode(key);
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A string literal that is safe in any source: quotes, line ends and control characters are escaped. */
export function stringCode(text: string): string {
  const count = (quote: string) => text.split(quote).length;
  const quote = count('"') > count("'") ? "'" : '"';
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    .replace(CONTROL, escapeCharacter)
    .replace(LONE_SURROGATE, escapeCharacter);
  return quote + escaped + quote;
}

/** The inside of a template literal that gives `text`. */
export function templateCode(text: string, keepsLines = false): string {
  return text
    .replace(/[\\`]|\$(?=\{)/g, "\\$&")
    .replace(CONTROL, (character) =>
      keepsLines && character === "\n" ? character : escapeCharacter(character),
    )
    .replace(LONE_SURROGATE, escapeCharacter);
}

/** A comment's text on one line, whatever is in it. */
function oneLine(text: string): string {
  return text.replace(CONTROL, " ");
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
