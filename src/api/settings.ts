import type { ResolvedConfig } from "../config/resolve.js";
import { KeptText } from "../loader/kept-text.js";
import type { ModuleLoader } from "../loader/module-loader.js";
import type { MigrationSettings } from "../migrate/settings.js";

/** What migrations need to know of a project, from its configuration. */
export function migrationSettings(config: ResolvedConfig, loader: ModuleLoader): MigrationSettings {
  const { versionTable, versionTableSchema, onVersionApply } = config;
  return {
    versionTable: { name: versionTable, ...(versionTableSchema !== null && { schema: versionTableSchema }) },
    versionLocations: config.versionLocations,
    recursive: config.recursive,
    headers: keptHeaders(config),
    transaction: config.transaction,
    lockTimeoutMs: config.lockTimeoutMs,
    schemas: config.schemas ?? undefined,
    compareOptions: {
      compare: config.compare,
      comparators: config.comparators,
      ...(config.includeName && { includeName: config.includeName }),
      ...(config.includeObject && { includeObject: config.includeObject }),
    },
    x: config.context.x,
    tag: config.context.tag,
    onVersionApply: onVersionApply ?? undefined,
    beforeRevision: config.beforeRevision ?? undefined,
    afterRevision: config.afterRevision ?? undefined,
    place: {
      database: config.database,
      target: config.target,
      schemaPath: config.schemaPath,
      createSchema: config.createSchema,
    },
    databases: config.databaseNames,
    timeouts: { ...config.timeouts },
    loadScript: (file) => loader.load(file),
    metadata: async () => (await import("../config/metadata.js")).loadMetadata(config, loader),
  };
}

/** Where the headers of a project's revision files are kept from one run to the next. */
export function keptHeaders({ file, versionLocations, recursive }: ResolvedConfig): KeptText {
  return new KeptText(file, "headers", [String(recursive), ...versionLocations]);
}
