/** A token of an SQL expression. */
export interface Token {
  readonly kind: "string" | "name" | "word" | "number" | "symbol";
  /** A string's content, a quoted name as it is, a word in lower case. */
  readonly text: string;
}

const PATTERN = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`(?<escaped>[eE]'(?:[^'\\]|''|\\[\s\S])*')`,
    "(?<string>'(?:[^']|'')*')",
    String.raw`\$(?<tag>[A-Za-z_\u0080-\uffff]*)\$(?<dollar>[\s\S]*?)\$\k<tag>\$`,
    '(?<name>"(?:[^"]|"")*")',
    String.raw`(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
    String.raw`(?<symbol>::|[-+*/<>=~!@#%^&|${"`"}?]+|[\s\S])`,
  ].join("|"),
  "gu",
);

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The tokens of an expression, without spaces and comments. @source PostgreSQL 18, 4.1 Lexical Structure */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { groups } of sql.matchAll(PATTERN)) {
    const { escaped, string, dollar, name, number, word, symbol } = groups!;
    if (escaped !== undefined) tokens.push({ kind: "string", text: unescaped(escaped.slice(2, -1)) });
    else if (string !== undefined) {
      tokens.push({ kind: "string", text: string.slice(1, -1).replaceAll("''", "'") });
    } else if (dollar !== undefined) tokens.push({ kind: "string", text: dollar });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (word !== undefined) tokens.push({ kind: "word", text: word.toLowerCase() });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
  }
  return tokens;
}

/** @source PostgreSQL 18, 4.1.2.2 String Constants with C-Style Escapes */
function unescaped(text: string): string {
  return text.replace(
    /''|\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/g,
    (all, octal?: string, hex?: string, short?: string, long?: string, plain?: string) => {
      if (all === "''") return "'";
      if (plain !== undefined) return ESCAPES[plain] ?? plain;
      const code =
        octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt((hex ?? short ?? long)!, 16);
      return String.fromCodePoint(code);
    },
  );
}

/** An expression without the pair of parentheses around the whole of it, where its text leaves no doubt. */
export function unwrapped(expression: string): string {
  if (!expression.startsWith("(") || !expression.endsWith(")") || /['"$]/.test(expression)) return expression;
  let depth = 0;
  for (let i = 0; i < expression.length - 1; i++) {
    if (expression[i] === "(") depth++;
    if (expression[i] === ")") depth--;
    if (depth === 0) return expression;
  }
  return expression.slice(1, -1);
}
