import { array, partitionBy, partitions, serial } from "../../src/dialects/postgresql/vocabulary.js";
import {
  check,
  foreignKey,
  index,
  type MetaData,
  primaryKey,
  renamedFrom,
  sequence,
  sql,
  tableOptions,
  trigger,
  unique,
  view,
} from "../../src/index.js";
import { bigInteger, char, enumOf, integer, string, text } from "../../src/schema/define/column-type.js";
import { table } from "../../src/schema/define/metadata.js";
import { type Pair, thereAndBackBetween } from "../support/models/pairs.js";
import type { Target } from "../support/target.js";

/** What triggers do, with a column of their table where they can name one. */
const BODIES: Readonly<Record<Target, (column: string) => string>> = {
  postgresql: () => "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
  mysql: (column) => `FOR EACH ROW SET @migr_seen = NEW.${column}`,
  mariadb: (column) => `FOR EACH ROW SET @migr_seen = NEW.${column}`,
  sqlite: (column) => `BEGIN SELECT NEW.${column}; END`,
};

/** A column that numbers rows, where it is the key, and never gives a number twice. */
const COUNTED = integer().options({ sqlite: { autoincrement: true } });

/** A table in partitions with indexes that the server reads again where the enum becomes another type. */
function inParts(metadata: MetaData, ...words: readonly [string, ...string[]]): void {
  const role = enumOf(...words).named("duty");
  table("logs", metadata, { region: string(20), role, n: integer() }, (c) => [
    partitionBy("list", c.region),
    partitions({ logs_a: "FOR VALUES IN ('a')" }),
    index("ix_logs_role", c.role).where(sql`n > 5`),
    index("uq_logs_role", c.region, c.role).unique().where(sql`role = 'a'`),
  ]);
}

const PAIRS: readonly Pair[] = [
  {
    title: "a table that refers to a unique of its own beside a key on the same columns that is checked late",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { id: integer(), boss: integer() }, (c) => [
        primaryKey("pk_users", c.id).deferrable(),
        unique("uq_users_id", c.id),
        foreignKey("fk_users_users", [c.boss], ["users.id"]),
      ]);
    },
    to() {},
  },
  {
    title: "a table that is no longer STRICT, with types that a STRICT one does not tell apart",
    targets: ["sqlite"],
    from(metadata) {
      table("users", metadata, { id: integer().primaryKey(), code: text(), name: text() }, () => [
        tableOptions({ sqlite: { strict: true } }),
      ]);
    },
    to(metadata) {
      table("users", metadata, { id: integer().primaryKey(), code: char(36), name: string(20) });
    },
  },
  {
    title: "a table of which no column stays",
    from(metadata) {
      table("users", metadata, { a: char(36).primaryKey() }, () => [
        tableOptions({ sqlite: { withoutRowid: true } }),
      ]);
    },
    to(metadata) {
      table("users", metadata, { b: integer().nullable().unique(), c: integer().nullable() });
    },
  },
  {
    title: "a foreign key that is checked at last while the key that it refers to changes",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { id: integer() }, (c) => [primaryKey("pk_users", c.id)]);
      table("posts", metadata, { author: integer() }, (c) => [
        foreignKey("fk_posts_users", [c.author], ["users.id"], { notValid: true }),
      ]);
    },
    to(metadata) {
      table("users", metadata, { id: bigInteger() }, (c) => [primaryKey("pk_users", c.id)]);
      table("posts", metadata, { author: bigInteger() }, (c) => [
        foreignKey("fk_posts_users", [c.author], ["users.id"]),
      ]);
    },
  },
  {
    title: "a sequence whose start is where it begins by itself",
    targets: ["postgresql", "mariadb"],
    from(metadata) {
      sequence("numbers", metadata, { start: 10, minValue: 10, maxValue: 1000, cycle: true });
    },
    to(metadata) {
      sequence("numbers", metadata, { start: 100, increment: 5 });
    },
  },
  {
    title: "a view that looks at another column, where the one it looked at goes",
    from(metadata) {
      table("users", metadata, { id: integer(), old: integer() });
      view("v users", metadata, sql`SELECT ${sql.identifier("old")} FROM users`);
    },
    to(metadata) {
      table("users", metadata, { id: integer(), fresh: integer().nullable() });
      view("v users", metadata, sql`SELECT ${sql.identifier("fresh")} FROM users`);
    },
  },
  {
    title: "a view of a table with quotes in its name",
    from(metadata) {
      table('o"`dd', metadata, { id: integer(), old: integer() });
      view("v", metadata, sql`SELECT old FROM ${sql.identifier('o"`dd')}`);
    },
    to(metadata) {
      table('o"`dd', metadata, { id: bigInteger() });
      view("v", metadata, sql`SELECT id FROM ${sql.identifier('o"`dd')}`);
    },
  },
  {
    title: "a trigger and a view of a table that gets another name, as does a column",
    from(metadata, target) {
      table("users", metadata, { id: integer(), old: integer() });
      view("v", metadata, sql`SELECT old FROM users`);
      trigger("t", metadata, "users", "before update", sql.raw(BODIES[target]("old")));
    },
    to(metadata, target) {
      table("people", metadata, { id: integer(), fresh: integer().renamedFrom("old") }, () => [
        renamedFrom("users"),
      ]);
      view("v", metadata, sql`SELECT fresh FROM people`);
      trigger("t", metadata, "people", "before update", sql.raw(BODIES[target]("fresh")));
    },
  },
  {
    title: "a trigger that looks at a column with quotes in its name",
    from(metadata, target) {
      table("users", metadata, { id: integer(), 'o"`dd': integer() });
      const column = { mysql: '`o"``dd`', mariadb: '`o"``dd`', sqlite: '"o""`dd"', postgresql: "" }[target];
      trigger("t", metadata, "users", "before update", sql.raw(BODIES[target](column)));
    },
    to(metadata, target) {
      this.from(metadata, target);
    },
  },
  {
    title: "a table whose serial column keeps its sequence under another name of the table",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { id: serial().primaryKey() });
    },
    to(metadata) {
      table("people", metadata, { id: serial().primaryKey() }, () => [renamedFrom("users")]);
    },
  },
  {
    title: "a column whose values are stored in a way of their own and whose type changes",
    targets: ["postgresql"],
    from(metadata) {
      const options = { postgresql: { compression: "pglz", storage: "external" } };
      table("users", metadata, { name: string(20).options(options) });
    },
    to(metadata) {
      const options = { postgresql: { compression: "pglz", storage: "external" } };
      table("users", metadata, { name: string(40).options(options) });
    },
  },
  {
    title: "unlogged tables that refer to each other and become logged",
    targets: ["postgresql"],
    from(metadata) {
      const unlogged = tableOptions({ postgresql: { unlogged: true } });
      const key = { id: integer().primaryKey(), to: integer() };
      table("a", metadata, key, () => [unlogged, foreignKey("fk_a", ["to"], ["b.id"])]);
      table("b", metadata, key, () => [unlogged, foreignKey("fk_b", ["to"], ["a.id"])]);
      table("c", metadata, key, () => [unlogged, foreignKey("fk_c", ["to"], ["a.id"])]);
    },
    to(metadata) {
      const key = { id: integer().primaryKey(), to: integer() };
      table("a", metadata, key, () => [foreignKey("fk_a", ["to"], ["b.id"])]);
      table("b", metadata, key, () => [foreignKey("fk_b", ["to"], ["a.id"])]);
      table("d", metadata, key, () => [foreignKey("fk_d", ["to"], ["a.id"])]);
    },
  },
  {
    title: "a table that refers to a key which comes beside one that is checked late",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { id: integer() }, (c) => [unique("uq_late", c.id).deferrable()]);
    },
    to(metadata) {
      table("users", metadata, { id: integer() }, (c) => [
        unique("uq_late", c.id).deferrable(),
        unique("uq_users", c.id),
      ]);
      table("posts", metadata, { author: integer().references("users.id") });
    },
  },
  {
    title: "a table that refers to a key which comes beside one on its columns in another order",
    from(metadata) {
      table("users", metadata, { id: integer(), part: integer() }, (c) => [
        primaryKey("pk_users", c.id, c.part),
      ]);
    },
    to(metadata) {
      table("users", metadata, { id: integer(), part: integer() }, (c) => [
        primaryKey("pk_users", c.id, c.part),
        unique("uq_users", c.part, c.id),
      ]);
      table("posts", metadata, { part: integer(), author: integer() }, (c) => [
        foreignKey("fk_posts_users", [c.part, c.author], ["users.part", "users.id"]),
      ]);
    },
  },
  {
    title: "a table that refers to a key which comes beside an index on its column",
    from(metadata) {
      table("users", metadata, { id: integer() }, (c) => [index("ix_users", c.id)]);
    },
    to(metadata) {
      table("users", metadata, { id: integer() }, (c) => [index("ix_users", c.id), unique("uq_users", c.id)]);
      table("posts", metadata, { author: integer().references("users.id") });
    },
  },
  {
    title: "an index with the name of a foreign key on its columns",
    targets: ["mysql", "mariadb"],
    from(metadata) {
      table("users", metadata, { id: integer().primaryKey() });
      table("posts", metadata, { author: integer(), part: integer(), "to tal": integer() }, (c) => [
        foreignKey("fk_author", [c.author], ["users.id"]),
        foreignKey("fk_part", [c.part], ["users.id"]),
      ]);
      table("notes", metadata, { author: integer(), part: integer() }, (c) => [
        foreignKey("fk_note", [c.author], ["users.id"]),
      ]);
    },
    to(metadata) {
      table("users", metadata, { id: integer().primaryKey() });
      table("posts", metadata, { author: integer(), part: integer(), "to tal": integer() }, (c) => [
        foreignKey("fk_author", [c.author], ["users.id"]),
        foreignKey("fk_part", [c.part], ["users.id"]),
        index("fk_author", c.author, c["to tal"]),
        index("fk_part", c.part.desc(), c.author),
      ]);
      table("notes", metadata, { author: integer(), part: integer() }, (c) => [
        foreignKey("fk_note", [c.author], ["users.id"]),
        index("fk_note", c.author, c.part),
      ]);
    },
  },
  {
    title: "a column with an expression on it that gets a name which needs quotes",
    from(metadata) {
      table("users", metadata, { amount: integer() }, () => [
        check("ck", sql`${sql.identifier("amount")} > 0`),
      ]);
    },
    to(metadata) {
      table("users", metadata, { "To tal": integer().renamedFrom("amount") }, () => [
        check("ck", sql`${sql.identifier("To tal")} > 1`),
      ]);
    },
  },
  {
    title: "a key of more columns than the one that never gives a number twice",
    targets: ["sqlite"],
    from(metadata) {
      table("users", metadata, { id: COUNTED }, (c) => [primaryKey("pk_users", c.id)]);
    },
    to(metadata) {
      table("users", metadata, { id: integer(), part: integer().serverDefault(0) }, (c) => [
        primaryKey("pk_users", c.id, c.part),
      ]);
    },
  },
  {
    title: "a key by another name on a column that may now give a number twice",
    targets: ["sqlite"],
    from(metadata) {
      table("users", metadata, { id: COUNTED }, (c) => [primaryKey("pk_users", c.id)]);
    },
    to(metadata) {
      table("users", metadata, { id: integer() }, (c) => [
        primaryKey("pk_people", c.id).options({ sqlite: { onConflict: "ignore" } }),
      ]);
    },
  },
  {
    title: "a table without the key that never gave a number twice, and one that gets such a key",
    targets: ["sqlite"],
    from(metadata) {
      table("users", metadata, { id: COUNTED, a: integer() }, (c) => [primaryKey("pk_users", c.id)]);
      table("teams", metadata, { a: integer() });
    },
    to(metadata) {
      table("users", metadata, { a: integer() });
      table("teams", metadata, { id: COUNTED, a: integer() }, (c) => [primaryKey("pk_teams", c.id)]);
    },
  },
  {
    title: "a trigger that fires for a column of which the type changes",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { id: integer(), name: string(20) });
      trigger("t", metadata, "users", "before update of name", sql.raw(BODIES.postgresql("")));
    },
    to(metadata) {
      table("users", metadata, { id: integer(), name: string(40) });
      trigger("t", metadata, "users", "before update of name", sql.raw(BODIES.postgresql("")));
    },
  },
  {
    title: "an enum that loses a word, of which a table in partitions has an index",
    targets: ["postgresql"],
    from: (metadata) => inParts(metadata, "a", "b", "c"),
    to: (metadata) => inParts(metadata, "a", "b"),
  },
  {
    title: "a list of words of another enum, with a default that does not become one of the other by itself",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, {
        roles: array(enumOf("a", "b").named("role")).serverDefault(["a"]),
      });
    },
    to(metadata) {
      table("users", metadata, {
        roles: array(enumOf("a", "b", "c").named("duty")).serverDefault(["b"]),
      });
    },
  },
];

thereAndBackBetween("there is a way there and back to", PAIRS);
