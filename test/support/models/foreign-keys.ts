import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import { type Deferrable, type ForeignKey, inKindOrder } from "../../../src/schema/constraint.js";
import { constraintsOf, primaryKeyOf, type Table } from "../../../src/schema/table.js";
import type { TableIndex } from "../../../src/schema/table-index.js";
import type { Capabilities } from "./capabilities.js";
import { sometimes } from "./facets.js";
import { isPartitioned } from "./partitions.js";

/** The table with foreign keys to some of `tables`, itself included. */
export function withForeignKeys(
  table: Table,
  tables: readonly Table[],
  able: Capabilities,
): fc.Arbitrary<Table> {
  const isPostgresql = able.vocabulary === "postgresql";
  // @source MySQL 9.7 Reference Manual, 26.6: tables in partitions have no foreign keys, and none leads to them
  const isApart = (each: Table) => able.vocabulary === "mysql" && isPartitioned(each);
  if (isApart(table)) return fc.constant(table);
  const targets = tables.filter((each) => keysOf(each).length > 0 && !isApart(each));
  // @source MySQL 9.7 Reference Manual, 15.1.22.5: InnoDB rejects SET DEFAULT
  const setDefault = able.vocabulary === "mysql" ? [] : (["set default"] as const);
  const references = targets.map((target) =>
    fc.record({
      target: fc.constant(target),
      key: fc.constantFrom(...keysOf(target)),
      there: fc.boolean(),
      nullable: fc.boolean(),
      onDelete: fc.constantFrom<ForeignKey["onDelete"]>(
        undefined,
        "cascade",
        "restrict",
        "set null",
        ...setDefault,
      ),
      onUpdate: sometimes<NonNullable<ForeignKey["onUpdate"]>>([
        "cascade",
        "restrict",
        "no action",
        ...setDefault,
      ]),
      deferrable: fc.constantFrom<ForeignKey["deferrable"]>(undefined, undefined, "immediate", "deferred"),
      match: sometimes(isPostgresql ? (["full"] as const) : []),
      notValid: sometimes(isPostgresql ? [true] : []),
      some: sometimes(isPostgresql ? [true] : []),
      indexed: fc.boolean(),
    }),
  );
  return fc.tuple(...references).map((list) => {
    const wanted = list.filter(({ there }) => there).map((each) => reference(table, each, able));
    return {
      ...table,
      columns: [...table.columns, ...wanted.flatMap((each) => each.columns)],
      constraints: inKindOrder([...table.constraints, ...wanted.map((each) => each.key)]),
      indexes: [...table.indexes, ...wanted.flatMap((each) => each.index ?? [])],
    };
  });
}

/** A foreign key being generated. */
interface Wanted {
  readonly target: Table;
  readonly key: readonly string[];
  readonly nullable: boolean;
  readonly onDelete: ForeignKey["onDelete"];
  readonly onUpdate: ForeignKey["onUpdate"] | null;
  readonly deferrable: Deferrable | undefined;
  readonly match: "full" | null;
  readonly notValid: boolean | null;
  readonly some: boolean | null;
  readonly indexed: boolean;
}

/**
 * The columns that a foreign key may refer to: the primary key, and what is unique by itself, checked at once and
 * compared as the columns are.
 */
function keysOf(table: Table): readonly (readonly string[])[] {
  const isWord = (name: string) =>
    table.columns.some((each) => each.name === name && each.type.kind === "enum");
  const keys = [...(primaryKeyOf(table) ? [primaryKeyOf(table)!] : []), ...constraintsOf(table, "unique")];
  return keys
    .filter(
      ({ deferrable, options }) => !deferrable && !/COLLATE/.test(String(options?.["sqlite"]?.["parts"])),
    )
    .flatMap(({ columns }) => (columns.some(isWord) ? [] : [columns]));
}

/** The columns of a foreign key, the key, and perhaps an index for it. */
function reference(table: Table, wanted: Wanted, able: Capabilities) {
  const { target, key: names, onDelete, onUpdate, deferrable, match, notValid, some, indexed } = wanted;
  const columns = names.map((name): Column => {
    const { type, collation } = target.columns.find((column) => column.name === name)!;
    return {
      name: `${target.schema === table.schema ? "" : `${target.schema ?? ""} `}${target.name}_${name}`,
      type,
      nullable: wanted.nullable || onDelete === "set null",
      ...(collation !== undefined && { collation }),
    };
  });
  // MariaDB refuses a cascade that could bring a NULL to where none may be.
  const takesNull = able.vocabulary !== "mysql" || columns.every(({ nullable }) => nullable);
  const suffix = target.schema === table.schema ? "" : ` of ${target.schema ?? "all"}`;
  const key: ForeignKey = {
    kind: "foreignKey",
    name: `fk_${table.name}_${target.name}${suffix}`,
    columns: columns.map(({ name }) => name),
    references: {
      ...(target.schema !== undefined && { schema: target.schema }),
      name: target.name,
      columns: names,
    },
    ...(onDelete && { onDelete }),
    ...(onUpdate && (onUpdate !== "cascade" || takesNull) && { onUpdate }),
    ...(deferrable && able.features.deferrableConstraints && { deferrable }),
    ...(match && { match }),
    ...(notValid && { notValid }),
    ...(some &&
      (onDelete === "set null" || onDelete === "set default") && { onDeleteColumns: [columns[0]!.name] }),
  };
  const index: TableIndex = {
    name: `ix_${table.name}_${target.name}${suffix}`,
    parts: key.columns.map((column) => ({ column })),
    unique: false,
  };
  return { columns, key, index: indexed ? index : null };
}
