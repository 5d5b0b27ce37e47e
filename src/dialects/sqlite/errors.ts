import type { Statement } from "../../dialect/dialect.js";
import {
  DatabaseError,
  DataError,
  IntegrityError,
  OperationalError,
  ProgrammingError,
} from "../../errors/errors.js";
import { messageOf, plainText } from "../../util/text.js";
import { KEYS_RULE } from "./key-check.js";
import { nameOf, tokenize } from "./tokens.js";

type Code = DatabaseError["code"];
type ErrorClass = new (code: Code, message: string, parts: object) => DatabaseError;

/**
 * Our class and code for a result code. A code that is not here is looked up by its beginning:
 * `SQLITE_IOERR_READ`, `SQLITE_IOERR`.
 *
 * @source SQLite 3.53, "Result and Error Codes"
 */
const CODES: Readonly<Record<string, readonly [ErrorClass, Code]>> = {
  SQLITE_CONSTRAINT: [IntegrityError, "db.check"],
  SQLITE_CONSTRAINT_CHECK: [IntegrityError, "db.check"],
  SQLITE_CONSTRAINT_DATATYPE: [DataError, "db.data"],
  SQLITE_CONSTRAINT_FOREIGNKEY: [IntegrityError, "db.foreign-key"],
  SQLITE_CONSTRAINT_NOTNULL: [IntegrityError, "db.not-null"],
  SQLITE_CONSTRAINT_PRIMARYKEY: [IntegrityError, "db.unique"],
  SQLITE_CONSTRAINT_ROWID: [IntegrityError, "db.unique"],
  SQLITE_CONSTRAINT_UNIQUE: [IntegrityError, "db.unique"],
  SQLITE_MISMATCH: [DataError, "db.data"],
  SQLITE_TOOBIG: [DataError, "db.data"],
  SQLITE_BUSY: [OperationalError, "db.lock-timeout"],
  SQLITE_BUSY_SNAPSHOT: [OperationalError, "db.serialization"],
  SQLITE_LOCKED: [OperationalError, "db.lock-timeout"],
  SQLITE_INTERRUPT: [OperationalError, "db.cancelled"],
  SQLITE_CANTOPEN: [OperationalError, "db.connect"],
  SQLITE_NOTADB: [OperationalError, "db.connect"],
  SQLITE_READONLY: [OperationalError, "db.resources"],
  SQLITE_FULL: [OperationalError, "db.resources"],
  SQLITE_NOMEM: [OperationalError, "db.resources"],
  SQLITE_IOERR: [OperationalError, "db.resources"],
  SQLITE_CORRUPT: [OperationalError, "db.other"],
  SQLITE_PERM: [OperationalError, "db.permission"],
  SQLITE_AUTH: [ProgrammingError, "db.permission"],
  SQLITE_RANGE: [ProgrammingError, "db.syntax"],
  SQLITE_ERROR_MISSING_COLLSEQ: [ProgrammingError, "db.no-such-object"],
  SQLITE_ERROR: [ProgrammingError, "db.syntax"],
};

/**
 * SQLite has one code for everything that is wrong with a statement; what is missing and what is there already are
 * told by the beginnings of its texts, which are constants of its source and never translated.
 *
 * @source SQLite 3.53, src/build.c, src/resolve.c, src/alter.c
 */
const STATEMENT_ERRORS: readonly (readonly [RegExp, Code])[] = [
  [
    /^(?:error in .*?: )?no such (?:table|column|index|view|trigger|function|module|savepoint)\b/,
    "db.no-such-object",
  ],
  [/^no such collation sequence\b/, "db.no-such-object"],
  [/^(?:table|view|index|trigger) .* already exists$/, "db.exists"],
  [/^there is already (?:a table|another table or index|an index) (?:named|with this name)\b/, "db.exists"],
  [/^(?:error in .*?: )?duplicate column name\b/, "db.exists"],
  [/^table .* has more than one primary key$/, "db.exists"],
];

/** The driver's error as one of ours. */
export function toDatabaseError(thrown: unknown, statement?: Statement): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown;
  const sqliteCode = codeOf(thrown);
  // A rebuilt table is for a moment called otherwise.
  const message = told(plainText(messageOf(thrown)).replaceAll("__migr_new", ""), statement);
  const [Class, code] = classOf(sqliteCode, message, statement);
  return new Class(code, sentence(message), {
    hint: hintFor(message) ?? probeHint(statement),
    details: {
      ...(sqliteCode !== null && { sqliteCode, ...subjectOf(sqliteCode, message) }),
      ...(statement && { sql: statement.sql }),
      ...(statement?.params && { params: statement.params }),
    },
    cause: thrown,
  });
}

/** Where an application gives each connection what is its own. */
const ON_CONNECT =
  "give it to each connection: engine: { events: { connect: ({ driver }) => … } } in the configuration";

/** @source SQLite 3.53, "ALTER TABLE", 3 and 5: the whole schema is looked through */
function hintFor(message: string): string | undefined {
  const [, part, owner] =
    /^error in (table|index) (.+?)(?: after [a-z ]+)?: .*should this be a string literal/.exec(message) ?? [];
  if (part !== undefined) {
    return `SQLite renames nothing while ${part} ${owner} has texts between double quotes. A copy of the table writes them anew: op.batchAlterTable(table, () => {}, { recreate: "always" }).`;
  }
  const [, collation] = /^no such collation sequence: (.+)$/.exec(message) ?? [];
  if (collation !== undefined) {
    return `An extension or an application defines ${collation}; ${ON_CONNECT}.`;
  }
  const [, func] = /^no such function: (.+)$/.exec(message) ?? [];
  if (func !== undefined) return `Mend its name, or, where an application defines ${func}, ${ON_CONNECT}.`;
  if (message === "attempt to write a readonly database") {
    return "Let this user write the file and its folder, where SQLite keeps its journal, and leave mode=ro out of the URL.";
  }
  if (/has more than one primary key$/.test(message)) {
    return 'Drop the one that is there first, with dropConstraint() and { type: "primaryKey" }.';
  }
  const [, what, name, after] = /^error in (view|trigger) (.+?)( after [a-z ]+)?: /.exec(message) ?? [];
  if (what === undefined) return undefined;
  if (after !== undefined) {
    return `The ${what} ${name} would no longer work${after}; drop it first, and make it anew behind the change.`;
  }
  return `SQLite renames and drops nothing while a ${what} does not work; mend or drop ${what} ${name} first, and make it again behind the change.`;
}

/** A copy explains what used its table, under which it would no longer work. */
function probeHint(statement: Statement | undefined): string | undefined {
  if (!statement?.sql.startsWith("EXPLAIN ")) return undefined;
  const tokens = tokenize(statement.sql);
  const isView = tokens[1]?.value === "SELECT";
  const name = nameOf(isView ? tokens[4]! : tokens[tokens[1]?.value === "UPDATE" ? 2 : 3]!);
  const what = isView ? `View ${name}` : `A trigger of ${name}`;
  return `${what} would no longer work after the change; drop it first, and make it anew behind the change.`;
}

const KEY_MESSAGE = "With this change rows would refer to others that are not there";

/** The message with what ADD CONSTRAINT or SET NOT NULL fails on, which SQLite leaves out. */
function told(message: string, statement: Statement | undefined): string {
  if (message.endsWith(`failed: ${KEYS_RULE}`)) return KEY_MESSAGE;
  if (message !== "constraint failed" || !statement) return message;
  const tokens = tokenize(statement.sql);
  if (setsNotNull(statement.sql)) {
    const column = tokens.at(-4)!;
    const table = tokens[tokens.findLastIndex(({ value }) => value === "ALTER") - 1]!;
    return `NOT NULL constraint failed: ${nameOf(table)}.${nameOf(column)}`;
  }
  const place = tokens.findIndex(({ value }, i) => value === "ADD" && tokens[i + 1]?.value === "CONSTRAINT");
  return place < 0 ? message : `CHECK constraint failed: ${nameOf(tokens[place + 2]!)}`;
}

function codeOf(thrown: unknown): string | null {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  return typeof code === "string" && code.startsWith("SQLITE_") ? code : null;
}

function classOf(
  code: string | null,
  message: string,
  statement: Statement | undefined,
): readonly [ErrorClass, Code] {
  // The driver's own complaints are about the statement or its parameters.
  if (code === null) return [ProgrammingError, "db.syntax"];
  if (code === "SQLITE_CONSTRAINT" && statement && setsNotNull(statement.sql)) {
    return [IntegrityError, "db.not-null"];
  }
  if (message === KEY_MESSAGE) return [IntegrityError, "db.foreign-key"];
  if (code === "SQLITE_ERROR") {
    const found = STATEMENT_ERRORS.find(([pattern]) => pattern.test(message));
    if (found) return [ProgrammingError, found[1]];
  }
  const words = code.split("_");
  for (let length = words.length; length > 1; length--) {
    const known = CODES[words.slice(0, length).join("_")];
    if (known) return known;
  }
  return [DatabaseError, "db.other"];
}

/** Whether a statement is `ALTER TABLE … SET NOT NULL`, which fails with the general code. */
function setsNotNull(sql: string): boolean {
  const words = tokenize(sql).map(({ value }) => value);
  return words[0] === "ALTER" && words.slice(-3).join(" ") === "SET NOT NULL";
}

/** What a violated constraint is on: `UNIQUE constraint failed: users.name, users.email`. */
function subjectOf(code: string, message: string): Readonly<Record<string, unknown>> {
  const subject = /^[A-Z ]+ constraint failed: (.+)$/s.exec(message)?.[1];
  if (subject === undefined) return {};
  if (code.startsWith("SQLITE_CONSTRAINT") && message.startsWith("CHECK ")) return { constraint: subject };
  const columns = subject.split(", ").map((column) => column.split("."));
  if (columns.some((parts) => parts.length !== 2)) return {};
  return { table: columns[0]![0], columns: columns.map((parts) => parts[1]) };
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
