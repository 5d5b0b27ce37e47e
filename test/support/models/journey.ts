import { nameKey, type TableName } from "../../../src/schema/name.js";
import { findTable, type Schema } from "../../../src/schema/schema.js";
import { columnOf, primaryKeyOf, type Table } from "../../../src/schema/table.js";

/** Models, with what rows get in place of words of enums that go on the way to them, as flags say it. */
export interface Answered extends Schema {
  readonly map?: readonly string[];
  /** What words of enums have become, likewise. */
  readonly rename?: readonly string[];
}

/** A table that is there before a step and after it, perhaps under another name. */
export interface Stay {
  readonly before: Table;
  readonly after: Table;
  /** The columns that are there before and after, by both their names. */
  readonly columns: readonly (readonly [before: string, after: string])[];
}

/** The tables that stay from one schema to the next, by what the next says of former names. */
export function stays(from: Schema, to: Schema): readonly Stay[] {
  const renames = to.renames ?? [];
  return to.tables.flatMap((after): readonly Stay[] => {
    const own = renames.filter(({ table }) => nameKey(table) === nameKey(after));
    const old = own.find(({ column }) => column === undefined);
    const before = findTable(from, old ? renamed(after, old.from) : after);
    if (!before) return [];
    const columns = after.columns.flatMap(({ name }): Stay["columns"] => {
      const former = own.find(({ column }) => column === name)?.from ?? name;
      return columnOf(before, former) ? [[former, name]] : [];
    });
    return [{ before, after, columns }];
  });
}

function renamed({ schema }: TableName, name: string): TableName {
  return schema === undefined ? { name } : { schema, name };
}

/** Whether rows of the table can go along: those that get another key cannot know what is to be in it. */
export function carriesRows({ before, after }: Stay): boolean {
  const key = (table: Table) => primaryKeyOf(table)?.columns.join() ?? "";
  return key(before) === key(after);
}
