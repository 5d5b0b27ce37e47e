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
    "The down revision was deleted, renamed or never merged.",
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
  "revision.duplicate-label": entry(
    "A branch label is given twice",
    "Two revision files give one label, or a label is also the id of a revision.",
    "Remove the label from one of the files; those that follow inherit it.",
  ),
  "revision.missing-dependency": entry(
    "A revision depends on one that does not exist",
    "dependsOn names neither a revision nor a branch label: it was deleted, renamed or never merged.",
    "Restore the missing file or mend dependsOn.",
  ),
  "revision.bad-id": entry(
    "Not a possible revision id",
    "The id is empty, longer than 32 characters, a reserved word, or has a character that identifiers need.",
    'Use letters, digits, "_" and "."; none of head, heads, base, current.',
  ),
  "revision.bad-label": entry(
    "Not a possible branch label",
    "The label is empty, a reserved word, ends like a relative step, or has a character that identifiers need.",
    'Use letters, digits, "_", "." and inner "-"; none of head, heads, base, current.',
  ),
  "revision.no-such-branch": entry(
    "No such branch",
    "What stands before the @ is neither a branch label nor a revision.",
    "`migr heads` shows the labels of all branches.",
  ),
  "revision.not-on-branch": entry(
    "The revision is not on the branch",
    "In `label@revision` the revision neither precedes nor follows the one that carries the label.",
    "Leave out the branch or name a revision of it.",
  ),
  "revision.ambiguous-step": entry(
    "A relative step can go several ways",
    "From where the step counts there are several revisions above or below, or the database stands at several.",
    "Name the branch, as in `label@+1` or `label@-1`, or the revision itself.",
  ),
  "revision.wrong-direction": entry(
    "The target is in the other direction",
    "An upgrade was asked to go down (`base`, `-N`), or a downgrade to go up (`+N`).",
    "Use the other command, or name a revision.",
  ),
  "revision.not-applied": entry(
    "The revision is not applied",
    "A downgrade leads to a revision or branch that the database has not got.",
    "`migr current` shows where the database stands.",
  ),
  "revision.needs-database": entry(
    "The identifier needs a database",
    "`current` and bare steps count from where a database stands, and the command asks none.",
    "Name a revision, as in `REV+1`.",
  ),
  "revision.bad-range": entry(
    "The range does not run along the history",
    "The upper end of `FROM:TO` does not come after its lower end.",
    "Write the older revision first; both must be on one branch.",
  ),
  "revision.not-a-head": entry(
    "The revision to follow is no head",
    "Another revision follows it already, so a new one would begin a branch.",
    "Follow the head, or say --splice to branch on purpose.",
  ),
  "revision.overlapping-parents": entry(
    "One parent already follows the other",
    "A revision would follow two revisions of which one comes after the other.",
    "Name only the later one.",
  ),
  "revision.nothing-to-merge": entry(
    "There is nothing to merge",
    "A merge joins two revisions or more; fewer were named, or the history has one head.",
    "`migr heads` lists the heads.",
  ),
  "revision.no-folder": entry(
    "Which version folder?",
    "The folder is not among the configured ones, or there are several and no parent tells which.",
    "Name a configured folder with --version-path.",
  ),
  "revision.bad-file-name": entry(
    "Not a possible file name",
    "The file name template has an unknown token, or gives a name outside the version folder or one that would not be found again.",
    "Mend `fileTemplate`; its tokens are rev, slug, epoch, year, month, day, hour, minute, second.",
  ),
  "revision.bad-timezone": entry(
    "No such time zone",
    "`timezone` is no IANA name known to this Node.js.",
    'Write a name such as "Europe/Vienna", or "utc" or "local".',
  ),
  "revision.unreadable": entry(
    "A revision file or folder cannot be read",
    "The file system refused: missing rights, a broken link, or a folder where a file should be.",
    "Mend the rights; the message has the system's own words.",
  ),
  "revision.write-failed": entry(
    "A revision file cannot be written",
    "The folder is read-only, the disk is full, or the like; no half-written file is left.",
    "Mend what the message names and run the command again.",
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
  "config.driver-missing": entry(
    "The database driver is not installed",
    "Drivers are optional: pg, mysql2 and better-sqlite3 are installed by the project that needs them.",
    "Run the `npm install` that the message names.",
  ),
  "config.bad-url": entry(
    "The database URL cannot be used",
    "The URL has an unknown scheme, is malformed, or has a parameter that the driver cannot honor.",
    "docs/urls.md lists the forms and parameters; characters such as @ and / in a password are percent-encoded.",
  ),
  "db.connect": entry(
    "The database cannot be reached",
    "The server does not answer at the address, or closed the connection while it was being opened.",
    "Check host and port, and that the server runs and accepts connections from here.",
  ),
  "db.auth": entry(
    "The database refused the login",
    "The user or the password is wrong, or the user may not connect from here.",
    "Check the user and password in the URL; percent-encode special characters.",
  ),
  "db.no-such-database": entry(
    "No such database",
    "The server runs but has no database of this name.",
    "Create the database, or mend its name in the URL.",
  ),
  "db.lost": entry(
    "The connection was lost",
    "The server closed the connection or the network failed while a statement ran.",
    "Check the server's log; run again.",
  ),
  "db.unique": entry(
    "A value exists already",
    "A unique constraint, a unique index or a primary key was violated.",
    "Change the value, or remove the row that has it.",
  ),
  "db.foreign-key": entry(
    "A row refers to one that is not there",
    "A foreign key was violated, by a missing parent or by children that are left.",
    "Insert the parent first, or remove the children first.",
  ),
  "db.not-null": entry(
    "A value is missing",
    "NULL was given to a column that is NOT NULL.",
    "Give a value, give the column a default, or make it nullable.",
  ),
  "db.check": entry(
    "A check was violated",
    "A row does not meet a check constraint.",
    "Change the value; the message names the constraint.",
  ),
  "db.exclusion": entry(
    "An exclusion constraint was violated",
    "A row conflicts with another one.",
    "Change the value, or the other row.",
  ),
  "db.data": entry(
    "A value does not fit",
    "A value is out of range, too long, or not of the column's type.",
    "Change the value or widen the column.",
  ),
  "db.deadlock": entry(
    "A deadlock",
    "Two transactions waited for each other and the database ended this one.",
    "Run again.",
  ),
  "db.serialization": entry(
    "Transactions collided",
    "The isolation level does not allow this transaction beside another one.",
    "Run the transaction again.",
  ),
  "db.lock-timeout": entry(
    "A lock was not granted in time",
    "Another connection holds a lock on what the statement needs, or the SQLite file is busy.",
    "Run again when the other connection is done, or raise the timeout.",
  ),
  "db.cancelled": entry(
    "The statement was cancelled",
    "It ran into a time limit, or someone cancelled it.",
    "Raise the statement timeout if the work takes that long.",
  ),
  "db.permission": entry(
    "The right is missing",
    "The database user may not do this.",
    "Grant the right, or connect as a user that has it.",
  ),
  "db.no-such-object": entry(
    "The table, column or other object does not exist",
    "A statement names something that is not there.",
    "Mend the name; `migr status` tells whether the database is at the revision you expect.",
  ),
  "db.exists": entry(
    "The object exists already",
    "A table, column, index or constraint of this name is there.",
    "Remove it, choose another name, or `migr stamp` the revision that made it.",
  ),
  "db.syntax": entry("The statement is wrong", "The database cannot read the statement.", "Mend the SQL."),
  "db.resources": entry(
    "The database ran out of something",
    "Disk, memory or connections are used up, or the file is read-only.",
    "Free what is used up; the message tells what it is.",
  ),
  "db.other": entry(
    "The database refused",
    "The database gave an error that has no code of its own here.",
    "Read the database's message; details hold its own code.",
  ),
  internal: entry(
    "A mistake in migr itself",
    "Something that should be impossible has happened.",
    "Report it with the output of the same command under --verbose.",
  ),
} as const satisfies Record<string, CodeEntry>;

/** A stable error code, `area.what`. */
export type ErrorCode = keyof typeof CODES;
