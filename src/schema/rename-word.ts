import type { Node } from "../sql/node.js";
import { raw, value } from "../sql/nodes/index.js";
import { mapNodes } from "../sql/walk.js";
import type { SqlType } from "../types/type.js";
import type { Constraint } from "./constraint.js";
import { nameKey, type TableName } from "./name.js";
import type { Schema } from "./schema.js";
import type { Table } from "./table.js";

/** What words of an enum type become, by the old one. */
export type RenamedWords = Readonly<Record<string, string>>;

/**
 * What a database makes of other names for words of an enum type: defaults, rules, indexes and computed columns that
 * mention one follow, as far as their text tells.
 */
export function withRenamedWords(schema: Schema, type: TableName, words: RenamedWords): Schema {
  if (Object.keys(words).length === 0) return schema;
  const key = nameKey(type);
  const isOfType = (each: SqlType) =>
    each.kind === "enum" && each.name !== undefined && nameKey({ ...each, name: each.name }) === key;
  const node = (expression: Node) => renamedIn(expression, type.name, words);
  const start = (expression: Node, of: SqlType) =>
    isOfType(of) ? (renamedWord(expression, words) ?? node(expression)) : node(expression);
  return {
    ...schema,
    tables: schema.tables.map((table) => withinTable(table, node, start)),
    domains: schema.domains.map((domain) => ({
      ...domain,
      ...(domain.default && { default: start(domain.default, domain.type) }),
      checks: domain.checks.map((check) => ({ ...check, expression: node(check.expression) })),
    })),
  };
}

type Change = (expression: Node) => Node;

function withinTable(table: Table, node: Change, start: (expression: Node, type: SqlType) => Node): Table {
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      ...(column.default && { default: start(column.default, column.type) }),
      ...(column.computed && {
        computed: { ...column.computed, expression: node(column.computed.expression) },
      }),
    })),
    constraints: table.constraints.map((each) => withinConstraint(each, node)),
    indexes: table.indexes.map((index) => ({
      ...index,
      parts: index.parts.map((part) => withinPart(part, node)),
      ...(index.where && { where: node(index.where) }),
    })),
  };
}

function withinConstraint(constraint: Constraint, node: Change): Constraint {
  if (constraint.kind === "check") return { ...constraint, expression: node(constraint.expression) };
  if (constraint.kind !== "exclude") return constraint;
  const { where } = constraint;
  return {
    ...constraint,
    parts: constraint.parts.map((part) => withinPart(part, node)),
    ...(where && { where: node(where) }),
  };
}

function withinPart<P extends { readonly expression?: Node }>(part: P, node: Change): P {
  return part.expression ? { ...part, expression: node(part.expression) } : part;
}

/** A default that is nothing but a word. */
function renamedWord(expression: Node, words: RenamedWords): Node | null {
  const { kind, value: word, sql } = expression as Node & { readonly value?: unknown; readonly sql?: string };
  if (kind === "value" && typeof word === "string" && Object.hasOwn(words, word)) {
    return { ...expression, value: words[word] } as Node;
  }
  const text = kind === "raw" && sql !== undefined ? /^'((?:[^'\\]|'')*)'$/.exec(sql)?.[1] : undefined;
  const plain = text?.replaceAll("''", "'");
  return plain !== undefined && Object.hasOwn(words, plain) ? value({ value: words[plain]! }) : null;
}

/** A string and the type that it is cast to, as a database writes a word of an enum. */
const WORD = /'((?:[^'\\]|'')*)'(::(?:(?:"(?:[^"]|"")*"|[\w$]+)\.)?("(?:[^"]|"")*"|[\w$]+))/gu;

function renamedIn(expression: Node, type: string, words: RenamedWords): Node {
  return mapNodes(expression, (each) => {
    const { kind, sql } = each as Node & { readonly sql?: string };
    if (kind !== "raw" || sql === undefined) return each;
    const renamed = sql.replace(WORD, (all, text: string, cast: string, name: string) => {
      const word = text.replaceAll("''", "'");
      const of = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
      return of === type && Object.hasOwn(words, word)
        ? `'${words[word]!.replaceAll("'", "''")}'${cast}`
        : all;
    });
    return renamed === sql ? each : raw({ sql: renamed });
  });
}
