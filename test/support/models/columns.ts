import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import { and, Expression } from "../../../src/sql/build/expression.js";
import { func } from "../../../src/sql/build/func.js";
import type { Node } from "../../../src/sql/node.js";
import { columnReference, value } from "../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../src/types/type.js";
import type { Capabilities } from "./capabilities.js";
import { facets, sometimes } from "./facets.js";
import type { Family } from "./family.js";
import { array, NATIVE_BYTES, NATIVE_FAMILIES, NATIVE_NUMBERS, NATIVE_TEXTS } from "./native-families.js";

/** Texts that are hard to write in SQL or in TypeScript. */
export const HOSTILE: readonly string[] = [
  "plain",
  "it's",
  'say "hi"',
  "back\\slash",
  ["`tick` $", "{x}"].join(""),
  "two\nlines",
  "snow ☃ 😀",
  "100% :name ?",
  "--not a comment",
  " spaces ",
];

const node = (given: unknown, type: SqlType): Node => value({ value: given, type });
const none = () => [];

const FAMILIES = {
  number: {
    names: ["amount", "Total"],
    types: [
      { kind: "integer" },
      { kind: "smallInteger" },
      { kind: "bigInteger", mode: "bigint" },
      { kind: "numeric", precision: 10, scale: 2, mode: "string" },
      { kind: "numeric", precision: 8, scale: 0, mode: "number" },
      { kind: "double" },
      { kind: "float" },
      ...NATIVE_NUMBERS,
    ],
    defaults: (type) => [numberOf(1, type), numberOf(42, type)].map((each) => node(each, type)),
    sample: (type) => numberOf(7, type),
    conditions: (c) => {
      const column = c as unknown as Expression<number>;
      return [
        column.gt(0),
        and(column.ge(1), column.lt(1000)),
        column.between(1, 500),
        column.in([1, 7, 42]),
      ];
    },
  },
  text: {
    names: ["label", "order by", ['say "`$', "{y}'s"].join("")],
    types: [
      { kind: "string", length: 40 },
      { kind: "string", length: 80 },
      { kind: "string" },
      { kind: "char", length: 40 },
      { kind: "text" },
      ...NATIVE_TEXTS,
    ],
    defaults: (type) => HOSTILE.map((each) => node(type.kind === "char" ? each.trimEnd() : each, type)),
    sample: () => "a",
    conditions: (c) => {
      const column = c as unknown as Expression<string>;
      return [column.ne("x"), func.length(column).gt(0)];
    },
  },
  flag: {
    names: ["active"],
    types: [{ kind: "boolean" }],
    defaults: (type) => [true, false].map((each) => node(each, type)),
    sample: () => true,
    conditions: none,
  },
  moment: {
    names: ["happened", "createdAt"],
    types: [
      { kind: "dateTime", timezone: false },
      { kind: "dateTime", timezone: true },
      { kind: "dateTime", timezone: false, precision: 3 },
    ],
    defaults: () => [func.now().node],
    sample: () => new Date("2024-02-29T12:00:00.000Z"),
    conditions: none,
  },
  day: {
    names: ["day"],
    types: [{ kind: "date" }],
    defaults: (type) => [node("2024-02-29", type)],
    sample: () => "2024-02-29",
    conditions: none,
  },
  clock: {
    names: ["at"],
    types: [{ kind: "time" }, { kind: "time", precision: 3 }],
    defaults: (type) => [node("12:30:00", type)],
    sample: () => "12:30:00",
    conditions: none,
  },
  key: {
    names: ["token"],
    types: [{ kind: "uuid" }],
    defaults: (type) => [node("6c84fb90-12c4-11e1-840d-7b25c5ee775a", type)],
    sample: () => "6c84fb90-12c4-11e1-840d-7b25c5ee775a",
    conditions: none,
  },
  bytes: {
    names: ["body"],
    types: [{ kind: "largeBinary" }, ...NATIVE_BYTES],
    defaults: none,
    sample: () => Uint8Array.of(0, 255),
    conditions: none,
  },
  document: {
    names: ["meta"],
    types: [{ kind: "json" }],
    defaults: (type) => [node({}, type), node({ a: [1, "it's"] }, type)],
    sample: () => ({ a: 1 }),
    conditions: none,
  },
  span: {
    names: ["duration"],
    types: [{ kind: "interval" }],
    defaults: none,
    sample: () => "P1D",
    conditions: none,
  },
} satisfies Record<string, Family>;

const ALL: readonly Family[] = [...Object.values<Family>(FAMILIES), ...Object.values(NATIVE_FAMILIES)];

function numberOf(given: number, type: SqlType): unknown {
  if (type.kind === "bigInteger") return BigInt(given);
  return type.kind === "numeric" && type.mode === "string" ? String(given) : given;
}

const WORDS = ["guest", "member", "it's", "ad min", "Üser"] as const;

/** A column that is no key, with the conditions that a check on it may have. */
export interface GeneratedColumn {
  readonly column: Column;
  readonly conditions: readonly Expression<boolean>[];
}

/** Columns that are no keys: each name is of one family, so that a type can change into any other of its own. */
export function plainColumns(table: string, able: Capabilities): fc.Arbitrary<readonly GeneratedColumn[]> {
  const columns = ALL.flatMap((family) => {
    const types = family.types.filter((type) => able.hasType(type));
    return types.length === 0 ? [] : family.names.map((name) => column(name, types, family, able));
  });
  return fc
    .subarray(columns, { maxLength: 5 })
    .chain((chosen) => fc.tuple(...chosen, enumColumn(table, able), enumsColumn(table, able)))
    .map((list) => list.filter((each) => each !== null));
}

function column(
  name: string,
  types: readonly SqlType[],
  family: Family,
  able: Capabilities,
): fc.Arbitrary<GeneratedColumn> {
  return fc.constantFrom(...types).chain((type) =>
    fc
      .record({
        rest: common(able),
        fallback: maybe(family.defaults(type)),
        updated: fc.boolean(),
        own: facets(type, able),
        forgiven: sometimes([{ sqlite: { onConflictNotNull: "ignore" } }]),
      })
      .map(({ rest, fallback, updated, own, forgiven }): GeneratedColumn => {
        const expression = new Expression<never>(columnReference({ name }), type);
        // MariaDB gives NOT NULL without a default one of its own here, which it then refuses itself.
        const isOwn = able.onUpdate && type.kind === "dateTime" && (rest.nullable || fallback);
        const onUpdate = isOwn && updated ? func.now().node : null;
        return {
          column: {
            name,
            type,
            ...rest,
            ...(family.sample(type) === null && { nullable: true }),
            ...(fallback && { default: fallback }),
            ...own,
            ...(forgiven && !rest.nullable && able.vocabulary === "sqlite" && { options: forgiven }),
            ...(onUpdate && { onUpdate }),
          },
          conditions: family.conditions(expression),
        };
      }),
  );
}

function enumColumn(table: string, able: Capabilities): fc.Arbitrary<GeneratedColumn | null> {
  const values = fc.shuffledSubarray([...WORDS], { minLength: 1, maxLength: 4 });
  return fc.option(
    fc.record({ values, rest: common(able), defaulted: fc.boolean() }).map((given): GeneratedColumn => {
      const type: SqlType = { kind: "enum", values: given.values, name: `${table}_role_enum` };
      const fallback = given.defaulted ? { default: node(given.values[0], type) } : {};
      return { column: { name: "role", type, ...given.rest, ...fallback }, conditions: [] };
    }),
    { freq: 2 },
  );
}

/** A column of several words, where the database has arrays. */
function enumsColumn(table: string, able: Capabilities): fc.Arbitrary<GeneratedColumn | null> {
  if (able.vocabulary !== "postgresql") return fc.constant(null);
  const values = fc.shuffledSubarray([...WORDS], { minLength: 1, maxLength: 4 });
  return fc
    .record({ values, rest: common(able), there: sometimes([true]), defaulted: fc.boolean() })
    .map(({ values: words, rest, there, defaulted }) => {
      const type = array({ kind: "enum", values: words, name: `${table}_roles_enum` });
      const fallback = defaulted ? { default: node("{}", type) } : {};
      return there ? { column: { name: "roles", type, ...rest, ...fallback }, conditions: [] } : null;
    });
}

function common(able: Capabilities): fc.Arbitrary<Pick<Column, "nullable" | "comment">> {
  return fc.record({ nullable: fc.boolean(), comment: maybe(HOSTILE) }).map(({ nullable, comment }) => ({
    nullable,
    ...(able.features.comments && comment !== null && { comment }),
  }));
}

/** One of the values, or as often none. */
export function maybe<T>(values: readonly T[]): fc.Arbitrary<T | null> {
  return values.length === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...values), { freq: 2 });
}

/** A value for a row: one that every condition on the column holds for. */
export function sampleOf({ name, type }: Column): unknown {
  if (type.kind === "enum") return type.values[0];
  const words = wordsOf(type);
  if (words) return `{"${words[0]}"}`;
  const family = ALL.find((each) => each.names.includes(name));
  return family ? family.sample(type) : type.kind === "uuid" ? FAMILIES.key.sample() : 1;
}

/** The words that an array holds, or null. */
export function wordsOf(type: SqlType): readonly string[] | null {
  return type.kind === "native" && type.element?.kind === "enum" ? type.element.values : null;
}

/** Native types whose values have an order on every server, and no need of a length. */
const ORDERED: readonly string[] = ["tinyint", "mediumint", "year", "inet", "macaddr", "daterange", "money"];

/** Whether the type may stand in a key or an index on every database. */
export function isIndexable({ kind, ...rest }: SqlType): boolean {
  if (kind === "string") return "length" in rest;
  if (kind === "native") return "name" in rest && ORDERED.includes(rest.name as string);
  return !["text", "json", "largeBinary", "interval"].includes(kind);
}
