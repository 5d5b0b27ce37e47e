import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import type { DialectOptions } from "../../../src/schema/options.js";
import type { IndexPart, TableIndex } from "../../../src/schema/table-index.js";
import { binary, call, columnReference, raw, template, value } from "../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../src/types/type.js";
import type { Capabilities } from "./capabilities.js";
import { HOSTILE, isIndexable } from "./columns.js";
import { sometimes } from "./facets.js";
import { SPACE } from "./tablespaces.js";

/** Indexes of a table: over one or two columns, with all that the database has of options, and of other methods. */
export function indexes(
  table: string,
  columns: readonly Column[],
  able: Capabilities,
): fc.Arbitrary<readonly TableIndex[]> {
  return columnLists(columns, 3)
    .chain((lists) => fc.tuple(...lists.map((list) => plainIndex(table, list, columns, able))))
    .chain((plain) =>
      fc.subarray([...otherMethods(table, columns, able)]).map((others) => [...plain, ...others]),
    );
}

function plainIndex(
  table: string,
  list: readonly string[],
  columns: readonly Column[],
  able: Capabilities,
): fc.Arbitrary<TableIndex> {
  const { features, vocabulary } = able;
  const amount = columns.find(({ name }) => name === "amount");
  const hasAmount = amount !== undefined && isIndexable(amount.type);
  const isPostgresql = vocabulary === "postgresql";
  const options = {
    descending: fc.boolean(),
    unique: fc.boolean(),
    partial: fc.boolean(),
    lowered: fc.boolean(),
    include: fc.boolean(),
    nulls: sometimes(features.indexNulls ? (["first", "last"] as const) : []),
    collation: sometimes({ postgresql: ["C"], sqlite: ["NOCASE", "BINARY"] }[vocabulary] ?? []),
    operatorClass: fc.boolean(),
    nullsNotDistinct: fc.boolean(),
    length: sometimes(vocabulary === "mysql" ? [5, 10] : []),
    comment: features.comments ? sometimes(HOSTILE) : fc.constant(null),
    own: sometimes<DialectOptions[string]>([
      ...(isPostgresql ? [{ with: ["fillfactor=70"] }, { with: ["deduplicate_items=off"] }] : []),
      ...(able.tablespace ? [{ tablespace: SPACE }] : []),
    ]),
  };
  return fc.record(options).map((given): TableIndex => {
    const parts = list.map((name, i): IndexPart => {
      const { type } = columns.find((column) => column.name === name)!;
      const isText = type.kind === "string" || type.kind === "text";
      if (given.lowered && features.expressionIndexes && name === "label" && isText) {
        return { expression: call({ name: "lower", args: [columnReference({ name })] }) };
      }
      if (given.lowered && features.expressionIndexes && name === "amount" && type.kind === "integer") {
        const left = columnReference({ name });
        const expression = binary({ left, op: "+", right: value({ value: 1, type }) });
        return { expression, ...(given.descending && { descending: true }) };
      }
      return {
        column: name,
        ...(given.descending && i === 0 && { descending: true }),
        ...(given.nulls && i === 0 && { nulls: given.nulls }),
        ...(given.collation !== null && isText && { collation: given.collation }),
        ...(given.operatorClass && isPostgresql && isText && { operatorClass: "text_pattern_ops" }),
        ...(given.length !== null && isText && { length: given.length }),
      };
    });
    const included = given.include && features.indexInclude && hasAmount && !list.includes("amount");
    return {
      name: `ix_${table}_${list.join("_")}`,
      parts,
      unique: given.unique,
      ...(given.unique && given.nullsNotDistinct && isPostgresql && { nullsNotDistinct: true }),
      ...(given.partial && features.partialIndexes && hasAmount && { where: condition(amount) }),
      ...(included && { include: ["amount"] }),
      ...(given.comment !== null && { comment: given.comment }),
      ...(given.own !== null && { options: { [vocabulary]: given.own } }),
    };
  });
}

/** One index of another method for each column that it is for. */
function otherMethods(
  table: string,
  columns: readonly Column[],
  { vocabulary, features }: Capabilities,
): readonly TableIndex[] {
  if (!features.indexMethods && vocabulary !== "mysql") return [];
  const isMysql = vocabulary === "mysql" && features.expressionIndexes;
  return columns.flatMap(({ name, type, nullable, computed }): readonly TableIndex[] => {
    if (computed) return [];
    if (isMysql && type.kind === "json") return [multiValued(table, name)];
    const method = METHODS[vocabulary]?.(type, nullable);
    if (!method) return [];
    const index = { name: `${method}_${table}_${name}`, parts: [{ column: name }], unique: false, method };
    const options = isMysql && method === "fulltext" && name !== "label" ? NGRAM : {};
    return [{ ...index, ...options }];
  });
}

const NGRAM = { options: { mysql: { parser: "ngram" } } };

/** An index of all numbers in a part of a column's documents. */
function multiValued(table: string, column: string): TableIndex {
  const path = [raw({ sql: "cast(json_extract(" }), columnReference({ name: column })];
  const expression = template({ pieces: [...path, raw({ sql: ",'$.b') as unsigned array)" })] });
  return { name: `mv_${table}_${column}`, parts: [{ expression }], unique: false };
}

const METHODS: Readonly<Record<string, (type: SqlType, nullable: boolean) => string | undefined>> = {
  postgresql(type) {
    if (type.kind === "native") {
      const methods: Readonly<Record<string, string>> = {
        jsonb: "gin",
        array: "gin",
        tsvector: "gin",
        daterange: "gist",
        point: "gist",
      };
      return methods[type.name];
    }
    return { uuid: "hash", date: "brin", dateTime: "brin" }[type.kind as string];
  },
  mysql(type, nullable) {
    if (type.kind === "text") return "fulltext";
    if (type.kind === "native" && (type.name === "point" || type.name === "geometry"))
      return nullable ? undefined : "spatial";
    return undefined;
  },
};

function condition({ name }: Column) {
  const right = value({ value: 5, type: { kind: "integer" } });
  return binary({ left: columnReference({ name }), op: ">", right });
}

/** Lists of one or two columns that may stand in a key, none of them twice. */
export function columnLists(
  columns: readonly Column[],
  most: number,
): fc.Arbitrary<readonly (readonly string[])[]> {
  const able = columns.filter(({ type }) => isIndexable(type)).map(({ name }) => name);
  if (able.length === 0) return fc.constant([]);
  return fc.uniqueArray(fc.shuffledSubarray(able, { minLength: 1, maxLength: Math.min(2, able.length) }), {
    maxLength: most,
    selector: (list) => list.join("_"),
  });
}
