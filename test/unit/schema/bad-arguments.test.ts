import { describe, expect, it } from "vitest";
import { MigrError } from "../../../src/errors/base.js";
import {
  bigInteger,
  check,
  dateTime,
  declarativeBase,
  enumOf,
  exclude,
  extension,
  foreignKey,
  func,
  index,
  integer,
  MetaData,
  many,
  numeric,
  one,
  policy,
  primaryKey,
  rawType,
  sequence,
  sql,
  string,
  table,
  tableComment,
  tableOptions,
  text,
  trigger,
  unique,
  view,
} from "../../../src/index.js";

/** What the type checker would mark, and JavaScript or an unchecked file runs all the same. */
// biome-ignore lint/suspicious/noExplicitAny: these are the calls that types forbid
type Unchecked = any;

const BASE = declarativeBase();

function thrown(act: () => unknown): MigrError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(MigrError);
    return error as MigrError;
  }
  throw new Error("nothing was thrown");
}

/** The error of a table of one column, by an item that is made with its columns. */
function withItem(item: (c: Unchecked) => unknown): MigrError {
  const Base = declarativeBase();
  Base.model("rooms", { id: integer().primaryKey(), size: integer() }).with((c) => [item(c)] as Unchecked);
  return thrown(() => Base.metadata.toSchema());
}

function withColumn(column: unknown): MigrError {
  const Base = declarativeBase();
  Base.model("rooms", { id: integer().primaryKey(), size: column } as Unchecked);
  return thrown(() => Base.metadata.toSchema());
}

describe("a property of a model that is no column", () => {
  it("is never taken for a column that has gone, but refused with the name of the table", () => {
    for (const column of [undefined, null, "integer", 7, {}, []]) {
      const error = withColumn(column);
      expect(error.code).toBe("schema.invalid-column");
      expect(error.message).toBe("rooms.size is no column and no relationship.");
      expect(error.hint).toMatch(/^The table is declared at .*bad-arguments\.test\.ts:\d+:\d+\.$/);
    }
  });

  it("is told to be called where it is a function that was not", () => {
    for (const column of [integer, integer().nullable]) {
      const error = withColumn(column);
      expect(error.message).toBe("rooms.size is a function.");
      expect(error.hint).toMatch(/^Call it: put \(\) behind it\./);
    }
  });
});

describe("a column that there is not", () => {
  it("is refused where it is read, with the one that was meant", () => {
    for (const item of [
      (c: Unchecked) => check("a", c.szie.gt(0)),
      (c: Unchecked) => index("a", c.szie),
      (c: Unchecked) => unique(null, c.szie),
    ]) {
      const error = withItem(item);
      expect(error.code).toBe("schema.no-such-column");
      expect(error.message).toBe("rooms has no property szie.");
      expect(error.hint).toMatch(/^Did you mean size\? The table is declared at /);
    }
  });

  it("is no hindrance to what asks any object what it is", async () => {
    const { c } = BASE.model("asked", { id: integer().primaryKey() });
    expect(await Promise.resolve(c)).toBe(c);
    expect(JSON.stringify(c)).toContain("id");
    expect(c).toEqual(c);
  });
});

describe("an item of a table", () => {
  it("that is none is refused", () => {
    for (const item of ["abc", undefined, {}]) {
      const error = withItem(() => item);
      expect(error.code).toBe("schema.invalid-table");
      expect(error.message).toBe("Table rooms has an item that is no constraint, index or option.");
    }
  });

  it("with arguments of another kind, or in another order, says what it takes and where it is written", () => {
    const wrong: readonly (readonly [(c: Unchecked) => unknown, string])[] = [
      [
        (c) => check(c.size.gt(0), "a" as Unchecked),
        "check() takes as name a text, or null for one by convention, not an Expression",
      ],
      [() => check("a", "size > 0" as Unchecked), "check() takes as condition an expression"],
      [(c) => check("a", c.size.gt(0), { notVald: true } as Unchecked), "check() has no option notVald."],
      [(c) => index(c.size), "index() takes as name a text, or null for one by convention"],
      [() => index("a"), "index() takes at least one column."],
      [() => index("a", undefined as Unchecked), "index() takes as column a column or an expression"],
      [(c) => index("a", c.size).where("size > 0" as Unchecked), "where() takes as condition an expression"],
      [() => unique("a"), "unique() takes at least one column."],
      [
        (c) => unique("a", c.size).deferrable("later" as Unchecked),
        'deferrable() takes as when one of "immediate"',
      ],
      [() => primaryKey("a", 7 as Unchecked), "primaryKey() takes as column a column of its table"],
      [(c) => foreignKey("a", c.size, ["x.y"]), "foreignKey() takes as columns a list of columns"],
      [
        (c) => foreignKey("a", [c.size], "x.y" as Unchecked),
        "foreignKey() takes as targets a list of columns",
      ],
      [
        (c) => foreignKey("a", [c.size], ["x.y"], { ondelete: "cascade" } as Unchecked),
        "foreignKey() has no option ondelete.",
      ],
      [(c) => exclude("a", [c.size, "="] as Unchecked), "exclude() takes as elements a list of pairs"],
      [() => tableOptions("InnoDB" as Unchecked), "tableOptions() takes as options options by database"],
      [
        () => tableOptions({ engine: "InnoDB" } as Unchecked),
        "tableOptions() takes as options options by database",
      ],
      [() => tableComment(7 as Unchecked), "tableComment() takes as text a text, not 7."],
    ];
    for (const [item, message] of wrong) {
      const error = withItem(item);
      expect(error.code).toBe("schema.invalid-argument");
      expect(error.message.slice(0, message.length)).toBe(message);
      expect(error.hint).toMatch(/It is written at .*bad-arguments\.test\.ts:\d+:\d+\.$/);
    }
  });
});

describe("a model", () => {
  it("with a third argument says where what it may have meant goes", () => {
    const items = () => [index(null, "size")];
    const columns = { id: integer().primaryKey(), size: integer() };
    const error = thrown(() => (declarativeBase() as Unchecked).model("rooms", columns, items));
    expect(error.message).toBe("model() takes a name and columns, and nothing more.");
    expect(error.hint).toMatch(
      /^What is about several columns stands behind it: \.with\(\(c\) => \[…\]\)\. It is written at /,
    );
  });

  it("with something else than a function behind .with() says what it takes", () => {
    for (const items of [[index(null, "id")], undefined, { size: 1 }]) {
      const error = thrown(() =>
        (declarativeBase() as Unchecked).model("rooms", { id: integer() }).with(items),
      );
      expect(error.message).toMatch(/^with\(\) takes as items a function/);
      const other = thrown(() => (table as Unchecked)("t", new MetaData(), { id: integer() }, items ?? 7));
      expect(other.message).toMatch(/^table\(\) takes as items a function/);
    }
  });
});

describe("a column", () => {
  it("with arguments of another kind says what it takes", () => {
    const wrong: readonly (readonly [() => unknown, string])[] = [
      [() => dateTime({ timezon: true } as Unchecked), "dateTime() has no option timezon."],
      [() => dateTime(3 as Unchecked), "dateTime() takes its options as an object, not 3."],
      [
        () => bigInteger({ mode: "string" } as Unchecked),
        'bigInteger() takes as mode one of "bigint", "number"',
      ],
      [() => numeric(4, 2, "number" as Unchecked), 'numeric() takes its options as an object, not "number".'],
      [() => enumOf(["a", "b"] as Unchecked), "enumOf() takes as each word a text, not a list."],
      [() => rawType(undefined as Unchecked), "rawType() takes as type a text, not undefined."],
      [() => integer().unique({} as Unchecked), "unique() takes as name a text, not an object."],
      [() => integer().named("" as Unchecked), "named() takes as name a text that is not empty"],
      [() => integer().comment(7 as Unchecked), "comment() takes as text a text, not 7."],
      [() => integer().identity({ strat: 1 } as Unchecked), "identity() has no option strat."],
      [() => integer().identity({ start: 1.5 }), "identity() takes as start a whole number, not 1.5."],
      [() => integer().computed("a + b" as Unchecked), "computed() takes as expression an expression"],
      [
        () => integer().references("a.b", { onDelete: "cascad" } as Unchecked),
        "references() takes as onDelete one of",
      ],
      [
        () => integer().options({ compression: "lz4" } as Unchecked),
        "options() takes as options options by database",
      ],
    ];
    for (const [column, message] of wrong) {
      const error = thrown(column);
      expect(error.code).toBe("schema.invalid-argument");
      expect(error.message.slice(0, message.length)).toBe(message);
    }
  });

  it("of an enum has one of its words for a default", () => {
    const error = thrown(() => enumOf("new", "active").serverDefault("activ" as Unchecked));
    expect(error.code).toBe("schema.invalid-column");
    expect(error.hint).toMatch(
      /^Did you mean active\? It is written at .*bad-arguments\.test\.ts:\d+:\d+\.$/,
    );
  });

  it("has no function for a server default that was not called", () => {
    expect(thrown(() => dateTime().serverDefault(func.now as Unchecked)).code).toBe("schema.invalid-column");
  });

  it("refers to a column, and to nothing else", () => {
    for (const target of [undefined, null, BASE.model("a", { id: integer() }), 7, {}]) {
      expect(thrown(() => integer().references(target as Unchecked)).code).toBe("schema.bad-reference");
    }
  });
});

describe("a base", () => {
  it("has no options but those that there are", () => {
    expect(thrown(() => declarativeBase({ namin: "snake_case" } as Unchecked)).hint).toMatch(
      /^Did you mean naming\?/,
    );
    expect(thrown(() => declarativeBase({ naming: "snakecase" } as Unchecked)).message).toMatch(
      /^declarativeBase\(\) takes as naming one of "as-written", "snake_case", not "snakecase"/,
    );
    expect(thrown(() => declarativeBase({ naming: { idx: "a" } } as Unchecked)).message).toBe(
      "naming has no option idx.",
    );
    expect(thrown(() => new MetaData({ tableOptions: { engine: "x" } } as Unchecked)).code).toBe(
      "schema.invalid-argument",
    );
  });

  it("that shares the metadata of another leaves the rules to that", () => {
    const second = { metadata: BASE.metadata, naming: "snake_case" } as const;
    expect(thrown(() => declarativeBase(second)).message).toBe("declarativeBase() has no option naming.");
    expect(declarativeBase({ metadata: BASE.metadata, schema: "sales" }).metadata).toBe(BASE.metadata);
  });
});

describe("an object beside tables", () => {
  it("needs a name, the metadata and SQL", () => {
    const { metadata } = declarativeBase();
    for (const declare of [
      () => view("a", sql`SELECT 1` as Unchecked, undefined as Unchecked),
      () => view("a", metadata, "SELECT 1" as Unchecked),
      () => view("a", metadata, sql`SELECT 1`, { shema: "b" } as Unchecked),
      () => view(undefined as Unchecked, metadata, sql`SELECT 1`),
      () => trigger("a", metadata, undefined as Unchecked, "before update", sql`FOR EACH ROW`),
      () => policy("a", metadata, 7 as Unchecked, sql`USING (true)`),
      () => extension("a", metadata, { version: "1" } as Unchecked),
      () => sequence("a", metadata, { stat: 1 } as Unchecked),
    ]) {
      expect(thrown(declare).code).toBe("schema.invalid-argument");
    }
    expect(metadata.toSchema().entities).toEqual([]);
    expect(thrown(() => policy("a", metadata, "t", "USING (true)" as Unchecked)).message).toMatch(
      /^policy\(\) takes as definition /,
    );
    expect(thrown(() => policy("a", metadata, "t", sql` `)).message).toBe(
      "The SQL that policy() takes is empty.",
    );
  });
});

describe("options of all tables", () => {
  it("go behind those that a table has of its own, and leave tables that were read alone", () => {
    const Base = declarativeBase({ tableOptions: { mysql: { engine: "InnoDB", charset: "utf8mb4" } } });
    Base.model("a", { id: integer().primaryKey(), name: string(9), note: text() });
    Base.model("b", { id: integer().primaryKey() }).with(() => [
      tableOptions({ mysql: { charset: "latin1" } }),
    ]);
    expect(Base.metadata.tables.map(({ options }) => options)).toEqual([
      { mysql: { engine: "InnoDB", charset: "utf8mb4" } },
      { mysql: { engine: "InnoDB", charset: "latin1" } },
    ]);
  });
});

describe("a relationship", () => {
  it("leads to a model, with options that there are", () => {
    const Base = declarativeBase();
    class Room extends Base.model("rooms", { id: integer().primaryKey() }) {}
    expect(thrown(() => many(Room, { backPopulate: "guests" } as Unchecked)).message).toBe(
      "many() has no option backPopulate.",
    );
    expect(thrown(() => one(Room, { lazy: "eager" } as Unchecked)).code).toBe("schema.invalid-argument");
    for (const target of [undefined, "rooms", () => Room]) {
      expect(thrown(() => many(target as Unchecked)).message).toMatch(
        /^many\(\) takes as model a model, behind a getter/,
      );
    }
    expect(one(Room, { backPopulates: "guests" }).nullable().isNullable).toBe(true);
  });
});
