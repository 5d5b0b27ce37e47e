import { CompileError } from "../../errors/errors.js";
import type { AlterIndex } from "../../ops/index-change.js";
import { changeOptions } from "../../ops/table-options.js";
import { displayName } from "../../schema/name.js";
import type { Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import type { AdaptContext } from "./adapt.js";
import { adaptOptions } from "./adapt-option.js";
import { writeIndex } from "./definition.js";
import { optionsOf } from "./option.js";
import { action } from "./plan-column.js";

/**
 * Changes an index in place where only its visibility changes; a new comment takes making it anew, in the same
 * statement.
 *
 * @source MySQL 9.7 Reference Manual, 10.3.12 "Invisible Indexes"
 * @source MariaDB Server documentation, "Ignored Indexes"
 * @throws {CompileError} `compile.bad-parameters`: it is not known how the index stands
 */
export function alterIndexActions(
  { table, name, change }: AlterIndex,
  { table: standing }: { readonly table: Table | null },
  context: AdaptContext,
): readonly Node[] {
  const { variant } = context;
  const options = changeOptions(undefined, change.options ?? {});
  adaptOptions({ ...(options && { options }) }, "index", variant, `the index ${name}`);
  if (change.comment === undefined) {
    const { invisible } = optionsOf({ ...(options && { options }) });
    const [hidden, shown] = variant.hiddenIndex;
    return [
      action(context, (w) =>
        w
          .kw("ALTER INDEX")
          .id(name)
          .kw(invisible ? hidden : shown),
      ),
    ];
  }
  const index =
    standing?.indexes.find((each) => each.name === name) ??
    standing?.constraints.flatMap((each) =>
      each.kind === "unique" && each.name === name
        ? { name, unique: true, parts: each.columns.map((column) => ({ column })) }
        : [],
    )[0];
  if (!index) {
    throw new CompileError(
      "compile.bad-parameters",
      `How the index ${name} of ${displayName(table)} stands is not known, and ${variant.title} gives one a comment only as it is made.`,
      { hint: "Drop the index and create it with its comment, or run against a database." },
    );
  }
  const {
    comment: _,
    options: before,
    ...rest
  } = index as typeof index & {
    readonly comment?: string;
    readonly options?: Table["options"];
  };
  const after = changeOptions(before, change.options ?? {});
  const anew = {
    ...rest,
    ...(change.comment !== null && { comment: change.comment }),
    ...(after && { options: after }),
  };
  return [
    action(context, (w) => w.kw("DROP INDEX").id(name)),
    action(context, (w) => writeIndex(anew, w.kw("ADD"), variant)),
  ];
}
