import {
  check,
  foreignKey,
  index,
  json,
  type MetaData,
  renamedFrom,
  sql,
  tableOptions,
  trigger,
  view,
} from "../../src/index.js";
import { double, enumOf, integer, string } from "../../src/schema/define/column-type.js";
import { table } from "../../src/schema/define/metadata.js";
import { type Pair, thereAndBackBetween } from "../support/models/pairs.js";

const id = sql.identifier;

/** A table with a column of such a name, on which all stands that can. */
function watched(metadata: MetaData, name: string, from?: string): void {
  const column = string(40).nullable();
  table(
    "t",
    metadata,
    {
      id: integer().primaryKey(),
      [name]: from === undefined ? column : column.renamedFrom(from),
      low: string(40)
        .nullable()
        .computed(sql`lower(${id(name)})`, { stored: true }),
    },
    () => [index("ix_plain", name), check("ck", sql`${id(name)} <> 'x'`)],
  );
  view("v", metadata, sql`SELECT ${id(name)} AS c FROM t`);
}

const PAIRS: readonly Pair[] = [
  {
    title: "a column on which a computed one, an index, a check and a view stand",
    from: (metadata) => watched(metadata, "a"),
    to: (metadata) => watched(metadata, "order by", "a"),
  },
  {
    title: "a column of an index by an expression",
    targets: ["postgresql", "sqlite", "mysql"],
    from(metadata) {
      table("t", metadata, { id: integer().primaryKey(), a: string(20) }, () => [
        index("ix", sql`(lower(${id("a")}))`),
      ]);
    },
    to(metadata) {
      table("t", metadata, { id: integer().primaryKey(), "b c": string(20).renamedFrom("a") }, () => [
        index("ix", sql`(lower(${id("b c")}))`),
      ]);
    },
  },
  {
    title: "documents of which an index has many values",
    targets: ["mysql"],
    from(metadata) {
      table("t", metadata, { id: integer().primaryKey(), a: json() }, () => [
        index("ix", sql`(cast(json_extract(a, '$.b') as unsigned array))`),
      ]);
    },
    to(metadata) {
      table("t", metadata, { id: integer().primaryKey(), "b c": json().renamedFrom("a") }, () => [
        index("ix", sql`(cast(json_extract(${id("b c")}, '$.b') as unsigned array))`),
      ]);
    },
  },
  {
    title: "columns that are worked out from each other and from it",
    targets: ["mysql", "mariadb", "sqlite"],
    from(metadata) {
      const twice = double()
        .nullable()
        .computed(sql`${id("n")} * 2`, { stored: false });
      const more = double()
        .nullable()
        .computed(sql`${id("twice")} + ${id("n")}`, { stored: false });
      table("t", metadata, { id: integer().primaryKey(), n: integer(), twice, more }, () => [
        index("ix", "more"),
      ]);
    },
    to(metadata) {
      const double2 = double()
        .nullable()
        .computed(sql`${id("m")} * 2`, { stored: false })
        .renamedFrom("twice");
      const more = double()
        .nullable()
        .computed(sql`${id("doubled")} + ${id("m")}`, { stored: false });
      table(
        "t",
        metadata,
        { id: integer().primaryKey(), m: integer().renamedFrom("n"), doubled: double2, more },
        () => [index("ix", "more")],
      );
    },
  },
  {
    title: "both columns of a foreign key to its own table, which gets another name too",
    from(metadata) {
      table("t", metadata, { id: integer().primaryKey(), boss: integer().nullable() }, () => [
        index("ix_boss", "boss"),
        foreignKey("fk", ["boss"], ["t.id"]),
      ]);
    },
    to(metadata) {
      table(
        "t 2",
        metadata,
        { id: integer().primaryKey(), chief: integer().nullable().renamedFrom("boss") },
        () => [
          renamedFrom("t"),
          index("ix_boss", "chief"),
          foreignKey("fk", ["chief"], [{ table: "t 2", column: "id" }]),
        ],
      );
    },
  },
  {
    title: "two columns that swap their names",
    from(metadata) {
      table("t", metadata, { id: integer().primaryKey(), a: integer(), b: string(20) }, () => [
        index("ix", "a"),
      ]);
    },
    to(metadata) {
      const columns = {
        id: integer().primaryKey(),
        a: string(20).renamedFrom("b"),
        b: integer().renamedFrom("a"),
      };
      table("t", metadata, columns, () => [index("ix", "b")]);
    },
  },
  {
    title: "two tables that swap their names",
    from(metadata) {
      table("a", metadata, { id: integer().primaryKey(), n: integer() });
      table("b", metadata, { id: integer().primaryKey(), s: string(20) });
    },
    to(metadata) {
      table("b", metadata, { id: integer().primaryKey(), n: integer() }, () => [renamedFrom("a")]);
      table("a", metadata, { id: integer().primaryKey(), s: string(20) }, () => [renamedFrom("b")]);
    },
  },
  {
    title: "an enum that gets other words and another name at once",
    from(metadata) {
      table("t", metadata, { id: integer().primaryKey(), role: enumOf("a", "b").named("roles") });
    },
    to(metadata) {
      table("t", metadata, {
        id: integer().primaryKey(),
        duty: enumOf("b", "a", "c").named("roles").renamedFrom("role"),
      });
    },
  },
  {
    title: "the text that a foreign key leads to and another collation for it",
    targets: ["mysql", "mariadb"],
    from(metadata) {
      table("a", metadata, { code: string(20).primaryKey().collation("utf8mb4_bin") });
      const of = string(20).collation("utf8mb4_bin");
      table("b", metadata, { id: integer().primaryKey(), of }, () => [foreignKey("fk", ["of"], ["a.code"])]);
    },
    to(metadata) {
      table("a", metadata, {
        key: string(20).primaryKey().collation("utf8mb4_general_ci").renamedFrom("code"),
      });
      const of = string(20).collation("utf8mb4_general_ci");
      table("b", metadata, { id: integer().primaryKey(), of }, () => [foreignKey("fk", ["of"], ["a.key"])]);
    },
  },
  {
    title: "the charset of tables between which a foreign key leads",
    targets: ["mysql", "mariadb"],
    from(metadata) {
      const options = tableOptions({ mysql: { charset: "latin1" } });
      table("a", metadata, { code: string(20).primaryKey() }, () => [options]);
      table("b", metadata, { id: integer().primaryKey(), of: string(20) }, () => [
        foreignKey("fk", ["of"], ["a.code"]),
        options,
      ]);
    },
    to(metadata) {
      const options = tableOptions({ mysql: { charset: "utf8mb4" } });
      table("a", metadata, { code: string(20).primaryKey() }, () => [options]);
      table("b", metadata, { id: integer().primaryKey(), of: string(20) }, () => [
        foreignKey("fk", ["of"], ["a.code"]),
        options,
      ]);
    },
  },
  {
    title: "a column that triggers look at",
    targets: ["mysql", "mariadb", "sqlite"],
    from(metadata, target) {
      table("t", metadata, { id: integer().primaryKey(), a: integer() });
      trigger("tr", metadata, "t", "before update", body("a", target === "sqlite"));
    },
    to(metadata, target) {
      table("t", metadata, { id: integer().primaryKey(), "b c": integer().renamedFrom("a") });
      trigger("tr", metadata, "t", "before update", body("b c", target === "sqlite"));
    },
  },
];

function body(column: string, isSqlite: boolean) {
  return isSqlite
    ? sql`BEGIN SELECT NEW.${id(column)}; END`
    : sql`FOR EACH ROW SET @migr_seen = NEW.${id(column)}`;
}

thereAndBackBetween("other names, for", PAIRS);
