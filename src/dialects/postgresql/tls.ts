import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { ConfigError } from "../../errors/errors.js";
import { messageOf } from "../../util/text.js";

/** How a connection is protected, in libpq's words. */
export type SslMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";

/** Every mode. @source PostgreSQL 18, 32.19.3 SSL Support: Protection Provided in Different Modes */
export const SSL_MODES: readonly SslMode[] = [
  "disable",
  "allow",
  "prefer",
  "require",
  "verify-ca",
  "verify-full",
];

/** The parameters that TLS depends on. */
export interface TlsParameters {
  readonly mode: SslMode;
  /** A file with root certificates, or `system`. */
  readonly rootCertificate?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly password?: string | undefined;
}

/** One way to connect: in plain text, or through TLS with these options. */
export type TlsAttempt = false | ConnectionOptions;

/**
 * The ways to connect in the order in which they are tried. Only `allow` and `prefer` know two.
 *
 * @throws {ConfigError} `config.bad-url`: a certificate or key cannot be read
 * @source PostgreSQL 18, 32.1.2 Parameter Key Words: sslmode
 */
export function tlsAttempts(parameters: TlsParameters): readonly TlsAttempt[] {
  const { mode } = parameters;
  if (mode === "disable") return [false];
  const options = tlsOptions(parameters);
  if (mode === "allow") return [false, options];
  return mode === "prefer" ? [options, false] : [options];
}

function tlsOptions({ mode, rootCertificate, certificate, key, password }: TlsParameters): ConnectionOptions {
  // With a root certificate `require` checks it, as libpq does.
  const checked =
    mode === "verify-ca" || mode === "verify-full" || (mode === "require" && rootCertificate !== undefined);
  return {
    rejectUnauthorized: checked,
    ...(mode !== "verify-full" && { checkServerIdentity: () => undefined }),
    ...(rootCertificate !== undefined &&
      rootCertificate !== "system" && { ca: readPem("sslrootcert", rootCertificate) }),
    ...(certificate !== undefined && { cert: readPem("sslcert", certificate) }),
    ...(key !== undefined && { key: readPem("sslkey", key) }),
    ...(password !== undefined && { passphrase: password }),
  };
}

function readPem(parameter: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new ConfigError(
      "config.bad-url",
      `The file of the URL parameter ${parameter} cannot be read: ${messageOf(cause)}.`,
      { hint: "Give the path of a PEM file.", details: { parameter, path }, cause },
    );
  }
}
