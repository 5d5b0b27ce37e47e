const SPECIFIER = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'])([^"'\n]+)\1/g;
const COMPUTED = /\b(?:import|require)\s*\(\s*(?!["'\s])/;
const MODULE_SYNTAX = /^[ \t]*(?:import\b(?!\s*\()|export\b)/m;

/**
 * What a JavaScript file imports, or null where it must not be left to Node whatever that is.
 *
 * The text is searched, not parsed. What only looks like an import (in a comment, say) can make a file be loaded as
 * TypeScript is, which costs a little time and nothing else.
 *
 * @param module Node takes the file for an ES module
 */
export function plainImports(source: string, extension: string, module: boolean): readonly string[] | null {
  // Node would guess from the syntax, and print a warning about the guess.
  if (extension === ".js" && !module && MODULE_SYNTAX.test(source)) return null;
  if (COMPUTED.test(source)) return null;
  return [...source.matchAll(SPECIFIER)].map((match) => match[2]!);
}
