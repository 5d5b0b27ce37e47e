import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { ConnectTarget } from "../../dialect/driver.js";
import { ConfigError } from "../../errors/errors.js";
import { enumerate, messageOf, nearest } from "../../util/text.js";

/** How a connection is kept secret, as `ssl-mode` says it. */
export const SSL_MODES = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"] as const;

/** One of the modes. */
export type SslMode = (typeof SSL_MODES)[number];

/** What the driver is told about TLS. */
export interface TlsOptions {
  readonly rejectUnauthorized: boolean;
  readonly verifyIdentity: boolean;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** How to connect: without TLS, with it, or with it where the server can. */
export interface TlsChoice {
  readonly mode: SslMode;
  /** Absent where the mode is DISABLED. */
  readonly options?: TlsOptions;
}

/**
 * What the URL's parameters say about TLS. Where they say nothing, the way to this machine itself is plain and any
 * other is PREFERRED, as with MySQL's own clients; a CA alone means VERIFY_CA.
 *
 * @throws {ConfigError} `config.bad-url`: the mode is unknown, contradicts another parameter, or names a file that
 * cannot be read
 * @source MySQL 9.7 Reference Manual, 6.2.3 "Command Options for Connecting to the Server": --ssl-mode
 */
export function tlsOf(target: ConnectTarget): TlsChoice {
  const { params } = target;
  const files = {
    ...fileOf(params, "ssl-ca", "ca"),
    ...fileOf(params, "ssl-cert", "cert"),
    ...fileOf(params, "ssl-key", "key"),
  };
  const mode = modeOf(params) ?? (files.ca ? "VERIFY_CA" : isLocal(target) ? "DISABLED" : "PREFERRED");
  if (mode === "DISABLED") {
    if (Object.keys(files).length === 0) return { mode };
    throw badUrl("The URL names certificates and turns TLS off.", "Remove ssl-mode=DISABLED, or the files.");
  }
  if (mode === "VERIFY_IDENTITY" && isIP(target.host ?? "localhost") !== 0) {
    throw badUrl(
      `ssl-mode=VERIFY_IDENTITY needs a host name, and ${target.host} is an address.`,
      "Name the host as its certificate does, or use VERIFY_CA.",
    );
  }
  const verifies = mode === "VERIFY_CA" || mode === "VERIFY_IDENTITY";
  return {
    mode,
    options: { rejectUnauthorized: verifies, verifyIdentity: mode === "VERIFY_IDENTITY", ...files },
  };
}

/** The mode that the parameters name; undefined where none does. */
function modeOf(params: ReadonlyMap<string, string>): SslMode | undefined {
  const given = params.get("ssl-mode") ?? params.get("sslmode");
  const flag = params.get("ssl");
  const named = given === undefined ? undefined : wordOf(given);
  if (flag === undefined) return named;
  if (flag !== "true" && flag !== "false") {
    throw badUrl(`The parameter ssl is ${JSON.stringify(flag)}.`, "It is true or false; ssl-mode says more.");
  }
  if (named !== undefined && (flag === "false") !== (named === "DISABLED")) {
    throw badUrl(`The parameters ssl=${flag} and ssl-mode=${named} contradict each other.`, "Keep ssl-mode.");
  }
  return named ?? (flag === "true" ? "REQUIRED" : "DISABLED");
}

/** The words of PostgreSQL's URLs, which people write here too. */
const ALSO: Readonly<Record<string, SslMode>> = {
  DISABLE: "DISABLED",
  PREFER: "PREFERRED",
  REQUIRE: "REQUIRED",
  VERIFY_FULL: "VERIFY_IDENTITY",
};

function wordOf(given: string): SslMode {
  const word = given.toUpperCase().replaceAll("-", "_");
  const mode =
    SSL_MODES.find((known) => known === word) ?? (Object.hasOwn(ALSO, word) ? ALSO[word] : undefined);
  if (mode) return mode;
  const like = nearest(word, SSL_MODES);
  throw badUrl(
    `The parameter ssl-mode is ${JSON.stringify(given)}.`,
    `It is ${enumerate(SSL_MODES, "or")}${like === null ? "" : `; did you mean ${like}?`}`.replace(
      /[^?]$/,
      "$&.",
    ),
  );
}

function fileOf<K extends string>(
  params: ReadonlyMap<string, string>,
  parameter: string,
  key: K,
): { readonly [P in K]?: Buffer } {
  const path = params.get(parameter);
  if (path === undefined) return {};
  try {
    return { [key]: readFileSync(path) } as { readonly [P in K]: Buffer };
  } catch (thrown) {
    throw badUrl(`The file of ${parameter} cannot be read: ${messageOf(thrown)}.`, "Mend the path.", thrown);
  }
}

/** Whether the way to the server does not leave this machine. */
function isLocal(target: ConnectTarget): boolean {
  const { host } = target;
  if (socketOf(target) !== undefined || host === undefined || host === "") return true;
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127\./.test(host);
}

/** The path of the socket that the URL names, as a parameter or in the place of the host; undefined where none. */
export function socketOf({ host, params }: ConnectTarget): string | undefined {
  return params.get("socket") ?? params.get("socketPath") ?? (host?.startsWith("/") ? host : undefined);
}

/** An error about the URL. */
export function badUrl(message: string, hint: string, cause?: unknown): ConfigError {
  return new ConfigError("config.bad-url", message, { hint, ...(cause !== undefined && { cause }) });
}
