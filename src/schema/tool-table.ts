import type { TableName } from "./name.js";
import type { Schema } from "./schema.js";

/** The tables in which other tools keep which migrations they have run; they are theirs, and no part of a schema. */
const NAMES: readonly string[] = [
  "alembic_version",
  "__drizzle_migrations",
  "_prisma_migrations",
  "ar_internal_metadata",
  "atlas_schema_revisions",
  "databasechangelog",
  "databasechangeloglock",
  "django_migrations",
  "flyway_schema_history",
  "goose_db_version",
  "knex_migrations",
  "knex_migrations_lock",
  "kysely_migration",
  "kysely_migration_lock",
  "mikro_orm_migrations",
  "pgmigrations",
  "schema_migrations",
  "SequelizeMeta",
  "typeorm_metadata",
];

/** The tables of other tools, but for those whose name a declared one has in whatever schema. */
export function toolTables(declared: readonly TableName[] = []): readonly TableName[] {
  const own = new Set(declared.map(({ name }) => name));
  return NAMES.filter((name) => !own.has(name)).map((name) => ({ name }));
}

/** What a database holds without the tables of other tools that were read as declared ones share their names in another schema. */
export function withoutToolTables(schema: Schema, declared: readonly TableName[]): Schema {
  const own = new Set(
    declared
      .filter((each) => (each.schema ?? schema.defaultSchema) === schema.defaultSchema)
      .map(({ name }) => name),
  );
  const tables = schema.tables.filter(
    (table) => table.schema !== undefined || own.has(table.name) || !NAMES.includes(table.name),
  );
  return tables.length === schema.tables.length ? schema : { ...schema, tables };
}
