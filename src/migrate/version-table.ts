import { createTable } from "../ddl/nodes/table.js";
import { DDL_OPTIONS } from "../dialect/compiler.js";
import type { Dialect, Statement } from "../dialect/dialect.js";
import type { DriverResult } from "../dialect/driver.js";
import type { Connection } from "../engine/connection.js";
import { MigrationError } from "../errors/errors.js";
import { type RowStatement, rowStatements } from "../revision/version-rows.js";
import { displayName, type TableName } from "../schema/name.js";
import type { Node } from "../sql/node.js";
import { identifier, raw, template, value } from "../sql/nodes/index.js";
import { type WriteOptions, writeSql } from "../sql/writer.js";
import { enumerate } from "../util/text.js";
import type { MigrationSettings } from "./settings.js";

/** The type of an id, which a value that stands alone in a SELECT would not tell. */
const VERSION_TYPE = { kind: "string", length: 32 } as const;

/** Runs one statement with parameters in the driver's form. */
export type Exec = (sql: string, params?: readonly unknown[]) => Promise<DriverResult>;

/** What a database answers where there is no such table, or where a schema is a database, no such schema. */
const MISSING: readonly unknown[] = ["db.no-such-object", "db.no-such-database"];

/** The table that says where a database stands: one row a head, as Alembic's has. */
export class VersionTable {
  readonly name: TableName;
  readonly #dialect: Dialect;
  readonly #exec: Exec;
  readonly #options: WriteOptions;
  /** The statement that moves a row, once it was written; its parameters are the new id and the old one. */
  #move: string | null = null;

  /**
   * @param exec runs a statement; its errors are ours, not the driver's
   * @param options of a table whose statements are written down: values as literals
   */
  constructor(name: TableName, dialect: Dialect, exec: Exec, options: WriteOptions = {}) {
    this.name = name;
    this.#dialect = dialect;
    this.#exec = exec;
    this.#options = options;
  }

  /**
   * The ids in the table, in order; none where there is no table. Outside of a transaction, which the missing table
   * would spoil on some databases.
   *
   * @throws {DatabaseError} `db.permission` and others: the table cannot be read
   */
  async read(): Promise<readonly string[]> {
    try {
      const result = await this.#run(["SELECT", id("version_num"), "FROM", this.#table()]);
      return result.rows.map(([version]) => String(version)).sort();
    } catch (thrown) {
      if (MISSING.includes((thrown as { code?: unknown }).code)) return [];
      throw thrown;
    }
  }

  /** Makes the table where it is missing; a run that comes at the same time may make it too. */
  async ensure(): Promise<void> {
    const { sql } = writeSql(
      createTable({
        table: {
          ...this.name,
          columns: [{ name: "version_num", type: VERSION_TYPE, nullable: false }],
          constraints: [{ kind: "primaryKey", name: `${this.name.name}_pkc`, columns: ["version_num"] }],
          indexes: [],
        },
        ifNotExists: true,
      }),
      this.#dialect.spelling,
      DDL_OPTIONS,
    );
    await this.#query({ sql });
  }

  /**
   * Takes rows out and puts rows in, each only if the table is as expected.
   *
   * @param expected the rows as they were planned from; where only rows come, nothing else tells that others have too
   * @throws {MigrationError} `migration.conflict`: another run has changed the table meanwhile
   */
  async change(
    change: { readonly removes: readonly string[]; readonly inserts: readonly string[] },
    expected?: readonly string[],
  ): Promise<void> {
    const others = change.removes.length === 0 ? expected : undefined;
    for (const statement of rowStatements(change)) {
      const { rowCount } = await this.#change(statement, others);
      if (rowCount !== 1) throw this.#conflict(change);
    }
  }

  async #change(
    statement: RowStatement,
    others: readonly string[] | undefined,
  ): Promise<{ readonly rowCount: number }> {
    const version = id("version_num");
    switch (statement.kind) {
      case "update":
        return this.#query(this.#moved(statement));
      case "delete":
        return this.#run([
          "DELETE FROM",
          this.#table(),
          "WHERE",
          version,
          "=",
          value({ value: statement.id }),
        ]);
      case "insert":
        try {
          return await this.#run([
            "INSERT INTO",
            this.#table(),
            "(",
            version,
            ...(others
              ? [") SELECT", value({ value: statement.id, type: VERSION_TYPE }), ...this.#onlyThese(others)]
              : [") VALUES (", value({ value: statement.id, type: VERSION_TYPE }), ")"]),
          ]);
        } catch (thrown) {
          if ((thrown as { code?: unknown }).code !== "db.unique") throw thrown;
          throw this.#conflict({ removes: [], inserts: [statement.id] }, thrown);
        }
    }
  }

  #moved({ from, to }: Extract<RowStatement, { readonly kind: "update" }>): Statement {
    const params = [to, from];
    if (this.#move !== null) return { sql: this.#move, params };
    const version = id("version_num");
    const [set, where] = [value({ value: to }), value({ value: from })];
    const statement = this.#write([
      "UPDATE",
      this.#table(),
      "SET",
      version,
      "=",
      set,
      "WHERE",
      version,
      "=",
      where,
    ]);
    if (!this.#options.literals) this.#move = statement.sql;
    return statement;
  }

  /** Takes all rows out, whatever they are. */
  async clear(): Promise<void> {
    await this.#run(["DELETE FROM", this.#table()]);
  }

  /** A condition that holds where the table has these rows, or where it is empty if there are none. */
  holds(rows: readonly string[]): string {
    const found = ["EXISTS (SELECT 1 FROM", this.#table()];
    if (rows.length === 0) return this.#write(["NOT", ...found, ")"]).sql;
    return rows
      .map((row) => this.#write([...found, "WHERE", id("version_num"), "=", value({ value: row }), ")"]).sql)
      .join(" AND ");
  }

  /** A condition that holds where the table has no other rows than these. */
  #onlyThese(rows: readonly string[]): readonly (string | Node)[] {
    const strangers = rows.flatMap((row, i) => [
      i === 0 ? "WHERE" : "AND",
      id("version_num"),
      "<>",
      value({ value: row }),
    ]);
    return ["WHERE NOT EXISTS (SELECT 1 FROM", this.#table(), ...strangers, ")"];
  }

  /** The table of the database's own file, whatever temporary one or one of another file would be found before it. */
  #table(): Node {
    const { ownFile } = this.#dialect.features;
    const { schema = this.#options.literals ? undefined : ownFile, name } = this.name;
    return identifier({ path: schema === undefined ? [name] : [schema, name] });
  }

  #conflict(
    change: { readonly removes: readonly string[]; readonly inserts: readonly string[] },
    cause?: unknown,
  ): MigrationError {
    const expected =
      change.removes.length > 0 ? `no longer holds ${enumerate(change.removes)}` : "already holds it";
    return new MigrationError(
      "migration.conflict",
      `${displayName(this.name)} was to be changed to ${enumerate(change.inserts) || "hold less"}, but ${expected}.`,
      { hint: "Another run was faster. See `migr current` and run again.", cause },
    );
  }

  #run(words: readonly (string | Node)[]): Promise<DriverResult> {
    return this.#query(this.#write(words));
  }

  #write(words: readonly (string | Node)[]): Statement {
    const pieces = words.flatMap((word, i): readonly Node[] => {
      const next = words[i + 1];
      const joins =
        (typeof word === "string" && word.endsWith("(")) ||
        (typeof next === "string" && next.startsWith(")"));
      const piece = typeof word === "string" ? raw({ sql: word }) : word;
      return i === words.length - 1 || joins ? [piece] : [piece, raw({ sql: " " })];
    });
    return writeSql(template({ pieces }), this.#dialect.spelling, this.#options);
  }

  #query({ sql, params }: Statement): Promise<DriverResult> {
    return this.#exec(sql, params);
  }
}

/** The version table behind a connection, outside of any transaction. */
export function versionsOf(
  connection: Connection,
  settings: Pick<MigrationSettings, "versionTable">,
): VersionTable {
  return new VersionTable(settings.versionTable, connection.dialect, (sql, params) =>
    connection.withDriver((driver) => driver.query(sql, params)),
  );
}

/** The version table behind a connection, inside of the transaction that is open there. */
export function versionsWithin(
  connection: Connection,
  settings: Pick<MigrationSettings, "versionTable">,
): VersionTable {
  return new VersionTable(settings.versionTable, connection.dialect, (sql, params) =>
    connection.exec(sql, params),
  );
}

function id(name: string): Node {
  return identifier({ path: [name] });
}
