import type { Live, Statement } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import type { AlterColumn } from "../../ops/column.js";
import { nameKey } from "../../schema/name.js";
import { columnOf, constraintsOf, type Table } from "../../schema/table.js";

/**
 * Those of the changes that no longer let NULL into a column of a foreign key that stays, on either side of it. They
 * need a statement of their own: in one with anything for which the table is copied, such as a new check, a stored
 * value or a default that is an expression, the server refuses them, so that values stay as they are.
 *
 * @param standing how the table stands; null where that is not known
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints"
 * @source MySQL 9.7 Server, sql/sql_table.cc: fk_check_copy_alter_table
 */
export async function tightenedKeyColumns(
  changes: readonly AlterColumn[],
  standing: Table | null,
  droppedKeys: ReadonlySet<string>,
  live: Live,
): Promise<readonly AlterColumn[]> {
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
  return tightened.filter(({ name }) => referred === null || own.includes(name) || referred.includes(name));
}

/** The columns that foreign keys refer to; null where nobody can be asked, and not all that was planned is known. */
async function referredColumns({ table }: AlterColumn, live: Live): Promise<readonly string[] | null> {
  const result = await live.query(
    "SELECT DISTINCT REFERENCED_COLUMN_NAME AS name FROM information_schema.KEY_COLUMN_USAGE " +
      "WHERE REFERENCED_TABLE_SCHEMA = COALESCE(?, DATABASE()) AND REFERENCED_TABLE_NAME = ?",
    [table.schema ?? null, table.name],
  );
  if (result) return toObjects<{ readonly name: string }>(result).map(({ name }) => name);
  const planned = live.planned?.();
  if (!planned?.isWhole) return null;
  return planned.schema.tables
    .flatMap((each) => constraintsOf(each, "foreignKey"))
    .flatMap(({ references }) => (nameKey(references) === nameKey(table) ? references.columns : []));
}

/**
 * The statement that makes those changes. A table with checks or fulltext indexes is copied even for them, which the
 * server does only without looking after foreign keys. None can come to be wrong by it: values stay as they are, and a
 * NULL that is there is refused all the same.
 */
export function tightening(
  statement: Statement,
  changes: readonly AlterColumn[],
  standing: Table | null,
): readonly Statement[] {
  const isCopied =
    standing &&
    (constraintsOf(standing, "check").length > 0 ||
      standing.indexes.some(({ method }) => method === "fulltext"));
  const staysTyped = changes.every(
    ({ change }) => change.type === undefined && change.collation === undefined,
  );
  if (!isCopied || !staysTyped) return [statement];
  return [
    { sql: "SET SESSION foreign_key_checks = 0" },
    statement,
    { sql: "SET SESSION foreign_key_checks = 1" },
  ];
}
