import fc from "fast-check";
import type { Column, Identity } from "../../../src/schema/column.js";
import { enumsOf } from "../../../src/schema/define/declared-parts.js";
import { nameKey, type TableName } from "../../../src/schema/name.js";
import type { SchemaNamespace } from "../../../src/schema/object.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { binary, columnReference, value } from "../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../src/types/type.js";
import type { Capabilities } from "./capabilities.js";
import { HOSTILE, maybe, plainColumns } from "./columns.js";
import { checks, exclusions, primaryKeys, uniques } from "./constraints.js";
import { domains } from "./domains.js";
import { entities } from "./entities.js";
import { mostly, sometimes } from "./facets.js";
import { withForeignKeys } from "./foreign-keys.js";
import { indexes } from "./indexes.js";
import { inPartitions, PARTITIONED } from "./partitions.js";
import { sequences } from "./sequences.js";
import { commonOptions, tableOptions, withAloneOptions } from "./table-options.js";
import { userTypes } from "./user-types.js";
import { withHidden } from "./visibility.js";

/** The schemas beside the default one that tables may be in. */
export const NAMESPACES = ["app space", "Other"] as const;
const [NAMESPACE, OTHER] = NAMESPACES;

const TABLES: readonly TableName[] = [
  { name: "users" },
  { name: "Posts" },
  { name: "order" },
  { name: 'odd "name`' },
  { name: ["it's $", "{x}.☃"].join("") },
  { schema: NAMESPACE, name: "users" },
  { schema: NAMESPACE, name: "Posts" },
  { schema: OTHER, name: "users" },
];

/**
 * The names of all tables that schemas may have on a database: before 18, which has virtual columns as well, PostgreSQL
 * has neither identities nor keys that are NOT VALID on tables in partitions.
 *
 * @source PostgreSQL 17 and 18, E. Release Notes
 */
function namesOf({ features, vocabulary }: Capabilities): readonly TableName[] {
  return [
    ...TABLES.filter(({ schema }) => schema === undefined || features.namespaces),
    ...(vocabulary === "postgresql" && features.computedVirtual ? PARTITIONED : []),
    ...(vocabulary === "mysql" ? PARTITIONED.slice(0, 1) : []),
  ];
}

/** The columns of each table's primary key. */
export type Keys = ReadonlyMap<string, readonly Column[]>;

/** Keys for all tables that schemas may have. */
export function keysOfTables(able: Capabilities): fc.Arbitrary<Keys> {
  return fc
    .tuple(...namesOf(able).map(() => keyColumns(able)))
    .map((keys) => new Map(namesOf(able).map((name, i) => [nameKey(name), keys[i]!])));
}

/**
 * Schemas of up to five tables over everything that models can say on this database.
 *
 * @param keys the primary keys that most of the tables have, where they are not to be generated
 */
export function schemas(able: Capabilities, keys?: Keys): fc.Arbitrary<Schema> {
  return fc
    .subarray([...namesOf(able)], { maxLength: 4 })
    .chain((chosen) => fc.tuple(...chosen.map((name) => bareTable(name, able, keys?.get(nameKey(name))))))
    .chain((tables) => fc.tuple(...tables.map((table) => withForeignKeys(table, tables, able))))
    .chain((tables) => fc.tuple(...tables.map((table) => withAloneOptions(table, tables, able))))
    .chain((tables) => commonOptions(tables, able))
    .chain((tables) => fc.tuple(...tables.map((table) => withHidden(table, able))))
    .chain((tables) =>
      fc
        .record({
          sequences: sequences(tables, able),
          entities: entities(tables, able),
          domains: domains(tables, able),
          userTypes: userTypes(tables, able),
          remarks: fc.array(sometimes(able.features.comments ? HOSTILE : []), {
            minLength: NAMESPACES.length,
            maxLength: NAMESPACES.length,
          }),
        })
        .map(({ remarks, ...given }) => ({
          ...EMPTY_SCHEMA,
          ...given,
          tables,
          enums: enumsOf(tables),
          namespaces: NAMESPACES.flatMap((name, i): readonly SchemaNamespace[] => {
            if (!tables.some(({ schema }) => schema === name)) return [];
            const comment = remarks[i];
            return [{ name, ...(comment && { comment }) }];
          }),
        })),
    );
}

/** A table without foreign keys. */
function bareTable(
  { schema, name }: TableName,
  able: Capabilities,
  given?: readonly Column[],
): fc.Arbitrary<Table> {
  const prefix = schema === undefined ? name : `${schema === NAMESPACE ? "abroad" : schema}_${name}`;
  return fc
    .tuple(given ? mostly(given, keyColumns(able)) : keyColumns(able), plainColumns(prefix, able))
    .filter(([key, plain]) => key.length + plain.length > 0)
    .chain(([key, plain]) => {
      const columns = [...key, ...plain.map((each) => each.column)];
      return fc
        .record({
          key: primaryKeys(name, key, columns, able),
          computed: computedColumns(columns, able),
          numbered: numberedColumns(able),
          uniques: uniques(name, columns, able),
          checks: checks(name, plain, able),
          exclusions: exclusions(name, columns, able),
          indexes: indexes(name, columns, able),
          comment: maybe(HOSTILE),
          options: tableOptions(key, able),
          counted: sometimes(able.vocabulary === "sqlite" ? [true] : []),
        })
        .map(
          (given): Table => ({
            ...(schema !== undefined && { schema }),
            name,
            columns: [
              ...(given.counted ? columns.map(countedOn) : columns),
              ...given.computed,
              ...given.numbered,
            ],
            constraints: [...given.key, ...given.uniques, ...given.checks, ...given.exclusions],
            indexes: given.indexes,
            ...(able.features.comments && given.comment !== null && { comment: given.comment }),
            ...(given.options && { options: { [able.vocabulary]: given.options } }),
          }),
        )
        .chain((table) => inPartitions(table, able));
    });
}

const INTEGER: SqlType = { kind: "integer" };

/** The columns of a primary key: one that numbers itself, one that does not, two, or none. */
function keyColumns(able: Capabilities): fc.Arbitrary<readonly Column[]> {
  const id = (type: SqlType): Column => ({ name: "id", type, nullable: false });
  const numbered = { identity: { generated: "byDefault" as const } };
  return fc
    .tuple(
      fc.constantFrom<readonly Column[]>(
        [{ ...id(INTEGER), ...numbered }],
        [{ ...id({ kind: "bigInteger", mode: "number" }), ...numbered }],
        [id(INTEGER)],
        [{ ...id({ kind: "uuid" }), name: "uid" }],
        [id(INTEGER), { name: "Part", type: { kind: "string", length: 20 }, nullable: false }],
        [],
      ),
      identities(able),
    )
    .map(([key, identity]) =>
      key.map((column) => (column.identity && identity ? { ...column, identity } : column)),
    );
}

/** The ways, each with room for where the others are, in which a database's columns number their rows, beside the usual one. */
function identities({ vocabulary }: Capabilities): fc.Arbitrary<Identity | null> {
  if (vocabulary !== "postgresql") return fc.constant(null);
  return sometimes<Identity>([
    { generated: "always" },
    { generated: "byDefault", start: 100, increment: 5 },
    { generated: "always", start: 7, increment: -1, minValue: -1000, maxValue: 1000 },
    { generated: "byDefault", cache: 20, cycle: true, maxValue: 30000 },
  ]);
}

/** The column, never giving a number twice where it numbers its rows. */
function countedOn(column: Column): Column {
  return column.identity ? { ...column, options: { sqlite: { autoincrement: true } } } : column;
}

/** Columns beside the key that number their rows, or once did, where the database has such ones. */
function numberedColumns(able: Capabilities): fc.Arbitrary<readonly Column[]> {
  if (able.vocabulary !== "postgresql") return fc.constant([]);
  const serial = { postgresql: { serial: true } };
  const identity: Identity = { generated: "byDefault" };
  const column = (name: string, own: Partial<Column>): Column => ({
    name,
    type: INTEGER,
    nullable: false,
    ...own,
  });
  return fc
    .record({ serial: sometimes([true, false]), counts: sometimes([true, false]), line: identities(able) })
    .map(({ serial: isSerial, counts, line }): readonly Column[] => [
      ...(isSerial === null ? [] : [column("serial no", isSerial ? { identity, options: serial } : {})]),
      ...(counts === null ? [] : [column("line", counts ? { identity: line ?? identity } : {})]),
    ]);
}

/** A column that is worked out from a number, one of its name that is not, or none. */
function computedColumns(
  columns: readonly Column[],
  { features }: Capabilities,
): fc.Arbitrary<readonly Column[]> {
  const base = columns.find(({ name }) => name === "amount");
  const ways = [...(features.computedStored ? [true] : []), ...(features.computedVirtual ? [false] : [])];
  if (!base || ways.length === 0) return fc.constant([]);
  return fc
    .record({
      there: fc.boolean(),
      plain: sometimes([true]),
      stored: fc.constantFrom(...ways),
      factor: fc.constantFrom(2, 3),
    })
    .map(({ there, plain, stored, factor }) => {
      if (plain) return [{ name: "worked out", type: { kind: "double" }, nullable: true }];
      const left = columnReference({ name: base.name });
      const right = value({ value: factor, type: INTEGER });
      const expression = binary({ left, op: "*", right });
      const computed = { expression, stored };
      return there ? [{ name: "worked out", type: { kind: "double" }, nullable: true, computed }] : [];
    });
}
