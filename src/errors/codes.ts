import { COMMAND_LINE_CODES } from "./codes/command-line.js";
import { CONFIGURATION_CODES } from "./codes/configuration.js";
import { DATABASE_CODES } from "./codes/database.js";
import { ENGINE_CODES } from "./codes/engine.js";
import type { CodeEntry } from "./codes/entry.js";
import { MIGRATION_CODES } from "./codes/migration.js";
import { REVISION_CODES } from "./codes/revision.js";
import { SCHEMA_CODES } from "./codes/schema.js";

export type { CodeEntry } from "./codes/entry.js";

/** Every error code with its cause and its cure; a code is never reused for something else. */
export const CODES = {
  ...COMMAND_LINE_CODES,
  ...CONFIGURATION_CODES,
  ...DATABASE_CODES,
  ...ENGINE_CODES,
  ...MIGRATION_CODES,
  ...REVISION_CODES,
  ...SCHEMA_CODES,
} as const satisfies Record<string, CodeEntry>;

/** A stable error code, `area.what`. */
export type ErrorCode = keyof typeof CODES;
