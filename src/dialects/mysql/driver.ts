import type { Connection, ConnectionOptions } from "mysql2";
import type { ConnectTarget, Driver, DriverConnection } from "../../dialect/driver.js";
import { loadDriver } from "../../dialect/driver-package.js";
import { OperationalError } from "../../errors/errors.js";
import { enumerate, messageOf, nearest } from "../../util/text.js";
import { MysqlConnection, type MysqlModule } from "./connection.js";
import { toDatabaseError } from "./errors.js";
import { sessionSettings } from "./session.js";
import { badUrl, socketOf, type TlsChoice, tlsOf } from "./tls.js";
import { assertServed, variantOf } from "./variant.js";

const PACKAGE = "mysql2";
const DEFAULT_PORT = 3306;
const DEFAULT_TIMEOUT_MS = 10_000;

/** The parameters that a URL may have. */
const PARAMETERS = [
  "charset",
  "connectTimeout",
  "socket",
  "socketPath",
  "ssl",
  "ssl-ca",
  "ssl-cert",
  "ssl-key",
  "ssl-mode",
  "sslmode",
] as const;

/** Opens connections to MySQL and MariaDB through mysql2. */
export const driver: Driver = {
  packageName: PACKAGE,
  async open(target) {
    assertParameters(target);
    const tls = tlsOf(target);
    const mysql = loadDriver<MysqlModule>(PACKAGE, target.baseDir);
    const options = optionsOf(target);
    return openWithTls(mysql, options, tls, target);
  },
};

/** Connects as the mode asks; PREFERRED alone goes on without TLS, and only where the server has none. */
async function openWithTls(
  mysql: MysqlModule,
  options: ConnectionOptions,
  tls: TlsChoice,
  target: ConnectTarget,
): Promise<DriverConnection> {
  const secured = tls.options ? { ...options, ssl: { ...tls.options } } : options;
  try {
    return await connect(mysql, secured, target);
  } catch (thrown) {
    const { cause } = thrown as { readonly cause?: { readonly code?: unknown } };
    if (tls.mode !== "PREFERRED" || cause?.code !== "HANDSHAKE_NO_SSL_SUPPORT") throw thrown;
    return connect(mysql, options, target);
  }
}

async function connect(
  mysql: MysqlModule,
  options: ConnectionOptions,
  target: ConnectTarget,
): Promise<DriverConnection> {
  const raw = mysql.createConnection(options);
  try {
    const { serverVersion } = await handshake(raw, options.connectTimeout ?? DEFAULT_TIMEOUT_MS);
    const variant = variantOf(serverVersion);
    assertServed(variant);
    const connection = new MysqlConnection(raw, serverVersion, mysql, async () => {
      const other = mysql.createConnection(options);
      await handshake(other, options.connectTimeout ?? DEFAULT_TIMEOUT_MS);
      return other;
    });
    await connection.query(sessionSettings(variant));
    return connection;
  } catch (thrown) {
    raw.destroy();
    throw connectError(thrown, target);
  }
}

/** Waits until the server has let us in. */
function handshake(raw: Connection, timeoutMs: number): Promise<{ readonly serverVersion: string }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      raw.destroy();
      reject(
        new OperationalError("db.connect", `The server did not answer within ${timeoutMs / 1000} s.`, {
          hint: "Check host and port; connectTimeout in the URL, in milliseconds, waits longer.",
        }),
      );
    }, timeoutMs);
    const settle = (done: () => void) => {
      clearTimeout(timer);
      done();
    };
    // The listener stays, since an error event without one would end the process.
    raw.on("error", (error) => settle(() => reject(error)));
    raw.once("connect", (hello: { readonly serverVersion: string }) => settle(() => resolve(hello)));
  });
}

function connectError(thrown: unknown, target: ConnectTarget): Error {
  const { errors } = thrown as { readonly errors?: readonly unknown[] };
  const error = toDatabaseError(thrown);
  if (error === thrown || (error.code !== "db.connect" && error.code !== "db.lost")) return error;
  const where = socketOf(target) ?? `${target.host ?? "localhost"}:${target.port ?? DEFAULT_PORT}`;
  // A name with several addresses fails with one error for each and no message of its own.
  const why = messageOf(errors?.[0] ?? thrown).replace(/\.$/, "");
  return new OperationalError("db.connect", `The server at ${where} cannot be reached: ${why}.`, {
    hint: "Check host and port, and that the server runs and accepts connections from here.",
    cause: thrown,
    details: error.details,
  });
}

/** @throws {ConfigError} `config.bad-url`: the URL has a parameter that is not known */
function assertParameters({ params }: ConnectTarget): void {
  for (const name of params.keys()) {
    if ((PARAMETERS as readonly string[]).includes(name)) continue;
    const like = nearest(name, PARAMETERS);
    throw badUrl(
      `The URL has a parameter ${JSON.stringify(name)}, which is not known.`,
      `${like === null ? "" : `Did you mean ${like}? `}Known are ${enumerate(PARAMETERS)}.`,
    );
  }
}

function optionsOf(target: ConnectTarget): ConnectionOptions {
  const { params, user, password, host, port, database } = target;
  const socketPath = socketOf(target);
  const charset = params.get("charset") ?? "utf8mb4";
  if (!/^utf8mb4(_\w+)?$/i.test(charset)) {
    throw badUrl(
      `The parameter charset is ${JSON.stringify(charset)}.`,
      "Connections are in utf8mb4, which holds every text; columns may be in any character set.",
    );
  }
  return {
    ...(socketPath === undefined
      ? { host: host || "localhost", port: port ?? DEFAULT_PORT }
      : { socketPath }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && database !== "" && { database }),
    connectTimeout: timeoutOf(target),
    maxPreparedStatements: 256,
    ...target.driverOptions,
    // What results and safety depend on cannot be changed.
    charset: "utf8mb4",
    timezone: "Z",
    rowsAsArray: true,
    supportBigNumbers: true,
    bigNumberStrings: false,
    decimalNumbers: false,
    dateStrings: ["DATE"],
    jsonStrings: true,
    multipleStatements: false,
    // A server could ask for any file of this machine; and IGNORE_SPACE would change the session's sql_mode.
    flags: ["-LOCAL_FILES", "-IGNORE_SPACE"],
  } as ConnectionOptions;
}

function timeoutOf({ params, connectTimeoutMs }: ConnectTarget): number {
  const given = params.get("connectTimeout");
  if (given === undefined) return connectTimeoutMs ?? DEFAULT_TIMEOUT_MS;
  if (/^[1-9]\d*$/.test(given)) return Number(given);
  throw badUrl(
    `The parameter connectTimeout is ${JSON.stringify(given)}.`,
    "It is a number of milliseconds.",
  );
}
