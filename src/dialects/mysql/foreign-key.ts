import { ddlText } from "../../dialect/compiler.js";
import { CompileError } from "../../errors/errors.js";
import { type ForeignKey, wholeColumns } from "../../schema/constraint.js";
import { displayName } from "../../schema/name.js";
import { findTable, type Schema } from "../../schema/schema.js";
import { columnOf, constraintsOf, primaryKeyOf, type Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import type { Spelling } from "../../sql/writer.js";
import { tokenize } from "./tokens.js";
import type { Variant } from "./variant.js";

/** What checking depends on. */
interface KeyContext {
  readonly variant: Variant;
  readonly spelling: Spelling;
}

/**
 * Checks that the server takes what foreign keys do to the columns that they are on, and that they get the indexes that
 * they need: it says no more than that a key is not formed well, or a name taken, after half of a script is done.
 *
 * @throws {CompileError} `compile.unsupported`: it takes no such action on such a column, or another index has the name
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints", 15.1.22.6 "CHECK Constraints", 15.1.22.8
 * "CREATE TABLE and Generated Columns"
 * @source MariaDB Server documentation, "Foreign Keys", "Generated Columns", measured on 11.8
 */
export function assertKeyActions(schema: Schema, context: KeyContext): void {
  for (const table of schema.tables) {
    for (const key of constraintsOf(table, "foreignKey")) {
      const { columns } = key;
      const taker = nameTaker(table, key);
      if (taker !== null) throw nameTaken(table, key, taker, context.variant);
      columns.forEach((name, i) => {
        const bringsNull = () => {
          const target = findTable(schema, key.references);
          return target !== null && columnOf(target, key.references.columns[i]!)?.nullable === true;
        };
        const reason = whatForbids(table, key, name, bringsNull, context);
        if (reason !== null) throw refusal(table, key, reason, context.variant);
      });
    }
  }
}

function refusal(table: Table, key: ForeignKey, reason: string, { title, product }: Variant): CompileError {
  const of = `${key.name === undefined ? "a foreign key" : `the foreign key ${key.name}`} of ${displayName(table)}`;
  return new CompileError("compile.unsupported", `${title} does not take ${of}: ${reason}.`, {
    hint: "Choose another action for onDelete or onUpdate, or change the column.",
    details: {
      dialect: product,
      table: displayName(table),
      ...(key.name !== undefined && { constraint: key.name }),
    },
  });
}

/** The columns of an index in order, up to the first part that is not a whole column. */
interface Lead {
  readonly name: string | undefined;
  readonly columns: readonly (string | null | undefined)[];
}

/**
 * What has the name that the index of a foreign key would get, where the key has no other to stand on; null where
 * nothing has.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints": index_name
 */
function nameTaker(table: Table, { name, columns }: ForeignKey): string | null {
  const leads = [
    ...table.constraints.flatMap((each): Lead | [] =>
      each.kind === "primaryKey" || each.kind === "unique"
        ? { name: each.name, columns: wholeColumns(each) }
        : [],
    ),
    ...table.indexes.map(
      (index): Lead => ({
        name: index.name,
        columns: index.parts.map(({ column, length }) =>
          length === undefined && (index.method ?? "btree") === "btree" ? column : undefined,
        ),
      }),
    ),
  ];
  if (leads.some((lead) => columns.every((column, i) => lead.columns[i] === column))) return null;
  const taker = leads.find((lead) => lead.name?.toLowerCase() === name?.toLowerCase());
  return name === undefined ? null : (taker?.name ?? null);
}

function nameTaken(table: Table, key: ForeignKey, taker: string, { title, product }: Variant): CompileError {
  const columns = key.columns.join(", ");
  return new CompileError(
    "compile.unsupported",
    `${title} gives the foreign key ${key.name} of ${displayName(table)} an index of its name on ${columns}, and the index ${taker} is another.`,
    {
      hint: `Rename one of the two, or declare an index that begins with ${columns}.`,
      details: { dialect: product, table: displayName(table), constraint: key.name },
    },
  );
}

/** Why an action cannot be on a column, as a clause; null where it can. */
function whatForbids(
  table: Table,
  { onDelete, onUpdate }: ForeignKey,
  name: string,
  bringsNull: () => boolean,
  { variant, spelling }: KeyContext,
): string | null {
  const column = columnOf(table, name);
  if (!column || !(onDelete || onUpdate || column.computed)) return null;
  const isMysql = variant.product === "mysql";
  const setsNull = onDelete === "set null" || onUpdate === "set null";
  const writes = setsNull || onUpdate === "cascade";
  const isRequired = !column.nullable || primaryKeyOf(table)?.columns.includes(name);
  if (setsNull && isRequired && !column.computed)
    return `SET NULL is for columns that may be NULL, and ${name} may not`;
  if (onUpdate === "cascade" && isRequired && !isMysql && bringsNull()) {
    return `ON UPDATE CASCADE could bring a NULL to ${name}, which may not be NULL`;
  }
  if (column.computed && writes) return `${name} is computed, and nothing else writes it`;
  if (column.computed && !column.computed.stored && isMysql) return `${name} is computed and not stored`;
  const names = (node: Node) => mentions(ddlText(node, spelling), name);
  const cascades = writes || (onDelete === "cascade" && isMysql);
  const dependent = table.columns.find(
    ({ computed }) => computed?.stored && cascades && names(computed.expression),
  );
  if (dependent) return `it would write ${name}, from which ${dependent.name} is worked out and stored`;
  const check = constraintsOf(table, "check").find(({ expression }) => writes && names(expression));
  return check ? `it would write ${name}, which the check ${check.name ?? ""} is on` : null;
}

/** Whether an expression names a column, quoted or not. */
function mentions(text: string, column: string): boolean {
  const tokens = tokenize(text);
  return tokens.some(
    ({ kind, text: word }, i) =>
      (kind === "name" || (kind === "word" && tokens[i + 1]?.text !== "(")) &&
      word.toLowerCase() === column.toLowerCase(),
  );
}
