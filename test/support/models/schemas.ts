import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import type { Constraint, ForeignKey } from "../../../src/schema/constraint.js";
import { enumsOf } from "../../../src/schema/define/declared-parts.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/schema.js";
import { constraintsOf, primaryKeyOf, type Table } from "../../../src/schema/table.js";
import type { IndexPart, TableIndex } from "../../../src/schema/table-index.js";
import { binary, call, columnReference, value } from "../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../src/types/type.js";
import type { Capabilities } from "./capabilities.js";
import { type GeneratedColumn, HOSTILE, isIndexable, maybe, plainColumns } from "./columns.js";

const TABLES = ["users", "Posts", "order", 'odd "name`'] as const;

/** The columns of each table's primary key. */
export type Keys = ReadonlyMap<string, readonly Column[]>;

/** Keys for all tables that schemas may have. */
export function keysOfTables(): fc.Arbitrary<Keys> {
  return fc
    .tuple(...TABLES.map(() => keyColumns()))
    .map((keys) => new Map(TABLES.map((name, i) => [name, keys[i]!])));
}

/**
 * Schemas of up to four tables over everything that models can say on this database.
 *
 * @param keys the primary keys of the tables, where they are not to be generated
 */
export function schemas(able: Capabilities, keys?: Keys): fc.Arbitrary<Schema> {
  return fc
    .subarray([...TABLES])
    .chain((names) => fc.tuple(...names.map((name) => bareTable(name, able, keys?.get(name)))))
    .chain((tables) => fc.tuple(...tables.map((table) => withForeignKeys(table, tables, able))))
    .map((tables) => ({ ...EMPTY_SCHEMA, tables, enums: enumsOf(tables) }));
}

/** A table without foreign keys. */
function bareTable(name: string, able: Capabilities, given?: readonly Column[]): fc.Arbitrary<Table> {
  return fc
    .tuple(given ? fc.constant(given) : keyColumns(), plainColumns(name, able))
    .filter(([key, plain]) => key.length + plain.length > 0)
    .chain(([key, plain]) => {
      const columns = [...key, ...plain.map((each) => each.column)];
      return fc
        .record({
          computed: computedColumns(columns, able),
          uniques: uniques(name, columns),
          checks: checks(name, plain),
          indexes: indexes(name, columns, able),
          comment: maybe(HOSTILE),
        })
        .map(
          (given): Table => ({
            name,
            columns,
            constraints: [...primaryKey(name, key), ...given.uniques, ...given.checks],
            indexes: given.indexes,
            ...(able.features.comments && given.comment !== null && { comment: given.comment }),
          }),
        );
    });
}

const INTEGER: SqlType = { kind: "integer" };

/** The columns of a primary key: one that numbers itself, one that does not, two, or none. */
function keyColumns(): fc.Arbitrary<readonly Column[]> {
  const id = (type: SqlType): Column => ({ name: "id", type, nullable: false });
  const numbered = { identity: { generated: "byDefault" as const } };
  return fc.constantFrom<readonly Column[]>(
    [{ ...id(INTEGER), ...numbered }],
    [{ ...id({ kind: "bigInteger", mode: "number" }), ...numbered }],
    [id(INTEGER)],
    [{ ...id({ kind: "uuid" }), name: "uid" }],
    [id(INTEGER), { name: "Part", type: { kind: "string", length: 20 }, nullable: false }],
    [],
  );
}

function primaryKey(table: string, key: readonly Column[]): readonly Constraint[] {
  if (key.length === 0) return [];
  return [{ kind: "primaryKey", name: `pk_${table}`, columns: key.map(({ name }) => name) }];
}

/** A column that is worked out from a number, or none. */
function computedColumns(
  columns: readonly Column[],
  { features }: Capabilities,
): fc.Arbitrary<readonly Column[]> {
  const base = columns.find(({ name }) => name === "amount");
  const ways = [...(features.computedStored ? [true] : []), ...(features.computedVirtual ? [false] : [])];
  if (!base || ways.length === 0) return fc.constant([]);
  return fc
    .record({ there: fc.boolean(), stored: fc.constantFrom(...ways), factor: fc.constantFrom(2, 3) })
    .map(({ there, stored, factor }) => {
      const left = columnReference({ name: base.name });
      const right = value({ value: factor, type: INTEGER });
      const expression = binary({ left, op: "*", right });
      const computed = { expression, stored };
      return there ? [{ name: "worked out", type: { kind: "double" }, nullable: true, computed }] : [];
    });
}

function uniques(table: string, columns: readonly Column[]): fc.Arbitrary<readonly Constraint[]> {
  return columnLists(columns, 2).map((lists) =>
    lists.map((list): Constraint => {
      return { kind: "unique", name: `uq_${table}_${list.join("_")}`, columns: list };
    }),
  );
}

function checks(table: string, plain: readonly GeneratedColumn[]): fc.Arbitrary<readonly Constraint[]> {
  const withConditions = plain.filter(({ conditions }) => conditions.length > 0);
  return fc
    .tuple(
      ...withConditions.map(({ column, conditions }) =>
        fc.record({ column: fc.constant(column.name), condition: maybe(conditions) }),
      ),
    )
    .map((list) =>
      list.flatMap(({ column, condition }): readonly Constraint[] =>
        condition === null
          ? []
          : [{ kind: "check", name: `ck_${table}_${column}`, expression: condition.node }],
      ),
    );
}

function indexes(
  table: string,
  columns: readonly Column[],
  able: Capabilities,
): fc.Arbitrary<readonly TableIndex[]> {
  const { partialIndexes, expressionIndexes, indexInclude } = able.features;
  const amount = columns.find(({ name }) => name === "amount");
  const label = columns.find(({ name, type }) => name === "label" && isIndexable(type));
  return columnLists(columns, 3).chain((lists) =>
    fc.tuple(
      ...lists.map((list) =>
        fc
          .record({
            descending: fc.boolean(),
            unique: fc.boolean(),
            partial: fc.boolean(),
            lowered: fc.boolean(),
            include: fc.boolean(),
          })
          .map((given): TableIndex => {
            const parts = list.map((column, i): IndexPart => {
              if (given.lowered && expressionIndexes && column === label?.name) {
                return { expression: call({ name: "lower", args: [columnReference({ name: column })] }) };
              }
              return { column, ...(given.descending && i === 0 && { descending: true }) };
            });
            const included = given.include && indexInclude && amount && !list.includes("amount");
            return {
              name: `ix_${table}_${list.join("_")}`,
              parts,
              unique: given.unique,
              ...(given.partial && partialIndexes && amount && { where: condition(amount.name) }),
              ...(included && { include: ["amount"] }),
            };
          }),
      ),
    ),
  );
}

function condition(column: string) {
  return {
    kind: "binary",
    left: columnReference({ name: column }),
    op: ">",
    right: { kind: "value", value: 5, type: INTEGER },
  } as const;
}

/** Lists of one or two columns that may stand in a key, none of them twice. */
function columnLists(columns: readonly Column[], most: number): fc.Arbitrary<readonly (readonly string[])[]> {
  const able = columns.filter(({ type }) => isIndexable(type)).map(({ name }) => name);
  if (able.length === 0) return fc.constant([]);
  return fc.uniqueArray(fc.shuffledSubarray(able, { minLength: 1, maxLength: Math.min(2, able.length) }), {
    maxLength: most,
    selector: (list) => list.join("_"),
  });
}

/** The table with foreign keys to some of `tables`, itself included. */
function withForeignKeys(table: Table, tables: readonly Table[], able: Capabilities): fc.Arbitrary<Table> {
  const targets = tables.filter((each) => keysOf(each).length > 0);
  const references = targets.map((target) =>
    fc.record({
      target: fc.constant(target),
      key: fc.constantFrom(...keysOf(target)),
      there: fc.boolean(),
      nullable: fc.boolean(),
      onDelete: fc.constantFrom<ForeignKey["onDelete"]>(undefined, "cascade", "restrict", "set null"),
      deferrable: fc.constantFrom<ForeignKey["deferrable"]>(undefined, undefined, "immediate", "deferred"),
      indexed: fc.boolean(),
    }),
  );
  return fc.tuple(...references).map((list) => {
    const wanted = list.filter(({ there }) => there).map((each) => reference(table.name, each, able));
    return {
      ...table,
      columns: [...table.columns, ...wanted.flatMap((each) => each.columns)],
      constraints: [...table.constraints, ...wanted.map((each) => each.key)].sort(
        (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
      ),
      indexes: [...table.indexes, ...wanted.flatMap((each) => each.index ?? [])],
    };
  });
}

/** The order that constraints have in a declared table. */
const KINDS: readonly Constraint["kind"][] = ["primaryKey", "unique", "foreignKey", "check"];

/** A foreign key being generated. */
interface Wanted {
  readonly target: Table;
  readonly key: readonly string[];
  readonly nullable: boolean;
  readonly onDelete: ForeignKey["onDelete"];
  readonly deferrable: ForeignKey["deferrable"];
  readonly indexed: boolean;
}

/** The columns that a foreign key may refer to: the primary key, and what is unique by itself. */
function keysOf(table: Table): readonly (readonly string[])[] {
  const isWord = (name: string) =>
    table.columns.some((each) => each.name === name && each.type.kind === "enum");
  const uniques = constraintsOf(table, "unique").map(({ columns }) => columns);
  return [primaryKeyOf(table)?.columns ?? [], ...uniques].filter(
    (columns) => columns.length > 0 && !columns.some(isWord),
  );
}

/** The columns of a foreign key, the key, and perhaps an index for it. */
function reference(
  table: string,
  { target, key: names, nullable, onDelete, deferrable, indexed }: Wanted,
  able: Capabilities,
) {
  const columns = names.map((name): Column => {
    const { type } = target.columns.find((column) => column.name === name)!;
    return { name: `${target.name}_${name}`, type, nullable: nullable || onDelete === "set null" };
  });
  const key: ForeignKey = {
    kind: "foreignKey",
    name: `fk_${table}_${target.name}`,
    columns: columns.map(({ name }) => name),
    references: { name: target.name, columns: names },
    ...(onDelete && { onDelete }),
    ...(deferrable && able.features.deferrableConstraints && { deferrable }),
  };
  const index: TableIndex = {
    name: `ix_${table}_${target.name}`,
    parts: key.columns.map((column) => ({ column })),
    unique: false,
  };
  return { columns, key, index: indexed ? index : null };
}
