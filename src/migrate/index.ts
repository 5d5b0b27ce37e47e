export { type DifferenceOptions, findDifference, type SchemaDifference } from "./difference.js";
export { Migrator, type RunReport } from "./migrator.js";
export { type NewScript, type WrittenScript, writeScript } from "./new-script.js";
export type { Applied, RunDirection, RunEvent, RunOptions } from "./run.js";
export type { MigrationSettings, RevisionStep, VersionChange } from "./settings.js";
