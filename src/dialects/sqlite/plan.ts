import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements, ddlText } from "../../dialect/compiler.js";
import type { Live, Statement } from "../../dialect/dialect.js";
import { CompileError, MigrationError } from "../../errors/errors.js";
import type { BatchAlterTable } from "../../ops/batch.js";
import { type BatchOptions, placesOf, type TableArgs } from "../../ops/batch-options.js";
import type { AddConstraint } from "../../ops/constraint.js";
import type { Execute } from "../../ops/data.js";
import type { Operation } from "../../ops/operation.js";
import type { CreateTable, RenameTable } from "../../ops/table.js";
import { CreateIndex } from "../../ops/table-index.js";
import { displayName, type TableName } from "../../schema/name.js";
import { writeSql } from "../../sql/writer.js";
import { adaptTable, mainOnly } from "./adapt.js";
import { asideFor, NOTHING_ASIDE, withAside } from "./aside.js";
import { moveColumns } from "./column-order.js";
import { nameClauses } from "./constraint-edit.js";
import { holdsBroken, workingProbes, workingTriggers } from "./dependents.js";
import type { Abilities } from "./features.js";
import { assertNoneHidden, assertVisible, inOwnFile } from "./hidden.js";
import { triggersBack } from "./kept-entity.js";
import { readLiveTable } from "./live-table.js";
import { tablesWithOldTexts } from "./old-text.js";
import { rebuildStatements } from "./rebuild.js";
import { assertSpace } from "./space.js";
import { SPELLING } from "./spelling.js";
import {
  blindStatements,
  type Change,
  certainStatements,
  changesTable,
  changeTable,
  isNothing,
} from "./table-changes.js";
import { TableEdit } from "./table-edit.js";
import { fold, sameName } from "./tokens.js";
import { tellTable } from "./told-table.js";

/**
 * The statements that carry an operation out: in place where the library can, else by a copy of the table, one for
 * all the changes of a batch.
 *
 * @throws {SchemaError} `schema.no-such-table`, `schema.no-such-column`, `schema.no-such-constraint`: it is not there
 * @throws {CompileError} `compile.unsupported`: SQLite has no such thing
 * @throws {MigrationError} `migration.needs-database`: a table must be copied that is not known
 * @throws {StateError} `state.hidden-object`: a temporary object hides what is to be changed
 */
export async function plan(
  operation: Operation,
  live: Live,
  abilities: Abilities,
): Promise<readonly Statement[]> {
  if (isNothing(operation)) return [];
  assertHeld(operation);
  if (operation.kind === "execute") return [writeSql((operation as Execute).statement, SPELLING)];
  if (!standsAlone(operation)) await assertVisible(operation, live);
  return inOwnFile(await statementsFor(operation, live, abilities), live);
}

/** A table without indexes is made in the database's own file, whatever temporary one there is. */
function standsAlone(operation: Operation): boolean {
  return operation.kind === "createTable" && (operation as CreateTable).table.indexes.length === 0;
}

async function statementsFor(
  operation: Operation,
  live: Live,
  abilities: Abilities,
): Promise<readonly Statement[]> {
  if (operation.kind === "createTable") return createTableStatements(operation as CreateTable);
  if (operation.kind === "batchAlterTable") {
    const { table, operations, options } = operation as BatchAlterTable;
    return tableStatements(table, operations, live, abilities, options);
  }
  if (changesTable(operation)) {
    const { table } = operation as unknown as { readonly table: TableName };
    return tableStatements(table, [operation], live, abilities);
  }
  const statements = ddlStatements(operation.ddl(), { spelling: SPELLING });
  return operation.kind === "renameTable"
    ? renamed((operation as RenameTable).table.name, statements, live)
    : [...statements, ...(await triggersBack(operation, live))];
}

/** A table with its indexes; comments are not kept. */
function createTableStatements({ table: given, ifNotExists }: CreateTable): readonly Statement[] {
  const table = adaptTable(given);
  const options = ifNotExists && { ifNotExists };
  const indexes = table.indexes.map((index) => createIndex({ table, index, ...options }));
  return ddlStatements([createTable({ table, ...options }), ...indexes], { spelling: SPELLING });
}

async function tableStatements(
  name: TableName,
  operations: readonly Operation[],
  live: Live,
  abilities: Abilities,
  options: BatchOptions = {},
): Promise<readonly Statement[]> {
  const { recreate = "auto", namingConvention, copyFrom, reflectArgs, tableArgs } = options;
  const isPlain = recreate !== "always" && placesOf(options).length === 0 && !tableArgs;
  const certain = isPlain && operations.length === 1 ? certainStatements(operations[0]!) : null;
  if (certain) return operations[0]!.kind === "renameColumn" ? renamed(name.name, certain, live) : certain;
  const table = await readLiveTable(live, mainOnly(name), copyFrom);
  if (!table) {
    if (!isPlain) refuse(name);
    return operations.flatMap((operation) => blindStatements(operation, abilities) ?? refuse(name));
  }
  const missing = table.missing ?? [];
  const newIndexes = new Map(missing.map(({ name: index, sql }) => [fold(index), { sql }]));
  const change: Change = { abilities, edit: new TableEdit(table), newIndexes };
  if (reflectArgs) tellTable(change.edit, reflectArgs);
  if (namingConvention) nameClauses(change.edit, namingConvention);
  const statements = inOrder(operations).map((operation) => changeTable(operation, change));
  if (tableArgs) statements.push(...toldParts(name, tableArgs, change));
  const isMoved = moveColumns(change.edit, options);
  const inPlace = recreate !== "always" && !isMoved && !statements.includes(null);
  const isRenamed = change.edit.renames.length > 0;
  if (inPlace && !(await refusesInPlace(live, table.created.name, operations))) {
    const all = statements.flatMap((each) => each ?? []);
    return isRenamed ? renamed(name.name, all, live) : all;
  }
  if (recreate === "never") throw refusedCopy(name);
  const texts = isRenamed ? await plainTexts(live, table.created.name) : [];
  return [...texts, ...(await copied(change, live, isRenamed))];
}

/** Statements that rename, in a file of which nothing keeps the library from it. */
async function renamed(
  table: string,
  statements: readonly Statement[],
  live: Live,
): Promise<readonly Statement[]> {
  return [...(await plainTexts(live)), ...withAside(await asideFor(live, table), statements, live)];
}

/** A copy of a table that takes its place. @param hasPlainTexts whether nothing keeps the library from renaming */
async function copied(
  { edit, newIndexes }: Pick<Change, "edit" | "newIndexes">,
  live: Live,
  hasPlainTexts = false,
): Promise<readonly Statement[]> {
  const { created, dependents, triggers } = edit.live;
  await assertSpace(live, created.name);
  const legacy = await live.query("PRAGMA legacy_alter_table");
  return rebuildStatements(edit, {
    legacyAlter: legacy?.rows[0]?.[0] === 1,
    probes: await workingProbes(live, dependents),
    triggers: await workingTriggers(
      live,
      created,
      triggers.map(({ sql }) => sql),
    ),
    renames: hasPlainTexts || (await tablesWithOldTexts(live, created.name)).length === 0,
    aside: edit.renames.length > 0 ? await asideFor(live, created.name) : NOTHING_ASIDE,
    newIndexes: [...newIndexes.values()].map(({ sql }) => sql),
    alone: live.inTransaction?.() === false ? { broken: await brokenKeys(live) } : undefined,
  });
}

/**
 * Copies every table whose texts keep the library from renaming anything, as it is: a copy has them as it takes them.
 *
 * @param except a table that is copied anyway
 */
async function plainTexts(live: Live, except?: string): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  const names = await tablesWithOldTexts(live, except);
  await assertNoneHidden(names, live);
  for (const name of names) {
    const table = await readLiveTable(live, { name });
    if (table)
      statements.push(...(await copied({ edit: new TableEdit(table), newIndexes: new Map() }, live)));
  }
  return statements;
}

/** Gives the table what it is to have in the end; null among the statements where that takes a copy. */
function toldParts(
  table: TableName,
  args: TableArgs,
  change: Change,
): readonly (readonly Statement[] | null)[] {
  const { edit, newIndexes } = change;
  const isThere = (index: string) =>
    newIndexes.has(fold(index)) || edit.indexes.some(({ name }) => sameName(name, index));
  const indexes = (args.indexes ?? []).filter(({ name }) => !isThere(name));
  const made = indexes.map((index) => changeTable(new CreateIndex(table, index), change));
  return tellTable(edit, args) ? [...made, null] : made;
}

/** Whether SQLite would refuse to change the table in place, which a copy can change. */
async function refusesInPlace(live: Live, table: string, operations: readonly Operation[]): Promise<boolean> {
  const drops = operations.some(({ kind }) => kind === "dropColumn");
  const isRefused = drops && ((await tablesWithOldTexts(live)).length > 0 || (await holdsBroken(live)));
  return isRefused || refusesChecks(live, table, operations);
}

/**
 * Whether ADD CONSTRAINT would fail on a check that the rows keep: it asks whether the check is true, and so refuses
 * those for which it is NULL. What rows will be there behind other changes is not known.
 *
 * @source SQLite 3.53, src/alter.c: sqlite3AlterAddConstraint, "IS NOT TRUE"
 */
async function refusesChecks(live: Live, table: string, operations: readonly Operation[]): Promise<boolean> {
  const added = operations.flatMap((each) =>
    each.kind === "addConstraint" ? (each as AddConstraint).constraint : [],
  );
  const [check] = added;
  if (check?.kind !== "check") return false;
  if (operations.length > 1) return true;
  const rows = `SELECT 1 FROM ${SPELLING.quote(table)} WHERE (${ddlText(check.expression, SPELLING)}) IS NULL`;
  try {
    const found = await live.query(`SELECT EXISTS (${rows})`);
    return found?.rows[0]?.[0] !== 0;
  } catch {
    // The table is to be made before, or the copy will tell what is wrong.
    return true;
  }
}

/** Operations with those first that say whether the table is STRICT, which decides what types columns can have. */
function inOrder(operations: readonly Operation[]): readonly Operation[] {
  const isFirst = ({ kind }: Operation) => kind === "setTableOptions";
  return [...operations.filter(isFirst), ...operations.filter((each) => !isFirst(each))];
}

/** How many rows break a foreign key; null where one that leads nowhere keeps SQLite from telling. */
async function brokenKeys(live: Live): Promise<number | null> {
  try {
    const result = await live.query("SELECT count(*) FROM pragma_foreign_key_check");
    return (result?.rows[0]?.[0] as number | undefined) ?? null;
  } catch {
    return null;
  }
}

/** What SQLite has not, by the first operation that makes it. */
const ABSENT: Readonly<Record<string, string>> = {
  createSequence: "sequences",
  alterSequence: "sequences",
  dropSequence: "sequences",
  createDomain: "domains",
  alterDomain: "domains",
  dropDomain: "domains",
  createType: "types of their own",
  alterType: "types of their own",
  dropType: "types of their own",
  createSchema: "schemas",
  dropSchema: "schemas",
  setSchemaComment: "schemas",
};

function assertHeld({ kind }: Operation): void {
  const absent = Object.hasOwn(ABSENT, kind) ? ABSENT[kind] : undefined;
  if (absent !== undefined) {
    throw new CompileError("compile.unsupported", `SQLite has no ${absent}, and op.${kind} is about one.`);
  }
}

function refusedCopy(table: TableName): CompileError {
  return new CompileError(
    "compile.unsupported",
    `SQLite changes this by copying ${displayName(table)}, and the batch says that it is never to be copied.`,
    { hint: 'Leave out `recreate: "never"`, or take out of the batch what cannot be changed in place.' },
  );
}

function refuse(table: TableName): never {
  throw new MigrationError(
    "migration.needs-database",
    `SQLite changes this by copying ${displayName(table)}, whose definition is not known without the database.`,
    {
      hint: "Run it against the database. Without one it is known from the scripts before, unless they ask the database, or change the table by SQL text.",
    },
  );
}
