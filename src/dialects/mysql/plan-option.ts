import { columnDefinition } from "../../ddl/nodes/column.js";
import { alterTable } from "../../ddl/nodes/table.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Live, Statement } from "../../dialect/dialect.js";
import type { SetTableOptions } from "../../ops/table-options.js";
import { displayName } from "../../schema/name.js";
import type { OptionValue } from "../../schema/options.js";
import type { Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { type AdaptContext, adaptColumn } from "./adapt.js";
import { adaptOptions, tableOptionReset, versioningSql } from "./adapt-option.js";
import { TABLE_OPTION_NAMES, TABLE_OPTIONS, tableOptionSql, textOption } from "./option.js";
import { action } from "./plan-column.js";
import { partitionAction } from "./plan-partition.js";
import { isText } from "./type-trait.js";
import type { Variant } from "./variant.js";

/**
 * Changes the options of a table. Columns that follow the table's character set and collation follow them to the new
 * ones; those that name their own keep it. Partitioning is a statement of its own.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.11 "ALTER TABLE Statement": Table Options, Changing the Character Set,
 * Partitioning Options
 */
export async function planTableOptions(
  operation: SetTableOptions,
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const { table } = operation;
  const { partitionBy } = ownChange(operation, context);
  const standing = await live.table(table);
  const actions = tableOptionActions(operation, standing, new Set(), context);
  const statements = actions.length > 0 ? ddlStatements([alterTable({ table, actions })], context) : [];
  if (partitionBy === undefined) return statements;
  const before = standing ? textOption(standing, "partitionBy") : undefined;
  const parts = partitionBy === null ? "REMOVE PARTITIONING" : partitionAction(before, String(partitionBy));
  return [...statements, ...ddlStatements([alterTable({ table, actions: [raw({ sql: parts })] })], context)];
}

/** Whether the options can stand among other changes in one ALTER TABLE; while rows have versions, columns take leave to change. */
export function isInPlace({ options }: SetTableOptions): boolean {
  const { partitionBy, systemVersioned } = options["mysql"] ?? {};
  return partitionBy === undefined && systemVersioned === undefined;
}

/** The actions that change a table's options but for its partitioning; columns that are touched say their own. */
export function tableOptionActions(
  operation: SetTableOptions,
  standing: Table | null,
  touched: ReadonlySet<string>,
  context: AdaptContext,
): readonly Node[] {
  const change = ownChange(operation, context);
  const actions: Node[] = [];
  for (const name of TABLE_OPTION_NAMES) {
    const value = change[name];
    if (value === undefined) continue;
    const sql = changeSql(name, value, context.variant);
    // The collation belongs to the character set before it, in one action.
    const last = name === "collate" && change["charset"] !== undefined ? actions.pop() : undefined;
    actions.push(
      last ? raw({ sql: `${(last as Node & { readonly sql: string }).sql} ${sql}` }) : raw({ sql }),
    );
  }
  if (change["charset"] === undefined && change["collate"] === undefined) return actions;
  const following = (standing?.columns ?? []).filter(
    ({ name, type, collation }) => collation === undefined && isText(type) && !touched.has(name),
  );
  return [
    ...actions,
    ...following.map((column) => {
      const adapted = adaptColumn(column, context, displayName(operation.table));
      return action(context, (w) => w.kw("MODIFY COLUMN").node(columnDefinition({ column: adapted })));
    }),
  ];
}

function changeSql(name: string, value: OptionValue | null, variant: Variant): string {
  if (value === null) return tableOptionReset(name, variant);
  const isVersions = TABLE_OPTIONS[name]!.kind === "versions";
  return isVersions ? versioningSql(value === true) : tableOptionSql(name, value);
}

/** The change in this dialect's options, its values as the server spells them. */
function ownChange(
  { table, options }: SetTableOptions,
  { variant }: AdaptContext,
): Readonly<Record<string, OptionValue | null>> {
  const change = options["mysql"] ?? {};
  const given = Object.entries(change).filter((entry): entry is [string, OptionValue] => entry[1] !== null);
  const { options: adapted } = adaptOptions(
    { options: { mysql: Object.fromEntries(given) } },
    "table",
    variant,
    displayName(table),
  );
  return { ...change, ...adapted?.["mysql"] };
}
