import type { Node } from "../sql/node.js";
import { identifier, raw, template } from "../sql/nodes/index.js";
import { mapNodes } from "../sql/walk.js";
import type { Constraint } from "./constraint.js";
import { nameKey, type TableName } from "./name.js";
import { type Schema, withColumn, withTable } from "./schema.js";
import type { Table } from "./table.js";
import type { IndexPart } from "./table-index.js";

/** What a database makes of a column's new name: all that names the column, in its table and in others, follows. */
export function withRenamedColumn(schema: Schema, table: TableName, from: string, to: string): Schema {
  const key = nameKey(table);
  const renamed = withTable(schema, table, (each) => withinTable(each, from, to));
  return {
    ...renamed,
    tables: renamed.tables.map((each) => ({
      ...each,
      constraints: each.constraints.map((constraint) => {
        if (constraint.kind !== "foreignKey" || nameKey(constraint.references) !== key) return constraint;
        const columns = renameIn(constraint.references.columns, from, to);
        return { ...constraint, references: { ...constraint.references, columns } };
      }),
    })),
    sequences: renamed.sequences.map((each) =>
      each.ownedBy && nameKey(each.ownedBy) === key && each.ownedBy.column === from
        ? { ...each, ownedBy: { ...each.ownedBy, column: to } }
        : each,
    ),
  };
}

function withinTable(table: Table, from: string, to: string): Table {
  const node = (expression: Node) => renamedIn(expression, from, to);
  const columns = withColumn(table, from, (column) => ({ ...column, name: to })).columns;
  return {
    ...table,
    columns: columns.map((column) =>
      column.computed
        ? { ...column, computed: { ...column.computed, expression: node(column.computed.expression) } }
        : column,
    ),
    constraints: table.constraints.map((each) => renamedConstraint(each, from, to)),
    indexes: table.indexes.map((index) => ({
      ...index,
      parts: index.parts.map((part) => renamedPart(part, from, to)),
      ...(index.include && { include: renameIn(index.include, from, to) }),
      ...(index.where && { where: node(index.where) }),
    })),
  };
}

function renamedConstraint(constraint: Constraint, from: string, to: string): Constraint {
  if (constraint.kind === "check") {
    return { ...constraint, expression: renamedIn(constraint.expression, from, to) };
  }
  if (constraint.kind === "exclude") {
    const { where, include } = constraint;
    return {
      ...constraint,
      parts: constraint.parts.map((part) => renamedPart(part, from, to)),
      ...(include && { include: renameIn(include, from, to) }),
      ...(where && { where: renamedIn(where, from, to) }),
    };
  }
  const columns = renameIn(constraint.columns, from, to);
  if (constraint.kind === "foreignKey") {
    const { onDeleteColumns } = constraint;
    return {
      ...constraint,
      columns,
      ...(onDeleteColumns && { onDeleteColumns: renameIn(onDeleteColumns, from, to) }),
    };
  }
  const { include } = constraint;
  return { ...constraint, columns, ...(include && { include: renameIn(include, from, to) }) };
}

function renamedPart<P extends IndexPart>(part: P, from: string, to: string): P {
  return {
    ...part,
    ...(part.column === from && { column: to }),
    ...(part.expression && { expression: renamedIn(part.expression, from, to) }),
  };
}

function renameIn(names: readonly string[], from: string, to: string): readonly string[] {
  return names.map((name) => (name === from ? to : name));
}

/** Names in SQL text, quoted or not, and strings, in which there are none. */
const NAME = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[\p{L}_][\p{L}\p{N}_$]*/gu;

/** An expression in which a column has another name, as far as its text tells names. */
function renamedIn(expression: Node, from: string, to: string): Node {
  return mapNodes(expression, (node) => {
    const named = node as Node & {
      readonly name?: string;
      readonly path?: readonly string[];
      readonly sql?: string;
    };
    if (named.kind === "columnReference" && named.name === from) return { ...named, name: to };
    if (named.kind === "identifier" && named.path?.at(-1) === from) {
      return { ...named, path: [...named.path.slice(0, -1), to] };
    }
    if (named.kind !== "raw" || named.sql === undefined) return node;
    return renamedText(named.sql, from, to) ?? node;
  });
}

/** SQL text in which a column has another name, which stands in quotes where the database asks for them; null without. */
function renamedText(sql: string, from: string, to: string): Node | null {
  const pieces: Node[] = [];
  let end = 0;
  for (const { 0: word, index } of sql.matchAll(NAME)) {
    if (!isName(word, from)) continue;
    if (index > end) pieces.push(raw({ sql: sql.slice(end, index) }));
    pieces.push(identifier({ path: [to] }));
    end = index + word.length;
  }
  if (pieces.length === 0) return null;
  if (end < sql.length) pieces.push(raw({ sql: sql.slice(end) }));
  return template({ pieces });
}

/** Whether a word, in quotes or not, is a name. */
function isName(word: string, name: string): boolean {
  const quote = word[0]!;
  if (quote === "'") return false;
  if (quote === '"' || quote === "`") return word.slice(1, -1).replaceAll(quote + quote, quote) === name;
  return word === name || word.toLowerCase() === name;
}
