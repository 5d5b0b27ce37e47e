import { expect, it } from "vitest";
import * as api from "../../src/index.js";
import { pullModels } from "../../src/pull/pull-models.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { loadModels } from "../support/models/pulled.js";
import { eachTarget, itIf, type Target } from "../support/target.js";

const { integer, materializedView, policy, sql, sqlFunction, string, table, trigger, view } = api;

/** A trigger that writes into another column, in the words of each database. */
const TOUCH: Readonly<Record<Target, { readonly event: string; readonly body: string }>> = {
  postgresql: { event: "BEFORE INSERT", body: "FOR EACH ROW EXECUTE FUNCTION shout()" },
  mysql: { event: "BEFORE INSERT", body: "FOR EACH ROW SET NEW.email = UPPER(NEW.email)" },
  mariadb: { event: "BEFORE INSERT", body: "FOR EACH ROW SET NEW.email = UPPER(NEW.email)" },
  sqlite: {
    event: "after insert",
    body: "BEGIN UPDATE users SET email = upper(email) WHERE id = NEW.id; END",
  },
};

interface Declared {
  readonly width?: number;
  readonly active?: string;
  readonly also?: string;
  /** Whether the trigger fires on updates, and not as rows come. */
  readonly later?: boolean;
}

/** Users, a view of them, a view of that view, and a trigger. */
function models(
  target: Target,
  { width = 50, active = "age > 17", also = "", later = false }: Declared = {},
): api.MetaData {
  const metadata = new api.MetaData();
  // Declared before what it looks at.
  view("adult_emails", metadata, sql.raw(`SELECT email FROM adults`));
  view("adults", metadata, sql.raw(`select id, email${also} FROM users WHERE ${active}`));
  const users = table("users", metadata, {
    id: integer().primaryKey(),
    email: string(width),
    age: integer(),
  });
  if (target === "postgresql") {
    const body =
      "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.email := upper(NEW.email); RETURN NEW; END $$";
    sqlFunction("shout", metadata, "", sql.raw(body));
  }
  const { event, body } = TOUCH[target];
  trigger("users_shout", metadata, users, later ? event.replace(/insert/i, "UPDATE") : event, sql.raw(body));
  return metadata;
}

const ask = ({ engine }: History, text: string) =>
  engine.connect((connection) => connection.withDriver((driver) => driver.query(text)));

eachTarget("objects declared by their SQL", (target) => {
  async function opened(): Promise<History> {
    return new History(await freshDatabase(target, "entity"));
  }

  /** Writes what differs into a script, applies it, and gives the script. */
  async function migrate(history: History, id: string, metadata: api.MetaData): Promise<string> {
    const text = await history.autogenerate(id, metadata);
    await history.migrator().upgrade("head");
    return text;
  }

  async function query(history: History, text: string): Promise<readonly unknown[]> {
    const { rows } = await ask(history, text);
    return rows.map(([value]) => value);
  }

  const left = async (history: History, metadata: api.MetaData) =>
    (await history.difference(metadata)).operations.map((each) => each.kind);

  it("are made in an order in which each finds what it mentions, and nothing is left to do", async () => {
    await using history = await opened();
    const text = await migrate(history, "a1", models(target));
    expect(text.indexOf('op.createView("adults"')).toBeLessThan(text.indexOf('op.createView("adult_emails"'));
    expect(text.indexOf("op.createTable(")).toBeLessThan(text.indexOf("op.createView("));
    await query(history, "INSERT INTO users (id, email, age) VALUES (1, 'ann', 30), (2, 'bob', 3)");
    expect(await query(history, "SELECT email FROM adult_emails")).toEqual(["ANN"]);
    expect(await left(history, models(target))).toEqual([]);
    const { unsupported } = await history.difference(models(target));
    expect(unsupported).toEqual([]);

    await history.migrator().downgrade("base");
    expect(await history.reflect()).toMatchObject({ tables: [], unsupported: [] });
  });

  it("name a view's columns before its query where models do, and are pulled so", async () => {
    await using history = await opened();
    const named = (...columns: readonly string[]) => {
      const metadata = models(target);
      view("named", metadata, sql.raw("SELECT id, email FROM users"), { columns });
      return metadata;
    };
    const text = await migrate(history, "a1", named("key", "Mail to"));
    expect(text).toContain('{ columns: ["key", "Mail to"] }');
    const columns = async () => {
      const { rows, fields } = await ask(history, "SELECT * FROM named");
      expect(rows).toEqual([]);
      return fields;
    };
    expect(await columns()).toEqual(["key", "Mail to"]);
    expect(await left(history, named("key", "Mail to"))).toEqual([]);
    const exclude = [{ name: "migr_version" }];
    const { files } = await pullModels(history.engine, { split: false, exclude });
    expect(await left(history, await loadModels(files))).toEqual([]);
    await migrate(history, "a2", named("key", "mail"));
    expect(await columns()).toEqual(["key", "mail"]);
    await history.migrator().downgrade("a1");
    expect(await columns()).toEqual(["key", "Mail to"]);
  });

  it("are the same however their SQL is laid out", async () => {
    await using history = await opened();
    await migrate(history, "a1", models(target));
    expect(await left(history, models(target, { active: "age  >\n 17" }))).toEqual([]);
  });

  it("are replaced where they differ, and as they were after a downgrade", async () => {
    await using history = await opened();
    await migrate(history, "a1", models(target));
    const changed = models(target, { active: "age > 20", also: ", age", later: true });
    expect(await left(history, changed)).toContain("replaceEntity");
    await migrate(history, "b2", changed);
    expect(await left(history, changed)).toEqual([]);
    await query(history, "INSERT INTO users (id, email, age) VALUES (1, 'ann', 19), (2, 'bob', 21)");
    expect(await query(history, "SELECT age FROM adults")).toEqual([21]);
    expect(await query(history, "SELECT email FROM users ORDER BY id")).toEqual(["ann", "bob"]);

    await history.migrator().downgrade("a1");
    expect(await left(history, models(target))).toEqual([]);
    await history.migrator().upgrade("head");
    expect(await left(history, changed)).toEqual([]);
  });

  it("make way for a change of a column that they look at", async () => {
    await using history = await opened();
    await migrate(history, "a1", models(target));
    const wider = models(target, { width: 120 });
    await migrate(history, "b2", wider);
    expect(await left(history, wider)).toEqual([]);
    await history.migrator().downgrade("a1");
    expect(await left(history, models(target))).toEqual([]);
  });

  it.each([false, true])("are pulled, in files of their own: %s", async (split) => {
    await using history = await opened();
    await migrate(history, "a1", models(target));
    const { files, left: beyond } = await pullModels(history.engine, {
      split,
      exclude: [{ name: "migr_version" }],
    });
    expect(beyond).toEqual([]);
    const pulled = await loadModels(files);
    expect(await left(history, pulled), files.map(({ contents }) => contents).join("\n")).toEqual([]);

    await using other = await opened();
    await migrate(other, "a1", pulled);
    expect(await left(other, models(target))).toEqual([]);
    const again = await pullModels(other.engine, { split, exclude: [{ name: "migr_version" }] });
    expect(again.files).toEqual(files);
  });

  it("are left alone where no model declares them", async () => {
    await using history = await opened();
    await migrate(history, "a1", models(target));
    const bare = new api.MetaData();
    table("users", bare, { id: integer().primaryKey(), email: string(50), age: integer() });
    const difference = await history.difference(bare);
    expect(difference.operations).toEqual([]);
    expect(difference.unsupported.map(({ what }) => what).sort()).toEqual(["trigger", "view", "view"]);
  });

  itIf(target !== "postgresql", "a database without materialized views")(
    "are refused by name where the database has no such thing",
    async () => {
      await using history = await opened();
      const metadata = new api.MetaData();
      materializedView("sums", metadata, sql.raw("SELECT 1"));
      await expect(history.difference(metadata)).rejects.toMatchObject({
        code: "compile.unsupported",
        message: expect.stringContaining("materialized view sums"),
      });
      const { event, body } = TOUCH[target];
      const other = new api.MetaData();
      const users = table("users", other, { id: integer().primaryKey(), email: string(50) });
      trigger("looks", other, users, event, sql.raw(body), { constraint: true });
      await expect(history.difference(other)).rejects.toMatchObject({
        code: "compile.unsupported",
        message: expect.stringContaining("constraint trigger looks"),
      });
      const barred = new api.MetaData();
      api.view("barred", barred, sql.raw("SELECT 1 AS one"), { with: ["security_barrier=true"] });
      await expect(history.difference(barred)).rejects.toMatchObject({
        code: "compile.unsupported",
        message: expect.stringMatching(/\bview\b.*\bbarred\b|\bbarred\b.*\bparameters\b/),
      });
    },
  );
});

eachTarget(
  "routines",
  (target) => {
    it("are the same however their arguments are laid out", async () => {
      await using history = new History(await freshDatabase(target, "entity"));
      await ask(
        history,
        "CREATE PROCEDURE p (\n    IN a INT\n    , OUT b INT\n) COMMENT 'sets' p: BEGIN SET b = a; END",
      );
      const { files } = await pullModels(history.engine, { split: false });
      expect((await history.difference(await loadModels(files))).operations).toEqual([]);
      const metadata = new api.MetaData();
      api.procedure("p", metadata, "IN a INT, OUT b INT", sql.raw("COMMENT 'sets' p: BEGIN SET b = a; END"));
      expect((await history.difference(metadata)).operations).toEqual([]);
    });
  },
  ["mysql", "mariadb"],
);

eachTarget(
  "objects of PostgreSQL",
  (target) => {
    it("materialized views, policies, functions of one name and extensions are managed too", async () => {
      await using history = new History(await freshDatabase(target, "entity"));
      const declared = (factor: number) => {
        const metadata = new api.MetaData();
        api.extension("citext", metadata);
        const body = "RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT least(n, 9) $$";
        sqlFunction("cut", metadata, "n integer", sql.raw(body));
        const notes = table("notes", metadata, {
          id: integer().primaryKey(),
          owner: string(50),
          size: integer(),
          cut: integer().computed(sql.raw("cut(size)")).nullable(),
        });
        sqlFunction(
          "times",
          metadata,
          "n integer",
          sql.raw(`RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT ${factor} * n $$`),
        );
        sqlFunction(
          "times",
          metadata,
          "n text, sep text DEFAULT ','",
          sql.raw("RETURNS text LANGUAGE sql AS $$ SELECT n || sep || n $$"),
        );
        materializedView(
          "sizes",
          metadata,
          sql`SELECT ${notes.c.owner} AS owner, sum(times(${notes.c.size})) AS size FROM notes GROUP BY 1`,
        );
        policy(
          "own_notes",
          metadata,
          notes,
          sql.raw(`FOR SELECT USING (owner = current_user AND size > ${factor})`),
        );
        return metadata;
      };
      const left = async (factor: number) =>
        (await history.difference(declared(factor))).operations.map((each) => each.kind);
      await history.autogenerate("a1", declared(2));
      await history.migrator().upgrade("head");
      expect(await left(2)).toEqual([]);
      expect((await left(3)).sort()).toEqual(["replaceEntity", "replaceEntity"]);
      await history.autogenerate("b2", declared(3));
      await history.migrator().upgrade("head");
      expect(await left(3)).toEqual([]);
      const exclude = [{ name: "migr_version" }];
      const pulled = await pullModels(history.engine, { split: false, exclude });
      expect(pulled.left).toEqual([]);
      const { operations, problems } = await history.difference(await loadModels(pulled.files));
      expect([
        ...problems,
        ...operations.map((each) => each.describe(history.engine.dialect.spelling)),
      ]).toEqual([]);
      await history.migrator().downgrade("base");
      expect(await left(3)).toHaveLength(7);
    });

    it("functions come after those that they call, whatever refers to itself in a circle", async () => {
      await using history = new History(await freshDatabase(target, "entity"));
      const metadata = new api.MetaData();
      const plpgsql = (body: string) =>
        sql.raw(`RETURNS integer LANGUAGE plpgsql AS $$ BEGIN ${body} END $$`);
      sqlFunction("even", metadata, "", plpgsql("RETURN odd();"));
      sqlFunction("odd", metadata, "", plpgsql("RETURN even();"));
      sqlFunction("calls", metadata, "", sql.raw("RETURNS integer LANGUAGE sql AS $$ SELECT is_called() $$"));
      sqlFunction("is_called", metadata, "", sql.raw("RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$"));
      const stamp = sql.raw("RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$");
      sqlFunction("stamp", metadata, "", stamp);
      for (const name of ["authors", "books"]) {
        const on = table(name, metadata, { id: integer().primaryKey() });
        trigger("stamp", metadata, on, "BEFORE UPDATE", sql.raw("FOR EACH ROW EXECUTE FUNCTION stamp()"));
      }
      await history.autogenerate("a1", metadata);
      await history.migrator().upgrade("head");
      expect((await history.difference(metadata)).operations).toEqual([]);
    });

    it("a view is the same that the server tells of otherwise once it is made again", async () => {
      await using history = new History(await freshDatabase(target, "entity"));
      const query = (text: string) => ask(history, text);
      await query("CREATE TABLE a (x integer, y integer)");
      await query(
        "CREATE VIEW v AS SELECT q.x, q.y FROM (SELECT x, y FROM a UNION ALL SELECT x, NULL::integer FROM a) AS q",
      );
      const { files } = await pullModels(history.engine, { split: false });
      expect((await history.difference(await loadModels(files))).operations).toEqual([]);
      await query("CREATE OR REPLACE VIEW v AS SELECT x, y FROM a");
      expect((await history.difference(await loadModels(files))).operations).toHaveLength(1);
    });

    it("constraint triggers are made, replaced and pulled as such", async () => {
      await using history = new History(await freshDatabase(target, "entity"));
      const declared = (constraint: boolean, more = "") => {
        const metadata = new api.MetaData();
        const body = sql.raw("RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$");
        sqlFunction("look", metadata, "", body);
        const notes = table("notes", metadata, { id: integer().primaryKey() });
        const looks = sql.raw(`${more} FOR EACH ROW EXECUTE FUNCTION look()`);
        trigger("looks", metadata, notes, "AFTER INSERT OR UPDATE", looks, { constraint });
        return metadata;
      };
      const steps = [
        declared(true),
        declared(true, "DEFERRABLE INITIALLY DEFERRED"),
        declared(false),
        declared(true, "DEFERRABLE"),
      ];
      for (const [i, metadata] of steps.entries()) {
        await history.autogenerate(`r${i}`, metadata);
        await history.migrator().upgrade("head");
        expect((await history.difference(metadata)).operations).toEqual([]);
      }
      const exclude = [{ name: "migr_version" }];
      const { files } = await pullModels(history.engine, { split: false, exclude });
      expect(files.map(({ contents }) => contents).join()).toContain("{ constraint: true }");
      expect((await history.difference(await loadModels(files))).operations).toEqual([]);
      for (const metadata of steps.slice(0, -1).reverse()) {
        await history.migrator().downgrade("-1");
        expect((await history.difference(metadata)).operations).toEqual([]);
      }
    });

    it("a function is told from those of its name that the server, an extension or nobody's models have", async () => {
      await using history = new History(await freshDatabase(target, "entity"));
      const query = (text: string) => ask(history, text);
      await query("CREATE EXTENSION pg_trgm");
      await query("CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql RETURN a * 2");
      await query("CREATE FUNCTION twice(a date) RETURNS integer LANGUAGE sql RETURN 2");
      const declared = (also = "") => {
        const metadata = new api.MetaData();
        const body = (result: string) => sql.raw(`RETURNS text[] LANGUAGE sql AS $$ SELECT ${result} $$`);
        sqlFunction("lower", metadata, "text[]", body(`array_agg(lower(v)${also}) FROM unnest($1) v`));
        sqlFunction("similarity", metadata, "text[]", body("$1"));
        sqlFunction("twice", metadata, "a text[]", body(`a || a${also}`));
        return metadata;
      };
      const kinds = async (metadata: api.MetaData) =>
        (await history.difference(metadata)).operations.map((each) => each.kind);
      expect(await kinds(declared())).toEqual(["createEntity", "createEntity", "createEntity"]);
      await history.autogenerate("a1", declared());
      await history.migrator().upgrade("head");
      expect(await kinds(declared())).toEqual([]);
      const changed = declared(" || 'x'::text");
      expect(await kinds(changed)).toEqual(["replaceEntity", "replaceEntity"]);
      await history.autogenerate("b2", changed);
      await history.migrator().upgrade("head");
      expect(await kinds(changed)).toEqual([]);
      await history.migrator().downgrade("base");
      const { rows } = await query(
        "SELECT pg_get_function_arguments(oid) FROM pg_proc WHERE proname = 'twice' ORDER BY 1",
      );
      expect(rows).toEqual([["a date"], ["a integer"]]);
    });
  },
  ["postgresql"],
);
