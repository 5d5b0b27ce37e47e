import type { Constraint, PrimaryKey, Unique } from "../schema/constraint.js";
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
      return [...constraint.columns.map(nullMisfits), ...twiceInKey(table, constraint)];
    case "unique":
      return twiceInKey(table, constraint);
    case "check":
      return [
        {
          condition: joined("NOT (", constraint.expression, ")"),
          message: `the check ${constraint.name ?? ""} does not hold`.replace("  ", " "),
        },
      ];
    case "foreignKey": {
      const { columns, references, period } = constraint;
      // Whether periods together cover another one is for the database to say.
      if (period) return [];
      const set = columns.map((column) => joined(own(column), " IS NOT NULL"));
      // What stands first in a comparison says how texts are compared, and in a key that is what it leads to.
      const same = columns.map((column, i) => {
        const known = identifier({ path: [REFERRED, references.columns[i]!] });
        return joined(known, " = ", identifier({ path: [...pathOf(table), column] }));
      });
      return [
        {
          condition: joined(
            ...list(set, " AND "),
            " AND NOT EXISTS (SELECT 1 FROM ",
            identifier({ path: pathOf(references) }),
            ` AS ${REFERRED} WHERE `,
            ...list(same, " AND "),
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

/** What the table that a key leads to is called in a question about those that refer to it. */
const REFERRED = "referred";

/** The rows that would break a unique index of whole columns. */
export function indexMisfits(table: TableName, { unique, parts, where }: TableIndex): readonly Misfits[] {
  const columns = parts.flatMap(({ column, length, collation }): readonly KeyPart[] =>
    column === undefined || length !== undefined ? [] : [{ column, collation }],
  );
  if (!unique || columns.length < parts.length) return [];
  return [twice(table, columns, where)];
}

/** A column of a key, with the collation by which values are the same there. */
interface KeyPart {
  readonly column: string;
  readonly collation?: string | undefined;
}

/** What a database alone knows of a key may say which values are the same, so that those cannot be told. */
function twiceInKey(table: TableName, { columns, options }: PrimaryKey | Unique): readonly Misfits[] {
  return options === undefined
    ? [
        twice(
          table,
          columns.map((column) => ({ column })),
        ),
      ]
    : [];
}

/** The rows that have the same values as another one; where one is NULL, there is no same. */
function twice(table: TableName, parts: readonly KeyPart[], where?: Node): Misfits {
  const values = parts.map(({ column, collation }) =>
    collation === undefined ? own(column) : joined(own(column), " COLLATE ", own(collation)),
  );
  const same = list(values);
  const columns = parts.map(({ column }) => column);
  const some = where ? [" WHERE ", where] : [];
  return {
    condition: joined(
      ...(where ? ["(", where, ") AND "] : []),
      values.length === 1 ? values[0]! : joined("(", ...same, ")"),
      " IN (SELECT ",
      ...same,
      " FROM ",
      identifier({ path: pathOf(table) }),
      ...some,
      " GROUP BY ",
      ...same,
      " HAVING count(*) > 1)",
    ),
    message: `${columns.join(", ")} is that of another row, too`,
  };
}

function own(column: string): Node {
  return identifier({ path: [column] });
}

function pathOf({ schema, name }: TableName): readonly string[] {
  return schema === undefined ? [name] : [schema, name];
}

function list(nodes: readonly Node[], between = ", "): readonly (string | Node)[] {
  return nodes.flatMap((node, i) => (i === 0 ? [node] : [between, node]));
}

function joined(...pieces: readonly (string | Node)[]): Node {
  return template({
    pieces: pieces.map((piece) => (typeof piece === "string" ? raw({ sql: piece }) : piece)),
  });
}
