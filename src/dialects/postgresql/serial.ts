import { ddlText } from "../../dialect/compiler.js";
import type { Column } from "../../schema/column.js";
import { type TableName, tableName } from "../../schema/name.js";
import type { Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { shortenName } from "../../util/name.js";
import { clause, name } from "./clause.js";
import { IDENTIFIER_LIMIT } from "./features.js";
import { counterWords } from "./identity.js";
import { stringLiteral } from "./literal.js";
import { DIALECT } from "./native-kind.js";
import { typeSql } from "./native-type.js";
import { ownOptions } from "./options.js";
import { spelling } from "./spelling.js";

/** Columns with what is to be done before and after they are made. */
export interface SerialPlan {
  readonly before: readonly Node[];
  readonly columns: readonly Column[];
  readonly after: readonly Node[];
}

/**
 * Serial columns whose sequence counts or is called otherwise than SERIAL makes it: the sequence is made first, and
 * goes to the column after. So do those of columns that stand already.
 *
 * @source PostgreSQL 18, 8.1.4 Serial Types
 */
export function serialPlan(table: TableName, columns: readonly Column[], stands = false): SerialPlan {
  const before: Node[] = [];
  const after: Node[] = [];
  const planned = columns.map((column): Column => {
    const { serial, ...others } = ownOptions(column);
    const { identity, options: _, ...rest } = column;
    if (serial === undefined || !identity) return column;
    const words = counterWords(identity);
    if (serial === true && words.length === 0 && !stands) return column;
    const sequence = serial === true ? sequenceName(table, column.name) : raw({ sql: String(serial) });
    before.push(clause("CREATE SEQUENCE", sequence, "AS", typeSql(column.type), ...words));
    after.push(clause("ALTER SEQUENCE", sequence, "OWNED BY", name(table.schema, table.name, column.name)));
    return {
      ...rest,
      default: raw({ sql: `nextval(${stringLiteral(ddlText(sequence, spelling))}::regclass)` }),
      ...(Object.keys(others).length > 0 && { options: { [DIALECT]: others } }),
    };
  });
  return { before, columns: planned, after };
}

/** The table with such columns as they are made, and what is around them. */
export function serialTable(table: Table): SerialPlan & { readonly table: Table } {
  const plan = serialPlan(tableName(table), table.columns);
  return { ...plan, table: { ...table, columns: plan.columns } };
}

function sequenceName(table: TableName, column: string): Node {
  const { length, unit } = IDENTIFIER_LIMIT;
  return name(table.schema, shortenName(`${table.name}_${column}_seq`, length, unit));
}
