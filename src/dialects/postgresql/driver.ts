import type pg from "pg";
import type { ConnectTarget, Driver, DriverConnection } from "../../dialect/driver.js";
import { loadDriver } from "../../dialect/driver-package.js";
import { OperationalError } from "../../errors/errors.js";
import { now } from "../../util/deadline.js";
import { PostgresqlConnection, type Wire, type WireClient } from "./connection.js";
import { isNetworkError, sqlStateOf, toConnectError } from "./errors.js";
import type { TlsAttempt } from "./tls.js";
import { readSettings, type Settings } from "./url-parameters.js";

type Pg = typeof pg;

/**
 * Settings that results depend on. Given when the connection starts they win over those of roles and databases.
 *
 * @source PostgreSQL 18, 19.1.3 Parameter Interaction via SQL; 19.11.2 Locale and Formatting
 */
const PINNED: Readonly<Record<string, string>> = {
  DateStyle: "ISO",
  IntervalStyle: "iso_8601",
  bytea_output: "hex",
  extra_float_digits: "1",
  standard_conforming_strings: "on",
};

const PINNED_OPTIONS = Object.entries(PINNED)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(" ");

/** How poolers answer to start options they do not know. @source PgBouncer, ignore_startup_parameters */
const PROTOCOL_VIOLATION = "08P01";
/** The server has no rule that lets this user in this way. */
const NO_RULE = "28000";

/** Opens connections through `pg`. */
export const driver: Driver = {
  packageName: "pg",
  async open(target: ConnectTarget): Promise<DriverConnection> {
    const settings = readSettings(target);
    const loaded = loadDriver<Pg>("pg", target.baseDir);
    const startMs = now();
    let failure: unknown;
    for (const tls of settings.attempts) {
      try {
        return await connect(loaded, settings, tls);
      } catch (error) {
        failure = error;
        const { connectionTimeoutMillis = Number.POSITIVE_INFINITY } = settings.config;
        if (isFinal(error) || now() - startMs >= connectionTimeoutMillis) break;
      }
    }
    throw toConnectError(failure, addressOf(settings.config));
  },
};

/** Whether the other way, with TLS or without it, would fail alike. */
function isFinal(error: unknown): boolean {
  const state = sqlStateOf(error);
  return isNetworkError(error) || (state !== null && state !== NO_RULE);
}

async function connect(loaded: Pg, settings: Settings, tls: TlsAttempt): Promise<DriverConnection> {
  const { options } = settings;
  try {
    return await start(
      loaded,
      settings,
      tls,
      options === undefined ? PINNED_OPTIONS : `${options} ${PINNED_OPTIONS}`,
    );
  } catch (error) {
    if (sqlStateOf(error) !== PROTOCOL_VIOLATION || options !== undefined) throw error;
    const connection = await start(loaded, settings, tls, undefined);
    await connection.batch(Object.entries(PINNED).map(([name, value]) => `SET ${name} = '${value}'`));
    return connection;
  }
}

async function start(
  loaded: Pg,
  settings: Settings,
  tls: TlsAttempt,
  options: string | undefined,
): Promise<PostgresqlConnection> {
  const config = { ...settings.config, ssl: tls, ...(options !== undefined && { options }) };
  const client = new loaded.Client(config) as unknown as WireClient;
  const parameters = new Map<string, string>();
  client.connection.on("parameterStatus", ({ parameterName, parameterValue }: ParameterStatus) => {
    parameters.set(parameterName, parameterValue);
  });
  if (settings.channelBinding) demandChannelBinding(client, tls !== false);
  const wireForCancel = () => new loaded.Connection({ ssl: tls } as pg.ConnectionConfig) as unknown as Wire;
  const connection = new PostgresqlConnection(client, parameters, wireForCancel, tls !== false);
  try {
    await client.connect();
    return connection;
  } catch (error) {
    void connection.close().catch(() => {});
    throw error;
  }
}

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/** Ends the login before any password is sent where the server offers none that is bound to the TLS channel. */
function demandChannelBinding(client: WireClient, tls: boolean): void {
  const refuse = () => {
    client.connection.emit(
      "error",
      new OperationalError("db.connect", "The server offers no login that is bound to the TLS channel.", {
        hint: "Take channel_binding=require out of the URL, or use a server with SCRAM-SHA-256-PLUS.",
      }),
    );
    client.connection.stream.destroy();
  };
  client.connection.on("authenticationCleartextPassword", refuse);
  client.connection.on("authenticationMD5Password", refuse);
  client.connection.on("authenticationSASL", ({ mechanisms }: { readonly mechanisms: readonly string[] }) => {
    if (!tls || !mechanisms.includes("SCRAM-SHA-256-PLUS")) refuse();
  });
}

function addressOf({ host, port }: pg.ClientConfig): string {
  const name = host ?? process.env["PGHOST"] ?? "localhost";
  return name.startsWith("/") ? name : `${name}:${port ?? process.env["PGPORT"] ?? 5432}`;
}
