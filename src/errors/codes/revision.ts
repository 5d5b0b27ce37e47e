import { type CodeEntry, entry } from "./entry.js";

/** Errors about revision files and identifiers. */
export const REVISION_CODES = {
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
  "revision.range-needed": entry(
    "Where the downgrade begins is not said",
    "A downgrade is to be written as SQL, without a database that could be asked where it stands.",
    "Write the target as FROM:TO, such as `migr downgrade head:base --sql`.",
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
  "revision.template-failed": entry(
    "A template cannot be filled",
    "The template of scripts, or one for `migr init`, is malformed or throws.",
    "Mend script.ts.eta in the scripts folder, or remove it so that the built-in one is used.",
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
  "revision.squashed": entry(
    "The database stands in the middle of a squash",
    "Its revision was squashed together with later ones, and their scripts, which it still needs, are gone.",
    "Restore the scripts from your version control, upgrade the database, and remove them again.",
  ),
  "revision.not-linear": entry(
    "The revisions are no line",
    "Only revisions of which each follows the one before it, with nothing branching off in between, can be squashed.",
    "Squash each branch by itself, up to where it forks or is merged.",
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
} as const satisfies Record<string, CodeEntry>;
