import type { Expression, OrderingExpression } from "../../sql/build/expression.js";
import type { Constraint, Deferrable, Exclude, KeyPart, PrimaryKey, Unique } from "../constraint.js";
import { type DialectOptions, mergeOptions } from "../options.js";
import {
  aDeferral,
  anExpression,
  assertArgument,
  assertOptions,
  aText,
  byDialect,
  listOf,
  type Rule,
  type Rules,
  yesOrNo,
} from "./argument.js";
import { aPart, type DetailedPart, type IndexArgument, indexPart } from "./index-item.js";
import { REFERENCE_RULES, type ReferenceOptions, referenceParts } from "./reference.js";
import {
  aColumn,
  assertItem,
  type ColumnName,
  nameOf,
  referredColumns,
  TableItem,
  type Target,
  targetOf,
} from "./table-item.js";

const aTarget: Rule = (value) =>
  aColumn(value) === null || (typeof value === "object" && value !== null && "column" in value)
    ? null
    : "a column of another table";

const anElement: Rule = (value) =>
  Array.isArray(value) && value.length === 2 && aPart(value[0]) === null && aText(value[1]) === null
    ? null
    : 'a pair of a column and an operator, such as [c.room, "="]';

/** Details of a key beside its columns. */
export interface KeyDetails {
  /** Whether the check may wait until commit, and whether it does so from the start. */
  readonly deferrable?: Deferrable;
  /** Columns kept in the key's index beside it. */
  readonly include?: readonly ColumnName[];
  /** The last column is a period: rows with the others alike may not overlap in it. */
  readonly withoutOverlaps?: boolean;
  readonly options?: DialectOptions;
}

/** Details of a unique constraint beside its columns. */
export interface UniqueDetails extends KeyDetails {
  /** Rows whose columns are NULL count as alike. */
  readonly nullsNotDistinct?: boolean;
}

/** A primary key or a unique constraint being declared. */
export class KeyItem<D extends KeyDetails = KeyDetails> extends TableItem {
  readonly #make: (details: D) => TableItem["build"];
  readonly #details: D;

  constructor(make: (details: D) => TableItem["build"], details: D) {
    super(make(details));
    this.#make = make;
    this.#details = details;
  }

  /** The check may wait until commit; `deferred` waits unless told otherwise. */
  deferrable(when: Deferrable = "immediate"): this {
    assertArgument("deferrable()", "when", when, aDeferral);
    return this.with({ deferrable: when } as Partial<D>);
  }

  /** Columns kept in the key's index beside it. */
  include(...columns: readonly ColumnName[]): this {
    assertItem("include()", null, columns);
    return this.with({ include: columns } as Partial<D>);
  }

  /**
   * The last column is a period, such as a range: rows with the others alike may not overlap in it. PostgreSQL 18 has
   * such keys, by an index of method gist, which takes other types with the extension btree_gist.
   */
  withoutOverlaps(): this {
    return this.with({ withoutOverlaps: true } as Partial<D>);
  }

  /** What only some databases know about it: `{ postgresql: { fillfactor: 70 } }`. */
  options(options: DialectOptions): this {
    assertArgument("options()", "options", options, byDialect);
    return this.with({ options: mergeOptions(this.#details.options, options) } as Partial<D>);
  }

  /** A copy with more details. @internal */
  with(details: Partial<D>): this {
    const Class = this.constructor as new (make: (details: D) => TableItem["build"], details: D) => this;
    return new Class(this.#make, { ...this.#details, ...details });
  }
}

/** A unique constraint being declared. */
export class UniqueItem extends KeyItem<UniqueDetails> {
  /** Rows whose columns are NULL count as alike. */
  nullsNotDistinct(): this {
    return this.with({ nullsNotDistinct: true });
  }
}

/**
 * A column of a primary key: whole, or on MySQL and MariaDB in descending order or its beginning alone, as in
 * `{ on: c.name, length: 10 }`.
 */
export type KeyColumn =
  | ColumnName
  | OrderingExpression
  | (DetailedPart & { readonly on: ColumnName | OrderingExpression });

/** A column of a primary key. */
export const aKeyColumn: Rule = (value) => {
  if (aColumn(value) === null) return null;
  const wanted = "a column of its table, such as c.id, or { on: c.name, length: 10 }";
  if (aPart(value) !== null) return wanted;
  const { column, descending: _, length = 1, ...more } = indexPart(value as IndexArgument);
  const isLength = Number.isInteger(length) && length > 0;
  return column !== undefined && isLength && Object.keys(more).length === 0 ? null : wanted;
};

/** The primary key over several columns; with null the naming convention names it. */
export function primaryKey(name: string | null, ...columns: readonly KeyColumn[]): KeyItem {
  assertItem("primaryKey()", name, columns, aKeyColumn);
  const make =
    (details: KeyDetails): TableItem["build"] =>
    (context) => {
      const given = columns.map(indexPart);
      const names = given.flatMap(({ column }) => column ?? []);
      const ordered = given.map(({ column: _, ...part }): KeyPart => part);
      const constraint: PrimaryKey = {
        kind: "primaryKey",
        name: name ?? context.conventionalName("pk", names),
        columns: names,
        ...(ordered.some((part) => Object.keys(part).length > 0) && { keyParts: ordered }),
        ...keyParts(details),
      };
      return { constraint };
    };
  return new KeyItem(make, {});
}

/** Columns that no two rows have alike; with null the naming convention names the constraint. */
export function unique(name: string | null, ...columns: readonly ColumnName[]): UniqueItem {
  assertItem("unique()", name, columns);
  const make =
    (details: UniqueDetails): TableItem["build"] =>
    (context) => {
      const names = columns.map(nameOf);
      const constraint: Unique = {
        kind: "unique",
        name: name ?? context.conventionalName("uq", names),
        columns: names,
        ...(details.nullsNotDistinct && { nullsNotDistinct: true }),
        ...keyParts(details),
      };
      return { constraint };
    };
  return new UniqueItem(make, {});
}

function keyParts({ withoutOverlaps, deferrable, include, options }: KeyDetails) {
  return {
    ...(withoutOverlaps && { withoutOverlaps }),
    ...(deferrable && { deferrable }),
    ...(include && { include: include.map(nameOf) }),
    ...(options && { options }),
  };
}

/** Details of a check beside its condition. */
export interface CheckOptions {
  /** Tables that inherit do not have it. */
  readonly noInherit?: boolean;
  /** Rows that were there before it are not checked. */
  readonly notValid?: boolean;
  /** False: the database keeps it and never checks it. */
  readonly enforced?: boolean;
  readonly options?: DialectOptions;
}

const CHECK_RULES: Rules<CheckOptions> = {
  noInherit: yesOrNo,
  notValid: yesOrNo,
  enforced: yesOrNo,
  options: byDialect,
};

/** A condition that every row meets; with null the naming convention names it after its columns. */
export function check(
  name: string | null,
  condition: Expression<boolean> | Expression<unknown>,
  given: CheckOptions = {},
): TableItem {
  assertItem("check()", name);
  assertArgument("check()", "condition", condition, anExpression);
  assertOptions("check()", given, CHECK_RULES);
  const { noInherit, notValid, enforced, options } = given;
  return new TableItem((context) => ({
    constraint: {
      kind: "check",
      name: name ?? context.conventionalName("ck", referredColumns(condition.node)),
      expression: condition.node,
      ...(noInherit && { noInherit }),
      ...(notValid && { notValid }),
      ...(enforced === false && { enforced }),
      ...(options && { options }),
    },
  }));
}

/** Columns that hold the key of another table: targets are `User.c.id` or `"users.id"` in database names. */
export function foreignKey(
  name: string | null,
  columns: readonly ColumnName[],
  targets: readonly Target[],
  options: Omit<ReferenceOptions, "name"> = {},
): TableItem {
  assertArgument("foreignKey()", "columns", columns, listOf(aColumn, "columns, such as [c.id]"));
  assertArgument("foreignKey()", "targets", targets, listOf(aTarget, "columns, such as [User.c.id]"));
  assertItem("foreignKey()", name, columns);
  assertOptions("foreignKey()", options, REFERENCE_RULES);
  return new TableItem((context) => {
    const names = columns.map(nameOf);
    const references = targetOf(targets, context.table);
    const constraint: Constraint = {
      kind: "foreignKey",
      name: name ?? context.conventionalName("fk", names, references.name),
      columns: names,
      references,
      ...referenceParts(options),
    };
    return { constraint };
  });
}

/** Details of an exclusion beside its elements. */
export interface ExcludeOptions {
  /** The access method of its index; `gist` where it is left out. */
  readonly using?: string;
  /** Only rows that meet this condition are compared. */
  readonly where?: Expression<boolean> | Expression<unknown>;
  /** Whether the check may wait until commit, and whether it does so from the start. */
  readonly deferrable?: Deferrable;
  /** Columns kept in its index beside its elements. */
  readonly include?: readonly ColumnName[];
  readonly options?: DialectOptions;
}

const EXCLUDE_RULES: Rules<ExcludeOptions> = {
  using: aText,
  where: anExpression,
  deferrable: aDeferral,
  include: listOf(aColumn, "columns"),
  options: byDialect,
};

/** What an exclusion compares, and the operator that no two rows may meet: `[c.room, "="]`. */
export type ExcludeElement = readonly [on: IndexArgument, operator: string];

/**
 * No two rows may meet all operators at once: `exclude("no_overlap", [[c.room, "="], [c.during, "&&"]])`. PostgreSQL
 * only; with null the naming convention names it.
 */
export function exclude(
  name: string | null,
  elements: readonly ExcludeElement[],
  given: ExcludeOptions = {},
): TableItem {
  assertArgument("exclude()", "elements", elements, listOf(anElement, 'pairs, such as [[c.room, "="]]'));
  assertItem("exclude()", name, elements, anElement);
  assertOptions("exclude()", given, EXCLUDE_RULES);
  const { using, where, deferrable, include, options } = given;
  return new TableItem((context) => {
    const parts = elements.map(([on, operator]) => ({ ...indexPart(on), operator }));
    const columns = parts.flatMap(({ column, expression }) => column ?? referredColumns(expression!));
    const method = using?.toLowerCase();
    const constraint: Exclude = {
      kind: "exclude",
      name: name ?? context.conventionalName("ex", columns),
      parts,
      ...(method !== undefined && method !== "gist" && { method }),
      ...(where && { where: where.node }),
      ...(deferrable && { deferrable }),
      ...(include && { include: include.map(nameOf) }),
      ...(options && { options }),
    };
    return { constraint };
  });
}
