import { SchemaError } from "../errors/errors.js";
import type { SqlType } from "../types/type.js";
import { enumerate, nearest, plural } from "../util/text.js";
import type { Column } from "./column.js";
import { type Constraint, constraintColumns, type ForeignKey } from "./constraint.js";
import { displayName, nameKey } from "./name.js";
import { columnOf, constraintsOf, type Table } from "./table.js";
import type { TableIndex } from "./table-index.js";

/** Tells where a table was declared, as `file:line:column`, or null. */
export type WhereOf = (table: Table) => string | null;

/**
 * Checks that columns get their values in one way, that constraints and indexes stand on columns that exist, and that
 * foreign keys lead somewhere.
 *
 * @throws {SchemaError} `schema.invalid-column`: a column gets its values in two ways, or counts in no number
 * @throws {SchemaError} `schema.duplicate-column`: a constraint names a column twice
 * @throws {SchemaError} `schema.no-such-column`: a constraint or an index is on a column that its table lacks
 * @throws {SchemaError} `schema.bad-reference`: a foreign key leads nowhere, or to another number of columns
 */
export function validateTables(tables: readonly Table[], whereOf: WhereOf = () => null): void {
  const byKey = new Map(tables.map((table) => [nameKey(table), table]));
  for (const table of tables) {
    const names = new Set(columnNames(table));
    for (const column of table.columns) assertColumn(table, column, whereOf);
    for (const each of table.constraints) assertOnceEach(table, each, whereOf);
    for (const part of [...table.constraints, ...table.indexes]) {
      const missing = standsOn(part).find((name) => !names.has(name));
      if (missing === undefined) continue;
      throw new SchemaError(
        "schema.no-such-column",
        `The ${titleOf(part)} of ${displayName(table)} is on a column ${missing}, which the table does not have.`,
        {
          hint: hintFor(missing, [...names], whereOf(table)),
          details: { table: displayName(table) },
        },
      );
    }
    for (const key of constraintsOf(table, "foreignKey")) assertLeads(table, key, byKey, whereOf);
  }
}

/** What gives a column its values where a row does not say; no database takes two of them. */
const SOURCES: readonly (readonly [(column: Column) => unknown, string])[] = [
  [(column) => column.computed, "is computed"],
  [(column) => column.identity, "numbers itself"],
  [(column) => column.default, "has a server default"],
];

function assertColumn(table: Table, column: Column, whereOf: WhereOf): void {
  const sources = SOURCES.flatMap(([of, words]) => (of(column) ? words : []));
  const name = `${displayName(table)}.${column.name}`;
  const fail = (what: string, hint: string) => {
    const where = whereOf(table);
    return new SchemaError("schema.invalid-column", `${name} ${what}.`, {
      hint: `${hint}${where === null ? "" : ` The table is declared at ${where}.`}`,
      details: { table: displayName(table), column: column.name },
    });
  };
  if (sources.length > 1) {
    throw fail(sources.join(" and "), "Say one of them: no database takes both.");
  }
  const family = FAMILIES[column.type.kind];
  if (column.identity && family !== undefined && family !== "number") {
    throw fail(`numbers itself and is of type ${column.type.kind}`, "Give it a type of whole numbers.");
  }
}

/** A key that names a column twice says nothing more than one that names it once, and databases refuse it. */
function assertOnceEach(table: Table, constraint: Constraint, whereOf: WhereOf): void {
  if (!("columns" in constraint)) return;
  const { columns } = constraint;
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice === undefined) return;
  const where = whereOf(table);
  throw new SchemaError(
    "schema.duplicate-column",
    `The ${titleOf(constraint)} of ${displayName(table)} names column ${twice} twice.`,
    {
      hint: where === null ? undefined : `The table is declared at ${where}.`,
      details: { table: displayName(table), column: twice },
    },
  );
}

const TITLES = {
  primaryKey: "primary key",
  unique: "unique constraint",
  foreignKey: "foreign key",
  exclude: "exclusion",
  check: "check",
} as const;

/** The columns that a constraint or an index stands on; a check says its own in its expression. */
function standsOn(part: Constraint | TableIndex): readonly string[] {
  if ("kind" in part) return part.kind === "check" ? [] : constraintColumns(part);
  const columns = part.parts.flatMap(({ column }) => column ?? []);
  return part.include ? [...columns, ...part.include] : columns;
}

/** A constraint or an index as a person would call it. */
function titleOf(part: Constraint | TableIndex): string {
  return "kind" in part ? `${TITLES[part.kind]} ${part.name ?? ""}`.trim() : `index ${part.name}`;
}

function assertLeads(
  table: Table,
  key: ForeignKey,
  byKey: ReadonlyMap<string, Table>,
  whereOf: WhereOf,
): void {
  const { references } = key;
  const from = `${displayName(table)}.${key.columns.join(", ")}`;
  const target = byKey.get(nameKey(references));
  if (!target) {
    throw new SchemaError(
      "schema.bad-reference",
      `${from} refers to table ${displayName(references)}, which no model declares.`,
      {
        hint: hintFor(displayName(references), [...byKey.values()].map(displayName), whereOf(table)),
        details: { table: displayName(table), references: displayName(references) },
      },
    );
  }
  const missing = references.columns.find((name) => !target.columns.some((column) => column.name === name));
  if (missing !== undefined) {
    throw new SchemaError(
      "schema.bad-reference",
      `${from} refers to ${displayName(references)}.${missing}, which does not exist.`,
      { hint: hintFor(missing, columnNames(target), whereOf(table)), details: { table: displayName(table) } },
    );
  }
  assertTypesFit(table, key, target, whereOf);
  if (references.columns.length !== key.columns.length) {
    const where = whereOf(table);
    throw new SchemaError(
      "schema.bad-reference",
      `${from} refers to ${plural(references.columns.length, "column")} of ${displayName(references)} (${enumerate(references.columns)}).`,
      {
        hint: `A foreign key has as many columns as it refers to.${where === null ? "" : ` The table is declared at ${where}.`}`,
        details: { table: displayName(table) },
      },
    );
  }
}

/** Kinds of types whose values no database compares with those of another kind in a foreign key. */
const FAMILIES: Partial<Record<SqlType["kind"], string>> = {
  integer: "number",
  smallInteger: "number",
  bigInteger: "number",
  numeric: "number",
  float: "number",
  double: "number",
  string: "text",
  char: "text",
  text: "text",
  boolean: "boolean",
  date: "day",
  time: "time",
  dateTime: "day",
  interval: "interval",
  uuid: "uuid",
  enum: "enum",
  largeBinary: "bytes",
  json: "json",
};

/** Families that some database keeps as one, or compares. */
const RELATED: ReadonlySet<string> = new Set(["uuid text", "enum text", "interval text", "time interval"]);

/** Whether a column of one type may refer to one of another; of types that only one database knows nothing is said. */
export function mayRefer(type: SqlType, referred: SqlType): boolean {
  const [own, other] = [FAMILIES[type.kind], FAMILIES[referred.kind]];
  if (own === undefined || other === undefined || own === other) return true;
  return RELATED.has(`${own} ${other}`) || RELATED.has(`${other} ${own}`);
}

/** A number cannot hold the key of a text. */
function assertTypesFit(table: Table, key: ForeignKey, target: Table, whereOf: WhereOf): void {
  key.columns.forEach((name, i) => {
    const column = columnOf(table, name);
    const referred = columnOf(target, key.references.columns[i] ?? "");
    if (!column || !referred || mayRefer(column.type, referred.type)) return;
    const where = whereOf(table);
    throw new SchemaError(
      "schema.bad-reference",
      `${displayName(table)}.${name} is of type ${column.type.kind} and refers to ${displayName(target)}.${referred.name}, which is of type ${referred.type.kind}.`,
      {
        hint: `Give both the same type.${where === null ? "" : ` The table is declared at ${where}.`}`,
        details: { table: displayName(table), column: name },
      },
    );
  });
}

function columnNames(table: Table): readonly string[] {
  return table.columns.map(({ name }) => name);
}

function hintFor(missing: string, known: readonly string[], where: string | null): string | undefined {
  const like = nearest(missing, known);
  const hints = [
    like === null ? null : `Did you mean ${like}?`,
    where === null ? null : `The table is declared at ${where}.`,
  ].filter((hint) => hint !== null);
  return hints.length > 0 ? hints.join(" ") : undefined;
}
