import { ddlStatements, ddlText } from "../../dialect/compiler.js";
import { AddColumn, DropColumn } from "../../ops/column.js";
import { AddConstraint, DropConstraint } from "../../ops/constraint.js";
import type { Operation } from "../../ops/operation.js";
import { CreateIndex, DropIndex } from "../../ops/table-index.js";
import type { Column } from "../../schema/column.js";
import type { Constraint } from "../../schema/constraint.js";
import { nameKey, type TableName, tableName } from "../../schema/name.js";
import type { Schema } from "../../schema/schema.js";
import { constraintsOf, type Table } from "../../schema/table.js";
import type { TableIndex } from "../../schema/table-index.js";
import { enumOf } from "./adapt-object.js";
import { spelling } from "./spelling.js";

/** A column of an enum type, or of an array of it. */
export interface EnumColumn {
  readonly schema?: string | undefined;
  readonly table: string;
  readonly column: string;
  readonly array: boolean;
  readonly default: string | null;
}

/** Something that is in the way of a column's change of type, with what takes it away, if anything, and what makes it again. */
export interface Obstacle {
  readonly drop: string;
  readonly create: string;
}

/** The columns of an enum type in a schema that is planned. */
export function plannedColumns(type: TableName, schema: Schema): readonly EnumColumn[] {
  return schema.tables.flatMap((table) =>
    usedIn(type, table)
      .filter(({ computed }) => !computed)
      .map((column) => ({
        schema: table.schema,
        table: table.name,
        column: column.name,
        array: column.type.kind !== "enum",
        default: column.default === undefined ? null : ddlText(column.default, spelling),
      })),
  );
}

/**
 * What would stand in the way of the conversion of those columns, in the order of making it again: generated columns
 * with all that stands on them, checks and foreign keys, partial indexes and those over expressions.
 */
export function plannedObstacles(type: TableName, schema: Schema): readonly Obstacle[] {
  const used = new Map(
    schema.tables.map((table) => [nameKey(table), new Set(usedIn(type, table).map(({ name }) => name))]),
  );
  const isUsed = (table: TableName, columns: readonly string[]) =>
    columns.some((column) => used.get(nameKey(table))?.has(column));
  const keys: Obstacle[] = [];
  const others = schema.tables.flatMap((table): readonly Obstacle[] => {
    const here = [...(used.get(nameKey(table)) ?? [])];
    const mentions = (text: string) => here.some((column) => text.includes(column));
    const isGone = ({ name, computed }: Column) => {
      const text = computed && ddlText(computed.expression, spelling);
      return text !== undefined && (here.includes(name) || mentions(text) || text.includes(type.name));
    };
    const gone = table.columns.filter(isGone);
    const onGone = (columns: readonly string[]) => gone.some(({ name }) => columns.includes(name));
    const foreign = constraintsOf(table, "foreignKey").filter(
      ({ columns, references }) =>
        isUsed(table, columns) || isUsed(references, references.columns) || onGone(columns),
    );
    keys.push(...foreign.map((each) => constraintObstacle(table, each)));
    const constraints = table.constraints.filter((each) => {
      if (each.kind === "foreignKey") return false;
      const isText = each.kind === "check" || each.kind === "exclude";
      return isText ? mentions(constraintText(table, each)) : onGone(each.columns);
    });
    const indexes = table.indexes.filter(
      ({ where, parts }) =>
        ((where || parts.some(({ expression }) => expression)) && here.length > 0) ||
        onGone(parts.flatMap(({ column }) => column ?? [])),
    );
    return [
      ...gone.map((each) => columnObstacle(table, each)),
      ...constraints.map((each) => constraintObstacle(table, each)),
      ...indexes.map((each) => indexObstacle(table, each)),
    ];
  });
  return [...others, ...keys];
}

function usedIn(type: TableName, table: Table): Table["columns"] {
  return table.columns.filter((column) => {
    const own = enumOf(column.type);
    return own !== null && nameKey(own) === nameKey(type);
  });
}

function columnObstacle(table: Table, column: Column): Obstacle {
  return {
    drop: sqlOf(new DropColumn(tableName(table), column.name)),
    create: sqlOf(new AddColumn(tableName(table), column)),
  };
}

function constraintObstacle(table: Table, constraint: Constraint): Obstacle {
  const drop = new DropConstraint(tableName(table), constraint.name ?? "", constraint.kind);
  return { drop: sqlOf(drop), create: constraintText(table, constraint) };
}

function constraintText(table: Table, constraint: Constraint): string {
  return sqlOf(new AddConstraint(tableName(table), constraint));
}

function indexObstacle(table: Table, index: TableIndex): Obstacle {
  return {
    drop: sqlOf(new DropIndex(tableName(table), index.name)),
    create: sqlOf(new CreateIndex(tableName(table), index)),
  };
}

function sqlOf(operation: Operation): string {
  return ddlStatements(operation.ddl(), { spelling })
    .map(({ sql }) => sql)
    .join("; ");
}
