import { int4range } from "../../../src/dialects/postgresql/vocabulary.js";
import * as api from "../../../src/index.js";
import type { KeyColumn } from "../../../src/schema/define/constraint-item.js";
import type { TableItem } from "../../../src/schema/define/table-item.js";
import type { DialectOptions } from "../../../src/schema/options.js";
import type { Target } from "../target.js";
import { ALL, FAMILY, LITE, MYSQL, type OptionCase, PARENT, PG, tableOf } from "./case.js";

const { check, exclude, foreignKey, integer, primaryKey, sql, string, unique } = api;

const COLUMNS = {
  id: integer().primaryKey(),
  a: integer().nullable(),
  b: integer().nullable(),
  c: string(9),
};
const KEYLESS = { a: integer(), b: integer(), c: string(9) };
const DEFERRING: readonly Target[] = ["postgresql", "sqlite"];

/** What the other databases do anyway. */
const ANYWAY: Partial<OptionCase> = { passedOver: FAMILY };

type Item = (name: string) => TableItem;

function item(title: string, on: readonly Target[], without: Item, made: Item, more = {}): OptionCase {
  return {
    title,
    on,
    without: tableOf(COLUMNS, (name) => [without(name)]),
    with: tableOf(COLUMNS, (name) => [made(name)]),
    ...more,
  };
}

/** A change of a primary key, over two columns, or of a unique constraint over the same. */
function key(
  title: string,
  on: readonly Target[],
  change: (item: api.UniqueItem) => TableItem,
  usual: (item: api.UniqueItem) => TableItem = (each) => each,
): OptionCase {
  const plain = (name: string) => unique(`uq_${name}`, "a", "b");
  return item(
    `unique ${title}`,
    on,
    (name) => usual(plain(name)),
    (name) => change(plain(name)),
  );
}

function primary(
  title: string,
  on: readonly Target[],
  change: (item: api.KeyItem) => TableItem,
  usual: (item: api.KeyItem) => TableItem = (each) => each,
): OptionCase {
  const plain = (name: string) => primaryKey(`pk_${name}`, "a", "b");
  return {
    title: `primaryKey ${title}`,
    on,
    without: tableOf(KEYLESS, (name) => [usual(plain(name))]),
    with: tableOf(KEYLESS, (name) => [change(plain(name))]),
  };
}

/** A primary key whose parts are not whole and ascending, and another of the same columns. */
function keyPart(title: string, made: readonly KeyColumn[], usual: readonly KeyColumn[]): OptionCase {
  const key = (columns: readonly KeyColumn[]) =>
    tableOf(KEYLESS, (name) => [primaryKey(`pk_${name}`, ...columns)]);
  return { title: `primaryKey keyParts ${title}`, on: FAMILY, without: key(usual), with: key(made) };
}

const filled = (percent: number): DialectOptions => ({ postgresql: { with: [`fillfactor=${percent}`] } });

const COMMENTED: DialectOptions = { postgresql: { comment: "it's told" } };

/** What a model does not name stays as it is. */
const STAYS: Partial<OptionCase> = { stays: true };

function options(given: DialectOptions) {
  return (made: { options(options: DialectOptions): TableItem }) => made.options(given);
}

type Reference = NonNullable<Parameters<typeof foreignKey>[3]>;

function reference(
  title: string,
  on: readonly Target[],
  given: Reference,
  usual: Reference = {},
  more: Partial<OptionCase> = {},
): OptionCase {
  const made = (some: Reference) => (name: string) =>
    foreignKey(`fk_${name}`, ["a", "b"], [`${PARENT}.a`, `${PARENT}.b`], some);
  return item(`foreignKey ${title}`, on, made(usual), made(given), more);
}

function condition(title: string, on: readonly Target[], given: Parameters<typeof check>[2]): OptionCase {
  const made = (more: Parameters<typeof check>[2]) => (name: string) =>
    check(`ck_${name}`, sql.raw("a > 0"), more);
  return item(`check ${title}`, on, made({}), made(given));
}

type Exclusion = Parameters<typeof exclude>[2];

function exclusion(title: string, given: Exclusion, elements = ["="], usual: Exclusion = {}): OptionCase {
  const made = (operators: readonly string[], more: Exclusion) => (name: string) =>
    exclude(
      `ex_${name}`,
      operators.map((each) => ["a", each] as const),
      { using: "btree", ...more },
    );
  return item(`exclude ${title}`, PG, made(["="], usual), made(elements, given));
}

/** Columns of which the last is a period; the other is one, too, as their index takes it without an extension. */
const PERIODS = { a: int4range(), b: int4range() };

/** What PostgreSQL has since version 18. */
const SINCE_18: Partial<OptionCase> = { since: { postgresql: 18 } };

function periodKey(kind: string, item: typeof primaryKey | typeof unique): OptionCase {
  const plain = (name: string) => item(`key_${name}`, "a", "b");
  return {
    title: `${kind} withoutOverlaps`,
    on: PG,
    ...SINCE_18,
    without: tableOf(PERIODS, (name) => [plain(name)]),
    with: tableOf(PERIODS, (name) => [plain(name).withoutOverlaps()]),
  };
}

/** A foreign key to a period, which is of no use without its being one. */
const periodReference: OptionCase = {
  title: "foreignKey period",
  on: PG,
  ...SINCE_18,
  without: (name, metadata) => withPeriods(name, metadata, []),
  with: (name, metadata) => {
    const targets = [`${name}.a`, `${name}.b`];
    withPeriods(name, metadata, [foreignKey(`fk_${name}`, ["a", "b"], targets, { period: true })]);
  },
};

function withPeriods(name: string, metadata: api.MetaData, items: readonly TableItem[]): void {
  tableOf(PERIODS, () => [primaryKey(`pk_${name}`, "a", "b").withoutOverlaps()])(name, metadata);
  tableOf(PERIODS, () => items)(`${name}_referring`, metadata);
}

/** What constraints may have beside their columns. */
export const CONSTRAINT_CASES: readonly OptionCase[] = [
  {
    title: "primaryKey name",
    on: ["postgresql", "sqlite"],
    passedOver: FAMILY,
    without: tableOf(KEYLESS, (name) => [primaryKey(`pk_${name}`, "a", "b")]),
    with: tableOf(KEYLESS, (name) => [primaryKey(`key_${name}`, "a", "b")]),
  },
  periodKey("primaryKey", primaryKey),
  periodKey("unique", unique),
  periodReference,
  primary("deferrable immediate", PG, (each) => each.deferrable()),
  primary("deferrable deferred", PG, (each) => each.deferrable("deferred")),
  primary("include", PG, (each) => each.include("c")),
  primary("options with", PG, options(filled(70)), options(filled(80))),
  { ...primary("options comment", PG, options(COMMENTED)), ...STAYS },
  { ...primary("options indexComment", PG, options({ postgresql: { indexComment: "quick" } })), ...STAYS },
  keyPart("length", [{ on: "c", length: 4 }], ["c"]),
  keyPart("length and columns", ["a", { on: "c", length: 4 }], ["a", { on: "c", length: 5 }]),
  keyPart("descending", [sql.identifier("a").desc(), "b"], ["a", "b"]),
  primary("options onConflict", LITE, options({ sqlite: { onConflict: "ignore" } })),
  primary("options parts", LITE, options({ sqlite: { parts: ["", "DESC"] } })),
  item(
    "unique name",
    ALL,
    (name) => unique(`uq_${name}`, "a"),
    (name) => unique(`other_${name}`, "a"),
  ),
  key("nullsNotDistinct", PG, (each) => each.nullsNotDistinct()),
  key("deferrable immediate", PG, (each) => each.deferrable()),
  key("deferrable deferred", PG, (each) => each.deferrable("deferred")),
  key("include", PG, (each) => each.include("c")),
  key("options with", PG, options(filled(70)), options(filled(80))),
  { ...key("options comment", PG, options(COMMENTED)), ...STAYS },
  key("options onConflict", LITE, options({ sqlite: { onConflict: "replace" } })),
  key("options parts", LITE, options({ sqlite: { parts: ["COLLATE NOCASE", ""] } })),
  reference("onDelete cascade", ALL, { onDelete: "cascade" }),
  reference("onDelete set null", ALL, { onDelete: "set null" }),
  reference("onDelete restrict", DEFERRING, { onDelete: "restrict" }, { onDelete: "cascade" }, ANYWAY),
  reference("onDelete set default", DEFERRING, { onDelete: "set default" }),
  reference("onUpdate cascade", ALL, { onUpdate: "cascade" }),
  reference("onUpdate set null", ALL, { onUpdate: "set null" }),
  reference("onUpdate restrict", DEFERRING, { onUpdate: "restrict" }, {}, ANYWAY),
  reference("onUpdate set default", DEFERRING, { onUpdate: "set default" }),
  reference(
    "onDeleteColumns",
    PG,
    { onDelete: "set null", onDeleteColumns: ["a"] },
    { onDelete: "set null" },
  ),
  reference("options comment", PG, { options: COMMENTED }, {}, STAYS),
  reference("match full", DEFERRING, { match: "full" }),
  reference("deferrable immediate", DEFERRING, { deferrable: "immediate" }),
  reference("deferrable deferred", DEFERRING, { deferrable: "deferred" }),
  // A constraint that has been checked stays so, whatever a model says, so that this one comes as a whole.
  {
    title: "foreignKey notValid",
    on: PG,
    without: tableOf(COLUMNS),
    with: tableOf(COLUMNS, (name) => [
      foreignKey(`fk_${name}`, ["a", "b"], [`${PARENT}.a`, `${PARENT}.b`], { notValid: true }),
    ]),
  },
  { ...reference("enforced", PG, { enforced: false }), ...SINCE_18 },
  item(
    "check name",
    ALL,
    (name) => check(`ck_${name}`, sql.raw("a > 0")),
    (name) => check(`other_${name}`, sql.raw("a > 0")),
  ),
  { ...condition("options comment", PG, { options: COMMENTED }), ...STAYS },
  condition("noInherit", PG, { noInherit: true }),
  {
    title: "check notValid",
    on: PG,
    without: tableOf(COLUMNS),
    with: tableOf(COLUMNS, (name) => [check(`ck_${name}`, sql.raw("a > 0"), { notValid: true })]),
  },
  { ...condition("enforced", ["postgresql", ...MYSQL], { enforced: false }), since: { postgresql: 18 } },
  { ...exclusion("options comment", { options: COMMENTED }), ...STAYS },
  exclusion("parts", {}, ["=", "="]),
  exclusion("method", { using: "hash" }),
  exclusion("where", { where: sql.raw("a > 0") }),
  exclusion("deferrable immediate", { deferrable: "immediate" }),
  exclusion("deferrable deferred", { deferrable: "deferred" }),
  exclusion("include", { include: ["c"] }),
  exclusion("options with", { options: filled(70) }, ["="], { options: filled(80) }),
];
