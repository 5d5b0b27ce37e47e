import { type CodeEntry, entry } from "./entry.js";

/** Errors about the configuration, the URL, the models and loading TypeScript. */
export const CONFIGURATION_CODES = {
  "config.not-found": entry(
    "No configuration file",
    "There is no migr.config.ts (or .mts, .js, .mjs, .json) in this folder or in one above it, up to the package's root.",
    "Run `migr init`, go to the project's folder, or name the file with --config.",
  ),
  "config.failed": entry(
    "The configuration file cannot be loaded",
    "The file threw while it was loaded, has a syntax error, or has no default export.",
    "Mend the file; the message tells what it threw, --verbose shows the stack.",
  ),
  "config.unknown-key": entry(
    "The configuration has a key that migr does not know",
    "A key is misspelt or of another tool.",
    "Remove it or take the name the message proposes; docs/configuration.md lists all keys.",
  ),
  "config.invalid": entry(
    "A configuration value is of the wrong kind",
    "A key has a value of the wrong type, or a required key is missing.",
    "Give it a value of the kind the message names.",
  ),
  "config.no-url": entry(
    "No database is named",
    "Neither --url, nor the configuration's `url`, nor MIGR_URL, nor DATABASE_URL has a value.",
    "Set one of them; SQLite needs no server: sqlite:///app.db.",
  ),
  "config.env-file": entry(
    "The file of variables cannot be read",
    "The file that --env-file or MIGR_ENV_FILE names is not there, or may not be read.",
    "Mend the path, or leave the option out.",
  ),
  "config.no-schema": entry(
    "The schema of a target is not there",
    "A target names a schema that the database does not have.",
    "Create the schema, or set `createSchema: true` beside the list of targets.",
  ),
  "config.no-metadata": entry(
    "The configuration names no models",
    "The command compares models with the database, and `metadata` is not set.",
    'Set `metadata`, such as () => import("./src/models.ts").',
  ),
  "config.format-failed": entry(
    "The formatter failed",
    "The command of `format` could not be started, or ended with an error; the new file was kept as it was written.",
    "Mend the command, or remove `format`.",
  ),
  "config.models-failed": entry(
    "The models cannot be loaded",
    "The file that `metadata` imports threw, or gave no MetaData.",
    "Mend the model file; `metadata` must give Base.metadata or an array of such.",
  ),
  "config.init-failed": entry(
    "The new project cannot be written",
    "The folder is read-only, the disk is full, or the like; what was begun has been removed again.",
    "Mend what the message names and run `migr init` again.",
  ),
  "config.write-failed": entry(
    "Models or scripts of SQL cannot be written",
    "A command was to write files with `--output`, and the folder is read-only, the disk is full, or the like; none was changed half-way.",
    "Mend what the message names and run the command again.",
  ),
  "module.syntax": entry(
    "A file cannot be parsed",
    "A TypeScript or JavaScript file has a syntax error; the message has its line and column.",
    "Mend the file.",
  ),
  "module.async-require": entry(
    "A file cannot be loaded by require()",
    "The file, or one that it imports, awaits at its top level, so it has no value yet when require() returns.",
    "Load it with import, or with await import().",
  ),
  "config.driver-missing": entry(
    "The database driver is not installed",
    "Drivers are optional: pg, mysql2 and better-sqlite3 are installed by the project that needs them.",
    "Run the `npm install` that the message names.",
  ),
  "config.bad-url": entry(
    "The database URL cannot be used",
    "The URL has an unknown scheme, is malformed, or has a parameter that the driver cannot honor.",
    "docs/databases.md lists the forms and parameters; characters such as @ and / in a password are percent-encoded.",
  ),
} as const satisfies Record<string, CodeEntry>;
