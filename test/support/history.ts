import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DriverConnection } from "../../src/dialect/driver.js";
import * as mysql from "../../src/dialects/mysql/vocabulary.js";
import * as postgresql from "../../src/dialects/postgresql/vocabulary.js";
import * as sqlite from "../../src/dialects/sqlite/vocabulary.js";
import * as migr from "../../src/index.js";
import { ModuleLoader } from "../../src/loader/module-loader.js";
import {
  findDifference,
  type MigrationSettings,
  Migrator,
  type SchemaDifference,
  writeScript,
} from "../../src/migrate/index.js";
import type { Schema } from "../../src/schema/schema.js";
import type { TestDatabase } from "./database.js";

/** What a test says of one revision: source of its functions' bodies, or a whole file. */
export interface Scripted {
  readonly upgrade?: string;
  readonly downgrade?: string;
}

/** What is imported into every script of a test, so that bodies need only be statements. */
const IMPORTS = `import { boolean, bigInteger, char, check, date, dateTime, double, enumOf, float, foreignKey, func, index,
  integer, interval, json, largeBinary, numeric, primaryKey, rawType, smallInteger, sql, string, tableComment, text, time,
  unique, uuid, type Operations } from "migr";`;

/** The modules that a script may import besides `migr`. */
const OWN: Readonly<Record<string, object>> = {
  "migr/mysql": mysql,
  "migr/postgresql": postgresql,
  "migr/sqlite": sqlite,
};

/** A database with a history of scripts in a temporary folder, driven without the command line. */
export class History implements AsyncDisposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "migr-history-")));
  readonly engine: migr.Engine;
  readonly metadata = new migr.MetaData();
  /** The statements that were sent once a connection was open, in order. */
  readonly statements: string[] = [];
  /** The script files that were executed, in order. */
  readonly loaded: string[] = [];
  readonly #overrides: Partial<MigrationSettings>;

  constructor(database: Pick<TestDatabase, "url">, overrides: Partial<MigrationSettings> = {}) {
    mkdirSync(join(this.root, "versions"));
    this.engine = migr.createEngine(database.url, { poolSize: 1, maxOverflow: 0 });
    migr.listen(this.engine, "connect", ({ driver }) => this.#watch(driver));
    this.#overrides = overrides;
  }

  /** Another runner on the same history. Scripts are read and loaded anew by each. */
  migrator(overrides: Partial<MigrationSettings> = {}, engine = this.engine): Migrator {
    const loader = new ModuleLoader({
      cache: null,
      own: { name: "migr", root: null, load: async (specifier) => OWN[specifier] ?? migr },
    });
    return new Migrator(engine, {
      versionTable: { name: "migr_version" },
      versionLocations: [join(this.root, "versions")],
      recursive: false,
      transaction: "each",
      lockTimeoutMs: 5_000,
      x: {},
      loadScript: (file) => {
        this.loaded.push(file);
        return loader.load(file);
      },
      metadata: async () => [this.metadata],
      ...this.#overrides,
      ...overrides,
    });
  }

  /** Writes a revision whose functions have these bodies, and gives the file's path. */
  add(id: string, down: string | null, { upgrade = "", downgrade = "" }: Scripted = {}): string {
    const body = (name: string, text: string) =>
      `export async function ${name}(op: Operations) {\n${text}\n}\n`;
    return this.addFile(
      id,
      `/** makes ${id} */\n${IMPORTS}\n\nexport const revision = "${id}";\nexport const downRevision = ${JSON.stringify(down)};\n\n${body("upgrade", upgrade)}\n${body("downgrade", downgrade)}`,
    );
  }

  /** Writes a whole revision file. */
  addFile(id: string, source: string): string {
    const path = join(this.root, "versions", `${id}.ts`);
    writeFileSync(path, source);
    return path;
  }

  /** The line of a revision file on which a text stands. */
  lineOf(path: string, text: string): number {
    return (
      readFileSync(path, "utf8")
        .split("\n")
        .findIndex((line) => line.includes(text)) + 1
    );
  }

  /** Runs a body as `upgrade` of a first and only revision. */
  async run(upgrade: string, overrides: Partial<MigrationSettings> = {}): Promise<Migrator> {
    this.add("a1", null, { upgrade });
    const migrator = this.migrator(overrides);
    await migrator.upgrade("head");
    return migrator;
  }

  /** What is different between a schema and the database, and the other way round. */
  difference(
    metadata: migr.MetaData = this.metadata,
    options: Parameters<typeof findDifference>[1] = {},
  ): Promise<SchemaDifference> {
    return findDifference(this.migrator({ metadata: async () => [metadata] }), options);
  }

  /** Writes a revision from the difference between models and database, and gives its text. */
  async autogenerate(
    id: string,
    metadata: migr.MetaData = this.metadata,
    options: Parameters<typeof findDifference>[1] = {},
  ): Promise<string> {
    const migrator = this.migrator({ metadata: async () => [metadata] });
    const difference = await findDifference(migrator, options);
    const { path } = await writeScript(migrator, { id, message: id, difference, scripts: this.root });
    return readFileSync(path, "utf8");
  }

  /** What the database holds, besides the version table. */
  async reflect(): Promise<Schema> {
    const exclude = [{ name: "migr_version" }];
    const { defaultSchema: _, ...schema } = await this.engine.connect((connection) =>
      connection.withDriver((driver) => connection.dialect.reflect(driver, { exclude })),
    );
    return schema;
  }

  #watch(driver: DriverConnection): void {
    const query = driver.query.bind(driver);
    const batch = driver.batch.bind(driver);
    let inBatch = false;
    driver.query = (sql, params) => {
      // Where the driver takes one statement at a time, a batch is as many queries.
      if (!inBatch) this.statements.push(sql);
      return query(sql, params);
    };
    driver.batch = (statements) => {
      this.statements.push(...statements);
      inBatch = true;
      return batch(statements).finally(() => {
        inBatch = false;
      });
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.dispose();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The words of a comparison's operations, and what it could not compare. */
export function wordsOf({ operations, problems, dialect }: SchemaDifference): readonly string[] {
  return [...problems, ...operations.flatMap((each) => describe(each, dialect.spelling))];
}

type Operation = SchemaDifference["operations"][number];
type Spelling = SchemaDifference["dialect"]["spelling"];

function describe(operation: Operation, spelling: Spelling): readonly string[] {
  const { sign, subject, detail } = operation.describe(spelling);
  const inner = "operations" in operation ? (operation.operations as readonly Operation[]) : [];
  if (inner.length > 0) return inner.flatMap((each) => describe(each, spelling));
  return [`${sign} ${subject} ${detail}`];
}
