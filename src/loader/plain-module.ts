import { type Edit, PlainCode, type SyntaxNode } from "./plain-code.js";

/** What a name that a file imports stands for. */
interface Import {
  readonly source: string;
  /** Its name there; null for the module itself. */
  readonly name: string | null;
}

/** A module as CommonJS. */
export interface PlainModule {
  readonly code: string;
  /** What it imports, in order, without what only types need. */
  readonly imports: readonly string[];
}

/**
 * A module of the plain kind that models and scripts are, transformed by writing over its text: types become blanks, and
 * imports and exports what Babel makes of them. It takes a tenth of the time, which tells where a file has thousands of
 * lines. Null for any module with something in it that is not known here to mean the same so.
 *
 * @param program the module as Babel parses it
 * @param typescript imports that nothing but types uses are left out
 */
export function plainModule(source: string, program: SyntaxNode, typescript: boolean): PlainModule | null {
  const statements = program["body"] as readonly SyntaxNode[];
  if (program["interpreter"] || (program["directives"] as readonly unknown[]).length > 0) return null;
  const first = statements.findIndex(({ type }) => type !== "ImportDeclaration");
  const declared = first === -1 ? statements : statements.slice(0, first);
  const rest = statements.slice(declared.length);
  if (!rest.some(({ type }) => type === "ExportNamedDeclaration") && declared.length === 0) return null;
  const edits: Edit[] = [];
  const imports = new Map<string, Import>();
  const sources = new Map<string, { isUsed: boolean; readonly local: string }>();
  for (const node of declared) {
    edits.push({ start: node.start, end: node.end, text: null });
    if (node["importKind"] === "type") continue;
    if (node["importKind"] === "typeof" || node["phase"] || (node["attributes"] as [])?.length > 0)
      return null;
    const { value } = node["source"] as { readonly value: string };
    const named = node["specifiers"] as readonly SyntaxNode[];
    const known = sources.get(value) ?? { isUsed: false, local: `_m${sources.size}` };
    sources.set(value, known);
    known.isUsed ||= named.length === 0 || !typescript;
    for (const specifier of named) {
      if (specifier["importKind"] === "type") continue;
      const name = importedName(specifier);
      if (name === undefined) return null;
      imports.set((specifier["local"] as { readonly name: string }).name, { source: value, name });
    }
  }
  const code = new PlainCode(source, (local) => {
    const found = imports.get(local);
    if (!found) return null;
    const module = sources.get(found.source)!;
    module.isUsed = true;
    return found.name === null
      ? { text: module.local }
      : { text: `${module.local}.${found.name}`, isMember: true };
  });
  const exported = rest.every((node) => code.statement(node, true)) ? code.exported() : null;
  if (exported === null) return null;
  const used = [...sources].filter(([, { isUsed }]) => isUsed);
  const { values, functions } = exported;
  const head = [
    '"use strict";Object.defineProperty(exports, "__esModule", { value: true });',
    values.length > 0 ? `${values.map((name) => `exports.${name} = `).join("")}void 0;` : "",
    ...functions.map((name) => `exports.${name} = ${name};`),
    ...used.map(([from, { local }]) => `var ${local} = require(${JSON.stringify(from)});`),
  ].join("");
  return {
    code: head + written(source, [...edits, ...code.edits]),
    imports: used.map(([from]) => from),
  };
}

/** What a specifier imports: null for the module itself, undefined where that is no plain name. */
function importedName({ type, imported }: SyntaxNode): string | null | undefined {
  if (type === "ImportNamespaceSpecifier") return null;
  if (type === "ImportDefaultSpecifier") return "default";
  const { type: kind, name } = imported as { readonly type: string; readonly name: string };
  return kind === "Identifier" ? name : undefined;
}

/** The text with the edits made; what is taken out leaves its line breaks. */
function written(source: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    pieces.push(
      source.slice(at, start),
      text ?? source.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, " "),
    );
    at = end;
  }
  pieces.push(source.slice(at));
  return pieces.join("");
}
