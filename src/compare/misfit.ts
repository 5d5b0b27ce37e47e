import type { Constraint } from "../schema/constraint.js";
import { displayName, type TableName } from "../schema/name.js";
import type { TableIndex } from "../schema/table-index.js";
import type { Node } from "../sql/node.js";
import { identifier, raw, template } from "../sql/nodes/index.js";
import type { Misfits } from "./narrowing.js";

/** The rows that have no value in a column. */
export function nullMisfits(column: string): Misfits {
  return { condition: joined(own(column), " IS NULL"), message: `${column} is NULL` };
}

/** The rows that would break a constraint; none where they are not looked at, or cannot be told by SQL of any database. */
export function constraintMisfits(table: TableName, constraint: Constraint): readonly Misfits[] {
  if ("notValid" in constraint && constraint.notValid) return [];
  if ("enforced" in constraint && constraint.enforced === false) return [];
  switch (constraint.kind) {
    case "primaryKey":
      return [...constraint.columns.map(nullMisfits), twice(table, constraint.columns)];
    case "unique":
      return [twice(table, constraint.columns)];
    case "check":
      return [
        {
          condition: joined("NOT (", constraint.expression, ")"),
          message: `the check ${constraint.name ?? ""} does not hold`.replace("  ", " "),
        },
      ];
    case "foreignKey": {
      const { columns, references } = constraint;
      const set = columns.map((column) => joined(own(column), " IS NOT NULL"));
      const known = references.columns.map((column) => joined(own(column), " IS NOT NULL"));
      return [
        {
          condition: joined(
            ...list(set, " AND "),
            " AND ",
            row(columns),
            " NOT IN (SELECT ",
            ...list(references.columns.map(own)),
            " FROM ",
            tablePath(references),
            " WHERE ",
            ...list(known, " AND "),
            ")",
          ),
          message: `${columns.join(", ")} leads to no row of ${displayName(references)}`,
        },
      ];
    }
    case "exclude":
      return [];
  }
}

/** The rows that would break a unique index of whole columns. */
export function indexMisfits(table: TableName, { unique, parts, where }: TableIndex): readonly Misfits[] {
  const columns = parts.flatMap(({ column, length, collation }) =>
    column === undefined || length !== undefined || collation !== undefined ? [] : column,
  );
  if (!unique || columns.length < parts.length) return [];
  return [twice(table, columns, where)];
}

/** The rows that have the same values as another one; where one is NULL, there is no same. */
function twice(table: TableName, columns: readonly string[], where?: Node): Misfits {
  const same = list(columns.map(own));
  const some = where ? [" WHERE ", where] : [];
  return {
    condition: joined(
      ...(where ? ["(", where, ") AND "] : []),
      row(columns),
      " IN (SELECT ",
      ...same,
      " FROM ",
      tablePath(table),
      ...some,
      " GROUP BY ",
      ...same,
      " HAVING count(*) > 1)",
    ),
    message: `${columns.join(", ")} is that of another row, too`,
  };
}

function row(columns: readonly string[]): Node {
  return columns.length === 1 ? own(columns[0]!) : joined("(", ...list(columns.map(own)), ")");
}

function own(column: string): Node {
  return identifier({ path: [column] });
}

function tablePath({ schema, name }: TableName): Node {
  return identifier({ path: schema === undefined ? [name] : [schema, name] });
}

function list(nodes: readonly Node[], between = ", "): readonly (string | Node)[] {
  return nodes.flatMap((node, i) => (i === 0 ? [node] : [between, node]));
}

function joined(...pieces: readonly (string | Node)[]): Node {
  return template({
    pieces: pieces.map((piece) => (typeof piece === "string" ? raw({ sql: piece }) : piece)),
  });
}
