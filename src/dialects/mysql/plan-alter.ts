import { alterTable } from "../../ddl/nodes/table.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Live, Statement } from "../../dialect/dialect.js";
import type { Operation } from "../../ops/operation.js";
import type { CreateIndex } from "../../ops/table-index.js";
import type { SetTableOptions } from "../../ops/table-options.js";
import { wholeColumns } from "../../schema/constraint.js";
import type { TableName } from "../../schema/name.js";
import type { DialectOptions } from "../../schema/options.js";
import type { Table } from "../../schema/table.js";
import type { TableIndex } from "../../schema/table-index.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import type { AdaptContext } from "./adapt.js";
import { howOf } from "./algorithm.js";
import { writeIndex } from "./definition.js";
import { actionsOf, constraintAction } from "./plan-action.js";
import { action } from "./plan-column.js";
import { detourOf } from "./plan-detour.js";
import { keysInNeed, latecomers, type StandingIndex } from "./plan-index.js";
import { fromElsewhere } from "./plan-key.js";
import { tightenedKeyColumns, tightening } from "./plan-nullability.js";
import { isInPlace } from "./plan-option.js";
import { type Alteration, type Standing, standingOf } from "./plan-standing.js";
import { assertNumbersFit } from "./position.js";
import { PRIMARY } from "./reflect/constraint.js";

const KINDS: ReadonlySet<string> = new Set([
  "addColumn",
  "addConstraint",
  "alterColumn",
  "alterIndex",
  "createIndex",
  "dropColumn",
  "dropConstraint",
  "dropIndex",
  "renameIndex",
  "setTableComment",
  "setTableOptions",
] satisfies Alteration["kind"][]);

/**
 * Whether an operation is an action of ALTER TABLE. Fulltext indexes are not, since a statement makes one at a time.
 *
 * @source MySQL 9.7 Reference Manual, 17.6.2.4 "InnoDB Full-Text Indexes"
 */
export function isAlteration(operation: Operation): operation is Alteration {
  if (operation.kind === "setTableOptions") return isInPlace(operation as SetTableOptions);
  return KINDS.has(operation.kind) && (operation as Partial<CreateIndex>).index?.method !== "fulltext";
}

/**
 * Carries changes to one table out in one ALTER TABLE, which is done whole or not at all. New foreign keys come in
 * statements of their own, since the server does not drop one and add another of its name in one, and before all else
 * come columns of foreign keys that no longer let NULL in.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.9 "ALTER TABLE Statement"
 */
export async function planAlter(
  table: TableName,
  alterations: readonly Alteration[],
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const standing = await standingOf(table, alterations, live);
  const changes = alterations.filter((each) => each.kind === "alterColumn");
  await assertNumbersFit(changes, standing.table, context.spelling, live);
  const detour = await detourOf(changes, standing, context, live);
  const tightened = await tightenedKeyColumns(changes, standing.table, standing.droppedKeys, live);
  const late = context.variant.product === "mysql" ? lateIndexes(alterations, standing.table) : [];
  const isLate = (name: string) => late.some((index) => index.name === name);
  const first: Node[] = [];
  const actions: Node[] = [];
  const keys: Node[] = [];
  for (const alteration of alterations) {
    if (alteration.kind === "dropIndex" && detour.dropped.has(alteration.name)) continue;
    if (alteration.kind === "createIndex" && isLate(alteration.index.name)) continue;
    if (tightened.some((each) => each === alteration))
      first.push(...actionsOf(alteration, standing, context));
    else if (alteration.kind === "addConstraint" && alteration.constraint.kind === "foreignKey") {
      keys.push(constraintAction(await fromElsewhere(alteration.constraint, table, live), context));
    } else actions.push(...actionsOf(alteration, standing, context));
  }
  const dropIndex = (name: string) => action(context, (w) => w.kw("DROP INDEX").id(name));
  for (const { name } of standing.table?.indexes ?? []) {
    if (isLate(name) && !standing.droppedIndexes.has(name)) actions.push(dropIndex(name));
  }
  actions.push(...detour.beside, ...replacements(alterations, standing, context));
  const swaps = late.map((index) => [
    dropIndex(index.name),
    action(context, (w) => writeIndex(index, w.kw("ADD"), context.variant)),
  ]);
  const how = howOf(alterations.map(madeBy)).map((sql) => raw({ sql }));
  const statements = (lists: readonly (readonly Node[])[]) =>
    ddlStatements(
      lists.filter(({ length }) => length > 0).map((list) => alterTable({ table, actions: list })),
      context,
    );
  const whole = (list: readonly Node[]) => (list.length > 0 ? [...list, ...how] : []);
  return [
    ...statements([detour.before]),
    ...statements([respellings(alterations, standing, context)]),
    ...statements([whole(first)]).flatMap((each) => tightening(each, tightened, standing.table)),
    ...statements([whole(actions), ...keys.map((key) => [key]), ...swaps]),
  ];
}

/**
 * The indexes that come, or come back, in place of those that new foreign keys of their names have made: the server makes
 * one of its own beside an index in descending order.
 *
 * @source measured on MySQL 9.7: error 1061
 */
function lateIndexes(alterations: readonly Alteration[], table: Table | null): readonly TableIndex[] {
  const keys = alterations.flatMap((each) =>
    each.kind === "addConstraint" && each.constraint.kind === "foreignKey" ? each.constraint : [],
  );
  if (!table || keys.length === 0) return [];
  const made = alterations.flatMap((each) => (each.kind === "createIndex" ? each.index : []));
  const gone = new Set(alterations.flatMap((each) => (each.kind === "dropIndex" ? each.name : [])));
  const indexes = [...table.indexes.filter(({ name }) => !gone.has(name)), ...made];
  const after = { ...table, indexes, constraints: [...table.constraints, ...keys] };
  return latecomers(after).filter(({ name }) => keys.some((key) => key.name === name));
}

/** What an alteration makes or changes, whose options may say how. */
function madeBy(alteration: Alteration): { readonly options?: DialectOptions | null } {
  if (alteration.kind === "addColumn") return alteration.column;
  if (alteration.kind === "alterColumn") return alteration.change;
  return alteration.kind === "createIndex" ? alteration.index : {};
}

/** Indexes get the letters of those that take their places, where the server would leave them with their own. */
function respellings(
  alterations: readonly Alteration[],
  { droppedIndexes }: Standing,
  context: AdaptContext,
): readonly Node[] {
  if (context.variant.respellsIndexes) return [];
  const dropped = new Map([...droppedIndexes].map((name) => [name.toLowerCase(), name]));
  return alterations.flatMap((each) => {
    const to = each.kind === "createIndex" ? each.index.name : uniqueName(each);
    const name = to === undefined ? undefined : dropped.get(to.toLowerCase());
    if (to === undefined || name === undefined || name === to) return [];
    return [action(context, (w) => w.kw("RENAME INDEX").id(name).kw("TO").id(to))];
  });
}

function uniqueName(alteration: Alteration): string | undefined {
  if (alteration.kind !== "addConstraint" || alteration.constraint.kind !== "unique") return undefined;
  return alteration.constraint.name;
}

/** New indexes for the foreign keys that would be left without one. */
function replacements(
  alterations: readonly Alteration[],
  { table, indexes, droppedIndexes, droppedKeys }: Standing,
  context: AdaptContext,
): readonly Node[] {
  const added = alterations.flatMap((each): readonly StandingIndex[] => {
    if (each.kind === "createIndex") {
      const columns = each.index.parts.map(
        ({ column, length }) => (length === undefined ? column : null) ?? null,
      );
      return [{ name: each.index.name, unique: each.index.unique, columns }];
    }
    if (each.kind !== "addConstraint") return [];
    const { constraint } = each;
    if (constraint.kind !== "primaryKey" && constraint.kind !== "unique") return [];
    return [{ name: constraint.name ?? PRIMARY, unique: true, columns: wholeColumns(constraint) }];
  });
  return keysInNeed(table, indexes, { dropped: droppedIndexes, droppedKeys, added }).map((key) =>
    action(context, (w) =>
      w
        .kw("ADD INDEX")
        .id(key.name)
        .paren(() => w.ids(key.columns)),
    ),
  );
}
