import { setDefault, setNullable } from "../../ddl/nodes/column.js";
import { alterTable } from "../../ddl/nodes/table.js";
import { ddlText } from "../../dialect/compiler.js";
import type { Live } from "../../dialect/dialect.js";
import type { Column } from "../../schema/column.js";
import { type TableName, tableName } from "../../schema/name.js";
import { columnOf, type Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { clause, name } from "./clause.js";
import { wasDropped } from "./kept-parts.js";
import { stringLiteral } from "./literal.js";
import { nameFromPath } from "./name-path.js";
import { typeSql } from "./native-type.js";
import { listOption, ownOptions } from "./options.js";
import { spelling } from "./spelling.js";

/**
 * A new table as it is said to be made: before version 16, a column that repeats a computed one of its parents may not
 * say the expression, which it gets with the parent's.
 *
 * @source PostgreSQL 15, 5.3 Generated Columns; PostgreSQL 16, E.1 Release Notes
 */
export async function asHeir(table: Table, live: Live, major: number): Promise<Table> {
  if (major >= 16 || !table.columns.some(({ computed }) => computed)) return table;
  const parents = await parentsOf(table, live);
  if (parents.length === 0) return table;
  const columns = table.columns.map((column) => {
    const isAbove = parents.some((parent) => columnOf(parent, column.name)?.computed);
    const { computed: _, ...rest } = column;
    return isAbove ? rest : column;
  });
  return { ...table, columns };
}

async function parentsOf(table: Table, live: Live): Promise<readonly Table[]> {
  const parents: Table[] = [];
  for (const path of listOption(table, "inherits")) {
    const parent = await live.table(nameFromPath(path));
    if (parent) parents.push(parent);
  }
  return parents;
}

/**
 * What makes the columns that a new table has from its parents its own: another default, or none, and NOT NULL.
 *
 * @source PostgreSQL 18, CREATE TABLE: INHERITS
 */
export async function ownInheritance(table: Table, live: Live): Promise<readonly Node[]> {
  const parents = await parentsOf(table, live);
  const actions = table.columns.flatMap((column) => {
    const above = parents.flatMap((parent) => columnOf(parent, column.name) ?? [])[0];
    return above ? differences(column, above) : [];
  });
  return actions.length === 0 ? [] : [alterTable({ table: tableName(table), actions })];
}

/**
 * Whether a column of a script that says no more than its name goes with the one above: it is inherited, or its table is
 * an heir that has lost it since the script dropped the one above.
 *
 * @source PostgreSQL 18, 52.24 pg_inherits; 52.7 pg_attribute: attislocal, attinhcount
 */
export async function goesWithParent(table: TableName, column: string, live: Live): Promise<boolean> {
  const path = typeSql({ kind: "enum", values: [], ...table });
  const found = await live.query(
    `SELECT n.nspname, c.relname, pg_catalog.pg_table_is_visible(c.oid), a.attnum IS NULL, a.attinhcount > 0 AND NOT a.attislocal
FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhparent AND c.relkind = 'r'
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.inhrelid AND a.attname = ${stringLiteral(column)} AND NOT a.attisdropped
WHERE i.inhrelid = pg_catalog.to_regclass(${stringLiteral(path)})`,
    [],
    table,
  );
  return (found?.rows ?? []).some(([schema, name, isVisible, isGone, isInherited]) => {
    const own = { schema: String(schema), name: String(name) };
    const names = isVisible === true ? [own, { name: own.name }] : [own];
    return isInherited === true || (isGone === true && names.some((each) => wasDropped(each, column, live)));
  });
}

function differences(column: Column, above: Column): readonly Node[] {
  const isInherited = ownOptions(column)["inherited"] === true;
  const { default: given, identity, computed } = column;
  const actions: Node[] = [];
  if (isInherited && given && !above.identity && textOf(given) !== textOf(above.default)) {
    actions.push(setDefault({ name: column.name, default: given }));
  }
  // A sequence in its default is inherited too; an identity is not.
  const falls = above.default !== undefined || ownOptions(above)["serial"] !== undefined;
  if (!given && !identity && !computed && falls) actions.push(setDefault({ name: column.name }));
  if (isInherited && !column.nullable && above.nullable) {
    actions.push(setNullable({ name: column.name, nullable: false }));
  }
  return actions;
}

/**
 * What gives the tables that inherit a column, and the partitions, their own defaults back: a default that is set or
 * taken away above goes to all of them.
 *
 * @source PostgreSQL 18, source, tablecmds.c, ATPrepCmd: AT_ColumnDefault
 */
export async function heirDefaults(table: TableName, column: string, live: Live): Promise<readonly Node[]> {
  const path = ddlText(name(table.schema, table.name), spelling);
  const result = await live.query(
    `WITH RECURSIVE heirs AS (
  SELECT i.inhrelid AS oid FROM pg_catalog.pg_inherits i WHERE i.inhparent = pg_catalog.to_regclass(${stringLiteral(path)})
  UNION SELECT i.inhrelid FROM heirs JOIN pg_catalog.pg_inherits i ON i.inhparent = heirs.oid),
defaults AS (SELECT a.attrelid, a.attname, a.attidentity <> '' OR a.attgenerated <> '' AS fixed,
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression
  FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attname = ${stringLiteral(column)} AND NOT a.attisdropped)
SELECT pg_catalog.format('ALTER TABLE ONLY %s ALTER COLUMN %I ', c.oid::pg_catalog.regclass, own.attname)
  || coalesce('SET DEFAULT ' || own.expression, 'DROP DEFAULT')
FROM heirs JOIN pg_catalog.pg_class c ON c.oid = heirs.oid JOIN defaults own ON own.attrelid = c.oid
  JOIN defaults above ON above.attrelid = pg_catalog.to_regclass(${stringLiteral(path)})
WHERE NOT own.fixed AND own.expression IS DISTINCT FROM above.expression
ORDER BY 1`,
    [],
    table,
  );
  return (result?.rows ?? []).map(([sql]) => clause(String(sql)));
}

function textOf(node: Node | undefined): string {
  return node === undefined ? "" : ddlText(node, spelling);
}
