import { afterEach, expect, it } from "vitest";
import * as mysql from "../../src/dialects/mysql/vocabulary.js";
import { jsonb, serial } from "../../src/dialects/postgresql/vocabulary.js";
import * as api from "../../src/index.js";
import { type Change, ID, modelsOf, type Side } from "../support/models/change.js";
import { likeMadeAnew } from "../support/models/made-anew.js";
import { thereAndBack } from "../support/models/there-and-back.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget, type Target } from "../support/target.js";

const {
  check,
  dateTime,
  enumOf,
  exclude,
  foreignKey,
  func,
  index,
  integer,
  json,
  numeric,
  primaryKey,
  rawType,
  sql,
  string,
} = api;
const { tableOptions, text, unique } = api;

/** Databases that a change is for. */
const PG: readonly Target[] = ["postgresql"];
const MYSQL: readonly Target[] = ["mysql", "mariadb"];
const LITE: readonly Target[] = ["sqlite"];

/** A change that is easily overlooked, or made by what loses something. */
interface SeenChange extends Change {
  readonly targets?: readonly Target[];
  /** What the statements must not say. */
  readonly never?: RegExp;
}

const LOSS = /DROP (COLUMN|TABLE)/i;
const collated = (collation: string) => ({ ...ID, name: string(40).collation(collation) });
const COLLATED_BY_ITSELF = { ...ID, name: string(40) };
const enumerated = (...words: string[]) => ({ ...ID, role: enumOf(...(words as [string])).named("role") });

const CHANGES: readonly SeenChange[] = [
  {
    title: "words of an enum in another order",
    from: [enumerated("a", "b", "c")],
    to: [enumerated("c", "a", "b")],
  },
  { title: "a word in the middle of an enum", from: [enumerated("a", "c")], to: [enumerated("a", "b", "c")] },
  { title: "a column of an enum for a table that is there", from: [ID], to: [enumerated("a", "b")] },
  {
    title: "another type of an enum's column",
    from: [{ ...ID, role: string(9) }],
    to: [enumerated("a", "b")],
    never: LOSS,
  },
  {
    title: "a primary key that comes",
    from: [{ id: integer() }],
    to: [{ id: integer() }, () => [primaryKey("pk", "id")]],
  },
  {
    title: "a primary key of other columns",
    from: [{ a: integer(), b: integer() }, () => [primaryKey("pk", "a")]],
    to: [{ a: integer(), b: integer() }, () => [primaryKey("pk", "a", "b")]],
    never: LOSS,
  },
  {
    title: "columns of a primary key in another order",
    from: [{ a: integer(), b: integer() }, () => [primaryKey("pk", "a", "b")]],
    to: [{ a: integer(), b: integer() }, () => [primaryKey("pk", "b", "a")]],
    never: LOSS,
  },
  {
    title: "a column that comes as the key",
    from: [{ a: integer() }],
    to: [{ id: integer().primaryKey(), a: integer() }],
  },
  {
    title: "another body of a check",
    from: [{ ...ID, a: integer() }, () => [check("ck", sql.raw("a > 0"))]],
    to: [{ ...ID, a: integer() }, () => [check("ck", sql.raw("a > 1"))]],
  },
  {
    title: "columns of a unique constraint in another order",
    from: [{ a: integer(), b: integer() }, () => [unique("uq", "a", "b")]],
    to: [{ a: integer(), b: integer() }, () => [unique("uq", "b", "a")]],
  },
  {
    title: "another name of a foreign key",
    from: [{ ...ID, up: integer() }, () => [foreignKey("fk_a", ["up"], ["t.id"])]],
    to: [{ ...ID, up: integer() }, () => [foreignKey("fk_b", ["up"], ["t.id"])]],
  },
  {
    title: "what a foreign key does",
    from: [{ ...ID, up: integer() }, () => [foreignKey("fk", ["up"], ["t.id"], { onDelete: "cascade" })]],
    to: [{ ...ID, up: integer() }, () => [foreignKey("fk", ["up"], ["t.id"])]],
  },
  { title: "a text with an end", from: [{ ...ID, a: text() }], to: [{ ...ID, a: string(40) }], never: LOSS },
  {
    title: "a text that loses its end",
    targets: [...PG, ...LITE],
    from: [{ ...ID, a: string(40) }],
    to: [{ ...ID, a: string() }],
    never: LOSS,
  },
  { title: "a longer text", from: [{ ...ID, a: string(20) }], to: [{ ...ID, a: string(40) }], never: LOSS },
  {
    title: "a number with digits behind the point",
    from: [{ ...ID, a: numeric(10) }],
    to: [{ ...ID, a: numeric(10, 2) }],
    never: LOSS,
  },
  {
    title: "a number without them",
    from: [{ ...ID, a: numeric(10, 2) }],
    to: [{ ...ID, a: numeric(10) }],
    never: LOSS,
  },
  {
    title: "a number without an end",
    targets: [...PG, ...LITE],
    from: [{ ...ID, a: numeric(10, 2) }],
    to: [{ ...ID, a: numeric() }],
    never: LOSS,
  },
  {
    title: "a text that becomes a number",
    from: [{ ...ID, a: string(9) }],
    to: [{ ...ID, a: integer() }],
    never: LOSS,
  },
  {
    title: "another expression of a computed column",
    from: [{ a: integer(), b: integer().computed(sql.raw("a + 1")) }],
    to: [{ a: integer(), b: integer().computed(sql.raw("a + 2")) }],
  },
  {
    title: "a default of JSON",
    from: [{ ...ID, a: json() }],
    to: [{ ...ID, a: json().serverDefault({ it: "it's" }) }],
    targets: [...PG, ...LITE],
  },
  {
    title: "another default of JSON",
    from: [{ ...ID, a: json().serverDefault({}) }],
    to: [{ ...ID, a: json().serverDefault({ a: [1, "it's"] }) }],
    targets: [...PG, ...LITE],
  },
  {
    title: "another default of JSONB",
    from: [{ ...ID, a: jsonb().serverDefault({}) }],
    to: [{ ...ID, a: jsonb().serverDefault({ a: [1, "it's"] }) }],
    targets: PG,
  },
  {
    title: "a default of a key",
    from: [{ id: string(36).primaryKey() }],
    to: [{ id: string(36).primaryKey().serverDefault("none") }],
    never: LOSS,
  },
  {
    title: "a type that is not known",
    from: [{ ...ID, a: rawType("oid") }],
    to: [{ ...ID, a: rawType("regclass") }],
    targets: PG,
    never: LOSS,
  },
  {
    title: "fractions of seconds of a time with a zone",
    from: [{ ...ID, a: dateTime({ timezone: true, precision: 3 }) }],
    to: [{ ...ID, a: dateTime({ timezone: true }) }],
    targets: PG,
    never: LOSS,
  },
  {
    title: "a default with an apostrophe",
    from: [{ ...ID, a: string(20).serverDefault("it's") }],
    to: [{ ...ID, a: string(20).serverDefault("it''s") }],
  },
  {
    title: "a condition of an index",
    targets: [...PG, ...LITE],
    from: [{ a: integer() }, () => [index("ix", "a").where(sql.raw("a > 1"))]],
    to: [{ a: integer() }, () => [index("ix", "a").where(sql.raw("a > 2"))]],
  },
  {
    title: "the order of an index",
    from: [{ a: integer() }, () => [index("ix", "a")]],
    to: [{ a: integer() }, () => [index("ix", sql.identifier("a").desc())]],
  },
  {
    title: "letters of an index's expression in another case",
    targets: [...PG, ...LITE],
    from: [{ a: text() }, () => [index("ix", sql.raw("(a || 'Foo')"))]],
    to: [{ a: text() }, () => [index("ix", sql.raw("(a || 'foo')"))]],
  },
  {
    title: "a literal in place of a column in an index's expression",
    targets: PG,
    from: [{ a: text(), b: text() }, () => [index("ix", sql.raw("(a || b)"))]],
    to: [{ a: text(), b: text() }, () => [index("ix", sql.raw("(a || 'b')"))]],
  },
  {
    title: "a cast in an index's expression",
    targets: PG,
    from: [{ a: text() }, () => [index("ix", sql.raw("(length(a))"))]],
    to: [{ a: text() }, () => [index("ix", sql.raw("((length(a))::bigint)"))]],
  },
  {
    title: "the method of an index",
    targets: PG,
    from: [{ a: integer() }, () => [index("ix", "a")]],
    to: [{ a: integer() }, () => [index("ix", "a").using("hash")]],
  },
  {
    title: "columns that an index includes",
    targets: PG,
    from: [{ a: integer(), b: integer() }, () => [index("ix", "a")]],
    to: [{ a: integer(), b: integer() }, () => [index("ix", "a").include("b")]],
  },
  {
    title: "the operator class of an index",
    targets: PG,
    from: [{ a: text() }, () => [index("ix", "a")]],
    to: [{ a: text() }, () => [index("ix", { on: "a", operatorClass: "text_pattern_ops" })]],
  },
  {
    title: "storage options of an index",
    targets: PG,
    from: [{ a: integer() }, () => [index("ix", "a")]],
    to: [{ a: integer() }, () => [index("ix", "a").options({ postgresql: { with: ["fillfactor=70"] } })]],
  },
  {
    title: "when a unique constraint is checked",
    targets: PG,
    from: [{ a: integer() }, () => [unique("uq", "a")]],
    to: [{ a: integer() }, () => [unique("uq", "a").deferrable("deferred")]],
  },
  {
    title: "what an exclusion excludes",
    targets: PG,
    from: [{ a: integer(), b: integer() }, () => [exclude("ex", [["a", "="]], { using: "btree" })]],
    to: [
      { a: integer(), b: integer() },
      () => [
        exclude(
          "ex",
          [
            ["a", "="],
            ["b", "="],
          ],
          { using: "btree" },
        ),
      ],
    ],
  },
  {
    title: "a key that numbers itself as an identity",
    targets: PG,
    from: [{ id: integer() }],
    to: [{ id: integer().identity() }],
    never: LOSS,
  },
  {
    title: "a serial column that becomes an identity",
    targets: PG,
    from: [{ id: serial() }],
    to: [{ id: integer().identity({ generated: "always" }) }],
    never: LOSS,
  },
  {
    title: "an identity that numbers no more",
    targets: PG,
    from: [{ id: integer().identity() }],
    to: [{ id: integer() }],
    never: LOSS,
  },
  ...(["from", "to"] as const).flatMap((side) =>
    (
      [
        ["C", PG],
        ["utf8mb4_bin", MYSQL],
        ["NOCASE", LITE],
      ] as const
    ).map(([collation, targets]): SeenChange => {
      const sides = { from: [COLLATED_BY_ITSELF], to: [COLLATED_BY_ITSELF], [side]: [collated(collation)] };
      return {
        title: "a collation where there was none, or none where there was one",
        targets,
        ...(sides as unknown as Pick<SeenChange, "from" | "to">),
        never: LOSS,
      };
    }),
  ),
  { title: "a collation", targets: PG, from: [collated("C")], to: [collated("POSIX")], never: LOSS },
  {
    title: "a collation",
    targets: MYSQL,
    from: [collated("utf8mb4_bin")],
    to: [collated("utf8mb4_general_ci")],
    never: LOSS,
  },
  { title: "a collation", targets: LITE, from: [collated("NOCASE")], to: [collated("RTRIM")] },
  {
    title: "a number that is never negative",
    targets: MYSQL,
    from: [{ ...ID, a: mysql.int() }],
    to: [{ ...ID, a: mysql.int({ unsigned: true }) }],
    never: LOSS,
  },
  {
    title: "fractions of seconds",
    targets: MYSQL,
    from: [{ ...ID, a: dateTime() }],
    to: [{ ...ID, a: dateTime({ precision: 3 }) }],
    never: LOSS,
  },
  {
    title: "a character set of a table",
    targets: MYSQL,
    from: [ID, () => [tableOptions({ mysql: { charset: "latin1" } })]],
    to: [ID, () => [tableOptions({ mysql: { charset: "utf8mb4" } })]],
  },
  {
    title: "an engine",
    targets: MYSQL,
    from: [ID, () => [tableOptions({ mysql: { engine: "MyISAM" } })]],
    to: [ID, () => [tableOptions({ mysql: { engine: "InnoDB" } })]],
  },
  {
    title: "how much of a text an index takes",
    targets: MYSQL,
    from: [{ a: text() }, () => [index("ix", { on: "a", length: 5 })]],
    to: [{ a: text() }, () => [index("ix", { on: "a", length: 9 })]],
  },
  {
    title: "an index of words",
    targets: MYSQL,
    from: [{ a: text() }, () => [index("ix", { on: "a", length: 5 })]],
    to: [{ a: text() }, () => [index("ix", "a").using("fulltext")]],
  },
  {
    title: "a unique index that is called as its column",
    targets: MYSQL,
    from: [{ a: integer(), b: integer() }, () => [index("a", "a")]],
    to: [{ a: integer(), b: integer() }, () => [index("a", "a", "b")]],
  },
  {
    title: "an index goes that a foreign key needs",
    targets: MYSQL,
    from: [{ ...ID, up: integer() }, () => [index("ix", "up"), foreignKey("fk", ["up"], ["t.id"])]],
    to: [{ ...ID, up: integer() }, () => [foreignKey("fk", ["up"], ["t.id"])]],
  },
  {
    title: "constraints without names",
    from: [{ ...ID, up: integer(), a: integer() }],
    to: [
      { ...ID, up: integer(), a: integer() },
      () => [foreignKey(null, ["up"], ["t.id"]), unique(null, "a"), check(null, sql.raw("a > 0"))],
    ],
  },
];

/** What stands in a database, and models of it that say the same in other words. */
interface Same {
  readonly title: string;
  readonly targets?: readonly Target[];
  readonly sql: readonly string[];
  readonly models: Side;
}

const SAME: readonly Same[] = [
  {
    title: "the time now",
    sql: ["CREATE TABLE t (a TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)"],
    targets: PG,
    models: [{ a: dateTime().serverDefault(func.now()) }],
  },
  {
    title: "defaults in other words",
    sql: [
      "CREATE TABLE t (at DATETIME NOT NULL DEFAULT now(), n DECIMAL(8,2) NOT NULL DEFAULT '0', f TINYINT(1) NOT NULL DEFAULT '0', k VARCHAR(36) NOT NULL DEFAULT (UUID()), q VARCHAR(9) NOT NULL DEFAULT 'it''s')",
    ],
    targets: MYSQL,
    models: [
      {
        at: dateTime().serverDefault(func.now()),
        n: numeric(8, 2).serverDefault("0"),
        f: api.boolean().serverDefault(false),
        k: string(36).serverDefault(sql.raw("(uuid())")),
        q: string(9).serverDefault("it's"),
      },
    ],
  },
  {
    title: "a default of JSON and one with an apostrophe",
    sql: [`CREATE TABLE t (j JSON DEFAULT '{"a":1}' NOT NULL, q TEXT DEFAULT 'it''s' NOT NULL)`],
    targets: PG,
    models: [{ j: json().serverDefault({ a: 1 }), q: text().serverDefault("it's") }],
  },
  {
    title: "a key that numbers itself, written by hand",
    sql: ["CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)"],
    targets: LITE,
    models: [{ id: integer().primaryKey(), a: text().nullable() }],
  },
  {
    title: "a check of an enum",
    sql: ["CREATE TABLE t (role VARCHAR(2) NOT NULL, CONSTRAINT ck_t_role CHECK (role IN ('a', 'bc')))"],
    targets: LITE,
    models: [{ role: enumOf("a", "bc") }],
  },
  {
    title: "indexes that are called as the foreign keys that need them",
    sql: [
      "CREATE TABLE t (id INTEGER PRIMARY KEY AUTO_INCREMENT, a INTEGER NOT NULL, b INTEGER NOT NULL, KEY fk_a (a), KEY fk_b (b, a), CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES t (id), CONSTRAINT fk_b FOREIGN KEY (b) REFERENCES t (id))",
    ],
    targets: MYSQL,
    models: [
      { ...ID, a: integer(), b: integer() },
      () => [
        index("fk_a", "a"),
        index("fk_b", "b", "a"),
        foreignKey("fk_a", ["a"], ["t.id"]),
        foreignKey("fk_b", ["b"], ["t.id"]),
      ],
    ],
  },
  {
    title: "partitions of a table",
    sql: [
      "CREATE TABLE t (id INTEGER NOT NULL) PARTITION BY RANGE (id)",
      "CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (9)",
    ],
    targets: PG,
    models: [{ id: integer() }, () => [tableOptions({ postgresql: { partitionBy: "RANGE (id)" } })]],
  },
];

eachTarget("a change", (target) => {
  const bench = new Workbench(target, "seen");
  afterEach(() => bench.discard());

  const changes = CHANGES.filter(({ targets }) => targets?.includes(target) ?? true);
  it.for(changes)("is seen, made and taken back: $title", async ({ from, to, never }) => {
    const m = await bench.open();
    const before = await thereAndBack(m, modelsOf(from).toSchema(), await m.reflect());
    const wanted = modelsOf(to).toSchema();
    const { operations } = await m.difference(wanted);
    expect(operations).not.toEqual([]);
    if (never) {
      const said = await m.run(operations);
      expect(said.join(";")).not.toMatch(target === "sqlite" ? /DROP COLUMN/ : never);
      await m.run((await m.difference(modelsOf(from).toSchema())).operations);
    }
    const held = await thereAndBack(m, wanted, never ? await m.reflect() : before);
    await likeMadeAnew(m, wanted, held);
  });

  const same = SAME.filter(({ targets }) => targets?.includes(target) ?? true);
  it.for(same)("is not seen where there is none: $title", async ({ sql: statements, models }) => {
    const m = await bench.open();
    for (const statement of statements) await m.connection.query(statement);
    const { operations, problems } = await m.difference(modelsOf(models).toSchema());
    expect([operations, problems]).toEqual([[], []]);
  });
});
