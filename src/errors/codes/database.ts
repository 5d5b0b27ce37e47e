import { type CodeEntry, entry } from "./entry.js";

/** Errors about what a database or its driver refuses. */
export const DATABASE_CODES = {
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
  "db.too-old": entry(
    "The server is too old",
    "The server's version lacks what migr stands on, such as checks that are enforced or columns that can be renamed.",
    "Upgrade the server; the message names the oldest version that works.",
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
  "db.catalog-hidden": entry(
    "The user may not see all that the database holds",
    "The database shows a user only what the user has rights on, so what seems to be missing may be there.",
    "Grant the user what the hint names, or connect as the user that owns the tables.",
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
  "db.rolled-back": entry(
    "The database rolled back instead of committing",
    "A statement of the transaction had failed before, so the server answered COMMIT with a rollback.",
    "Mend the statement that failed; after an error a transaction can only be rolled back.",
  ),
  "db.other": entry(
    "The database refused",
    "The database gave an error that has no code of its own here.",
    "Read the database's message; details hold its own code.",
  ),
} as const satisfies Record<string, CodeEntry>;
