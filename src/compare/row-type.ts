import { CreateDomain, DropDomain } from "../ops/domain.js";
import { CreateEntity, ReplaceEntity } from "../ops/entity.js";
import type { Operation } from "../ops/operation.js";
import { CreateTable, DropTable } from "../ops/table.js";
import { CreateType, DropType } from "../ops/user-type.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { Domain } from "../schema/object.js";
import { constraintsOf, type Table } from "../schema/table.js";
import { isOfType, typesUnder, type UserType } from "../schema/user-type.js";
import { type Spelling, writeSql } from "../sql/writer.js";
import type { SqlType } from "../types/type.js";
import { sortThroughCircles } from "../util/graph.js";
import { SqlWords } from "./mention.js";

/**
 * Operations in an order in which types that are made of the rows of tables come after those tables, and tables that
 * have columns of such types after them; on the way down the other way round. Where there are none the order stays.
 */
export function aroundRowTypes(operations: readonly Operation[], spelling: Spelling): readonly Operation[] {
  const up = ordered(operations, (each) => each instanceof CreateTable, spelling);
  return [...ordered([...up].reverse(), (each) => each instanceof DropTable, spelling)].reverse();
}

function ordered(
  operations: readonly Operation[],
  isOfTable: (operation: Operation) => boolean,
  spelling: Spelling,
): readonly Operation[] {
  const tables = operations.filter(isOfTable).flatMap((each) => tableOf(each) ?? []);
  if (tables.length === 0) return operations;
  const late = lateOnes(operations, tables, spelling);
  const hasRows = tables.some(({ columns }) => columns.some(({ type }) => rowTable(type, tables) !== null));
  if (late.size === 0 && !hasRows) return operations;
  const last = operations.findLastIndex(isOfTable);
  const first = operations.findIndex(isOfTable);
  const byTable = new Map(
    operations.flatMap((each) => {
      const table = isOfTable(each) ? tableOf(each) : null;
      return table ? [[nameKey(table), each] as const] : [];
    }),
  );
  const needs = (operation: Operation): readonly Operation[] => {
    const table = tableOf(operation);
    if (table && isOfTable(operation)) return needsOfTable(table, tables, late, byTable, spelling);
    if (late.has(operation)) return needsOfLate(operation, tables, late, byTable, spelling);
    const on = (operation as { readonly table?: TableName }).table;
    const owner = on && "name" in on ? byTable.get(nameKey(on)) : undefined;
    return owner ? [owner] : [];
  };
  const isEarly = (each: Operation) => !late.has(each);
  return [
    ...operations.slice(0, first).filter(isEarly),
    ...sortThroughCircles([...operations.slice(first, last + 1).filter(isEarly), ...late], needs),
    ...operations.slice(last + 1).filter(isEarly),
  ];
}

/** The types that are made of rows of these tables, and what names such types. */
function lateOnes(
  operations: readonly Operation[],
  tables: readonly Table[],
  spelling: Spelling,
): ReadonlySet<Operation> {
  const late = new Set<Operation>();
  const isLate = (operation: Operation): boolean => {
    const type = typeOf(operation);
    if (type) {
      return typesUnder(type).some(
        (under) =>
          rowTable(under, tables) !== null ||
          [...late].some((other) => typeOf(other) && isOfType(under, typeOf(other)!)),
      );
    }
    return isFunction(operation) && [...late].some((other) => mentions(operation, other, spelling));
  };
  for (let known = -1; known !== late.size; ) {
    known = late.size;
    for (const operation of operations) if (!late.has(operation) && isLate(operation)) late.add(operation);
  }
  // Functions that are made after all tables anyway stay where they are.
  const last = operations.findLastIndex((each) => tableOf(each) !== null);
  return new Set([...late].filter((each) => !isFunction(each) || operations.indexOf(each) < last));
}

function needsOfTable(
  table: Table,
  tables: readonly Table[],
  late: ReadonlySet<Operation>,
  byTable: ReadonlyMap<string, Operation>,
  spelling: Spelling,
): readonly Operation[] {
  const referred = constraintsOf(table, "foreignKey").map(({ references }) => references);
  const rows = table.columns.flatMap(({ type }) => rowTable(type, tables) ?? []);
  const types = [...late].filter((each) => {
    const type = typeOf(each);
    return type && table.columns.some((column) => isOfType(column.type, type));
  });
  const functions = [...late].filter(isFunction);
  const text = functions.length === 0 ? "" : expressionsOf(table, spelling);
  const words = new SqlWords(text, spelling);
  return [
    ...[...referred, ...rows].flatMap((name) => byTable.get(nameKey(name)) ?? []),
    ...types,
    ...functions.filter(({ entity }) => words.has(entity.name)),
  ];
}

function needsOfLate(
  operation: Operation,
  tables: readonly Table[],
  late: ReadonlySet<Operation>,
  byTable: ReadonlyMap<string, Operation>,
  spelling: Spelling,
): readonly Operation[] {
  const type = typeOf(operation);
  if (!type) return [...late].filter((other) => other !== operation && mentions(operation, other, spelling));
  const under = typesUnder(type);
  const others = [...late].filter((other) => {
    const made = typeOf(other);
    return made && other !== operation && under.some((each) => isOfType(each, made));
  });
  const rows = under.flatMap((each) => rowTable(each, tables) ?? []);
  return [...rows.flatMap((name) => byTable.get(nameKey(name)) ?? []), ...others];
}

function expressionsOf({ columns, constraints }: Table, spelling: Spelling): string {
  const nodes = [
    ...columns.flatMap((column) => [column.default, column.computed?.expression]),
    ...constraints.map((each) => (each.kind === "check" ? each.expression : undefined)),
  ];
  return nodes
    .flatMap((node) => (node ? writeSql(node, spelling, { literals: true, unqualified: true }).sql : []))
    .join("\n");
}

/** The table whose rows a type is of, or an array of them; the database's words tell it, with or without quotes. */
function rowTable(type: SqlType, tables: readonly Table[]): Table | null {
  if (type.kind === "native" && type.element) return rowTable(type.element, tables);
  if (type.kind !== "raw") return null;
  const path = type.sql.replace(/\[\]$/, "").replaceAll('"', "");
  return (
    tables.find(({ name, schema }) => path === (schema === undefined ? name : `${schema}.${name}`)) ?? null
  );
}

function tableOf(operation: Operation): Table | null {
  if (operation instanceof CreateTable) return operation.table;
  return operation instanceof DropTable ? operation.was : null;
}

function typeOf(operation: Operation): Domain | UserType | null {
  if (operation instanceof CreateType) return operation.type;
  if (operation instanceof CreateDomain) return operation.domain;
  return operation instanceof DropType || operation instanceof DropDomain ? operation.was : null;
}

function isFunction(operation: Operation): operation is CreateEntity | ReplaceEntity {
  return (
    (operation instanceof CreateEntity || operation instanceof ReplaceEntity) &&
    operation.entity.kind === "function"
  );
}

/** Whether a function names a type, or another function. */
function mentions(operation: Operation, other: Operation, spelling: Spelling): boolean {
  if (!isFunction(operation)) return false;
  const name = isFunction(other) ? other.entity.name : typeOf(other)?.name;
  const { sql } = writeSql(operation.entity.definition, spelling, { literals: true });
  return name !== undefined && new SqlWords(`${operation.entity.arguments ?? ""} ${sql}`, spelling).has(name);
}
