import { expect, it } from "vitest";
import { variantOf } from "../../src/dialects/mysql/variant.js";
import * as mysql from "../../src/dialects/mysql/vocabulary.js";
import * as postgresql from "../../src/dialects/postgresql/vocabulary.js";
import * as sqlite from "../../src/dialects/sqlite/vocabulary.js";
import * as api from "../../src/index.js";
import { pullModels } from "../../src/pull/pull-models.js";
import { isColumnBuilder } from "../../src/schema/define/column-builder.js";
import { schemaOf } from "../../src/schema/define/metadata.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { loadModels } from "../support/models/pulled.js";
import { eachTarget, type Target } from "../support/target.js";

type Builder = (...given: readonly never[]) => unknown;

/** What builders are called with that need something, or can say more. */
const ARGUMENTS: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  array: [[api.text()], [api.integer().nullable()]],
  bit: [[], [5]],
  varbit: [[], [9]],
  timetz: [[], [3]],
  intervalOf: [[{ fields: "day to hour" }], [{ precision: 3 }]],
  binary: [[3]],
  varbinary: [[9]],
  set: [["a", "it's"]],
  decimal: [
    [8, 2],
    [8, 2, { unsigned: true }],
  ],
  float: [[], [{ precision: 7, scale: 3 }], [{ unsigned: true }]],
  double: [[], [{ precision: 9, scale: 3 }], [{ unsigned: true }]],
  tinyint: [[], [{ unsigned: true }], [{ zerofill: true, width: 2 }]],
  smallint: [[], [{ unsigned: true }]],
  mediumint: [[], [{ unsigned: true }]],
  int: [[], [{ unsigned: true }], [{ zerofill: true }]],
  bigint: [[], [{ unsigned: true }]],
  timestamp: [[], [{ precision: 3 }]],
  datetime: [[], [{ precision: 6 }]],
  vector: [[3]],
  domain: [],
  compositeType: [],
  rangeType: [],
};

/** What the vocabularies have beside types. */
const ITEMS: readonly string[] = [
  "enumType",
  "unlogged",
  "partitionBy",
  "partitions",
  "inherits",
  "storageParameters",
  "tablespace",
  "replicaIdentity",
  "rowSecurity",
  "mysqlTable",
  "strict",
  "withoutRowid",
];

const OWN: Readonly<Record<Target, object>> = { postgresql, mysql, mariadb: mysql, sqlite };

/** Types of one product alone. */
const ONLY: Readonly<Record<string, Target>> = { inet4: "mariadb", inet6: "mariadb" };

/** Columns of every type that the vocabulary of a database has, by name; those that number themselves stand alone. */
function columnsOf(target: Target): readonly (readonly [name: string, column: object])[] {
  return Object.entries(OWN[target]).flatMap(([name, build]) => {
    if (ITEMS.includes(name) || typeof build !== "function") return [];
    if (ONLY[name] !== undefined && ONLY[name] !== target) return [];
    const all = target === "sqlite" ? [[]] : (ARGUMENTS[name] ?? [[]]);
    return all.map((given, i) => {
      const made = (build as Builder)(...(given as readonly never[])) as api.ColumnBuilder<unknown>;
      expect(isColumnBuilder(made), name).toBe(true);
      // SQLite tells INT from INTEGER where it is a key, and only there.
      const column = target === "sqlite" && name === "int" ? made.primaryKey() : made;
      return [`${name}_${i}`.toLowerCase(), column as object] as const;
    });
  });
}

function models(columns: readonly (readonly [name: string, column: object])[]): api.MetaData {
  const metadata = new api.MetaData();
  for (const [name, column] of columns) api.table(`t_${name}`, metadata, { [name]: column });
  return metadata;
}

/** Types that only newer versions of a server have. */
async function lackingIn(database: TestDatabase, target: Target): Promise<readonly string[]> {
  if (target !== "mysql" && target !== "mariadb") return [];
  const [row] = await database.query("select version() as version");
  return variantOf(String(row!["version"])).vectorType ? [] : ["vector"];
}

const EXTENSIONS = ["hstore", "citext", "ltree"];

eachTarget("every type of the database's own words", (target) => {
  it("is made, finds nothing to do, is pulled as itself, and is taken back", async () => {
    const database = await freshDatabase(target, "types");
    if (target === "postgresql") {
      for (const name of EXTENSIONS) await database.script(`CREATE EXTENSION ${name}`);
    }
    await using h = new History(database);
    const lacking = await lackingIn(database, target);
    const columns = columnsOf(target).filter(([name]) => !lacking.some((each) => name.startsWith(each)));
    const metadata = models(columns);
    await h.autogenerate("a1", metadata);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(metadata))).toEqual([]);
    const exclude = [{ name: "migr_version" }];
    const { files, left } = await pullModels(h.engine, { split: false, exclude });
    expect(left).toEqual([]);
    const pulled = await loadModels(files);
    expect(wordsOf(await h.difference(pulled))).toEqual([]);
    const { dialect } = h.engine;
    const limit = dialect.features.identifierLimit ?? undefined;
    const types = (made: api.MetaData) =>
      Object.fromEntries(
        dialect
          .adapt(schemaOf([made], limit))
          .tables.map(({ name, columns: [column] }) => [name, dialect.spelling.typeSql(column!.type)]),
      );
    expect(types(pulled)).toEqual(types(metadata));
    expect(files[0]!.contents).not.toContain("rawType");
    await h.migrator().downgrade("base");
    expect((await h.reflect()).tables).toEqual([]);
  }, 60_000);
});
