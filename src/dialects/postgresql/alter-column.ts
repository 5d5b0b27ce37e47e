import { setDefault, setNullable, setType } from "../../ddl/nodes/column.js";
import { commentOnColumn } from "../../ddl/nodes/comment.js";
import { alterTable } from "../../ddl/nodes/table.js";
import type { Live } from "../../dialect/dialect.js";
import { CompileError } from "../../errors/errors.js";
import type { AlterColumn } from "../../ops/column.js";
import type { ColumnChange } from "../../ops/column-change.js";
import type { Column } from "../../schema/column.js";
import { displayName, type TableName } from "../../schema/name.js";
import { columnOf } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { group } from "../../sql/nodes/index.js";
import type { TypeKind } from "../../types/type.js";
import { withChange } from "../../util/change.js";
import { adaptColumn } from "./adapt.js";
import { identityActions, sequenceRename, serialSequence } from "./alter-identity.js";
import { mustRestart } from "./alter-sequence.js";
import { usingFor } from "./cast.js";
import { clause, name } from "./clause.js";
import { assertRetypable } from "./dependents.js";
import type { ServerFeatures } from "./features.js";
import { heirDefaults } from "./inheritance.js";
import { DIALECT } from "./native-kind.js";
import { typeSql } from "./native-type.js";
import { ownOptions } from "./options.js";
import { computedFrom, madeAnew } from "./remade-column.js";
import { isRenumbered, renumberedNodes } from "./renumbered-column.js";
import { columnOptionActions } from "./table-options.js";

/** What a plan needs to know of the server. */
export interface Server {
  readonly features: ServerFeatures;
  readonly major: number;
  readonly live: Live;
}

/** SET EXPRESSION came with this version. @source PostgreSQL 17, E.6.3.4 ALTER TABLE */
const SET_EXPRESSION_SINCE = 17;

/**
 * A change of a column, in as few statements as the server allows: its actions share one ALTER TABLE, in which
 * PostgreSQL itself drops defaults before it changes types and sets them after.
 *
 * @throws {MigrationError} `migration.in-use`: views and their like read a column whose type is to change
 * @throws {CompileError} `compile.unsupported`: the change needs to know the column as it stands, or cannot be made
 * @source PostgreSQL 18, ALTER TABLE
 */
export async function alterColumnNodes(operation: AlterColumn, server: Server): Promise<readonly Node[]> {
  const { table } = operation;
  const standing = await server.live.table(table);
  const found = operation.from ?? (standing && columnOf(standing, operation.name));
  const whole = found && adaptColumn(found, table, server.features);
  const to = adaptColumn(
    changedColumn(whole ?? unknownColumn(operation), operation.change),
    table,
    server.features,
  );
  // What is said of a serial column stays with one that numbers itself no more, and may do so again.
  const from = whole && operation.change.identity && !found.identity ? uncounted(whole) : whole;
  const change = settled(operation.change, from, to);
  // An inherited column changes with its parent's; its default and what is said of it are its own.
  if (ownOptions(to)["inherited"] === true) {
    const own = defaultActions(from, to, change);
    return [
      ...(own.length > 0 ? [alterTable({ table, actions: own })] : []),
      ...(own.length > 0 ? await heirDefaults(table, to.name, server.live) : []),
      ...commentNodes(table, to, change),
    ];
  }
  if (change.computed !== undefined && !isSettable(from, to, server.major)) {
    const { before, drops, adds, after } = await madeAnew(table, [to], standing, server.live);
    const actions = columnOptionActions(from ?? {}, to);
    return [
      ...before,
      alterTable({ table, actions: [...drops, ...adds] }),
      ...after,
      ...(actions.length > 0 ? [alterTable({ table, actions })] : []),
    ];
  }
  const isOther = isRenumbered(change, from, to);
  const identity = isOther
    ? { before: await renumberedNodes(table, from!, to, server.live), actions: [], after: [] }
    : change.identity === undefined
      ? { before: [], actions: [], after: await sequenceType(table, from, to, change, server) }
      : await identityActions(table, from, to, server);
  if (change.type) await assertRetypable(server.live, table, operation.name);
  const typed = await typeActions(operation, from, to, change, server);
  const defaults = defaultActions(from, to, change);
  const heirs = defaults.length > 0 ? await heirDefaults(table, to.name, server.live) : [];
  const counting = change.type ? [] : identity.actions;
  const actions = [
    ...typed,
    // What numbers itself cannot be NULL: it stops before it may be, and begins after.
    ...(to.identity ? [] : counting),
    ...(change.nullable === undefined ? [] : [setNullable({ name: to.name, nullable: to.nullable })]),
    ...defaults,
    ...(to.identity ? counting : []),
    ...(typed.length > 0 || change.options !== undefined
      ? columnOptionActions(typed.length > 0 ? restored(from) : (from ?? {}), to)
      : []),
    ...computedActions(to, change),
  ];
  const computed = change.type ? computedFrom(to.name, standing) : [];
  const { before, drops, adds, after } = await madeAnew(table, computed, standing, server.live);
  const altered = (all: readonly Node[]) => (all.length > 0 ? [alterTable({ table, actions: all })] : []);
  // What an identity may stand on is checked before the statement's own change of type.
  return [
    ...(identity.before ?? []),
    ...before,
    ...altered(change.type && !to.identity ? identity.actions : []),
    ...altered(actions.length > 0 ? [...drops, ...actions, ...adds] : []),
    ...heirs,
    ...altered(change.type && to.identity ? identity.actions : []),
    ...identity.after,
    ...(change.options === undefined || isOther ? [] : await sequenceRename(table, from, to, server.live)),
    ...after,
    ...commentNodes(table, to, change),
  ];
}

/**
 * What a column has of options once it got a type: the server puts back how its values are stored.
 *
 * @source PostgreSQL 18, source, tablecmds.c: ATExecAlterColumnType
 */
function restored(column: Column | null): Pick<Column, "options"> {
  const { storage: _, compression: __, ...kept } = ownOptions(column ?? {});
  return { options: { [DIALECT]: kept } };
}

/** The column after a change; one that is to number itself no more is not serial either. */
function changedColumn(from: Column, change: ColumnChange): Column {
  const to = withChange(from, change);
  return change.identity === null ? uncounted(to) : to;
}

function uncounted(column: Column): Column {
  const { options: _, identity: __, ...rest } = column;
  const { serial: ___, sequenceType: ____, ...others } = ownOptions(column);
  return { ...rest, ...(Object.keys(others).length > 0 && { options: { [DIALECT]: others } }) };
}

/** A serial column's sequence keeps counting in the old type unless it is told; an identity's follows by itself. */
async function sequenceType(
  table: TableName,
  from: Column | null,
  to: Column,
  change: ColumnChange,
  { live }: Server,
): Promise<readonly Node[]> {
  if (!change.type || !from?.identity) return [];
  const sequence = await serialSequence(live, table, to.name);
  if (sequence === null) return [];
  await mustRestart({ sequence, to: to.identity ?? {}, type: to.type }, live);
  return [clause("ALTER SEQUENCE", sequence, "AS", typeSql(to.type))];
}

function unknownColumn(operation: AlterColumn): Column {
  const { type } = operation.change;
  if (!type && (operation.change.collation !== undefined || operation.change.computed)) {
    throw new CompileError(
      "compile.unsupported",
      `The change of ${displayName(operation.table)}.${operation.name} needs the column as it stands.`,
      { hint: "Pass it as existing: …, or run with a connection." },
    );
  }
  return { name: operation.name, type: type ?? { kind: "text" }, nullable: true };
}

/** The change after adapting: what an identity or a key forces is part of it. */
function settled(change: ColumnChange, from: Column | null, to: Column): ColumnChange {
  const notNull = change.identity && !to.nullable && from?.nullable !== false;
  return {
    ...change,
    ...(change.type && { type: to.type }),
    ...(notNull && { nullable: false }),
    ...(change.default && { default: to.default ?? null }),
  };
}

async function typeActions(
  operation: AlterColumn,
  from: Column | null,
  to: Column,
  change: ColumnChange,
  { live }: Server,
): Promise<readonly Node[]> {
  if (!change.type && change.collation === undefined) return [];
  const changes = from === null || typeSql(from.type) !== typeSql(to.type);
  const using = operation.using ?? (from && changes ? await usingFor(live, from.type, to) : null);
  return [setType({ column: to, ...(using && { using }) })];
}

/**
 * A default is taken away before a change to another kind of type and set again after it: the server would refuse to
 * convert it.
 */
function defaultActions(from: Column | null, to: Column, change: ColumnChange): readonly Node[] {
  const replaces = change.type !== undefined && from?.default !== undefined && isOtherKind(from, to);
  const set = to.default && setDefault({ name: to.name, default: to.default });
  const drop = setDefault({ name: to.name });
  if (change.identity && from?.default) return [drop];
  if (replaces) return set && (change.default !== undefined || !from.identity) ? [drop, set] : [drop];
  return change.default === undefined ? [] : [set ?? drop];
}

/** Types of the server's own vocabulary, and enums, are of one kind where they differ in lengths and digits alone. */
function isOtherKind({ type: from }: Column, { type: to }: Column): boolean {
  if (from.kind !== to.kind) return true;
  return OWN_KINDS.has(from.kind) && withoutLength(typeSql(from)) !== withoutLength(typeSql(to));
}

const OWN_KINDS: ReadonlySet<TypeKind> = new Set(["raw", "enum", "native"]);

function withoutLength(type: string): string {
  return type.replace(/\(\d+(?:, ?\d+)?\)/g, "");
}

/** Whether the server can change the expression in place: a stored one can be dropped, and one that is there set. */
export function isSettable(from: Column | null, to: Column, major: number): boolean {
  if (!to.computed) return from?.computed?.stored ?? true;
  return (
    major >= SET_EXPRESSION_SINCE &&
    from?.computed !== undefined &&
    from.computed.stored === to.computed.stored
  );
}

function computedActions(to: Column, change: ColumnChange): readonly Node[] {
  if (change.computed === undefined) return [];
  const column = clause("ALTER COLUMN", name(to.name));
  if (!to.computed) return [clause(column, "DROP EXPRESSION")];
  return [clause(column, "SET EXPRESSION AS", group({ inner: to.computed.expression }))];
}

function commentNodes(table: TableName, to: Column, change: ColumnChange): readonly Node[] {
  if (change.comment === undefined) return [];
  const text = to.comment;
  return [commentOnColumn({ table, column: to.name, ...(text !== undefined && { text }) })];
}
