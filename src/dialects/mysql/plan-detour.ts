import { columnDefinition } from "../../ddl/nodes/column.js";
import type { Live } from "../../dialect/dialect.js";
import { MigrationError } from "../../errors/errors.js";
import type { AlterColumn } from "../../ops/column.js";
import { displayName } from "../../schema/name.js";
import { columnOf } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import type { SqlType } from "../../types/type.js";
import { type AdaptContext, adaptColumn } from "./adapt.js";
import { writeIndex } from "./definition.js";
import { isSpatial } from "./native-form.js";
import { action } from "./plan-column.js";
import type { Standing } from "./plan-standing.js";
import { quotedPath } from "./spelling.js";
import { sridOf } from "./type-trait.js";

/** What comes in a statement before the change of a column, and what is added to that of the change. */
export interface Detour {
  readonly before: readonly Node[];
  readonly beside: readonly Node[];
  /** Indexes that the statement before drops. */
  readonly dropped: ReadonlySet<string>;
}

/**
 * The way round what MySQL refuses in one statement though it makes it in two: another reference system under a spatial
 * index, and numbers beyond those with a sign that go from DECIMAL to BIGINT UNSIGNED.
 *
 * @throws {MigrationError} `migration.rows-in-the-way`: shapes are of another reference system, and would stop the second;
 *   `migration.needs-database`: the table is not known, nor whether it has such an index
 * @source MySQL 9.7, measured: errors 3644 and 1292
 */
export async function detourOf(
  changes: readonly AlterColumn[],
  standing: Standing,
  context: AdaptContext,
  live: Live,
): Promise<Detour> {
  const before: Node[] = [];
  const beside: Node[] = [];
  const dropped = new Set<string>();
  for (const change of context.variant.product === "mysql" ? changes : []) {
    const { name, table } = change;
    const to = change.change.type;
    const from = (standing.table && columnOf(standing.table, name)) ?? change.from;
    if (!to || !from) continue;
    if (isShape(from.type) && isShape(to) && sridOf(from.type) !== sridOf(to)) {
      if (!standing.table) throw unknown(change);
      const indexes = standing.table.indexes.filter(
        ({ method, parts }) => method === "spatial" && parts.some(({ column }) => column === name),
      );
      if (indexes.length > 0) await assertSystem(change, to, context, live);
      for (const index of indexes) {
        before.push(action(context, (w) => w.kw("DROP INDEX").id(index.name)));
        dropped.add(index.name);
        if (standing.droppedIndexes.has(index.name)) continue;
        beside.push(action(context, (w) => writeIndex(index, w.kw("ADD"), context.variant)));
      }
    } else if (await isBeyondSign(change, from.type, to, context, live)) {
      const type: SqlType = { kind: "raw", sql: `${context.spelling.typeSql(from.type)} UNSIGNED` };
      const { default: _, ...plain } = from;
      const column = adaptColumn({ ...plain, type }, context, displayName(table));
      before.push(action(context, (w) => w.kw("MODIFY COLUMN").node(columnDefinition({ column }))));
    }
  }
  return { before, beside, dropped };
}

function isShape(type: SqlType): boolean {
  return type.kind === "native" && isSpatial(type.name);
}

async function assertSystem(
  { table, name }: AlterColumn,
  to: SqlType,
  { spelling }: AdaptContext,
  live: Live,
): Promise<void> {
  const srid = sridOf(to);
  if (srid === undefined) return;
  const found = await live.query(
    `SELECT COUNT(*) FROM ${quotedPath(table, spelling.quote)} WHERE ST_SRID(${spelling.quote(name)}) <> ${srid}`,
  );
  const count = Number(found?.rows[0]?.[0] ?? 0);
  if (count === 0) return;
  const path = displayName(table);
  throw new MigrationError(
    "migration.rows-in-the-way",
    `${path} has ${count} ${count === 1 ? "row" : "rows"} in which ${name} is of another reference system than ${srid}.`,
    {
      hint: "Take the system from the column, mend the rows with ST_SRID(…) or ST_Transform(…), and set the other then.",
      details: { table: path, column: name, count },
    },
  );
}

function unknown({ table, name }: AlterColumn): MigrationError {
  const path = displayName(table);
  return new MigrationError(
    "migration.needs-database",
    `A column of ${path} gets another reference system, which takes to know whether a spatial index is on ${name}.`,
    {
      hint: "Run the revision against the database, or write a script that begins at base.",
      details: { table: path, column: name },
    },
  );
}

/** Whether a number goes from DECIMAL to BIGINT UNSIGNED that BIGINT has no room for, or may where nobody can be asked. */
async function isBeyondSign(
  { table, name }: AlterColumn,
  from: SqlType,
  to: SqlType,
  { spelling }: AdaptContext,
  live: Live,
): Promise<boolean> {
  if (!/^(?:decimal|numeric)\b(?!.*unsigned)/i.test(spelling.typeSql(from))) return false;
  if (!/^bigint.* unsigned/i.test(spelling.typeSql(to))) return false;
  const found = await live.query(
    `SELECT 1 FROM ${quotedPath(table, spelling.quote)} WHERE ${spelling.quote(name)} > 9223372036854775807 LIMIT 1`,
  );
  return found === null || found.rows.length > 0;
}
