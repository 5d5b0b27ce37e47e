import { columnDefinition } from "../../ddl/nodes/column.js";
import { CompileError, SchemaError } from "../../errors/errors.js";
import type { AlterColumn } from "../../ops/column.js";
import type { Column } from "../../schema/column.js";
import { displayName } from "../../schema/name.js";
import { columnOf, type Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { Writer } from "../../sql/writer.js";
import { withChange } from "../../util/change.js";
import { nearest } from "../../util/text.js";
import { type AdaptContext, adaptColumn } from "./adapt.js";
import { isText } from "./type-trait.js";

/** An action of ALTER TABLE that has no node of its own. */
export function action({ spelling }: AdaptContext, write: (w: Writer) => void): Node {
  const w = new Writer(spelling, { literals: true, unqualified: true });
  write(w);
  return raw({ sql: w.finish().sql });
}

/**
 * The actions that change a column. MODIFY COLUMN restates it whole and would drop whatever is left out, so the
 * change is merged into the column as it stands.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.9 "ALTER TABLE Statement": renaming, redefining, and reordering columns
 * @throws {SchemaError} `schema.no-such-column`: the table has no such column
 * @throws {CompileError} `compile.unsupported`: the change comes with an expression that converts
 * @throws {CompileError} `compile.bad-parameters`: without a connection it is not known how the column stands
 */
export function alterColumnActions(
  operation: AlterColumn,
  standing: Table | null,
  context: AdaptContext,
): readonly Node[] {
  const { table, name, change, using } = operation;
  if (using) {
    throw new CompileError(
      "compile.unsupported",
      `${context.variant.title} converts ${displayName(table)}.${name} by its own rules and takes no \`using\`.`,
      { hint: "Convert the values with op.execute before, or into a new column." },
    );
  }
  const from = standing ? requireColumn(standing, name) : operation.from;
  if (!from) {
    throw new CompileError(
      "compile.bad-parameters",
      `How ${displayName(table)}.${name} stands is not known, and ${context.variant.title} takes a column only whole.`,
      { hint: "Pass `existing` with the column as it is, or run against a database." },
    );
  }
  const to = withFitting(adaptColumn(withChange(from, change), context, displayName(table)));
  const definition = columnDefinition({ column: to });
  if (!isRemade(from, to)) return [action(context, (w) => w.kw("MODIFY COLUMN").node(definition))];
  const place = standing && placeOf(standing, name);
  return [
    action(context, (w) => w.kw("DROP COLUMN").id(name)),
    action(context, (w) => {
      w.kw("ADD COLUMN").node(definition);
      if (place === "FIRST") w.kw(place);
      else if (place) w.kw("AFTER").id(place.after);
    }),
  ];
}

function requireColumn(table: Table, name: string): Column {
  const column = columnOf(table, name);
  if (column) return column;
  const names = table.columns.map((each) => each.name);
  const like = nearest(name, names);
  throw new SchemaError("schema.no-such-column", `The table ${displayName(table)} has no column ${name}.`, {
    hint: like === null ? `It has ${names.join(", ")}.` : `Did you mean ${like}?`,
    details: { table: displayName(table), column: name },
  });
}

/** The column without what its type cannot have: a collation is of texts. */
function withFitting(column: Column): Column {
  const { collation, ...rest } = column;
  return collation !== undefined && isText(column.type) ? column : rest;
}

/**
 * Whether the column is dropped and added again: a computed value cannot become virtual, or stop being so, in place.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.9.2 "ALTER TABLE and Generated Columns"
 */
function isRemade(from: Column, to: Column): boolean {
  const kinds = [from, to].map(({ computed }) => computed && (computed.stored ? "stored" : "virtual"));
  return kinds[0] !== kinds[1] && kinds.includes("virtual");
}

function placeOf(table: Table, name: string): "FIRST" | { readonly after: string } {
  const before = table.columns[table.columns.findIndex((column) => column.name === name) - 1];
  return before ? { after: before.name } : "FIRST";
}
