import { SchemaError } from "../errors/errors.js";
import { displayName, type TableName } from "../schema/name.js";
import type { Rename } from "../schema/rename.js";
import { findTable, type Schema } from "../schema/schema.js";
import { columnOf } from "../schema/table.js";
import { enumerate, nearest } from "../util/text.js";

/**
 * Asserts that what models say of former names of columns can be, where the database does not have the new name by now.
 *
 * @throws {SchemaError} `schema.no-such-rename`: no column has the former name, or it is another column's in the models
 */
export function assertColumnHints(hints: readonly Rename[], from: Schema, to: Schema): void {
  for (const { table, column, from: old } of hints) {
    const standing = findTable(from, table);
    if (!standing || columnOf(standing, column!)) continue;
    const claim = `The model says that ${displayName(table)}.${column} was ${old} before`;
    const details = { table: displayName(table), column: column!, from: old };
    const wanted = findTable(to, table);
    if (wanted && columnOf(wanted, old)) throw bothNames(claim, details);
    if (columnOf(standing, old)) continue;
    const names = standing.columns.map(({ name }) => name);
    const hint = alikeOr(old, names, ".renamedFrom") ?? `It has ${enumerate(names)}.`;
    const message = `${claim}, and the database has neither column.`;
    throw new SchemaError("schema.no-such-rename", message, { hint, details });
  }
}

/**
 * The same for tables. A database with none of the models' tables is a new one: nothing can have been renamed in it, and
 * the models keep what they say of older ones.
 *
 * @throws {SchemaError} `schema.no-such-rename`: no table has the former name, or it is another table's in the models
 */
export function assertTableHints(hints: readonly Rename[], from: Schema, to: Schema): void {
  const isNew = !to.tables.some((table) => findTable(from, table));
  for (const { table, from: old } of hints) {
    if (findTable(from, table)) continue;
    const former: TableName = { ...table, name: old };
    const claim = `The model says that ${displayName(table)} was ${displayName(former)} before`;
    const details = { table: displayName(table), from: old };
    const isThere = findTable(from, former) !== null;
    if (isThere && findTable(to, former)) throw bothNames(claim, details);
    if (isThere || isNew) continue;
    const going = from.tables.filter(
      (each) => each.schema === table.schema && !findTable(to, each) && each.name !== old,
    );
    const names = going.map(({ name }) => name);
    const hint =
      alikeOr(old, names, "renamedFrom") ?? "Take renamedFrom() out, or write the name that it had.";
    const message = `${claim}, and the database has neither table.`;
    throw new SchemaError("schema.no-such-rename", message, { hint, details });
  }
}

/**
 * Asserts that all flags have been used.
 *
 * @param known the flags that there could have been
 * @throws {SchemaError} `schema.no-such-rename`: one is about nothing that goes or comes
 */
export function assertUsed(flags: readonly string[], known: readonly string[]): void {
  const [unused] = flags;
  if (unused === undefined) return;
  const like = nearest(unused, known);
  const hints = [
    like !== null && `Did you mean ${like}?`,
    known.length > 0 && like === null && `There are ${enumerate(known.slice(0, 5))}.`,
    known.length === 0 && "Nothing goes that something new could have been before.",
  ].filter((hint) => hint !== false);
  throw new SchemaError("schema.no-such-rename", `Nothing can have been renamed as ${unused} says.`, {
    hint: hints.join(" "),
    details: { flag: unused },
  });
}

function alikeOr(old: string, names: readonly string[], call: string): string | null {
  const like = nearest(old, names);
  return like === null ? null : `Did you mean ${call}(${JSON.stringify(like)})?`;
}

function bothNames(claim: string, details: Readonly<Record<string, string>>): SchemaError {
  return new SchemaError("schema.no-such-rename", `${claim}, and the models have both.`, {
    hint: "Take the former one out, or renamedFrom(); something new of the former name comes in a revision of its own.",
    details,
  });
}
