import type { OptionValue } from "../../schema/options.js";
import { collationOf } from "./collation.js";
import { is, isName, nameOf, type Token, tokenize } from "./tokens.js";

/** What stands behind a column in a primary key or a unique constraint. */
export interface KeyPart {
  readonly collation?: string | undefined;
  readonly descending: boolean;
}

/**
 * What tokens behind a column's name say; null where they say something else.
 *
 * @source SQLite 3.53, "CREATE TABLE", 1: indexed-column
 */
export function keyPartOf(tokens: readonly Token[]): KeyPart | null {
  const isCollated = is(tokens[0], "COLLATE") && (isName(tokens[1]) || tokens[1]?.kind === "string");
  const [order, ...others] = isCollated ? tokens.slice(2) : tokens;
  const isOrder = order === undefined || is(order, "ASC") || is(order, "DESC");
  if (!isOrder || others.length > 0) return null;
  return { ...(isCollated && { collation: nameOf(tokens[1]!) }), descending: is(order, "DESC") };
}

/** The option `parts` as its parts; null where a text is none. */
export function keyPartsOf(option: OptionValue | undefined): readonly KeyPart[] | null {
  if (!Array.isArray(option)) return null;
  const parts = option.map((text) => (typeof text === "string" ? keyPartOf(tokenize(text)) : null));
  return parts.every((part) => part !== null) ? parts : null;
}

/** Parts of a key as the option `parts` has them; undefined where nothing stands behind any column. */
export function keyPartsOption(parts: readonly (KeyPart | undefined)[]): readonly string[] | undefined {
  const texts = parts.map((part) => {
    const { collation, descending = false } = part ?? {};
    const collate = collation === undefined ? [] : [`COLLATE ${collationName(collation)}`];
    return [...collate, ...(descending ? ["DESC"] : [])].join(" ");
  });
  return texts.some((text) => text !== "") ? texts : undefined;
}

/** A collation by its usual letters, in quotes where it needs them. */
function collationName(name: string): string {
  const usual = collationOf(name) ?? "BINARY";
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(usual) ? usual : `"${usual.replaceAll('"', '""')}"`;
}
