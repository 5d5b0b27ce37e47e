import { canonicalScheme, isFileScheme, SCHEMES } from "../dialects/registry.js";
import { ConfigError } from "../errors/errors.js";
import { nearest } from "../util/text.js";

/** The parts of a database URL, decoded. */
export interface UrlParts {
  readonly scheme: string;
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly params: readonly (readonly [name: string, value: string])[];
}

const FORMS = "postgresql://user:password@host/database, mysql://…, mariadb://…, sqlite:///file.db";
const ENCODE =
  "Percent-encode special characters in user and password: @ is %40, : is %3A, / is %2F, ? is %3F, # is %23, % is %25.";

/** Parts of the authority that may stand in the query instead, as PostgreSQL's own URLs allow. */
const MOVABLE: Readonly<Record<string, "user" | "password" | "host" | "port" | "database">> = {
  user: "user",
  password: "password",
  host: "host",
  port: "port",
  dbname: "database",
};

/**
 * Splits a database URL. Paths of files are as they were written.
 *
 * @throws {ConfigError} `config.bad-url`: it cannot be read; the message never holds the password
 */
export function parseUrl(text: string): UrlParts {
  const trimmed = text.trim();
  if (trimmed === "") throw badUrl("The database URL is empty.", `Its forms are ${FORMS}.`);
  if (/^["'`]/.test(trimmed)) {
    throw badUrl(
      "The database URL begins with a quotation mark.",
      "Remove the quotes; they are part of the value.",
    );
  }
  const [, scheme, slashes, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):(\/\/)?(.*)$/s.exec(trimmed) ?? [];
  if (scheme === undefined || rest === undefined) {
    throw badUrl("The database URL has no scheme.", `Its forms are ${FORMS}.`);
  }
  const canonical = toScheme(scheme, trimmed);
  if (slashes === undefined) {
    throw badUrl(`The database URL has no // after ${scheme}:.`, `Its forms are ${FORMS}.`);
  }
  return isFileScheme(canonical) ? parseFile(canonical, rest) : parseServer(canonical, rest);
}

function toScheme(scheme: string, text: string): string {
  const name = scheme.toLowerCase().split("+")[0]!;
  const canonical = canonicalScheme(name);
  if (canonical !== null) return canonical;
  if (/^[A-Za-z]:[\\/]/.test(text)) {
    throw badUrl("The database URL is a path.", "A file of SQLite is written sqlite:///C:/folder/app.db.");
  }
  if (name === "jdbc") throw badUrl("The database URL begins with jdbc:.", "Leave jdbc: out.");
  const guess = nearest(name, SCHEMES);
  throw badUrl(
    `The database URL has the unknown scheme ${JSON.stringify(scheme)}.`,
    guess === null ? `Known schemes are ${SCHEMES.join(", ")}.` : `Did you mean ${guess}://?`,
  );
}

function parseFile(scheme: string, rest: string): UrlParts {
  const [path, query] = cut(rest, "?");
  if (path !== "" && !path.startsWith("/")) {
    throw badUrl(
      "The database URL has a host where none is possible, as the database is a file.",
      `Write three slashes before a relative path and four before an absolute one: ${scheme}:///app.db, ${scheme}:////var/lib/app.db.`,
    );
  }
  const database = decode(path.slice(1), "path");
  return { scheme, ...(database !== "" && { database }), params: parseQuery(query) };
}

function parseServer(scheme: string, rest: string): UrlParts {
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const tail = end === -1 ? "" : rest.slice(end);
  const [path, query] = cut(tail, "?");
  checkTail(authority, tail, path, query);
  const pieces = authority.split("@");
  if (pieces.length > 2) {
    throw badUrl("The database URL has more than one @ before the host.", ENCODE);
  }
  const [login, address] = pieces.length === 2 ? [pieces[0]!, pieces[1]!] : [undefined, authority];
  const database = decode(path.slice(1), "database name");
  return withMovedParts({
    scheme,
    ...(login !== undefined && parseLogin(login)),
    ...parseAddress(address),
    ...(database !== "" && { database }),
    params: parseQuery(query),
  });
}

/** Finds a password that was cut short by a character of its own, which would be read as something else. */
function checkTail(authority: string, tail: string, path: string, query: string | undefined): void {
  const isCutLogin = !authority.includes("@") && authority.includes(":") && tail.includes("@");
  if (tail.includes("#")) {
    throw badUrl("The database URL has a # that is not encoded.", ENCODE);
  }
  if (isCutLogin && (path.includes("@") || !/^[^@]*=/.test(query ?? "="))) {
    const [character, name] = tail.startsWith("/") ? ["/", "a slash"] : ["?", "a question mark"];
    throw badUrl(`The password in the database URL seems to hold ${name} that is not encoded.`, ENCODE, {
      character,
    });
  }
  if (path.includes("@")) {
    throw badUrl("The database name in the URL has an @ that is not encoded.", "Write @ as %40.");
  }
}

function parseLogin(login: string): Pick<UrlParts, "user" | "password"> {
  const [user, password] = cut(login, ":");
  return {
    ...(user !== "" && { user: decode(user, "user") }),
    ...(password !== undefined && { password: decode(password, "password") }),
  };
}

function parseAddress(address: string): Pick<UrlParts, "host" | "port"> {
  if (address.includes(",")) {
    throw badUrl("The database URL names several hosts.", "Name one host.");
  }
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(address) ?? [];
  if (bracketed === undefined && (plain === undefined || port?.includes(":"))) {
    throw badUrl(
      "The host in the database URL cannot be read.",
      "An IPv6 address stands in brackets: postgresql://[::1]:5432/database.",
    );
  }
  if (bracketed !== undefined && !/^[0-9A-Fa-f:.]+(?:%.+)?$/.test(bracketed)) {
    throw badUrl(
      "The host in the database URL is no IPv6 address.",
      "Only IPv6 addresses stand in brackets.",
    );
  }
  const host = bracketed ?? decode(plain!, "host");
  if (/\s/.test(host)) throw badUrl("The host in the database URL has a space.", "Remove it.");
  return { ...(host !== "" && { host }), ...(port !== undefined && { port: toPort(port) }) };
}

function toPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    // What stands here may be a password, so it is not shown.
    throw badUrl(
      "The port in the database URL is no number from 1 to 65535.",
      "If it is a password, an @ and the host must follow it; percent-encode special characters.",
    );
  }
  return port;
}

function parseQuery(query: string | undefined): UrlParts["params"] {
  if (!query) return [];
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name, value] = cut(pair, "=");
      if (name === "") {
        throw badUrl(
          "A parameter of the database URL has no name.",
          "Parameters are written ?name=value&other=value.",
        );
      }
      const spaced = [name, value ?? ""].map((part) => decode(part.replaceAll("+", " "), "parameters"));
      return [spaced[0]!, spaced[1]!] as const;
    });
}

function withMovedParts(parts: UrlParts): UrlParts {
  const moved: { -readonly [K in keyof UrlParts]?: UrlParts[K] } = {};
  const params = parts.params.filter(([name, value]) => {
    const part = Object.hasOwn(MOVABLE, name) ? MOVABLE[name] : undefined;
    if (part === undefined) return true;
    if (parts[part] !== undefined) {
      throw badUrl(
        `The database URL gives the ${part} twice.`,
        `Leave out the parameter ${JSON.stringify(name)}.`,
      );
    }
    if (part === "port") moved.port = toPort(value);
    else moved[part] = value;
    return false;
  });
  return params.length === parts.params.length ? parts : { ...parts, ...moved, params };
}

function decode(text: string, part: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw badUrl(
      `The ${part} in the database URL has a % that begins no encoded character.`,
      "Write a percent sign as %25.",
    );
  }
  if (decoded.includes("\u0000")) {
    throw badUrl(`The ${part} in the database URL holds a NUL byte.`, "Remove %00.");
  }
  return decoded;
}

/** The text before and after the first separator; undefined after where there is none. */
function cut(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function badUrl(message: string, hint: string, details?: Readonly<Record<string, unknown>>): ConfigError {
  return new ConfigError("config.bad-url", message, { hint, details });
}
