import { compareSchemas, type Difference } from "../../../src/compare/compare-schemas.js";
import type { RenameAnswers } from "../../../src/compare/rename.js";
import type { Dialect, DialectModule, Live } from "../../../src/dialect/dialect.js";
import type { DriverConnection } from "../../../src/dialect/driver.js";
import { loadDialect } from "../../../src/dialects/registry.js";
import { DatabaseUrl } from "../../../src/engine/url.js";
import type { Operation } from "../../../src/ops/operation.js";
import type { Column } from "../../../src/schema/column.js";
import { nameKey, type TableName } from "../../../src/schema/name.js";
import type { Entity } from "../../../src/schema/object.js";
import type { Schema } from "../../../src/schema/schema.js";
import { NAMESPACES } from "./schemas.js";

/** The version table of scripts that are run on the way. */
export const VERSIONS: TableName = { name: "migr_version" };

/** A bare connection on which operations are carried out one by one, as a revision script would. */
export class Migration {
  readonly dialect: Dialect;
  readonly connection: DriverConnection;

  constructor(dialect: Dialect, connection: DriverConnection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /** Opens the database of a URL. */
  static async open(url: string): Promise<Migration> {
    const target = DatabaseUrl.parse(url).toTarget();
    const module: DialectModule = await loadDialect(target.scheme);
    const connection = await module.driver.open(target);
    return new Migration(module.dialectFor(connection.serverVersion), connection);
  }

  /** What the database holds. */
  reflect(): Promise<Schema> {
    const schemas = this.dialect.features.namespaces ? { schemas: ["", ...NAMESPACES] } : {};
    return this.dialect.reflect(this.connection, { ...schemas, exclude: [VERSIONS] });
  }

  /**
   * What the database lacks to be as the models say.
   *
   * @param held what it holds, where that has just been read
   * @param renames what flags say of names and words
   */
  async difference(to: Schema, held?: Schema, renames: RenameAnswers = {}): Promise<Difference> {
    return compareSchemas(held ?? (await this.reflect()), to, this.dialect, {
      canonical: (tables, adapted) => this.dialect.canonical(this.connection, adapted, tables),
      ...(this.dialect.withUnseen && {
        unseen: (tables) => this.dialect.withUnseen!(this.connection, tables, "all"),
      }),
      renames,
      entities: (declared) => this.dialect.readEntities(this.connection, declared),
    });
  }

  /** What the database holds of objects that are declared by their SQL. */
  async standing(declared: readonly Entity[]): Promise<readonly (string | null)[]> {
    if (declared.length === 0) return [];
    const readings = await this.dialect.readEntities(this.connection, declared);
    return readings.map(({ standing }) => standing);
  }

  /** The SQL of operations, each planned against the database as those before it left it, and run. */
  async run(operations: readonly Operation[]): Promise<readonly string[]> {
    const guard = await this.dialect.guard(this.connection);
    try {
      return await this.#inTransaction(async () => {
        const done = await this.#runAll(operations);
        await guard.verify();
        return done;
      });
    } finally {
      await guard.release();
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  async #runAll(operations: readonly Operation[]): Promise<readonly string[]> {
    const done: string[] = [];
    for (const operation of operations) {
      for (const { sql, params, autocommit } of await this.dialect.plan(operation, this.#live())) {
        done.push(sql);
        try {
          if (!autocommit) await this.connection.query(sql, params);
          else await this.#outside(() => this.connection.query(sql, params));
        } catch (error) {
          const before = done.slice(0, -1).join(";\n");
          throw new Error(`${(error as Error).message}\nin: ${sql}\nafter: ${before}`, { cause: error });
        }
      }
    }
    return done;
  }

  async #begin(): Promise<void> {
    for (const sql of this.dialect.begin(null, true)) await this.connection.query(sql);
  }

  /** What was done before is committed, and a new transaction begins after, as a run does it. */
  async #outside(work: () => Promise<unknown>): Promise<void> {
    await this.connection.query("COMMIT");
    await work();
    await this.#begin();
  }

  async #inTransaction<T>(work: () => Promise<T>): Promise<T> {
    if (!this.dialect.features.transactionalDdl) return work();
    await this.#begin();
    try {
      const result = await work();
      await this.connection.query("COMMIT");
      return result;
    } catch (error) {
      await this.connection.query("ROLLBACK").catch(() => {});
      throw error;
    }
  }

  #live(): Live {
    return {
      table: async (name) => {
        const { tables } = await this.dialect.reflect(this.connection, {
          tables: [name],
          ...(name.schema !== undefined && { schemas: [name.schema] }),
        });
        return tables.find((table) => nameKey(table) === nameKey(name)) ?? null;
      },
      query: (sql, params) => this.connection.query(sql, params),
    };
  }
}

/**
 * The schema with columns in order of name: their order is never changed, so a column that returns is the last. Names
 * of sequences are left out: those of a table that gets another name keep theirs. So is the default schema, which is
 * not known where nothing is in it, and partitions, which go with their tables and do not come back.
 */
export function byName({ defaultSchema: _, ...schema }: Schema): Schema {
  const order = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
  const tables = schema.tables.map((table) => ({
    ...table,
    columns: table.columns.map(withoutSequenceName).sort(order),
  }));
  const userTypes = schema.userTypes.map((type) =>
    type.kind === "composite" ? { ...type, attributes: [...type.attributes].sort(order) } : type,
  );
  return { ...schema, tables, userTypes, unsupported: beyondModels(schema.unsupported) };
}

/** What the database holds and models cannot say, but for partitions, which models leave to others. */
export function beyondModels(unsupported: Schema["unsupported"]): Schema["unsupported"] {
  return unsupported.filter(({ what }) => what !== "partition");
}

function withoutSequenceName(column: Column): Column {
  const { options, ...rest } = column;
  const kept = Object.entries(options ?? {}).flatMap(([dialect, own]) => {
    const { sequence: _, ...others } = own;
    const { serial } = others;
    const named = serial === undefined ? others : { ...others, serial: true };
    return Object.keys(named).length > 0 ? [[dialect, named] as const] : [];
  });
  return kept.length > 0 ? { ...rest, options: Object.fromEntries(kept) } : rest;
}
