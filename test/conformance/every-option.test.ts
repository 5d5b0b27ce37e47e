import { expect, it } from "vitest";
import { compareSchemas } from "../../src/compare/compare-schemas.js";
import { MigrError } from "../../src/errors/base.js";
import * as api from "../../src/index.js";
import { pullModels } from "../../src/pull/pull-models.js";
import { schemaOf } from "../../src/schema/define/metadata.js";
import type { DialectOptions } from "../../src/schema/options.js";
import type { Schema } from "../../src/schema/schema.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { byName } from "../support/models/migration.js";
import { loadModels } from "../support/models/pulled.js";
import { type Declare, type OptionCase, PARENT, tableOf } from "../support/options/case.js";
import { COLUMN_CASES } from "../support/options/columns.js";
import { CONSTRAINT_CASES } from "../support/options/constraints.js";
import { INDEX_CASES } from "../support/options/indexes.js";
import { ELSEWHERE, NOWHERE, PARTS } from "../support/options/parts.js";
import { OBJECT_CASES, TABLE_CASES } from "../support/options/tables.js";
import { eachTarget, serverOf, type Target } from "../support/target.js";

const { integer, MetaData, unique } = api;

const CASES: readonly OptionCase[] = [
  ...COLUMN_CASES,
  ...CONSTRAINT_CASES,
  ...INDEX_CASES,
  ...TABLE_CASES,
  ...OBJECT_CASES,
];

/** Whether it is an option that stands under the name of another database, which is left alone. */
function isAlien(title: string, on: readonly Target[], target: Target): boolean {
  return title.includes(" options ") && !on.some((each) => VOCABULARY[each] === VOCABULARY[target]);
}

const VOCABULARY: Readonly<Record<Target, string>> = {
  sqlite: "sqlite",
  postgresql: "postgresql",
  mysql: "mysql",
  mariadb: "mysql",
};

/** The options of one vocabulary that the cases set, each behind the kind of thing that has it. */
function optionsSet(vocabulary: string): ReadonlySet<string> {
  const { tables } = models(
    CASES.filter(({ on }) => on.some((each) => VOCABULARY[each] === vocabulary)),
    (each) => each.with,
  ).toSchema();
  const named = (kind: string, things: readonly { readonly options?: DialectOptions }[]) =>
    things.flatMap(({ options }) =>
      Object.keys(options?.[vocabulary] ?? {}).map((name) => `${kind} ${name}`),
    );
  return new Set([
    ...named("table", tables),
    ...named(
      "column",
      tables.flatMap(({ columns }) => columns),
    ),
    ...named(
      "index",
      tables.flatMap(({ indexes }) => indexes),
    ),
    ...named(
      "constraint",
      tables.flatMap(({ constraints }) => constraints),
    ),
  ]);
}

it("every part of every thing is in a case", () => {
  const { tables, sequences, domains, userTypes } = models(CASES, (each) => each.with).toSchema();
  const columns = tables.flatMap((table) => table.columns);
  const constraints = tables.flatMap((table) => table.constraints);
  const indexes = tables.flatMap((table) => table.indexes);
  const found: Readonly<Record<string, readonly object[]>> = {
    column: columns,
    identity: columns.flatMap(({ identity }) => identity ?? []),
    index: indexes,
    indexPart: indexes.flatMap(({ parts }) => parts),
    sequence: sequences,
    domain: domains,
    compositeType: userTypes.filter(({ kind }) => kind === "composite"),
    rangeType: userTypes.filter(({ kind }) => kind === "range"),
  };
  const missing = Object.entries(PARTS).flatMap(([kind, parts]) => {
    const things = found[kind] ?? constraints.filter((each) => each.kind === kind);
    const set = new Set(things.flatMap((thing) => Object.keys(thing)));
    return Object.keys(parts).flatMap((part) => (set.has(part) ? [] : `${kind} ${part}`));
  });
  expect(missing.sort()).toEqual([...NOWHERE].sort());
});

/** What things of a case are called, or begin with. */
const nameOf = (each: OptionCase) => `c${String(CASES.indexOf(each)).padStart(3, "0")}`;

const parent = tableOf({ a: integer().nullable(), b: integer().nullable() }, (name) => [
  unique(`uq_${name}`, "a", "b"),
]);

function models(cases: readonly OptionCase[], side: (each: OptionCase) => Declare): api.MetaData {
  const metadata = new MetaData();
  parent(PARENT, metadata);
  for (const each of cases) side(each)(nameOf(each), metadata);
  return metadata;
}

/** What a schema holds of one case, with the table that it may refer to. */
function only(each: OptionCase, schema: Schema): Schema {
  const own = ({ name }: { readonly name: string }) => name === PARENT || name.startsWith(nameOf(each));
  const { tables, enums, domains, userTypes, sequences, namespaces } = schema;
  return {
    ...schema,
    tables: tables.filter(own),
    enums: enums.filter(own),
    domains: domains.filter(own),
    userTypes: userTypes.filter(own),
    sequences: sequences.filter(own),
    namespaces: namespaces.filter(own),
  };
}

eachTarget("every option of every item", (target) => {
  const version = Number.parseInt(serverOf(target)?.version ?? "0", 10);
  const cases = CASES.filter(({ on, since }) => on.includes(target) && version >= (since?.[target] ?? 0));

  it("is in a case", async () => {
    await using h = new History(await freshDatabase(target, "option"));
    const { vocabulary, optionRules } = await h.engine.dialectOf();
    const known = Object.entries(optionRules).flatMap(([kind, rules]) =>
      Object.keys(rules).map((name) => `${kind} ${name}`),
    );
    const set = optionsSet(vocabulary);
    expect(known.filter((each) => !set.has(each)).sort()).toEqual([...(ELSEWHERE[vocabulary] ?? [])].sort());
  });

  it("is made by a script, seen as it comes and goes, pulled, and taken back", async () => {
    await using h = new History(await freshDatabase(target, "option"));
    const differs = (from: Schema, to: Schema) =>
      h.engine.connect((connection) =>
        connection.withDriver(async (driver) => {
          const { dialect } = connection;
          const { operations } = await compareSchemas(from, to, dialect, {
            canonical: (tables, adapted) => dialect.canonical(driver, adapted, tables),
          });
          return operations.length > 0;
        }),
      );
    /** The cases of which the one schema says what the other does. */
    const alike = async (from: Schema, to: Schema) => {
      const titles: string[] = [];
      for (const each of cases) {
        if (!(await differs(only(each, from), only(each, to)))) titles.push(each.title);
      }
      return titles;
    };
    const step = async (id: string, metadata: api.MetaData) => {
      await h.autogenerate(id, metadata);
      await h.migrator().upgrade("head");
      expect(wordsOf(await h.difference(metadata))).toEqual([]);
      return h.reflect();
    };
    const without = models(cases, (each) => each.without);
    const made = models(cases, (each) => each.with);
    const before = await step("a1", without);
    expect(await alike(before, made.toSchema()), "not seen as it comes").toEqual([]);
    const after = await step("b2", made);
    const staying = cases.filter(({ stays }) => stays);
    expect(await alike(after, without.toSchema()), "not seen as it goes").toEqual(
      staying.map(({ title }) => title),
    );

    const exclude = [{ name: "migr_version" }];
    const schemas = ["", ...made.toSchema().namespaces.map(({ name }) => name)];
    const { files, left } = await pullModels(h.engine, { split: false, exclude, schemas });
    expect(left).toEqual([]);
    const pulled = await loadModels(files);
    expect(wordsOf(await h.difference(pulled))).toEqual([]);
    const limit = h.engine.dialect.features.identifierLimit ?? undefined;
    expect(await alike(before, schemaOf([pulled], limit)), "not pulled").toEqual([]);

    const gone = ({ tables }: Schema) =>
      tables.filter(({ name }) => !staying.some((each) => name === nameOf(each)));
    expect(gone(byName(await step("c3", without)))).toEqual(gone(byName(before)));
    await h.migrator().downgrade("b2");
    expect(byName(await h.reflect())).toEqual(byName(after));
    await h.migrator().downgrade("a1");
    expect(byName(await h.reflect())).toEqual(byName(before));
    await h.migrator().downgrade("base");
    expect((await h.reflect()).tables).toEqual([]);
  }, 120_000);

  it("is refused where the database has no such thing, or passed over where the documentation says so", async () => {
    await using h = new History(await freshDatabase(target, "option"));
    const outcomes: string[] = [];
    const known = new Set(cases.map(({ title }) => title));
    const others = CASES.filter(
      ({ title, on, passedOver }) =>
        !known.has(title) && !passedOver?.includes(target) && !isAlien(title, on, target),
    );
    for (const each of others) {
      const outcome = await h
        .difference(
          models([each], (one) => one.with),
          { sql: true },
        )
        .then(
          ({ statements }) => `made: ${statements.map(({ sql }) => sql).join("; ")}`,
          (error) => (error instanceof MigrError ? error.code : `${error}`),
        );
      if (outcome !== "compile.unsupported") outcomes.push(`${each.title}: ${outcome}`);
    }
    expect(outcomes).toEqual([]);
  });
});
