import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Database, Options } from "better-sqlite3";
import type { ConnectTarget, Driver, DriverConnection } from "../../dialect/driver.js";
import { type DriverPackage, findDriver } from "../../dialect/driver-package.js";
import { MigrError } from "../../errors/base.js";
import { ConfigError, OperationalError } from "../../errors/errors.js";
import { nearest } from "../../util/text.js";
import { SqliteConnection } from "./connection.js";
import { toDatabaseError } from "./errors.js";
import { assertServed } from "./features.js";

/** What a URL may say about a connection. */
interface Settings {
  readonly options: Options;
  readonly memory: boolean;
  /** PRAGMA statements that the connection begins with. */
  readonly pragmas: readonly string[];
}

/** How long a statement waits for another connection, as better-sqlite3 has it. */
const DEFAULT_TIMEOUT_MS = 5000;

type Apply = (settings: Settings, value: string) => Settings | null;

const MODES: Readonly<Record<string, Partial<Settings>>> = {
  ro: { options: { readonly: true, fileMustExist: true } },
  rw: { options: { fileMustExist: true } },
  rwc: {},
  memory: { memory: true },
};

const timeout: Apply = (settings, value) =>
  /^\d{1,9}$/.test(value) ? { ...settings, options: { ...settings.options, timeout: Number(value) } } : null;

/** A PRAGMA that takes one of some words. */
function pragma(name: string, words: readonly string[]): Apply {
  return (settings, value) => {
    const word = words.find((each) => each === value.toLowerCase());
    return word === undefined
      ? null
      : { ...settings, pragmas: [...settings.pragmas, `PRAGMA ${name} = ${word}`] };
  };
}

const SWITCH = ["on", "off", "true", "false", "yes", "no", "1", "0"];

/**
 * The parameters of a URL. Each gives null for a value that it does not take.
 *
 * @source SQLite 3.53, "Uniform Resource Identifiers", 3.4, and "PRAGMA Statements"
 */
const PARAMETERS: Readonly<Record<string, Apply>> = {
  mode(settings, value) {
    const mode = Object.hasOwn(MODES, value) ? MODES[value]! : null;
    return mode && { ...settings, ...mode, options: { ...settings.options, ...mode.options } };
  },
  timeout,
  busy_timeout: timeout,
  foreign_keys: pragma("foreign_keys", SWITCH),
  journal_mode: pragma("journal_mode", ["delete", "truncate", "persist", "memory", "wal", "off"]),
  synchronous: pragma("synchronous", ["off", "normal", "full", "extra", "0", "1", "2", "3"]),
};

/** Reaches SQLite through better-sqlite3. */
export const driver: Driver = {
  packageName: "better-sqlite3",
  async open(target: ConnectTarget): Promise<DriverConnection> {
    const settings = settingsOf(target);
    const path = settings.memory ? ":memory:" : target.database!;
    if (!settings.memory && !existsSync(dirname(path))) throw noFolder(path);
    const found = findDriver<typeof import("better-sqlite3")>("better-sqlite3", target.baseDir);
    let database: Database | undefined;
    try {
      const { timeout = DEFAULT_TIMEOUT_MS, ...options } = settings.options;
      database = new found.exports(path, { ...binaryOf(found), ...options, timeout: 0 });
      const connection = new SqliteConnection(database, timeout);
      // The file is not read before the first statement; a wrong one is better told now.
      await connection.begin(settings.pragmas);
      assertServed(connection.serverVersion);
      return connection;
    } catch (thrown) {
      database?.close();
      throw cannotOpen(thrown, path);
    }
  },
};

/** The binary part of the package, where its installation puts it; elsewhere the package looks with two others' help. */
function binaryOf({ main }: DriverPackage<unknown>): Pick<Options, "nativeBinding"> {
  const nativeBinding = join(dirname(dirname(main)), "build", "Release", "better_sqlite3.node");
  return existsSync(nativeBinding) ? { nativeBinding } : {};
}

/**
 * What the URL asks for; foreign keys are enforced unless it says otherwise.
 *
 * @throws {ConfigError} `config.bad-url`: there is no file, or a parameter cannot be honored
 */
function settingsOf(target: ConnectTarget): Settings {
  const given = [
    target.host && "host",
    target.port && "port",
    target.user && "user",
    target.password && "password",
  ];
  const [alien] = given.filter(Boolean);
  if (alien) {
    throw new ConfigError("config.bad-url", `An SQLite URL has a ${alien}, but a file has none.`, {
      hint: "Write sqlite:///relative.db, or sqlite:////absolute.db with four slashes.",
    });
  }
  const initial: Settings = {
    options: { ...(target.driverOptions as Options) },
    memory: target.database === ":memory:",
    pragmas: ["PRAGMA foreign_keys = on"],
  };
  const settings = [...target.params].reduce(applyParameter, initial);
  if (!settings.memory && !target.database) {
    throw new ConfigError("config.bad-url", "An SQLite URL names no file.", {
      hint: "Write sqlite:///app.db, or sqlite:///:memory: for a database that is gone when it closes.",
    });
  }
  return settings;
}

function applyParameter(settings: Settings, [name, value]: readonly [string, string]): Settings {
  const known = Object.keys(PARAMETERS);
  if (!Object.hasOwn(PARAMETERS, name)) {
    const like = nearest(name, known);
    throw new ConfigError("config.bad-url", `The URL has a parameter ${name}, which SQLite does not know.`, {
      hint: like === null ? `It knows ${known.join(", ")}.` : `Did you mean ${like}?`,
    });
  }
  const applied = PARAMETERS[name]!(settings, value);
  if (applied) return applied;
  throw new ConfigError("config.bad-url", `The URL's parameter ${name} cannot be ${JSON.stringify(value)}.`, {
    hint: "mode is ro, rw, rwc or memory; timeout is in milliseconds; the others are as SQLite's PRAGMA of the name.",
  });
}

function noFolder(path: string): OperationalError {
  return new OperationalError("db.connect", `The folder of the SQLite database ${path} does not exist.`, {
    hint: "Create it, or mend the path; a relative path begins at the configuration's folder.",
    details: { path },
  });
}

/** An error at opening: of the file, of the package's binary part, or of the options. */
function cannotOpen(thrown: unknown, path: string): Error {
  if (thrown instanceof MigrError) return thrown;
  const error = toDatabaseError(thrown);
  const { sqliteCode } = error.details;
  if (sqliteCode === undefined) {
    return thrown instanceof TypeError || thrown instanceof RangeError
      ? new ConfigError("config.bad-url", `better-sqlite3 refuses its options: ${error.message}`, {
          cause: thrown,
        })
      : new ConfigError(
          "config.driver-missing",
          "The package better-sqlite3 has no binary for this Node.js.",
          {
            hint: "Run `npm rebuild better-sqlite3`.",
            cause: thrown,
          },
        );
  }
  if (error.code !== "db.connect") return error;
  const parts = { details: { ...error.details, path }, cause: thrown };
  return sqliteCode === "SQLITE_NOTADB"
    ? new OperationalError("db.connect", `${path} is not an SQLite database.`, {
        ...parts,
        hint: "Mend the path, or restore the file.",
      })
    : new OperationalError("db.connect", `The SQLite database ${path} cannot be opened.`, {
        ...parts,
        hint: "Check that the file is there, is no folder, and that you may read and write it.",
      });
}
