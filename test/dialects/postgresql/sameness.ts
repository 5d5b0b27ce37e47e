import type { Dialect } from "../../../src/dialect/dialect.js";
import type { Column } from "../../../src/schema/column.js";
import type { Constraint } from "../../../src/schema/constraint.js";
import { displayName } from "../../../src/schema/name.js";
import type { Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import type { TableIndex } from "../../../src/schema/table-index.js";
import type { Node } from "../../../src/sql/node.js";

type Plain = Readonly<Record<string, unknown>>;

/** A schema as plain data in which two that compare equal are equal: types and expressions in one spelling. */
export function plainSchema(dialect: Dialect, schema: Schema): Plain {
  return {
    enums: schema.enums.map((type) => ({ name: displayName(type), values: type.values })),
    tables: Object.fromEntries(
      schema.tables.map((table) => [displayName(table), plainTable(dialect, table)]),
    ),
  };
}

/** A table as plain data, columns and all else by name. */
export function plainTable(dialect: Dialect, table: Table): Plain {
  const constraints = table.constraints.map((each) => plainConstraint(dialect, each));
  return {
    comment: table.comment,
    columns: Object.fromEntries(table.columns.map((column) => [column.name, plainColumn(dialect, column)])),
    constraints: Object.fromEntries(constraints.map((each) => [String(each["name"]), each])),
    indexes: Object.fromEntries(table.indexes.map((index) => [index.name, plainIndex(dialect, index)])),
  };
}

function plainColumn(dialect: Dialect, column: Column): Plain {
  const { type, default: given, computed, onUpdate: _, ...rest } = column;
  const words = (node: Node) => dialect.normalize(node, column);
  const { spelling } = dialect;
  return {
    ...rest,
    type: spelling.typeSql(dialect.parseType(spelling.typeSql(type))),
    default: given && words(given),
    computed: computed && { stored: computed.stored, expression: dialect.normalize(computed.expression) },
  };
}

function plainConstraint(dialect: Dialect, constraint: Constraint): Plain {
  if (constraint.kind !== "check") return { ...constraint };
  return { ...constraint, expression: dialect.normalize(constraint.expression) };
}

function plainIndex(dialect: Dialect, index: TableIndex): Plain {
  return {
    ...index,
    where: index.where && dialect.normalize(index.where),
    parts: index.parts.map(({ expression, ...part }) => ({
      ...part,
      expression: expression && dialect.normalize(expression),
    })),
  };
}
