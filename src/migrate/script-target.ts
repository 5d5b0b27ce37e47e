import type { Dialect, Live, Statement } from "../dialect/dialect.js";
import type { DriverResult } from "../dialect/driver.js";
import { Internal, MigrationError } from "../errors/errors.js";
import type { AssertNone } from "../ops/assert-none.js";
import type { Execute } from "../ops/data.js";
import type { Operation } from "../ops/operation.js";
import { displayName } from "../schema/name.js";
import type { Node } from "../sql/node.js";
import { writeSql } from "../sql/writer.js";
import { oneLine } from "../util/text.js";
import type { PlannedSchema } from "./planned-schema.js";
import type { SqlScript } from "./sql-script.js";
import type { StatementTarget } from "./statement-target.js";

/** Writes statements into a script, and follows in a planned schema what they do. */
export class ScriptTarget implements StatementTarget {
  readonly dialect: Dialect;
  readonly offline = true;
  readonly #script: SqlScript;
  readonly #planned: PlannedSchema;
  readonly #live: Live;

  constructor(dialect: Dialect, script: SqlScript, planned: PlannedSchema, live: Live) {
    this.dialect = dialect;
    this.#script = script;
    this.#planned = planned;
    this.#live = live;
  }

  async plan(operation: Operation): Promise<readonly Statement[]> {
    if (operation.kind !== "execute") return this.dialect.plan(operation, this.#live);
    return [{ sql: this.#literal((operation as Execute).statement) }];
  }

  async perform({ sql, params = [] }: Statement): Promise<void> {
    if (params.length > 0)
      throw new Internal("A planned statement has parameters, which a script cannot bind.");
    this.#script.statement(sql);
  }

  done(operation: Operation): void {
    this.#planned.apply(operation);
  }

  /** @throws {MigrationError} `migration.needs-database`: always, since nobody answers */
  async query(statement: Node): Promise<DriverResult> {
    const sql = oneLine(this.#literal(statement));
    throw new MigrationError(
      "migration.needs-database",
      `The script asks the database, and none is connected: ${sql.length > 80 ? `${sql.slice(0, 79)}…` : sql}`,
      {
        hint: "Run it against the database, or write SQL with op.execute where op.context.offline is true.",
        details: { sql },
      },
    );
  }

  async assertNone({ holds, table, message }: AssertNone): Promise<void> {
    const rule = `${displayName(table)} has a row in which ${message}`;
    this.#script.lines(this.dialect.clientScript.require(this.#literal(holds), oneLine(rule)));
  }

  inTransaction(): boolean {
    return this.#script.inTransaction;
  }

  #literal(statement: Node): string {
    return writeSql(statement, this.dialect.spelling, { literals: true }).sql;
  }
}
