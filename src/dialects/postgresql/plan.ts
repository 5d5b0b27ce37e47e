import { createEnum } from "../../ddl/nodes/enum.js";
import type { AlterTable } from "../../ddl/nodes/table.js";
import { alterTable } from "../../ddl/nodes/table.js";
import { ddlStatements, ddlText } from "../../dialect/compiler.js";
import type { Live, Statement } from "../../dialect/dialect.js";
import type { BatchAlterTable } from "../../ops/batch.js";
import { AddColumn, type AlterColumn, type DropColumn, type RenameColumn } from "../../ops/column.js";
import { AddConstraint } from "../../ops/constraint.js";
import type { Execute } from "../../ops/data.js";
import { CreateDomain } from "../../ops/domain.js";
import type { CreateEntity, DropEntity, ReplaceEntity } from "../../ops/entity.js";
import { type AlterEnum, CreateEnum } from "../../ops/enum.js";
import type { AlterIndex } from "../../ops/index-change.js";
import type { Operation } from "../../ops/operation.js";
import { type AlterSequence, CreateSequence } from "../../ops/sequence.js";
import { CreateTable } from "../../ops/table.js";
import { CreateIndex } from "../../ops/table-index.js";
import type { SetTableOptions } from "../../ops/table-options.js";
import { CreateType } from "../../ops/user-type.js";
import type { Column } from "../../schema/column.js";
import type { Constraint } from "../../schema/constraint.js";
import { nameKey, tableName } from "../../schema/name.js";
import type { EnumType } from "../../schema/object.js";
import { columnOf, type Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { writeSql } from "../../sql/writer.js";
import type { SqlType } from "../../types/type.js";
import { adaptColumn, adaptIndex, adaptTable } from "./adapt.js";
import { adaptConstraint } from "./adapt-constraint.js";
import {
  adaptDomain,
  adaptSequence,
  adaptUserType,
  enumOf,
  enumsOfTable,
  enumsUnder,
} from "./adapt-object.js";
import { alterColumnNodes, type Server } from "./alter-column.js";
import { alterEnumNodes, enumExists } from "./alter-enum.js";
import { alterSequenceNodes } from "./alter-sequence.js";
import { clause } from "./clause.js";
import { constraintComments } from "./constraint-comment.js";
import type { ServerFeatures } from "./features.js";
import { asHeir, goesWithParent, ownInheritance } from "./inheritance.js";
import { createEntityNodes, dropEntityNodes, replaceEntityNodes } from "./kept-entity.js";
import { noteDropped, notedOfColumn } from "./kept-parts.js";
import { ownOptions } from "./options.js";
import { serialPlan, serialTable } from "./serial.js";
import { spelling } from "./spelling.js";
import { columnOptionActions, indexOptionNodes, optionNodes, setTableOptionNodes } from "./table-options.js";

type Planner<O> = (operation: O, server: Server) => Promise<readonly Node[]>;

/** Operations that are more here than their standard DDL. */
const PLANNERS: Readonly<Record<string, Planner<never>>> = {
  createTable: (async ({ table, ifNotExists }, server) => {
    const adapted = adaptTable(table, server.features);
    const late = ifNotExists ? [] : lateConstraints(adapted);
    const constraints = adapted.constraints.filter((each) => !late.includes(each));
    const told = await asHeir({ ...adapted, constraints }, server.live, server.major);
    const serial = serialTable(told);
    const [create, ...others] = new CreateTable(serial.table, ifNotExists).ddl();
    return [
      ...(await enumNodes(enumsOfTable(adapted), server.live)),
      ...serial.before,
      create!,
      ...serial.after,
      ...others,
      ...late.flatMap((each) => new AddConstraint(tableName(adapted), each).ddl()),
      ...(ifNotExists ? [] : await ownInheritance(adapted, server.live)),
      ...optionNodes(adapted),
      ...adapted.constraints.flatMap((each) => constraintComments(adapted, each)),
    ];
  }) satisfies Planner<CreateTable>,
  addColumn: (async ({ table, column, ifNotExists }, server) => {
    const adapted = adaptColumn(column, table, server.features);
    // An inherited column comes with its parent's.
    if (ownOptions(adapted)["inherited"] === true) return [];
    const enums = await enumNodes(enumsOfType(adapted.type), server.live);
    const { before, columns, after } = serialPlan(table, [adapted]);
    const actions = columnOptionActions({}, adapted, ["compression"]);
    return [
      ...enums,
      ...before,
      ...columns.flatMap((each) => new AddColumn(table, each, ifNotExists).ddl()),
      ...after,
      ...notedOfColumn(table, adapted, server.live).map((statement) => clause(statement)),
      ...(actions.length > 0 ? [alterTable({ table, actions })] : []),
    ];
  }) satisfies Planner<AddColumn>,
  dropColumn: (async (operation, { live }) => {
    const { table, name, was } = operation;
    const isInherited = was ? ownOptions(was)["inherited"] === true : await goesWithParent(table, name, live);
    await noteDropped(table, name, live);
    return isInherited ? [] : operation.ddl();
  }) satisfies Planner<DropColumn>,
  renameColumn: (async (operation, { live }) => {
    // An inherited column gets the name of its parent's with that one.
    const table = await live.table(operation.table);
    const column = table && (columnOf(table, operation.name) ?? columnOf(table, operation.to));
    return column && ownOptions(column)["inherited"] === true ? [] : operation.ddl();
  }) satisfies Planner<RenameColumn>,
  alterColumn: (async (operation, server) => {
    const nodes = await alterColumnNodes(operation, server);
    return [...(await enumNodes(enumsOfType(operation.change.type), server.live)), ...nodes];
  }) satisfies Planner<AlterColumn>,
  addConstraint: (async ({ table, constraint }, { features }) => {
    const adapted = adaptConstraint(constraint, features);
    return [...new AddConstraint(table, adapted).ddl(), ...constraintComments(table, adapted)];
  }) satisfies Planner<AddConstraint>,
  createIndex: (async ({ table, index, ifNotExists, concurrently }) =>
    new CreateIndex(
      table,
      adaptIndex(index),
      ifNotExists,
      concurrently,
    ).ddl()) satisfies Planner<CreateIndex>,
  alterIndex: (async (operation, { live }) => [
    ...(await indexOptionNodes(operation, live)),
    ...operation.ddl(),
  ]) satisfies Planner<AlterIndex>,
  createEntity: ((operation, { live }) => createEntityNodes(operation, live)) satisfies Planner<CreateEntity>,
  replaceEntity: ((operation, { live }) =>
    replaceEntityNodes(operation, live)) satisfies Planner<ReplaceEntity>,
  dropEntity: ((operation, { live }) => dropEntityNodes(operation, live)) satisfies Planner<DropEntity>,
  createSequence: (async ({ sequence, ifNotExists }) =>
    new CreateSequence(adaptSequence(sequence), ifNotExists).ddl()) satisfies Planner<CreateSequence>,
  alterSequence: ((operation, { live }) =>
    alterSequenceNodes(operation, live)) satisfies Planner<AlterSequence>,
  createDomain: (async ({ domain }, { live }) => {
    const adapted = adaptDomain(domain);
    return [...(await enumNodes(enumsUnder(adapted), live)), ...new CreateDomain(adapted).ddl()];
  }) satisfies Planner<CreateDomain>,
  createType: (async ({ type }, { live }) => {
    const adapted = adaptUserType(type);
    return [...(await enumNodes(enumsUnder(adapted), live)), ...new CreateType(adapted).ddl()];
  }) satisfies Planner<CreateType>,
  setTableOptions: ((operation, { live }) =>
    setTableOptionNodes(operation, live)) satisfies Planner<SetTableOptions>,
  alterEnum: alterEnumNodes satisfies Planner<AlterEnum>,
  batchAlterTable: (async ({ operations }, server) => {
    const nodes: Node[] = [];
    for (const operation of operations) nodes.push(...(await nodesOf(operation, server)));
    return mergeAlters(nodes);
  }) satisfies Planner<BatchAlterTable>,
};

/**
 * Constraints that are added to the table when it is there: those that CREATE TABLE would take for checked, and
 * uniques over the columns of another key, which it would silently make one with it, with the table's own foreign keys
 * to those.
 *
 * @source PostgreSQL 18, source, parse_utilcmd.c, transformIndexConstraints, transformFKConstraints
 */
function lateConstraints({ constraints, ...table }: Table): readonly Constraint[] {
  const seen = new Set<string>();
  const merged = new Set<string>();
  return constraints.filter((each) => {
    if (each.kind === "check") return each.notValid === true;
    if (each.kind === "exclude") return false;
    if (each.kind === "foreignKey") {
      const isOwn = nameKey(each.references) === nameKey(table);
      return each.notValid === true || (isOwn && merged.has(setKey(each.references.columns)));
    }
    const columns = JSON.stringify(each.columns);
    const isMerged = seen.has(columns) && each.kind === "unique";
    seen.add(columns);
    if (isMerged) merged.add(setKey(each.columns));
    return isMerged;
  });
}

function setKey(columns: readonly string[]): string {
  return JSON.stringify([...columns].sort());
}

/** The statements that carry an operation out, in order. */
export async function planOperation(
  operation: Operation,
  features: ServerFeatures,
  major: number,
  live: Live,
): Promise<readonly Statement[]> {
  if (operation.kind === "execute") return [writeSql((operation as Execute).statement, spelling)];
  const statements = ddlStatements(await nodesOf(operation, { features, major, live }), { spelling });
  return statements.map((each) => (ALONE_IN_COMMIT.test(each.sql) ? { ...each, autocommit: true } : each));
}

/**
 * What cannot run inside a transaction, or is of no use until it is committed.
 *
 * @source PostgreSQL 18, CREATE INDEX, DROP INDEX: CONCURRENTLY; ALTER TYPE: ADD VALUE
 */
const ALONE_IN_COMMIT =
  /^(?:(?:CREATE(?: UNIQUE)?|DROP) INDEX CONCURRENTLY|ALTER TYPE (?:"(?:[^"]|"")*"\.)?"(?:[^"]|"")*" ADD VALUE IF NOT EXISTS) /;

function nodesOf(operation: Operation, server: Server): Promise<readonly Node[]> {
  const plan = Object.hasOwn(PLANNERS, operation.kind) ? PLANNERS[operation.kind] : undefined;
  return plan ? (plan as Planner<Operation>)(operation, server) : Promise.resolve(operation.ddl());
}

/** Enum types are made where they are missing; a script that cannot tell makes them without minding those there are. */
async function enumNodes(types: readonly EnumType[], live: Live): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  for (const type of types) {
    const exists = await enumExists(type, live);
    if (exists === false) nodes.push(...new CreateEnum(type).ddl());
    else if (exists === null) nodes.push(createEnumIfMissing(type));
  }
  return nodes;
}

/** @source PostgreSQL 18, CREATE TYPE: it has no IF NOT EXISTS */
function createEnumIfMissing(type: EnumType): Node {
  const statement = ddlText(createEnum({ type }), spelling);
  const tag = statement.includes("$migr$") ? "$migr_enum$" : "$migr$";
  return raw({
    sql: `DO ${tag} BEGIN ${statement}; EXCEPTION WHEN duplicate_object THEN NULL; END ${tag}`,
  });
}

function enumsOfType(type: SqlType | undefined): readonly EnumType[] {
  const named = type && enumOf(type);
  return named ? [named] : [];
}

/** Actions that ALTER TABLE takes together with no other. @source PostgreSQL 18, ALTER TABLE: RENAME */
const ALONE: ReadonlySet<string> = new Set(["renameColumn", "renameTable"]);

/** One ALTER TABLE for several in a row, up to one that must be alone or that touches a column again. */
function mergeAlters(nodes: readonly Node[]): readonly Node[] {
  const merged: Node[] = [];
  const touched = new Set<string>();
  for (const node of nodes) {
    const last = merged.at(-1);
    const names = isAlter(node) ? node.actions.flatMap(columnOfAction) : [];
    const joins =
      isAlter(node) &&
      last !== undefined &&
      isAlter(last) &&
      nameKey(last.table) === nameKey(node.table) &&
      ![...last.actions, ...node.actions].some(({ kind }) => ALONE.has(kind)) &&
      !names.some((column) => touched.has(column));
    if (joins)
      merged[merged.length - 1] = alterTable({ ...last, actions: [...last.actions, ...node.actions] });
    else {
      merged.push(node);
      touched.clear();
    }
    for (const column of names) touched.add(column);
  }
  return merged;
}

function isAlter(node: Node): node is AlterTable {
  return node.kind === "alterTable";
}

/** The columns that an action names. */
function columnOfAction(action: Node): readonly string[] {
  const parts = action as {
    readonly name?: string;
    readonly column?: Column;
    readonly definition?: { readonly column?: Column };
  };
  const column = parts.definition?.column?.name ?? parts.column?.name ?? parts.name;
  return column === undefined ? [] : [column];
}
