import type { Statement } from "../../dialect/dialect.js";
import {
  DatabaseError,
  DataError,
  IntegrityError,
  OperationalError,
  ProgrammingError,
} from "../../errors/errors.js";
import { messageOf, plainText } from "../../util/text.js";

type Class = new (...args: ConstructorParameters<typeof DatabaseError>) => DatabaseError;
type Code = DatabaseError["code"];

/**
 * Our class and code for each SQLSTATE, or for all of a class where only its two characters stand.
 *
 * @source PostgreSQL 18, Appendix A. PostgreSQL Error Codes
 */
const BY_STATE: Readonly<Record<string, readonly [Class, Code]>> = {
  "08": [OperationalError, "db.lost"],
  "08001": [OperationalError, "db.connect"],
  "08004": [OperationalError, "db.connect"],
  "08P01": [OperationalError, "db.connect"],
  "0A": [ProgrammingError, "db.other"],
  "22": [DataError, "db.data"],
  "23": [IntegrityError, "db.other"],
  "23001": [IntegrityError, "db.foreign-key"],
  "23502": [IntegrityError, "db.not-null"],
  "23503": [IntegrityError, "db.foreign-key"],
  "23505": [IntegrityError, "db.unique"],
  "23514": [IntegrityError, "db.check"],
  "23P01": [IntegrityError, "db.exclusion"],
  "25": [OperationalError, "db.other"],
  "25006": [OperationalError, "db.resources"],
  "25P03": [OperationalError, "db.lost"],
  "25P04": [OperationalError, "db.lost"],
  "28": [OperationalError, "db.auth"],
  "2B": [ProgrammingError, "db.other"],
  "3D000": [OperationalError, "db.no-such-database"],
  "3F000": [ProgrammingError, "db.no-such-object"],
  "40": [OperationalError, "db.serialization"],
  "40002": [IntegrityError, "db.other"],
  "40P01": [OperationalError, "db.deadlock"],
  "42": [ProgrammingError, "db.syntax"],
  "42501": [ProgrammingError, "db.permission"],
  "42701": [ProgrammingError, "db.exists"],
  "42703": [ProgrammingError, "db.no-such-object"],
  "42704": [ProgrammingError, "db.no-such-object"],
  "42710": [ProgrammingError, "db.exists"],
  "42723": [ProgrammingError, "db.exists"],
  "42883": [ProgrammingError, "db.no-such-object"],
  "42P01": [ProgrammingError, "db.no-such-object"],
  "42P02": [ProgrammingError, "db.no-such-object"],
  "42P04": [ProgrammingError, "db.exists"],
  "42P06": [ProgrammingError, "db.exists"],
  "42P07": [ProgrammingError, "db.exists"],
  "53": [OperationalError, "db.resources"],
  "54": [OperationalError, "db.resources"],
  "55P03": [OperationalError, "db.lock-timeout"],
  "57": [OperationalError, "db.lost"],
  "57014": [OperationalError, "db.cancelled"],
  "57P03": [OperationalError, "db.connect"],
  "57P04": [OperationalError, "db.no-such-database"],
  "58": [OperationalError, "db.resources"],
};

/** What to do where the server gives no hint of its own. */
const HINTS: Readonly<Record<string, string>> = {
  "55P04": "A new enum value can be used once its transaction has ended: use it in the next revision.",
};

/** The SQLSTATE of an error by which a connection ended without a word from the server. */
export const CONNECTION_FAILURE = "08006";

/** Node's codes for a network that fails. */
const NETWORK = /^(E(CONN\w+|PIPE|HOST\w+|NET\w+|TIMEDOUT|AI_\w+|NOTFOUND|ADDR\w+|ACCES)|ENOENT)$/;

/** The fields that the server sends beside its message. @source PostgreSQL 18, 54.8 Error and Notice Message Fields */
interface ServerError {
  readonly code?: unknown;
  readonly detail?: string;
  readonly hint?: string;
  readonly where?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly dataType?: string;
  readonly constraint?: string;
  readonly position?: string;
}

const FIELDS = [
  "detail",
  "where",
  "schema",
  "table",
  "column",
  "dataType",
  "constraint",
  "position",
] as const satisfies readonly (keyof ServerError)[];

/** The SQLSTATE of anything thrown, or null. */
export function sqlStateOf(thrown: unknown): string | null {
  const code = (thrown as ServerError | null)?.code;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !NETWORK.test(code) ? code : null;
}

/** Whether the network or the name of the host failed, so that the server had no say. */
export function isNetworkError(thrown: unknown): boolean {
  const code = (thrown as ServerError | null)?.code;
  return typeof code === "string" && NETWORK.test(code);
}

/** The driver's error as one of ours, told by its SQLSTATE. */
export function toDatabaseError(thrown: unknown, statement?: Statement): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown;
  const state = sqlStateOf(thrown);
  const found = state === null ? undefined : (BY_STATE[state] ?? BY_STATE[state.slice(0, 2)]);
  const [Class, code]: readonly [Class, Code] =
    found ?? (isNetworkError(thrown) ? [OperationalError, "db.lost"] : [DatabaseError, "db.other"]);
  return new Class(code, sentence(thrown), {
    hint: hintOf(thrown, state),
    details: { ...detailsOf(thrown, state), ...(statement && statementDetails(statement)) },
    cause: thrown,
  });
}

/** The error of a connection that did not open, with the server's address. */
export function toConnectError(thrown: unknown, address: string): DatabaseError {
  if (sqlStateOf(thrown) !== null) return toDatabaseError(thrown);
  const { code } = thrown as ServerError;
  const reason = typeof code === "string" ? code : plainText(messageOf(thrown)).replace(/\.$/, "");
  return new OperationalError("db.connect", `The server at ${address} cannot be reached: ${reason}.`, {
    details: { address, ...(typeof code === "string" && { code }) },
    cause: thrown,
  });
}

/** The server's message as one sentence. */
function sentence(thrown: unknown): string {
  const text = plainText(messageOf(thrown)).trim().replace(/\s+/g, " ");
  const message = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function hintOf(thrown: unknown, state: string | null): string | undefined {
  const { hint } = (thrown ?? {}) as ServerError;
  return typeof hint === "string" ? plainText(hint) : HINTS[state ?? ""];
}

function detailsOf(thrown: unknown, state: string | null): Record<string, unknown> {
  const details: Record<string, unknown> = state === null ? {} : { sqlState: state };
  for (const field of FIELDS) {
    const value = ((thrown ?? {}) as ServerError)[field];
    if (typeof value === "string") details[field] = plainText(value);
  }
  return details;
}

function statementDetails({ sql, params }: Statement): Record<string, unknown> {
  return { sql, ...(params && params.length > 0 && { params: params.map(plainParameter) }) };
}

function plainParameter(value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  return value === null || ["string", "number", "boolean"].includes(typeof value) ? value : String(value);
}
