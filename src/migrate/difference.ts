import { compareSchemas, type Question } from "../compare/compare-schemas.js";
import { placedSchemas } from "../compare/default-schema.js";
import type { RenameAnswers } from "../compare/rename.js";
import type { Dialect, Live, Statement } from "../dialect/dialect.js";
import { hiddenProblems } from "../dialect/hidden-kind.js";
import type { Connection } from "../engine/connection.js";
import { MigrationError, SchemaError } from "../errors/errors.js";
import { AssertNone } from "../ops/assert-none.js";
import type { Operation } from "../ops/operation.js";
import { pendingRevisions } from "../revision/plan.js";
import { schemaOf } from "../schema/define/metadata.js";
import { displayName, type TableName } from "../schema/name.js";
import { isAmong, type Unsupported } from "../schema/object.js";
import { withPartitionSchemas } from "../schema/partition-place.js";
import { findTable, type Schema } from "../schema/schema.js";
import { toolTables, withoutToolTables } from "../schema/tool-table.js";
import { writeSql } from "../sql/writer.js";
import { plural } from "../util/text.js";
import { countOf } from "./assert-none.js";
import type { Migrator } from "./migrator.js";
import { assertOwners } from "./owner.js";
import { PlannedSchema } from "./planned-schema.js";
import { liveOf } from "./statement-target.js";
import { versionsOf } from "./version-table.js";

/** What the models have that the database has not, and the other way round. */
export interface SchemaDifference {
  /** What takes the database to the models, in order. */
  readonly operations: readonly Operation[];
  /** What takes it back, in order. */
  readonly downgrade: readonly Operation[];
  /** What could not be compared in full, a sentence each. */
  readonly problems: readonly string[];
  /** What only a person knows: what may have been renamed, and what rows get for words that go. */
  readonly questions: readonly Question[];
  /** What the database holds and the schema cannot express; it is left alone. */
  readonly unsupported: readonly Unsupported[];
  readonly dialect: Dialect;
  /** The database's schema. */
  readonly from: Schema;
  /** The models' schema, as the database would hold it. */
  readonly to: Schema;
  /** The SQL that would be run; nothing of it has been. */
  readonly statements: readonly Statement[];
}

/** What is asked of a comparison. */
export interface DifferenceOptions {
  /** Refuses a database that still has revisions to be applied. */
  readonly requireHead?: boolean;
  /** Plans the SQL too. */
  readonly sql?: boolean;
  /** What was renamed, and what was not. */
  readonly renames?: RenameAnswers | undefined;
}

/**
 * Compares the models with the database.
 *
 * @throws {MigrationError} `migration.out-of-date`: revisions are pending, where `requireHead` is set
 * @throws {SchemaError} `schema.name-taken`: the models declare the version table, or something else has a table's name
 * @throws {SchemaError} the models contradict themselves
 * @throws {OperationalError} `db.catalog-hidden`: something differs, and the user may not see all that is there
 */
export async function findDifference(
  migrator: Migrator,
  options: DifferenceOptions = {},
): Promise<SchemaDifference> {
  const { settings, engine } = migrator;
  const models = await settings.metadata();
  await using connection = await engine.connect();
  const { dialect } = connection;
  if (options.requireHead) await assertAtHead(migrator, connection);
  const wanted = withPartitionSchemas(schemaOf(models, dialect.features.identifierLimit ?? undefined));
  assertOwnTable(wanted, settings.versionTable);
  const request = {
    exclude: [settings.versionTable, ...toolTables(wanted.tables)],
    schemas: settings.schemas ?? ["", ...placedSchemas(wanted)],
    namespaces: wanted.namespaces.map(({ name }) => name),
  };
  return connection.withDriver(async (driver) => {
    const from = withoutToolTables(await dialect.reflect(driver, request), wanted.tables);
    const compared = await compareSchemas(from, wanted, dialect, {
      ...settings.compareOptions,
      renames: options.renames,
      countRows: async (table, condition) => {
        const counted = countOf(new AssertNone(table, condition, "").rows);
        const { sql, params } = writeSql(counted, dialect.spelling);
        return Number((await driver.query(sql, params)).rows[0]?.[0] ?? 0);
      },
      canonical: (tables, schema) => dialect.canonical(driver, schema, tables),
      ...(dialect.withUnseen && { unseen: (tables) => dialect.withUnseen!(driver, tables, "all") }),
      entities: (declared) => dialect.readEntities(driver, declared),
    });
    const { operations, downgrade, questions, adapted, standing } = compared;
    assertOwners(operations, wanted, from, request);
    if (operations.length > 0) await dialect.assertVisible?.(driver);
    const hidden = operations.length > 0 ? ((await dialect.hiddenKinds?.(driver)) ?? []) : [];
    const untold = "what the changes take along or break of them is not known";
    const refused = operations.length > 0 ? await dialect.inTheWay?.(driver, operations, from) : undefined;
    const problems = [...compared.problems, ...hiddenProblems(hidden, untold), ...(refused ?? [])];
    const { table } = liveOf(connection);
    const live: Live = { table, query: (sql, params) => driver.query(sql, params) };
    const statements = options.sql ? await planAll(operations, from, dialect, live) : [];
    const isWanted = isAmong(wanted.entities);
    const unsupported = from.unsupported.filter((each) => !isWanted(each));
    const before = { ...from, entities: standing };
    return {
      operations,
      downgrade,
      problems,
      questions,
      unsupported,
      dialect,
      from: before,
      to: adapted,
      statements,
    };
  });
}

function assertOwnTable(models: Schema, versionTable: TableName): void {
  if (!findTable(models, versionTable)) return;
  throw new SchemaError(
    "schema.name-taken",
    `The models declare a table ${displayName(versionTable)}, which is where migr keeps the applied revisions.`,
    { hint: "Rename the model, or set versionTable in the configuration." },
  );
}

/** The statements of operations in a row, each planned on the schema that those before it leave. */
async function planAll(
  operations: readonly Operation[],
  from: Schema,
  dialect: Dialect,
  live: Live,
): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  const planned = new PlannedSchema(dialect, { from, isWhole: false });
  for (const operation of operations) {
    statements.push(...(await dialect.plan(operation, planned.over(live))));
    planned.apply(operation);
  }
  return statements;
}

async function assertAtHead({ settings, graph }: Migrator, connection: Connection): Promise<void> {
  // A history that has not begun has no newest revision; what is recorded is another tool's, which is being replaced.
  if (graph.revisions.length === 0) return;
  const rows = await versionsOf(connection, settings).read();
  const pending = pendingRevisions(graph.at(rows), rows);
  if (pending.length === 0) return;
  throw new MigrationError(
    "migration.out-of-date",
    `The database is not at the newest revision: ${plural(pending.length, "revision")} not applied.`,
    { hint: "Run `migr upgrade head` first.", details: { pending: pending.map(({ id }) => id) } },
  );
}
