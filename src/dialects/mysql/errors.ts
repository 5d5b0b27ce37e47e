import type { Statement } from "../../dialect/dialect.js";
import type { ErrorCode } from "../../errors/codes.js";
import {
  DatabaseError,
  DataError,
  IntegrityError,
  OperationalError,
  ProgrammingError,
} from "../../errors/errors.js";
import { messageOf, plainText } from "../../util/text.js";

type Class = typeof DatabaseError;
type Code = Extract<ErrorCode, `db.${string}`>;

/**
 * Our class and code for server errors, by number.
 *
 * @source MySQL 9.7 Error Message Reference, 2 "Server Error Message Reference"
 * @source MariaDB Server documentation, "MariaDB Error Code Reference"
 */
const BY_NUMBER: readonly (readonly [Class, Code, readonly number[]])[] = [
  [IntegrityError, "db.unique", [1022, 1062, 1169, 1557, 1586, 1761, 1762]],
  [IntegrityError, "db.foreign-key", [1216, 1217, 1451, 1452, 3730]],
  [IntegrityError, "db.not-null", [1048, 1138, 1263, 1364, 1566]],
  [IntegrityError, "db.check", [3819, 4025]],
  [
    DataError,
    "db.data",
    [1264, 1265, 1292, 1366, 1367, 1406, 1411, 1416, 1426, 1441, 1525, 1690, 3140, 3141, 3156],
  ],
  [OperationalError, "db.deadlock", [1213, 3058]],
  [OperationalError, "db.lock-timeout", [1205, 3572]],
  [OperationalError, "db.serialization", [1020, 3101]],
  [OperationalError, "db.cancelled", [1317, 1969, 3024]],
  [OperationalError, "db.auth", [1045, 1698, 1862, 3118, 3159, 4151]],
  [OperationalError, "db.no-such-database", [1046, 1049]],
  [OperationalError, "db.connect", [1042, 1043, 1129, 1130]],
  [OperationalError, "db.lost", [1053, 1077, 1080, 1152, 1153, 1158, 1159, 1160, 1161, 1184, 1927, 4031]],
  [
    OperationalError,
    "db.resources",
    [1021, 1037, 1038, 1040, 1041, 1114, 1135, 1203, 1206, 1226, 1290, 1461, 1792, 1836, 3168],
  ],
  [
    ProgrammingError,
    "db.permission",
    [1044, 1095, 1142, 1143, 1144, 1211, 1227, 1345, 1370, 1396, 1419, 3530],
  ],
  [
    ProgrammingError,
    "db.no-such-object",
    [1051, 1054, 1072, 1091, 1109, 1146, 1176, 1305, 1360, 1449, 1505, 1824, 3821, 3940],
  ],
  [ProgrammingError, "db.exists", [1007, 1050, 1060, 1061, 1304, 1359, 1826, 3822]],
  [ProgrammingError, "db.syntax", [1064, 1065, 1149, 1286]],
];

const CODES = new Map(
  BY_NUMBER.flatMap(([type, code, numbers]) => numbers.map((number) => [number, [type, code] as const])),
);

/**
 * Our class and code for errors of the connection, by the driver's or the system's own word.
 *
 * @source mysql2 3.24, lib/base/connection.js; Node.js 20, "Common system errors"
 */
const BY_WORD: Readonly<Record<string, Code>> = {
  ECONNREFUSED: "db.connect",
  ENOTFOUND: "db.connect",
  EAI_AGAIN: "db.connect",
  EHOSTUNREACH: "db.connect",
  ENETUNREACH: "db.connect",
  ETIMEDOUT: "db.connect",
  ENOENT: "db.connect",
  EACCES: "db.connect",
  HANDSHAKE_NO_SSL_SUPPORT: "db.connect",
  HANDSHAKE_SSL_ERROR: "db.connect",
  HANDSHAKE_UNKNOWN_ERROR: "db.connect",
  AUTH_SWITCH_PLUGIN_ERROR: "db.auth",
  PROTOCOL_CONNECTION_LOST: "db.lost",
  PROTOCOL_UNEXPECTED_PACKET: "db.lost",
  PROTOCOL_SEQUENCE_TIMEOUT: "db.cancelled",
  ECONNRESET: "db.lost",
  EPIPE: "db.lost",
};

/** What helps where the server tells the number alone, or a variable of its own. */
const HINTS: Readonly<Record<number, string>> = {
  1046: "Name one in the URL: mysql://user:***@host/database.",
  4119: 'The change would be made to the former versions of the rows, too. Where they may be, begin with op.execute("SET system_versioning_alter_history = KEEP").',
};

interface ServerError {
  readonly errno?: number;
  readonly code?: string;
  readonly sqlState?: string;
  readonly fatal?: boolean;
}

/** The driver's error as one of ours: told by number, else by the word of the driver or the system. */
export function toDatabaseError(thrown: unknown, statement?: Statement): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown;
  const { errno, code, sqlState, fatal } = (
    typeof thrown === "object" && thrown ? thrown : {}
  ) as ServerError;
  const fromServer = sqlState !== undefined && errno !== undefined;
  const found = fromServer ? CODES.get(errno) : undefined;
  const word = code !== undefined && Object.hasOwn(BY_WORD, code) ? BY_WORD[code] : undefined;
  const ours: Code =
    found?.[1] ?? (fromServer ? byState(sqlState) : (word ?? (fatal ? "db.lost" : "db.other")));
  const Type = found?.[0] ?? (ours === "db.other" ? DatabaseError : OperationalError);
  return new Type(ours, sentence(messageOf(thrown)), {
    ...(fromServer && HINTS[errno] !== undefined && { hint: HINTS[errno] }),
    cause: thrown,
    details: {
      ...(errno !== undefined && fromServer && { errno }),
      ...(code !== undefined && { code }),
      ...(sqlState !== undefined && { sqlState }),
      ...objectsOf(errno, messageOf(thrown)),
      ...(statement && { sql: statement.sql }),
      ...(statement?.params &&
        statement.params.length > 0 && { params: statement.params.map(plainParameter) }),
    },
  });
}

/** A parameter as JSON can hold it. */
function plainParameter(param: unknown): unknown {
  if (param instanceof Uint8Array) return `${param.byteLength} bytes`;
  return param === null || ["string", "number", "boolean"].includes(typeof param) ? param : String(param);
}

/** What the standard's classes of SQLSTATE tell where the number is not known. */
function byState(sqlState: string): Code {
  if (sqlState.startsWith("08")) return "db.lost";
  if (sqlState.startsWith("40")) return "db.serialization";
  return "db.other";
}

/** The parts of a message that name objects, for programs; what the error is was told by its number already. */
const OBJECTS: Readonly<Record<number, readonly [part: "constraint" | "column" | "table", RegExp]>> = {
  1048: ["column", /'([^']*)'/],
  1062: ["constraint", /for key '([^']*)'/],
  1364: ["column", /'([^']*)'/],
  1451: ["constraint", /CONSTRAINT `((?:[^`]|``)*)`/],
  1452: ["constraint", /CONSTRAINT `((?:[^`]|``)*)`/],
  3819: ["constraint", /'([^']*)'/],
  4025: ["constraint", /`([^`]*)`/],
  1146: ["table", /'([^']*)'/],
  1054: ["column", /'([^']*)'/],
};

function objectsOf(errno: number | undefined, message: string): Readonly<Record<string, string>> {
  const [part, pattern] = (errno !== undefined && OBJECTS[errno]) || [];
  const name = pattern?.exec(message)?.[1];
  return part === undefined || name === undefined ? {} : { [part]: name };
}

function sentence(message: string): string {
  const text = plainText(message).trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
