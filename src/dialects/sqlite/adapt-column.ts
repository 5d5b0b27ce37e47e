import { CompileError } from "../../errors/errors.js";
import type { Column, Identity } from "../../schema/column.js";
import type { Check } from "../../schema/constraint.js";
import { displayName } from "../../schema/name.js";
import { conventionalName } from "../../schema/naming.js";
import type { Table } from "../../schema/table.js";
import { columnReference, inList, value } from "../../sql/nodes/index.js";
import type { EnumSqlType, SqlType } from "../../types/type.js";
import { collationOf } from "./collation.js";
import { ownOption, withOwnOptions } from "./options.js";
import { strictType } from "./strict.js";
import { sameName } from "./tokens.js";
import { longest, typeSql } from "./type-names.js";

/** The check that keeps an enum column to its words. */
export function enumCheck(table: string, column: string, type: EnumSqlType, taken = false): Check {
  const expression = inList({
    operand: columnReference({ name: column }),
    items: type.values.map((word) => value({ value: word })),
    negated: false,
  });
  const name = enumCheckName(table, column);
  return { kind: "check", name: taken ? `${name}_enum` : name, expression };
}

/** The conventional name of the check that keeps an enum column to its words. */
export function enumCheckName(table: string, column: string): string {
  return conventionalName("ck", { table, schema: undefined, columns: [column], referredTable: undefined });
}

const NUMBERED = new Set(["integer", "smallInteger", "bigInteger"]);
const BY_DEFAULT: Identity = Object.freeze({ generated: "byDefault" });
const INTEGER: SqlType = Object.freeze({ kind: "integer" });

/** The table of a column, as far as the column depends on it. */
export type Host = Pick<Table, "name" | "schema" | "options">;

/**
 * What SQLite will hold of a column; of an enum, the text without its check.
 *
 * @param soleKey whether the column alone is the primary key
 * @throws {CompileError} `compile.unsupported`: it has no such type or option
 */
export function adaptColumn(table: Host, column: Column, soleKey: boolean): Column {
  const where = `${displayName(table)}.${column.name}`;
  const { comment: _, identity, collation, onUpdate, ...rest } = withOwnOptions(column, "column", where);
  if (onUpdate) throw unsupported(`ON UPDATE of a column, which ${where} asks for`);
  const declared = assertType(column, where);
  if (identity) assertPlain(identity, where);
  const own = collationOf(collation);
  const alias =
    soleKey &&
    ownOption(table, "withoutRowid") !== true &&
    (sameName(declared, "INTEGER") || (identity !== undefined && NUMBERED.has(column.type.kind)));
  if (identity && !alias) {
    throw unsupported(`numbering outside of an integer primary key, which ${where} asks for`);
  }
  if (ownOption(rest, "autoincrement") === true && !alias) {
    throw unsupported(`AUTOINCREMENT outside of an integer primary key, which ${where} asks for`);
  }
  return {
    ...rest,
    type: alias ? INTEGER : storedType(table, column),
    ...(alias && { identity: BY_DEFAULT }),
    ...(own !== undefined && { collation: own }),
  };
}

/** The type that a column's values are kept as. */
function storedType(table: Host, { type }: Column): Column["type"] {
  if (ownOption(table, "strict") === true) return strictType(type);
  return type.kind === "enum" ? { kind: "string", length: longest(type.values) } : type;
}

/** The declared type of a column; a type that SQLite lacks is told with its place. */
function assertType({ type }: Column, where: string): string {
  try {
    return typeSql(type);
  } catch (thrown) {
    if (!(thrown instanceof CompileError)) throw thrown;
    throw new CompileError(
      "compile.unsupported",
      `${thrown.message.replace(/\.$/, "")}; ${where} asks for it.`,
      {
        hint: thrown.hint,
      },
    );
  }
}

function assertPlain(identity: Identity, where: string): void {
  const option = Object.entries(identity).find(
    ([key, given]) => given !== undefined && (key !== "generated" || given === "always"),
  );
  if (!option) return;
  const what = option[0] === "generated" ? "GENERATED ALWAYS" : option[0];
  throw unsupported(`option ${what} for numbering, which ${where} asks for`);
}

/** The error for what SQLite has not. */
export function unsupported(what: string): CompileError {
  return new CompileError("compile.unsupported", `SQLite has no ${what}.`);
}
