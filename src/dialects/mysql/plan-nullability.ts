import type { Live } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import type { AlterColumn } from "../../ops/column.js";
import { columnOf, constraintsOf, type Table } from "../../schema/table.js";

/**
 * Those of the changes that no longer let NULL into a column of a foreign key that stays, on either side of it. They
 * are made in place or not at all: in one statement with anything for which the table is copied, such as a new check,
 * a stored value or a default that is an expression, the server refuses them, to keep values as they are.
 *
 * @param standing how the table stands; null where that is not known, and then each may be such a change
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints"
 * @source MySQL Server 9.7, sql/sql_table.cc: fk_check_copy_alter_table
 */
export async function tightenedKeyColumns<A extends AlterColumn>(
  changes: readonly A[],
  standing: Table | null,
  droppedKeys: ReadonlySet<string>,
  live: Live,
): Promise<readonly A[]> {
  const tightened = changes.filter(({ name, change, from }) => {
    const before = (standing && columnOf(standing, name)) ?? from;
    return change.nullable === false && before?.nullable !== false;
  });
  const [first] = tightened;
  if (!first) return [];
  const own = (standing ? constraintsOf(standing, "foreignKey") : [])
    .filter(({ name }) => name === undefined || !droppedKeys.has(name))
    .flatMap(({ columns }) => columns);
  const referred = await referredColumns(first, live);
  return tightened.filter(({ name }) => own.includes(name) || !referred || referred.includes(name));
}

/** The columns that foreign keys refer to; null where nobody can be asked. */
async function referredColumns({ table }: AlterColumn, live: Live): Promise<readonly string[] | null> {
  const result = await live.query(
    "SELECT DISTINCT REFERENCED_COLUMN_NAME AS name FROM information_schema.KEY_COLUMN_USAGE " +
      "WHERE REFERENCED_TABLE_SCHEMA = COALESCE(?, DATABASE()) AND REFERENCED_TABLE_NAME = ?",
    [table.schema ?? null, table.name],
  );
  return result && toObjects<{ readonly name: string }>(result).map(({ name }) => name);
}
