import { ddlText } from "../../dialect/compiler.js";
import type { Column } from "../../schema/column.js";
import { type TableName, tableName } from "../../schema/name.js";
import type { Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { clause, name } from "./clause.js";
import { counterWords, sequenceName } from "./identity.js";
import { stringLiteral } from "./literal.js";
import { DIALECT } from "./native-kind.js";
import { typeSql } from "./native-type.js";
import { ownOptions, textOption } from "./options.js";
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
    const { serial, sequenceType, ...others } = ownOptions(column);
    if (serial === undefined || !column.identity) return inSchemaOf(table, column);
    const { identity, options: _, ...rest } = column;
    const words = counterWords(identity);
    if (serial === true && words.length === 0 && sequenceType === undefined && !stands) return column;
    const counted = sequenceType === undefined ? typeSql(column.type) : String(sequenceType);
    const sequence = serial === true ? ownSequence(table, column.name) : raw({ sql: String(serial) });
    before.push(clause("CREATE SEQUENCE", sequence, "AS", counted, ...words));
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

/** The column with the name of its identity's sequence as a path: it is where the table is. */
function inSchemaOf(table: TableName, column: Column): Column {
  const sequence = textOption(column, "sequence");
  if (sequence === undefined || table.schema === undefined) return column;
  return { ...column, options: { [DIALECT]: { ...ownOptions(column), sequence: [table.schema, sequence] } } };
}

function ownSequence(table: TableName, column: string): Node {
  return name(table.schema, sequenceName(table.name, column));
}

/** The names of the sequences that come with the columns of a table that number themselves. */
export function sequencesOf(table: Table): readonly string[] {
  return table.columns
    .filter(({ identity }) => identity)
    .map((column) => {
      const { serial, sequence } = ownOptions(column);
      const path = serial === undefined || serial === true ? sequence : serial;
      if (typeof path !== "string") return sequenceName(table.name, column.name);
      return path.replace(/^.*?(?:"((?:[^"]|"")+)"|([^".]+))$/s, "$1$2").replaceAll('""', '"');
    });
}
