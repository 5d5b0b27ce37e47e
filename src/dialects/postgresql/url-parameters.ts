import type pg from "pg";
import type { ConnectTarget } from "../../dialect/driver.js";
import { ConfigError } from "../../errors/errors.js";
import { nearest } from "../../util/text.js";
import { SSL_MODES, type SslMode, type TlsAttempt, tlsAttempts } from "./tls.js";

/** What `open` needs to know. */
export interface Settings {
  readonly config: pg.ClientConfig;
  /** The ways to connect in the order in which they are tried. */
  readonly attempts: readonly TlsAttempt[];
  /** The login must be bound to the TLS channel. */
  readonly channelBinding: boolean;
  /** The options of the URL for the server's command line. */
  readonly options: string | undefined;
}

/** Takes one parameter into what has been gathered. */
type Take = (value: string, draft: Draft, parameter: string) => void;

interface Draft {
  readonly config: pg.ClientConfig & {
    sslnegotiation?: "postgres" | "direct";
    enableChannelBinding?: boolean;
  };
  mode?: SslMode;
  rootCertificate?: string;
  certificate?: string;
  key?: string;
  keyPassword?: string;
  channelBinding?: string;
  options?: string;
}

const milliseconds =
  (key: "statement_timeout" | "lock_timeout" | "idle_in_transaction_session_timeout"): Take =>
  (value, { config }, parameter) => {
    config[key] = wholeNumber(value, parameter);
  };

/** libpq takes them, and doing without is what this driver does anyway. */
const only =
  (...words: readonly string[]): Take =>
  (value, _, parameter) => {
    oneOf(value, words, parameter);
  };

/** Every parameter that a URL may have. @source PostgreSQL 18, 32.1.2 Parameter Key Words */
const PARAMETERS: Readonly<Record<string, Take>> = {
  application_name: (value, { config }) => {
    config.application_name = value;
  },
  channel_binding: (value, draft, parameter) => {
    draft.channelBinding = oneOf(value, ["disable", "prefer", "require"], parameter);
  },
  client_encoding: (value, _, parameter) => {
    oneOf(value.toLowerCase(), ["utf8", "utf-8", "auto"], parameter);
  },
  connect_timeout: (value, { config }, parameter) => {
    config.connectionTimeoutMillis = wholeNumber(value, parameter) * 1000;
  },
  dbname: (value, { config }) => {
    config.database = value;
  },
  gssencmode: only("disable", "prefer"),
  host: (value, { config }) => {
    config.host = value;
  },
  idle_in_transaction_session_timeout: milliseconds("idle_in_transaction_session_timeout"),
  keepalives: (value, { config }, parameter) => {
    config.keepAlive = oneOf(value, ["0", "1"], parameter) === "1";
  },
  keepalives_idle: (value, { config }, parameter) => {
    config.keepAliveInitialDelayMillis = wholeNumber(value, parameter) * 1000;
  },
  lock_timeout: milliseconds("lock_timeout"),
  options: (value, draft) => {
    draft.options = value;
  },
  password: (value, { config }) => {
    config.password = value;
  },
  port: (value, { config }, parameter) => {
    config.port = wholeNumber(value, parameter);
  },
  sslcert: (value, draft) => {
    draft.certificate = value;
  },
  sslkey: (value, draft) => {
    draft.key = value;
  },
  sslmode: (value, draft, parameter) => {
    draft.mode = oneOf(value, SSL_MODES, parameter);
  },
  sslnegotiation: (value, { config }, parameter) => {
    config.sslnegotiation = oneOf(value, ["postgres", "direct"], parameter);
  },
  sslpassword: (value, draft) => {
    draft.keyPassword = value;
  },
  sslrootcert: (value, draft) => {
    draft.rootCertificate = value;
  },
  statement_timeout: milliseconds("statement_timeout"),
  target_session_attrs: only("any"),
  user: (value, { config }) => {
    config.user = value;
  },
};

/**
 * The driver's settings for a target. Where the URL gives no `sslmode`, PGSSLMODE counts; else an address on this
 * machine is reached in plain text and any other as with `prefer`.
 *
 * @throws {ConfigError} `config.bad-url`: a parameter is unknown or cannot be honored
 */
export function readSettings(target: ConnectTarget): Settings {
  const { user, password, host, port, database, connectTimeoutMs } = target;
  const config: Draft["config"] = {
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(host !== undefined && host !== "" && { host }),
    ...(port !== undefined && { port }),
    ...(database !== undefined && database !== "" && { database }),
    ...(connectTimeoutMs !== undefined && { connectionTimeoutMillis: connectTimeoutMs }),
    keepAlive: true,
    fallback_application_name: "migr",
  };
  const draft: Draft = { config };
  for (const [parameter, value] of target.params) {
    const take = Object.hasOwn(PARAMETERS, parameter) ? PARAMETERS[parameter] : undefined;
    if (!take) throw unknownParameter(parameter);
    take(value, draft, parameter);
  }
  const mode = draft.mode ?? modeWithoutParameter(config.host ?? process.env["PGHOST"]);
  if (config.sslnegotiation === "direct" && ["disable", "allow", "prefer"].includes(mode)) {
    throw new ConfigError("config.bad-url", "The URL parameter sslnegotiation=direct needs TLS.", {
      hint: "Add sslmode=require, or a stronger mode.",
    });
  }
  if (draft.channelBinding !== undefined) config.enableChannelBinding = draft.channelBinding !== "disable";
  const { ssl, options, ...driverOptions } = (target.driverOptions ?? {}) as pg.ClientConfig;
  Object.assign(config, driverOptions);
  const given: readonly TlsAttempt[] | undefined =
    ssl === undefined ? undefined : [typeof ssl === "boolean" ? ssl && {} : ssl];
  return {
    config,
    attempts:
      given ??
      tlsAttempts({
        mode,
        rootCertificate: draft.rootCertificate ?? process.env["PGSSLROOTCERT"],
        certificate: draft.certificate,
        key: draft.key,
        password: draft.keyPassword,
      }),
    channelBinding: draft.channelBinding === "require",
    options: draft.options ?? options ?? process.env["PGOPTIONS"],
  };
}

function modeWithoutParameter(host: string | undefined): SslMode {
  const given = process.env["PGSSLMODE"];
  if (given !== undefined && given !== "") return oneOf(given, SSL_MODES, "PGSSLMODE");
  return host === undefined || isThisMachine(host) ? "disable" : "prefer";
}

/** A socket file or a loopback address. */
function isThisMachine(host: string): boolean {
  return host.startsWith("/") || /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host.toLowerCase());
}

function wholeNumber(value: string, parameter: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new ConfigError(
    "config.bad-url",
    `The URL parameter ${parameter} takes a whole number, not ${JSON.stringify(value)}.`,
    { details: { parameter } },
  );
}

function oneOf<const W extends string>(value: string, words: readonly W[], parameter: string): W {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new ConfigError(
    "config.bad-url",
    `The URL parameter ${parameter} cannot be ${JSON.stringify(value)}.`,
    { hint: `It takes ${words.join(", ")}.`, details: { parameter } },
  );
}

function unknownParameter(parameter: string): ConfigError {
  const known = Object.keys(PARAMETERS);
  const like = nearest(parameter, known);
  return new ConfigError(
    "config.bad-url",
    `The URL parameter ${parameter} is not known, so it cannot be honored.`,
    {
      hint: `${like === null ? "" : `Did you mean ${like}? `}Known are ${known.join(", ")}.`,
      details: { parameter, known },
    },
  );
}
