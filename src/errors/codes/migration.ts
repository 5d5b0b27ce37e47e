import { type CodeEntry, entry } from "./entry.js";

/** Errors about running revisions. */
export const MIGRATION_CODES = {
  "migration.failed": entry(
    "A revision failed",
    "The upgrade or downgrade function of a revision threw, or one of its statements was refused.",
    "Mend what the message names and run again. What is left of the revision stands below the message.",
  ),
  "migration.irreversible": entry(
    "There is no way back",
    "The revision has no downgrade function, or an operation was asked for its inverse without knowing what was there.",
    "Write a downgrade, or restore a backup.",
  ),
  "migration.conflict": entry(
    "The version table changed meanwhile",
    "Another run moved the database to another revision while this one was at work.",
    "See `migr current` and run again.",
  ),
  "migration.locked": entry(
    "Another run is at work",
    "Another process holds the lock on this database's migrations, and the wait ran out.",
    "Wait for it to end, or raise `lock.timeout` in the configuration.",
  ),
  "migration.out-of-date": entry(
    "The database is not at the newest revision",
    "The models are compared with a database that still has revisions to be applied.",
    "Run `migr upgrade head` first.",
  ),
  "migration.no-scratch": entry(
    "No scratch database can be made",
    "A command that tries scripts out needs an empty database beside the configured one, which the server refused.",
    "Give the user the right to make databases, or name a server where it has it with --url.",
  ),
  "migration.squash-differs": entry(
    "The squash would not do the same",
    "Run on an empty database it gives another schema than the revisions that it replaces; nothing was written.",
    "End the range before the script that does what the schema does not tell; the error lists the lines that differ.",
  ),
  "migration.transaction-ended": entry(
    "A script ended the transaction",
    "The script ran COMMIT or ROLLBACK by itself, or the server rolled back what was to be committed.",
    'Leave the transaction to migr, or set `transaction: "none"` where that is meant.',
  ),
  "migration.rows-in-the-way": entry(
    "Rows are in the way of a change",
    "A script asked with `op.assertNone` for rows that the change after it would break or cut, and there are some.",
    "Update or delete the rows that the message names, or write op.execute(…) before op.assertNone(…), and run again; nothing was changed since the question.",
  ),
  "migration.needs-database": entry(
    "The work needs a live database",
    "SQL is to be written down, and what it must be depends on what only the database knows.",
    "Run it against the database, let the scripts before it make and change the table by operations alone, or write that part by hand where `op.context.offline` is true.",
  ),
  "migration.interrupted": entry(
    "The run was interrupted",
    "The process was asked to stop; the running statement was cancelled and its transaction rolled back.",
    "Run again: what was applied before is recorded.",
  ),
  "migration.after-end": entry(
    "An operation came too late",
    "A script called an operation after its function had ended, such as in a callback that nobody awaited.",
    "Await the work inside of upgrade or downgrade.",
  ),
  "migration.value-in-use": entry(
    "Rows hold an enum word that is to be removed",
    "An enum type is to lose a word that some column still holds.",
    "Update or delete those rows in the same revision, before the operation that alters the type.",
  ),
  "migration.position-out-of-bounds": entry(
    "A counter stands outside of its new bounds",
    "A column that numbers itself, or a sequence, is to get a type or bounds that its present position does not meet; it would give no number after that.",
    "Move the counter in the same revision before the operation, to where no row has such a number, or choose a type or bounds that hold it.",
  ),
  "migration.in-use": entry(
    "Views or their like are in the way",
    "The type of a column is to change while views, policies, triggers or functions read it, which the database refuses.",
    "Drop them in the same revision before the operation, and make them again after it.",
  ),
} as const satisfies Record<string, CodeEntry>;
