import { SchemaError } from "../../errors/errors.js";
import { constraintColumns } from "../../schema/constraint.js";
import { displayName } from "../../schema/name.js";
import type { Table } from "../../schema/table.js";
import { isInnoDb } from "./option.js";
import type { Variant } from "./variant.js";

/**
 * Refuses tables with names that the server takes for one: of columns and indexes in a table, whatever the case of
 * their letters, and of foreign keys and checks in a database, where it has one set of them for all of its tables. It would say
 * so itself, but when the tables before it are made.
 *
 * @throws {SchemaError} `schema.duplicate-column`, `schema.duplicate-name`: two names are one, or an index has a column twice
 * @source MySQL 9.7 Reference Manual, 11.2.3 "Identifier Case Sensitivity"; 15.1.22.5 "FOREIGN KEY Constraints";
 * 15.1.22.6 "CHECK Constraints"
 */
export function assertNamesApart(tables: readonly Table[], variant: Variant): void {
  const taken = new Map<string, string>();
  for (const table of tables) {
    assertApart(table, variant);
    assertOnceEach(table, variant);
    for (const { kind, name } of table.constraints) {
      if (name === undefined || !isShared(kind, variant)) continue;
      const key = [kind, table.schema ?? "", name.toLowerCase()].join("\u0000");
      const own = `the ${kind === "check" ? "check" : "foreign key"} ${name} of ${displayName(table)}`;
      const other = taken.get(key);
      if (other !== undefined) throw refused(table, own, other, variant, ALL_TABLES);
      taken.set(key, own);
    }
  }
}

/** An index that names a column twice, in whatever letters. @source MySQL 9.7 and MariaDB 11.8, measured: error 1060 */
function assertOnceEach(table: Table, { title }: Variant): void {
  for (const { name, parts } of table.indexes) {
    const columns = parts.flatMap(({ column }) => column?.toLowerCase() ?? []);
    const twice = columns.find((column, i) => columns.indexOf(column) !== i);
    if (twice === undefined) continue;
    throw new SchemaError(
      "schema.duplicate-column",
      `The index ${name} of ${displayName(table)} names column ${twice} twice, which ${title} does not take.`,
      { details: { table: displayName(table), column: twice } },
    );
  }
}

function assertApart(table: Table, variant: Variant): void {
  const columns = new Map<string, string>();
  for (const { name } of table.columns) {
    const other = columns.get(name.toLowerCase());
    if (other !== undefined) {
      throw new SchemaError(
        "schema.duplicate-column",
        `Columns ${other} and ${name} of ${displayName(table)} are one name to ${variant.title}, which takes no notice of case.`,
        { details: { table: displayName(table), column: name } },
      );
    }
    columns.set(name.toLowerCase(), name);
  }
  const indexes = new Map<string, string>();
  const keys = table.constraints.flatMap(({ kind, name }) => (kind === "unique" && name ? [name] : []));
  for (const name of [...keys, ...table.indexes.map((index) => index.name)]) {
    const own = `the index ${name} of ${displayName(table)}`;
    const other = indexes.get(name.toLowerCase());
    if (other !== undefined && other !== own) throw refused(table, own, other, variant, ANY_CASE);
    indexes.set(name.toLowerCase(), own);
  }
}

/**
 * Refuses AUTO_INCREMENT where the server does: on two columns of a table, and on one that no key begins with.
 *
 * @throws {SchemaError} `schema.invalid-column`: there are two, or no key begins with it
 * @source MySQL 9.7 Reference Manual, 17.6.1.6 "AUTO_INCREMENT Handling in InnoDB"; MariaDB 11.8, measured
 */
export function assertCounter(table: Table, { title }: Variant): void {
  const [counter, other] = table.columns.filter(({ identity }) => identity !== undefined);
  if (counter === undefined) return;
  const details = { table: displayName(table), column: counter.name };
  if (other !== undefined) {
    throw new SchemaError(
      "schema.invalid-column",
      `${title} counts one column of a table, not both ${counter.name} and ${other.name} of ${displayName(table)}.`,
      { hint: "Take identity() away from one of them.", details },
    );
  }
  const first = [
    ...table.constraints.map((each) => constraintColumns(each)[0]),
    ...table.indexes.map(({ parts }) => parts[0]?.column),
  ];
  // Other engines may count within the rows that are alike in the columns before it.
  if (first.includes(counter.name) || !isInnoDb(table)) return;
  throw new SchemaError(
    "schema.invalid-column",
    `${title} counts ${counter.name} of ${displayName(table)} only where a key begins with it.`,
    { hint: "Make it the primary key, or the first column of a unique constraint or an index.", details },
  );
}

function isShared(kind: string, variant: Variant): boolean {
  if (kind === "foreignKey") return !variant.keyNamesByTable;
  return kind === "check" && !variant.checksNameTable;
}

const ALL_TABLES = "All tables of a database share one set of names for these.";
const ANY_CASE = "It takes no notice of the case of letters in names of indexes.";

function refused(table: Table, own: string, other: string, { title }: Variant, hint: string): SchemaError {
  return new SchemaError("schema.duplicate-name", `${title} cannot make ${own}: ${other} has that name.`, {
    hint,
    details: { table: displayName(table) },
  });
}
