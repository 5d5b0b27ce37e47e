import { describe, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import type { Dialect } from "../../../src/dialect/dialect.js";
import type { OptionRules } from "../../../src/dialect/option-rule.js";
import type { Operation } from "../../../src/ops/operation.js";
import type { Constraint } from "../../../src/schema/constraint.js";
import type { Domain, Sequence } from "../../../src/schema/object.js";
import type { DialectOptions } from "../../../src/schema/options.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { STANDARD_SPELLING, standardDialect } from "../../support/models/standard-dialect.js";

const RULES: OptionRules = {
  table: {
    unlogged: { default: false, change: "alter" },
    engine: { change: "alter" },
    strict: { default: false, change: "fixed" },
    parser: { change: "unread" },
  },
  column: { storage: { change: "alter" } },
  index: { fillfactor: { change: "alter" }, kind: { change: "recreate" } },
  constraint: { fillfactor: { change: "alter" } },
};

const dialect = (parts: Partial<Dialect> = {}) =>
  standardDialect({}, { vocabulary: "own", title: "Own", optionRules: RULES, ...parts });

function schema(parts: Partial<Schema>): Schema {
  return { ...EMPTY_SCHEMA, ...parts };
}

function tableOf(parts: Partial<Table>): Schema {
  const columns = [{ name: "a", type: { kind: "integer" }, nullable: true }] as const;
  return schema({ tables: [{ name: "t", columns, constraints: [], indexes: [], ...parts }] });
}

async function changes(from: Schema, to: Schema, parts: Partial<Dialect> = {}) {
  const { operations, downgrade, problems } = await compareSchemas(from, to, dialect(parts));
  const words = (operation: Operation) => {
    const { sign, subject, detail } = operation.describe(STANDARD_SPELLING);
    return `${sign} ${subject}: ${detail}`;
  };
  return { up: operations.map(words), down: downgrade.map(words), problems };
}

const own = (
  options: Readonly<Record<string, string | boolean | number>>,
): { readonly options: DialectOptions } => ({
  options: { own: options },
});

describe("options that only one database has", () => {
  it("are compared both ways where the rules tell what their absence means", async () => {
    const { up, down } = await changes(tableOf(own({ unlogged: true })), tableOf({}));
    expect(up).toEqual(["~ t: no unlogged"]);
    expect(down).toEqual(["~ t: unlogged"]);
    expect((await changes(tableOf({}), tableOf(own({ unlogged: false })))).up).toEqual([]);
  });

  it("are left to the server where the models do not name them", async () => {
    expect((await changes(tableOf(own({ engine: "InnoDB" })), tableOf({}))).up).toEqual([]);
    const other = await changes(tableOf(own({ engine: "InnoDB" })), tableOf(own({ engine: "MyISAM" })));
    expect(other).toMatchObject({ up: ["~ t: engine MyISAM"], down: ["~ t: engine InnoDB"] });
  });

  it("are told where they cannot be changed, and not asked about where the catalog is silent", async () => {
    const { up, problems } = await changes(tableOf({}), tableOf(own({ strict: true, parser: "ngram" })));
    expect(up).toEqual([]);
    expect(problems).toEqual([
      "Own cannot change strict of t: it stays as it is. A script can make another table, copy what is in it with op.execute(…), and give it the name.",
    ]);
  });

  it("of a column change with it, and what the server chose stays", async () => {
    const column = (options: DialectOptions) =>
      tableOf({ columns: [{ name: "a", type: { kind: "integer" }, nullable: true, options }] });
    const { operations } = await compareSchemas(
      column({ own: { storage: "plain", chosen: 1 } }),
      column({ own: { storage: "main" }, other: { x: 1 } }),
      dialect(),
    );
    expect(operations).toMatchObject([{ change: { options: { own: { storage: "main", chosen: 1 } } } }]);
  });

  it("of indexes change in place, or with the index where they must", async () => {
    const index = (options: Readonly<Record<string, string | number>>) =>
      tableOf({ indexes: [{ name: "ix", parts: [{ column: "a" }], unique: false, ...own(options) }] });
    expect((await changes(index({ fillfactor: 70 }), index({ fillfactor: 80 }))).up).toEqual([
      "~ ix: index on t, fillfactor 80",
    ]);
    expect((await changes(index({ kind: "x" }), index({ kind: "y" }))).up).toEqual([
      "- ix: on t (a)",
      "+ ix: on t (a)",
    ]);
  });
});

describe("constraints", () => {
  const check = (parts: object): Schema =>
    tableOf({
      constraints: [{ kind: "check", name: "ck", expression: raw({ sql: "a > 0" }), ...parts } as Constraint],
    });

  it("that no row was checked against are validated in place, and one that is valid stays so", async () => {
    expect(await changes(check({ notValid: true }), check({}))).toMatchObject({
      up: ["~ ck: constraint on t, validated"],
      down: ["~ t: 2 changes"],
    });
    expect((await changes(check({}), check({ notValid: true }))).up).toEqual([]);
  });

  it("are made again where something else about them differs", async () => {
    for (const parts of [{ noInherit: true }, { enforced: false }]) {
      expect((await changes(check({}), check(parts))).up).toHaveLength(2);
    }
    const unique = (parts: object): Schema =>
      tableOf({ constraints: [{ kind: "unique", name: "uq", columns: ["a"], ...parts }] });
    for (const parts of [{ nullsNotDistinct: true }, { include: ["b"] }, { deferrable: "immediate" }]) {
      expect((await changes(unique({}), unique(parts))).up).toHaveLength(2);
    }
  });
});

describe("sequences", () => {
  const s: Sequence = { name: "s", start: 5 };
  const owned: Sequence = { ...s, ownedBy: { name: "t", column: "a" } };

  it("come before the tables that may use them, and are given to their columns after", async () => {
    const to = { ...tableOf({}), sequences: [owned] };
    const { up, down } = await changes(EMPTY_SCHEMA, to);
    expect(up).toEqual(["+ s: sequence, start 5", "+ t: table, 1 column", "~ s: owned by t.a"]);
    expect(down).toEqual(["~ s: no owned by", "- t: table", "- s: sequence"]);
  });

  it("are changed in place, what is left out being what the database does by itself", async () => {
    const { up, down } = await changes(
      schema({ sequences: [{ ...s, cache: 1 }] }),
      schema({ sequences: [{ ...s, increment: 2 }] }),
    );
    expect(up).toEqual(["~ s: increment 2"]);
    expect(down).toEqual(["~ s: no increment"]);
  });

  it("stay where a default of the models names them", async () => {
    const columns = [
      { name: "a", type: { kind: "integer" }, nullable: true, default: raw({ sql: "nextval('s')" }) },
    ] as const;
    const from = { ...tableOf({ columns }), sequences: [s] };
    expect((await changes(from, tableOf({ columns }))).up).toEqual([]);
    expect(
      (
        await changes(
          from,
          { ...tableOf({ columns }), sequences: [] },
          { features: standardDialect({ sequences: false }).features },
        )
      ).up,
    ).toEqual([]);
  });
});

describe("domains", () => {
  const domain = (parts: Partial<Domain> = {}): Schema =>
    schema({ domains: [{ name: "d", type: { kind: "text" }, nullable: false, checks: [], ...parts }] });
  const checked = (sql: string): Partial<Domain> => ({ checks: [{ name: "c", expression: raw({ sql }) }] });

  it("change by what they allow", async () => {
    const { up, down } = await changes(domain({ nullable: true }), domain(checked("VALUE <> ''")));
    expect(up).toEqual(["~ d: not null, +check c"]);
    expect(down).toEqual(["~ d: null, -check c"]);
  });

  it("are asked about where only the words of a check differ", async () => {
    const from = domain(checked("(VALUE <> ''::text)"));
    const canonical = async () => ({ tables: [], domains: from.domains });
    const { operations } = await compareSchemas(from, domain(checked("VALUE <> ''")), dialect(), {
      canonical,
    });
    expect(operations).toEqual([]);
  });

  it("cannot get another type", async () => {
    const { up, problems } = await changes(domain(), domain({ type: { kind: "integer" } }));
    expect(up).toEqual([]);
    expect(problems[0]).toMatch(/^Domain d is of another type/);
  });
});

describe("schemas", () => {
  it("are made where they are missing, and never dropped", async () => {
    const to = schema({ namespaces: [{ name: "sales", comment: "c" }] });
    expect(await changes(EMPTY_SCHEMA, to)).toMatchObject({
      up: ["+ sales: schema"],
      down: ["- sales: schema"],
    });
    expect((await changes(to, EMPTY_SCHEMA)).up).toEqual([]);
  });
});

describe("parts that no schema can express", () => {
  it("are not made anew under the names of indexes that models cannot express", async () => {
    const unsupported = [{ name: "ix", what: "index", table: { name: "t" } }];
    const wanted = tableOf({ indexes: [{ name: "ix", parts: [{ column: "a" }], unique: false }] });
    const { up, problems } = await changes({ ...tableOf({}), unsupported }, wanted);
    expect(up).toEqual([]);
    expect(problems).toEqual([
      "t has an index ix that models cannot express; theirs of that name is not made.",
    ]);
  });

  it("are told of where their table goes", async () => {
    const unsupported = [{ name: "rule", what: "rule", table: { name: "t" } }];
    const { up, problems } = await changes({ ...tableOf({}), unsupported }, EMPTY_SCHEMA);
    expect(up).toEqual(["- t: table"]);
    expect(problems).toEqual([
      "Dropping t takes its rule rule along, which the downgrade cannot bring back.",
    ]);
  });

  it("do not take the name of a table", async () => {
    const unsupported = [{ name: "t", what: "trigger", table: { name: "u" } }];
    await expect(changes(schema({ unsupported }), tableOf({}))).resolves.toMatchObject({ problems: [] });
  });
});
