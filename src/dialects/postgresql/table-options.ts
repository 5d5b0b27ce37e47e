import { alterTable } from "../../ddl/nodes/table.js";
import type { Live } from "../../dialect/dialect.js";
import { CompileError } from "../../errors/errors.js";
import type { AlterIndex } from "../../ops/index-change.js";
import type { SetTableOptions } from "../../ops/table-options.js";
import type { Column } from "../../schema/column.js";
import { displayName, type TableName, tableName } from "../../schema/name.js";
import type { DialectOptions, OptionValue } from "../../schema/options.js";
import { columnOf, type Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import { clause, name } from "./clause.js";
import { commentOnConstraint, commentOnIndex } from "./constraint-comment.js";
import { quotedPath } from "./name-path.js";
import { DIALECT, isNative } from "./native-kind.js";
import { replicaIndex } from "./option-rules.js";
import { listOption, optionWord, ownOptions, parameterSql } from "./options.js";
import { type Partitioned, partitionNodes } from "./plan-partition.js";

type Optioned = { readonly options?: DialectOptions };

/** One action of ALTER TABLE that sets an option, or with undefined takes it back. */
type Setter = (value: OptionValue | undefined, from: Optioned, to: Optioned) => readonly Node[];

/**
 * How options of a table that stands are set.
 *
 * @source PostgreSQL 18, ALTER TABLE
 */
const TABLE_SETTERS: Readonly<Record<string, Setter>> = {
  unlogged: (value) => [clause(value === true ? "SET UNLOGGED" : "SET LOGGED")],
  tablespace: (value) => [clause("SET TABLESPACE", name(value === undefined ? "pg_default" : String(value)))],
  using: (value) => [clause("SET ACCESS METHOD", value === undefined ? "DEFAULT" : name(String(value)))],
  with: (_, from, to) => parameterActions(from, to),
  inherits: (_, from, to) => [
    ...without(listOption(from, "inherits"), listOption(to, "inherits")).map((parent) =>
      clause("NO INHERIT", quotedPath(parent)),
    ),
    ...without(listOption(to, "inherits"), listOption(from, "inherits")).map((parent) =>
      clause("INHERIT", quotedPath(parent)),
    ),
  ],
  replicaIdentity: (value) => [replicaIdentity(value)],
  rowSecurity: (value) => [
    clause(value === undefined ? "DISABLE ROW LEVEL SECURITY" : "ENABLE ROW LEVEL SECURITY"),
    clause(value === "forced" ? "FORCE ROW LEVEL SECURITY" : "NO FORCE ROW LEVEL SECURITY"),
  ],
};

/** How options of a column that stands are set; each is an action of its own. @source PostgreSQL 18, ALTER TABLE */
const COLUMN_SETTERS: Readonly<Record<string, Setter>> = {
  storage: (value, _, to) => [
    clause("SET STORAGE", value === undefined ? usualStorage(to as Column) : optionWord("storage", value)),
  ],
  compression: (value) => [
    clause(
      "SET COMPRESSION",
      value === undefined ? "DEFAULT" : optionWord("compression", value).toLowerCase(),
    ),
  ],
  statistics: (value) => [clause("SET STATISTICS", optionWord("statistics", value ?? -1))],
  with: (_, from, to) => parameterActions(from, to),
};

/** How values of a type that may be stored in several ways are stored. @source PostgreSQL 18, 66.2 TOAST; pg_type.dat */
function usualStorage({ type }: Column): string {
  const isMain = type.kind === "numeric" || isNative(type, "inet") || isNative(type, "cidr");
  return isMain ? "MAIN" : "EXTENDED";
}

const NONE: Optioned = {};

/** What gives a table that has just been made the options that CREATE TABLE does not take, and those of its columns. */
export function optionNodes(table: Table): readonly Node[] {
  const late = ["replicaIdentity", "rowSecurity"];
  const actions = [
    ...table.columns.flatMap((column) => columnOptionActions(NONE, column, ["compression"])),
    ...changed(NONE, table, TABLE_SETTERS).flatMap(([option, actions]) =>
      late.includes(option) ? actions : [],
    ),
  ];
  const on = tableName(table);
  return [
    ...(actions.length === 0 ? [] : [alterTable({ table: on, actions })]),
    ...partitionNodes(partitionedBy(table, false), [], listOption(table, "partitions")),
  ];
}

/**
 * What gives a table that stands other options.
 *
 * @throws {CompileError} `compile.unsupported`: one of them is settled when a table is made, or there is none of the name
 */
export async function setTableOptionNodes(operation: SetTableOptions, live: Live): Promise<readonly Node[]> {
  const { table } = operation;
  const change = operation.options[DIALECT] ?? {};
  const bad = Object.keys(change).find(
    (option) => option !== "partitions" && !Object.hasOwn(TABLE_SETTERS, option),
  );
  if (bad !== undefined) {
    const what = `option ${bad} of the table ${displayName(table)}`;
    throw new CompileError("compile.unsupported", `PostgreSQL cannot change the ${what}.`, {
      details: { table: displayName(table), option: bad },
    });
  }
  const standing =
    operation.was?.[DIALECT] && change["partitions"] === undefined ? null : await live.table(table);
  const was = operation.was?.[DIALECT] ?? ownOptions(standing ?? {});
  const [from, to] = [was, change].map((options): Optioned => {
    const set = Object.entries(options).filter(
      (entry): entry is [string, OptionValue] => entry[1] !== null && Object.hasOwn(change, entry[0]),
    );
    return { options: { [DIALECT]: Object.fromEntries(set) } };
  });
  const actions = changed(from!, to!, TABLE_SETTERS).flatMap(([, each]) => each);
  return [
    ...(actions.length === 0 ? [] : [alterTable({ table, actions })]),
    ...partitionNodes(
      partitionedBy(standing ?? table, true, await defaultSchema(change, live)),
      listOption(from!, "partitions"),
      listOption(to!, "partitions"),
    ),
  ];
}

/** A table that has partitions, or gets them. A partition takes over where and how the table says that rows are kept. */
function partitionedBy(
  table: Table | TableName,
  stands: boolean,
  defaultSchema: string | null = null,
): Partitioned {
  const options = "options" in table ? ownOptions(table) : {};
  const isPlain = options["tablespace"] === undefined && options["using"] === undefined;
  return {
    table: tableName(table),
    stands: stands && isPlain,
    defaultSchema,
    defaultOf: (column) => ("columns" in table ? columnOf(table, column)?.default : undefined),
  };
}

/** The schema of names without one, where partitions may move to it. */
async function defaultSchema(
  { partitions }: Readonly<Record<string, OptionValue | null>>,
  live: Live,
): Promise<string | null> {
  if (partitions === undefined) return null;
  const found = await live.query("SELECT current_schema()");
  return (found?.rows[0]?.[0] as string | null | undefined) ?? null;
}

/** The actions that take a column from its options to others; `skip` names some that are set already. */
export function columnOptionActions(
  from: Optioned,
  to: Column,
  skip: readonly string[] = [],
): readonly Node[] {
  return changed(from, to, COLUMN_SETTERS)
    .filter(([option]) => !skip.includes(option))
    .flatMap(([, actions]) => actions.map((action) => clause("ALTER COLUMN", name(to.name), action)));
}

/**
 * The statements that give an index other options.
 *
 * @throws {CompileError} `compile.unsupported`: the table is in partitions, and the options are storage parameters
 * @source PostgreSQL 18, ALTER INDEX
 */
export async function indexOptionNodes(
  { table, name: index, change: { options }, was }: AlterIndex,
  live: Live,
): Promise<readonly Node[]> {
  const change = options?.[DIALECT] ?? {};
  if (
    change["with"] !== undefined &&
    ownOptions((await live.table(table)) ?? {})["partitionBy"] !== undefined
  ) {
    const [what, on] = [index, displayName(table)];
    throw new CompileError(
      "compile.unsupported",
      `PostgreSQL cannot change the storage parameters of ${what}, since the table ${on} is in partitions.`,
      {
        hint: "Drop the index or constraint and make it anew, or set the parameters of each partition's index with op.execute(…).",
        details: { index: what, table: on },
      },
    );
  }
  const alter = (action: Node) => clause("ALTER INDEX", name(table.schema, index), action);
  const { with: parameters, tablespace, comment, indexComment } = change;
  const of = (value: OptionValue | null | undefined): Optioned =>
    value === null || value === undefined ? NONE : { options: { [DIALECT]: { with: value } } };
  return [
    ...(parameters === undefined
      ? []
      : parameterActions(of(was?.options?.[DIALECT]?.["with"]), of(parameters))
    ).map(alter),
    ...(tablespace === undefined
      ? []
      : [alter(clause("SET TABLESPACE", name(String(tablespace ?? "pg_default"))))]),
    ...(comment === undefined ? [] : [commentOnConstraint(table, index, comment)]),
    ...(indexComment === undefined ? [] : [commentOnIndex(table, index, indexComment)]),
  ];
}

function changed(
  from: Optioned,
  to: Optioned,
  setters: Readonly<Record<string, Setter>>,
): readonly (readonly [option: string, actions: readonly Node[]])[] {
  if (from.options === undefined && to.options === undefined) return [];
  return Object.entries(setters).flatMap(([option, set]) => {
    const [before, after] = [listOption(from, option), listOption(to, option)];
    const flag = (thing: Optioned) => ownOptions(thing)[option];
    if (
      (flag(from) || undefined) === (flag(to) || undefined) ||
      (before.length > 0 && before.join("\u0000") === after.join("\u0000"))
    )
      return [];
    return [[option, set(flag(to) || undefined, from, to)] as const];
  });
}

function parameterActions(from: Optioned, to: Optioned): readonly Node[] {
  const [before, after] = [listOption(from, "with"), listOption(to, "with")];
  const names = (list: readonly string[]) => list.map((each) => each.split("=", 1)[0]!.trim());
  const gone = without(names(before), names(after));
  const set = without(after, before);
  return [
    ...(set.length > 0 ? [clause("SET", `(${set.map(parameterSql).join(", ")})`)] : []),
    ...(gone.length > 0 ? [clause("RESET", `(${gone.join(", ")})`)] : []),
  ];
}

function replicaIdentity(value: OptionValue | undefined): Node {
  const text = value === undefined ? "default" : String(value);
  const index = replicaIndex(text);
  return clause(
    "REPLICA IDENTITY",
    index === null ? optionWord("replicaIdentity", text) : clause("USING INDEX", name(index)),
  );
}

function without(list: readonly string[], others: readonly string[]): readonly string[] {
  return list.filter((each) => !others.includes(each));
}
