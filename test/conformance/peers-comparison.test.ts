import { afterAll, expect, it } from "vitest";
import * as mysql from "../../src/dialects/mysql/vocabulary.js";
import * as api from "../../src/index.js";
import { type Change, ID, modelsOf, type Side } from "../support/models/change.js";
import { likeMadeAnew } from "../support/models/made-anew.js";
import type { Migration } from "../support/models/migration.js";
import { thereAndBack } from "../support/models/there-and-back.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget, itIf, type Target } from "../support/target.js";

const {
  boolean,
  check,
  dateTime,
  double,
  float,
  foreignKey,
  func,
  index,
  integer,
  json,
  numeric,
  sql,
  string,
} = api;
const { table, text, unique } = api;

const PG: readonly Target[] = ["postgresql"];
const FAMILY: readonly Target[] = ["mysql", "mariadb"];
const SERVERS: readonly Target[] = [...PG, ...FAMILY];

/** A change that comparing by words, by names alone or without regard to case takes for none. */
interface UnseenChange extends Change {
  readonly on?: readonly Target[];
}

const isForeignKey = ({ kind }: { readonly kind: string }) => kind === "foreignKey";
const of = (a: object): Side => [{ ...ID, a }];

const CHANGES: readonly UnseenChange[] = [
  { title: "float to double", on: SERVERS, from: of(float()), to: of(double()) },
  { title: "exact to floating", on: SERVERS, from: of(numeric(8, 2)), to: of(double()) },
  { title: "json to a long text", on: ["mysql"], from: of(json()), to: of(mysql.longtext()) },
  { title: "a flag to a small number", on: FAMILY, from: of(boolean()), to: of(mysql.tinyint()) },
  { title: "a time zone", on: SERVERS, from: of(dateTime()), to: of(dateTime({ timezone: true })) },
  { title: "a length that goes", on: PG, from: of(string(9)), to: of(string()) },
  {
    title: "a default that is the same right now",
    on: PG,
    from: of(dateTime().serverDefault(func.now())),
    to: of(dateTime().serverDefault(sql.raw("timezone('utc', now())"))),
  },
  {
    title: "another name of a unique constraint",
    from: [{ a: integer() }, () => [unique("uq_a", "a")]],
    to: [{ a: integer() }, () => [unique("uq_b", "a")]],
  },
  {
    title: "another name of a check",
    from: [{ a: integer() }, () => [check("ck_a", sql.raw("a > 0"))]],
    to: [{ a: integer() }, () => [check("ck_b", sql.raw("a > 0"))]],
  },
  {
    title: "letters of an index's name in another case",
    from: [{ a: integer() }, () => [index("ix_Some", "a")]],
    to: [{ a: integer() }, () => [index("ix_some", "a")]],
  },
  {
    title: "letters of constraints' names in another case",
    from: [
      { ...ID, a: integer() },
      () => [
        unique("uq_Some", "a"),
        check("ck_Some", sql.raw("a > 0")),
        foreignKey("fk_Some", ["a"], ["t.id"]),
      ],
    ],
    to: [
      { ...ID, a: integer() },
      () => [
        unique("uq_some", "a"),
        check("ck_some", sql.raw("a > 0")),
        foreignKey("fk_some", ["a"], ["t.id"]),
      ],
    ],
  },
  {
    title: "letters of a column's name in another case",
    from: [{ ...ID, some: integer() }, () => [index("ix", "some")]],
    to: [{ ...ID, Some: integer().renamedFrom("some") }, () => [index("ix", "Some")]],
  },
  {
    title: "letters of an index's name in another case, and its columns",
    from: [{ a: integer(), b: integer() }, () => [index("ix_Some", "a")]],
    to: [{ a: integer(), b: integer() }, () => [index("ix_some", "a", "b")]],
  },
  {
    title: "what a foreign key does when the key changes",
    from: [{ ...ID, up: integer() }, () => [foreignKey("fk", ["up"], ["t.id"])]],
    to: [{ ...ID, up: integer() }, () => [foreignKey("fk", ["up"], ["t.id"], { onUpdate: "cascade" })]],
  },
  {
    title: "a column of a foreign key that is another one",
    from: [{ ...ID, a: integer(), b: integer() }, () => [foreignKey("fk", ["a"], ["t.id"])]],
    to: [{ ...ID, a: integer(), b: integer() }, () => [foreignKey("fk", ["b"], ["t.id"])]],
  },
  {
    title: "one of a unique constraint and a unique index on the same column",
    on: PG,
    from: [{ a: integer() }, () => [unique("uq", "a"), index("ix", "a").unique()]],
    to: [{ a: integer() }, () => [index("ix", "a").unique()]],
  },
  {
    title: "an operator class behind an expression",
    on: PG,
    from: [{ a: text() }, () => [index("ix", sql.raw("(lower(a))"))]],
    to: [
      { a: text() },
      () => [index("ix", { on: sql.raw("(lower(a))"), operatorClass: "text_pattern_ops" })],
    ],
  },
  {
    title: "whether it is worked out or given",
    from: [{ a: integer(), b: integer().nullable() }],
    to: [{ a: integer(), b: integer().nullable().computed(sql.raw("a + 1")) }],
  },
  {
    title: "a name of the key's constraint",
    on: ["postgresql", "sqlite"],
    from: [{ a: integer() }, () => [api.primaryKey("pk_a", "a")]],
    to: [{ a: integer() }, () => [api.primaryKey("pk_b", "a")]],
  },
];

eachTarget("what other tools overlook", (target) => {
  const bench = new Workbench(target, "overlooked");
  afterAll(() => bench.discard());

  const empty = async (m: Migration) => {
    await m.run((await m.difference(new api.MetaData().toSchema())).operations);
  };

  const changes = CHANGES.filter(({ on }) => on?.includes(target) ?? true);
  it.for(changes)("is seen, made and taken back: $title", async ({ from, to }) => {
    await bench.use(async (m) => {
      const before = await thereAndBack(m, modelsOf(from).toSchema(), await m.reflect());
      const wanted = modelsOf(to).toSchema();
      expect((await m.difference(wanted)).operations).not.toEqual([]);
      await likeMadeAnew(m, wanted, await thereAndBack(m, wanted, before));
      await empty(m);
    });
  });

  it("are tables that refer to each other, to themselves, and to one that goes", async () => {
    await bench.use(async (m) => {
      const ring = (rest: Side[0] = {}) => {
        const metadata = new api.MetaData();
        for (const [name, next] of [
          ["a", "b"],
          ["b", "c"],
          ["c", "a"],
        ] as const) {
          const columns = { ...ID, self: integer().nullable(), other: integer().nullable(), ...rest };
          table(name, metadata, columns, () => [
            foreignKey(`fk_${name}_self`, ["self"], [`${name}.id`]),
            foreignKey(`fk_${name}_other`, ["other"], [`${next}.id`]),
          ]);
        }
        return metadata.toSchema();
      };
      const start = await m.reflect();
      const made = await thereAndBack(m, ring(), start);
      // One of the three goes: what leads to it goes before.
      const left = new api.MetaData();
      table("a", left, { ...ID, self: integer().nullable(), other: integer().nullable() });
      table("b", left, { ...ID, self: integer().nullable(), other: integer().nullable() });
      const held = await thereAndBack(m, left.toSchema(), made);
      expect(held.tables.map(({ name }) => name).sort()).toEqual(["a", "b"]);
      expect(held.tables.flatMap(({ constraints }) => constraints.filter(isForeignKey))).toEqual([]);
      await empty(m);
    });
  });

  it("is an enum whose column or table goes and comes again", async () => {
    await bench.use(async (m) => {
      const users = (columns: Side[0]) => modelsOf([{ ...ID, ...columns }]).toSchema();
      const role = api.enumOf("x", "y").named("role");
      const start = await m.reflect();
      let before = await thereAndBack(m, users({ role }), start);
      before = await thereAndBack(m, users({}), before);
      before = await thereAndBack(m, users({ role }), before);
      await thereAndBack(m, new api.MetaData().toSchema(), before);
      expect((await m.reflect()).enums).toEqual([]);
    });
  });

  itIf(target === "postgresql", "functions in defaults")(
    "is that comparing may not run what defaults, checks and indexes say",
    async () => {
      await bench.use(async (m) => {
        await m.connection.query("CREATE SEQUENCE counter");
        await m.connection.query(
          "CREATE FUNCTION boom(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM nextval('counter'); RETURN n; END $$",
        );
        await m.connection.query(
          "CREATE TABLE t (a integer NOT NULL DEFAULT boom(1), b bigint NOT NULL DEFAULT nextval('counter'), CONSTRAINT ck CHECK (boom(a) > 0))",
        );
        await m.connection.query("CREATE INDEX ix ON t (boom(a))");
        const models = new api.MetaData();
        api.sequence("counter", models);
        table(
          "t",
          models,
          {
            a: integer().serverDefault(sql.raw("boom( 2 )")),
            b: api.bigInteger().serverDefault(sql.raw("nextval('counter') + 0")),
          },
          () => [check("ck", sql.raw("boom(a)>1")), index("ix", sql.raw("boom(a+0)"))],
        );
        expect((await m.difference(models.toSchema())).operations.length).toBeGreaterThan(3);
        const { rows } = await m.connection.query("SELECT is_called FROM counter");
        expect(rows).toEqual([[false]]);
        await m.connection.query("DROP TABLE t");
        await m.connection.query("DROP FUNCTION boom");
        await m.connection.query("DROP SEQUENCE counter");
      });
    },
  );
});
