/** What `migr explain CODE` prints and the docs list for one error. */
export interface CodeEntry {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
}

const entry = (title: string, cause: string, remedy: string): CodeEntry => ({ title, cause, remedy });

/** Every error code with its cause and its cure; a code is never reused for something else. */
export const CODES = {
  "cli.usage": entry(
    "The command line is wrong",
    "A command, option or argument is unknown, missing or malformed.",
    "Run `migr COMMAND --help` for what the command takes.",
  ),
  "compile.unknown-node": entry(
    "A statement has a part that the dialect cannot write",
    "An expression or a DDL statement holds a kind that has no SQL.",
    "Report it: every kind should have SQL on every dialect.",
  ),
  "compile.unsupported": entry(
    "The database has no such thing",
    "A type, option or clause does not exist on the database in use.",
    "Use what the database has; the message names the dialect and the thing.",
  ),
  "compile.bad-identifier": entry(
    "A name cannot be an identifier",
    "The name is empty, holds a NUL byte or is longer than the database allows.",
    "Choose another name.",
  ),
  "compile.bad-literal": entry(
    "A value cannot be written as a literal",
    "DDL takes no parameters, so its values are written into the SQL; this one has no such form.",
    "Use a string, number, boolean, bigint, Date, Uint8Array, null, or an expression.",
  ),
  "compile.bad-parameters": entry(
    "The parameters do not fit the statement",
    "A statement names a parameter that was not given, or a value is undefined.",
    "Give every named parameter a value; NULL is null, never undefined.",
  ),
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
  "config.models-failed": entry(
    "The models cannot be loaded",
    "The file that `metadata` imports threw, or gave no MetaData.",
    "Mend the model file; `metadata` must give Base.metadata or an array of such.",
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
  "revision.unknown": entry(
    "No such revision",
    "No revision file has this id, nor one that begins with it.",
    "`migr history` lists all revisions.",
  ),
  "revision.ambiguous": entry(
    "Several revisions begin with this",
    "A shortened id fits more than one revision.",
    "Write more characters of the id.",
  ),
  "revision.malformed": entry(
    "Not a revision identifier",
    "The text is no id, no head, base, current, +N or -N, and no combination of them.",
    "`migr upgrade --help` lists the forms.",
  ),
  "revision.multiple-heads": entry(
    "Several heads",
    "The history has branched, so `head` does not name one revision.",
    "Name the branch, say `heads`, or join the branches with `migr merge`.",
  ),
  "revision.duplicate": entry(
    "Two files have one revision id",
    "A file was copied without a new id, or two git branches made the same one.",
    "Give one of the files another id.",
  ),
  "revision.missing-parent": entry(
    "A revision follows one that does not exist",
    "The down revision or a dependency was deleted, renamed or never merged.",
    "Restore the missing file or mend downRevision.",
  ),
  "revision.cycle": entry(
    "Revisions follow each other in a circle",
    "The down revisions or dependencies lead back to where they started.",
    "Mend the downRevision or dependsOn of one of the named files.",
  ),
  "revision.invalid-file": entry(
    "A revision file cannot be read",
    "The file has a syntax error, or `revision` or `downRevision` is missing or not written as a plain value.",
    "Mend the file; docs/scripts.md shows the form.",
  ),
  "revision.out-of-range": entry(
    "There are not that many revisions",
    "A relative step leads past the first or the last revision.",
    "`migr history` lists all revisions; `head` and `base` are the ends.",
  ),
  "revision.not-in-history": entry(
    "The database is at a revision that has no file",
    "The version table names an id that no revision file has: a file was removed, or another project uses the table.",
    "Restore the file, or set the database to a known revision with `migr stamp`.",
  ),
  "revision.file-exists": entry(
    "The file is already there",
    "A file of the same name exists; nothing is overwritten.",
    "Choose another message or id.",
  ),
  "schema.no-such-table": entry(
    "No such table",
    "An operation or a foreign key names a table that is not there.",
    "Mend the name; names in scripts are database names.",
  ),
  "schema.no-such-column": entry(
    "No such column",
    "A constraint, an index or an operation names a column that its table does not have.",
    "Mend the name; names in scripts and in string references are database names.",
  ),
  "schema.no-such-constraint": entry(
    "No such constraint or index",
    "An operation names a constraint or an index that its table does not have.",
    "Mend the name; the live schema has the names that `migr diff` and the database's own tools show.",
  ),
  "schema.duplicate-table": entry(
    "Two tables of one name",
    "Two models, or a model and a table, of one MetaData have the same name.",
    "Rename one of them, or remove the copy.",
  ),
  "schema.duplicate-column": entry(
    "Two columns of one name",
    "Two properties of a model become the same column name.",
    "Give one of them another name with .named().",
  ),
  "schema.duplicate-name": entry(
    "Two constraints, indexes or enum types of one name",
    "Names of constraints and indexes must differ within a table, enum types within a schema.",
    "Rename one of them.",
  ),
  "schema.bad-reference": entry(
    "A foreign key leads nowhere",
    "A foreign key names a table or a column that no model declares, or has another number of columns than its target.",
    "Mend the reference, or import the file that declares the table before the metadata is read.",
  ),
  "schema.invalid-table": entry(
    "A table contradicts itself",
    "A table has no columns, two primary keys, or a declaration that cannot be read.",
    "Mend the declaration that the message names.",
  ),
  "schema.invalid-column": entry(
    "A column contradicts itself",
    "A column is declared with options that exclude each other or with arguments out of range.",
    "Mend the declaration that the message names.",
  ),
  internal: entry(
    "A mistake in migr itself",
    "Something that should be impossible has happened.",
    "Report it with the output of the same command under --verbose.",
  ),
} as const satisfies Record<string, CodeEntry>;

/** A stable error code, `area.what`. */
export type ErrorCode = keyof typeof CODES;
