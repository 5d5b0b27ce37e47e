import { isAbsolute, resolve } from "node:path";
import { inspect } from "node:util";
import type { ConnectTarget } from "../dialect/driver.js";
import { isFileScheme } from "../dialects/registry.js";
import { parseUrl, type UrlParts } from "./url-parts.js";

/** The name of a database that lives in memory and ends with its connection. */
export const MEMORY = ":memory:";

/** What stands in the place of a secret. */
const MASK = "***";

const SECRET_PARAMETER = /(?:password|passwd|passphrase|secret|token)$|^(?:pass|pwd)$/i;
const WINDOWS_ABSOLUTE = /^[A-Za-z]:[\\/]/;

/** Where relative paths of files begin. */
export interface UrlOptions {
  /** The folder that relative paths start from; the working directory where it is left out. */
  readonly baseDir?: string;
}

/** The parts of a URL that `with` can change; undefined takes a part away. */
export type UrlChanges = { readonly [K in Exclude<keyof UrlParts, "scheme">]?: UrlParts[K] | undefined };

/** A database URL in its parts. However it is printed, its password is masked. */
export class DatabaseUrl {
  /** The scheme in its own word, without a driver: `postgres://` and `postgresql+psycopg://` are `postgresql`. */
  readonly scheme: string;
  readonly user: string | undefined;
  /** A name, an address without brackets, or the folder of a socket. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** The database's name; where databases are files the absolute path, or `:memory:`. */
  readonly database: string | undefined;
  /** The query parameters in the order they stand. */
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly #password: string | undefined;

  private constructor(parts: UrlParts) {
    this.scheme = parts.scheme;
    this.user = parts.user;
    this.host = parts.host;
    this.port = parts.port;
    this.database = parts.database;
    this.params = parts.params;
    this.#password = parts.password;
    Object.freeze(this);
  }

  /**
   * Reads a URL. A driver in the scheme, as in `mysql+pymysql://`, is left out: each database has one driver here.
   *
   * @throws {ConfigError} `config.bad-url`: it cannot be read; the message never holds the password
   */
  static parse(text: string, options: UrlOptions = {}): DatabaseUrl {
    const parts = parseUrl(text);
    if (!isFileScheme(parts.scheme)) return new DatabaseUrl(parts);
    const path = parts.database ?? MEMORY;
    const isFixed = path === MEMORY || isAbsolute(path) || WINDOWS_ABSOLUTE.test(path);
    return new DatabaseUrl({
      ...parts,
      database: isFixed ? path : resolve(options.baseDir ?? process.cwd(), path),
    });
  }

  get password(): string | undefined {
    return this.#password;
  }

  /** Whether the database is a file, or memory, of this process: there is no server. */
  get isFile(): boolean {
    return isFileScheme(this.scheme);
  }

  /** Whether the database lives in memory and ends with its connection. */
  get isMemory(): boolean {
    return this.isFile && this.database === MEMORY;
  }

  /** A copy with other parts. */
  with(changes: UrlChanges): DatabaseUrl {
    return new DatabaseUrl({ ...this, password: this.#password, ...changes } as UrlParts);
  }

  /** The URL as text, with secrets masked unless `hidePassword` is false. */
  render(options: { readonly hidePassword?: boolean } = {}): string {
    const hide = options.hidePassword ?? true;
    const query = this.params.map(([name, value]) => {
      const shown = hide && SECRET_PARAMETER.test(name) ? MASK : encodeURIComponent(value);
      return `${encodeURIComponent(name)}=${shown}`;
    });
    return `${this.scheme}://${this.#authority(hide)}${this.#path()}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  }

  /** The URL with its password masked. */
  toString(): string {
    return this.render();
  }

  /** The URL with its password masked. */
  toJSON(): string {
    return this.render();
  }

  /** What `console.log` prints: the URL with its password masked. */
  [inspect.custom](): string {
    return `DatabaseUrl(${this.render()})`;
  }

  /** What a driver needs to connect. */
  toTarget(
    options: Pick<ConnectTarget, "baseDir" | "connectTimeoutMs" | "driverOptions"> = {},
  ): ConnectTarget {
    return {
      scheme: this.scheme,
      ...(this.user !== undefined && { user: this.user }),
      ...(this.#password !== undefined && { password: this.#password }),
      ...(this.host !== undefined && { host: this.host }),
      ...(this.port !== undefined && { port: this.port }),
      ...(this.database !== undefined && { database: this.database }),
      params: new Map(this.params),
      ...options,
    };
  }

  #authority(hide: boolean): string {
    const { user, host, port } = this;
    const password = this.#password;
    const login =
      (user === undefined ? "" : encodeURIComponent(user)) +
      (password === undefined ? "" : `:${hide ? MASK : encodeURIComponent(password)}`);
    return (
      (user === undefined && password === undefined ? "" : `${login}@`) +
      (host?.includes(":") && !host.includes("/") ? `[${host}]` : encodeURIComponent(host ?? "")) +
      (port === undefined ? "" : `:${port}`)
    );
  }

  #path(): string {
    if (this.database === undefined) return "";
    // Paths stay readable: only what would end them is encoded.
    if (this.isFile) return `/${this.database.replace(/[%?]/g, encodeURIComponent)}`;
    return `/${this.database.split("/").map(encodeURIComponent).join("/")}`;
  }
}

/** The text of a database URL for people to see: secrets are masked, also where the URL cannot be read. */
export function displayUrl(text: string): string {
  try {
    const parts = parseUrl(text);
    // Relative paths are shown as they were written.
    if (isFileScheme(parts.scheme) && parts.params.every(([name]) => !SECRET_PARAMETER.test(name)))
      return text;
    return DatabaseUrl.parse(text).render();
  } catch {
    return maskUnreadable(text);
  }
}

/** Masks everything that may be a login. */
function maskUnreadable(text: string): string {
  const start = text.indexOf("://");
  if (start === -1) return text.includes("@") || /pass|pwd/i.test(text) ? MASK : text;
  const head = text.slice(0, start + 3);
  const rest = text.slice(start + 3);
  const at = rest.lastIndexOf("@");
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const shown =
    at !== -1
      ? `${MASK}@${rest.slice(at + 1)}`
      : authority.replace(/:.*$/s, `:${MASK}`) + (end === -1 ? "" : rest.slice(end));
  return (
    head +
    shown.replace(/([?&][^=&]*)=([^&]*)/g, (pair, name: string) => {
      return SECRET_PARAMETER.test(name) ? `${name}=${MASK}` : pair;
    })
  );
}
