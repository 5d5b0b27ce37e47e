import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import type { Constraint, Deferrable } from "../../../src/schema/constraint.js";
import type { DialectOptions } from "../../../src/schema/options.js";
import { call, columnReference } from "../../../src/sql/nodes/index.js";
import type { Capabilities } from "./capabilities.js";
import { type GeneratedColumn, maybe } from "./columns.js";
import { sometimes } from "./facets.js";
import { columnLists } from "./indexes.js";
import { SPACE } from "./tablespaces.js";

/** What keys and uniques may have beside their columns. */
function keyExtras(
  columns: readonly Column[],
  able: Capabilities,
  length: number,
): fc.Arbitrary<{
  readonly deferrable?: Deferrable;
  readonly include?: readonly string[];
  readonly options?: DialectOptions;
}> {
  const { vocabulary } = able;
  const isPostgresql = vocabulary === "postgresql";
  const spare = columns.filter(({ name }) => name === "amount" || name === "happened");
  return fc
    .record({
      deferrable: sometimes<Deferrable>(isPostgresql ? ["immediate", "deferred"] : []),
      include: sometimes(isPostgresql ? spare.map(({ name }) => [name]) : []),
      options: sometimes<DialectOptions[string]>(
        {
          postgresql: [{ with: ["fillfactor=80"] }, ...(able.tablespace ? [{ tablespace: SPACE }] : [])],
          sqlite: [
            { onConflict: "ignore" },
            ...["DESC", "COLLATE NOCASE", "COLLATE RTRIM DESC"].map((last) => ({
              parts: Array.from({ length }, (_, i) => (i === length - 1 ? last : "")),
            })),
          ],
        }[vocabulary] ?? [],
      ),
    })
    .map(({ deferrable, include, options }) => ({
      ...(deferrable && { deferrable }),
      ...(include && { include }),
      ...(options && { options: { [vocabulary]: options } }),
    }));
}

/** The primary key over these columns, or none where there are none. */
export function primaryKeys(
  table: string,
  key: readonly Column[],
  columns: readonly Column[],
  able: Capabilities,
): fc.Arbitrary<readonly Constraint[]> {
  if (key.length === 0) return fc.constant([]);
  const names = key.map(({ name }) => name);
  return keyExtras(columns, able, key.length).map((extras) => [
    { kind: "primaryKey", name: `pk_${table}`, columns: names, ...extras },
  ]);
}

/** Uniques over one or two columns. */
export function uniques(
  table: string,
  columns: readonly Column[],
  able: Capabilities,
): fc.Arbitrary<readonly Constraint[]> {
  return columnLists(columns, 2).chain((lists) =>
    fc.tuple(
      ...lists.map((list) => {
        const spare = columns.filter(({ name }) => !list.includes(name));
        return fc
          .record({ extras: keyExtras(spare, able, list.length), alike: fc.boolean() })
          .map(({ extras, alike }): Constraint => {
            const isAlike = alike && able.vocabulary === "postgresql";
            const name = `uq_${table}_${list.join("_")}`;
            return {
              kind: "unique",
              name,
              columns: list,
              ...(isAlike && { nullsNotDistinct: true }),
              ...extras,
            };
          });
      }),
    ),
  );
}

/** Checks on the columns that have conditions. */
export function checks(
  table: string,
  plain: readonly GeneratedColumn[],
  able: Capabilities,
): fc.Arbitrary<readonly Constraint[]> {
  const withConditions = plain.filter(({ conditions }) => conditions.length > 0);
  return fc
    .tuple(
      ...withConditions.map(({ column, conditions }) =>
        fc.record({
          column: fc.constant(column.name),
          condition: maybe(conditions),
          noInherit: fc.boolean(),
          notValid: sometimes([true]),
          idle: sometimes(able.unenforced ? [true] : []),
        }),
      ),
    )
    .map((list) =>
      list.flatMap(({ column, condition, noInherit, notValid, idle }): readonly Constraint[] => {
        if (condition === null) return [];
        const isPostgresql = able.vocabulary === "postgresql";
        const name = `ck_${table}_${column}`;
        return [
          {
            kind: "check",
            name,
            expression: condition.node,
            ...(noInherit && isPostgresql && { noInherit }),
            ...(idle ? { enforced: false } : notValid && isPostgresql && { notValid }),
          },
        ];
      }),
    );
}

/** An exclusion on a column that has an operator for one, or none. */
export function exclusions(
  table: string,
  columns: readonly Column[],
  { vocabulary, tablespace }: Capabilities,
): fc.Arbitrary<readonly Constraint[]> {
  const period = columns.find(({ name }) => name === "period");
  if (vocabulary !== "postgresql" || !period) return fc.constant([]);
  const other = columns.find(({ name, type }) => name === "amount" && type.kind === "integer");
  return fc
    .record({
      there: fc.boolean(),
      equal: sometimes(other ? [{ column: other.name, operator: "=" }] : []),
      deferrable: sometimes<Deferrable>(["immediate", "deferred"]),
      where: sometimes([call({ name: "isempty", args: [columnReference({ name: period.name })] })]),
      own: sometimes<DialectOptions[string]>([
        { with: ["fillfactor=80"] },
        ...(tablespace ? [{ tablespace: SPACE }] : []),
      ]),
    })
    .map(({ there, equal, deferrable, where, own }): readonly Constraint[] => {
      const parts = [...(equal ? [equal] : []), { column: period.name, operator: "&&" }];
      const exclude = { kind: "exclude", name: `ex_${table}`, parts } as const;
      const rest = { ...(deferrable && { deferrable }), ...(own && { options: { [vocabulary]: own } }) };
      return there ? [{ ...exclude, method: "gist", ...(where && { where }), ...rest }] : [];
    });
}
