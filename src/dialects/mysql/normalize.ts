import { ddlText } from "../../dialect/compiler.js";
import type { Node } from "../../sql/node.js";
import type { Value } from "../../sql/nodes/index.js";
import type { Spelling } from "../../sql/writer.js";
import type { SqlType } from "../../types/type.js";
import { cleanExpression, closing, isCurrentTimestamp, isSymbol } from "./expression.js";
import { literal } from "./literal.js";
import { normalForm, written } from "./normal-form.js";
import { type Token, tokenize } from "./tokens.js";
import { portableLike } from "./type-trait.js";

/**
 * One text for the spellings of an expression that certainly mean the same: case of keywords and functions, quotes
 * around plain names, spaces, needless parentheses, and literals as the type of their column keeps them.
 */
export function normalize(expression: Node, spelling: Spelling, column?: { readonly type: SqlType }): string {
  if (expression.kind === "currentTimestamp") return "current_timestamp";
  if (expression.kind === "value") {
    const { value, type } = expression as Value;
    return literalText(value, column?.type ?? type);
  }
  const text = cleanExpression(ddlText(expression, spelling));
  if (isCurrentTimestamp(text)) return "current_timestamp";
  const tokens = tokenize(text);
  return normalForm(tokens) ?? withoutNeedless(tokens).map(written).join(" ");
}

/** A literal as the database keeps it in a column of the type. */
function literalText(given: unknown, columnType: SqlType | undefined): string {
  if (given === null) return "NULL";
  const type = columnType && portableLike(columnType);
  switch (type?.kind) {
    case "numeric":
      return decimalText(String(given));
    case "float":
    case "double":
      return String(Number(given));
    case "integer":
    case "smallInteger":
    case "bigInteger":
      return typeof given === "boolean" ? String(Number(given)) : String(given);
    case "time":
    case "dateTime":
      return fractionless(literal(given));
    default:
      return literal(given, type);
  }
}

/** `1.50`, `+1.5` and `01.5` as `1.5`. */
function decimalText(text: string): string {
  const [, sign, whole = "", fraction = ""] = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  if (sign === undefined) return text;
  const digits = (whole === "" ? "0" : whole) + (fraction === "" ? "" : `.${fraction}`);
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}

/** A time of day without zeros at the end of its fraction. */
function fractionless(text: string): string {
  return text.replace(/(:\d\d)\.0*'$/, "$1'").replace(/(:\d\d\.\d*?[1-9])0+'$/, "$1'");
}

/** The tokens without parentheses that hold a single token or another pair of parentheses. */
function withoutNeedless(tokens: readonly Token[]): readonly Token[] {
  const dropped = new Set<number>();
  tokens.forEach((_, open) => {
    const close = closing(tokens, open);
    // A word before it makes it a list of arguments, or of values after IN.
    if (close === -1 || tokens[open - 1]?.kind === "word" || tokens[open - 1]?.kind === "name") return;
    if (close === open + 2 || (isSymbol(tokens[open + 1], "(") && closing(tokens, open + 1) === close - 1)) {
      dropped.add(open).add(close);
    }
  });
  return tokens.filter((_, i) => !dropped.has(i));
}
