import type { CompareRules } from "../compare/rules.js";
import { ConfigError } from "../errors/errors.js";
import { nearest } from "../util/text.js";
import type { Config, LockRule, TimeoutRule, Timeouts } from "./shape.js";

/** What a key may hold, in words and as a test. */
interface Kind {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const isString = (value: unknown) => typeof value === "string" && value !== "";
const isFunction = (value: unknown) => typeof value === "function";
const isStrings = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isString);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const TEXT: Kind = { expected: "a string that is not empty", accepts: isString };
const TEXTS: Kind = { expected: "an array of strings", accepts: isStrings };
const FLAG: Kind = { expected: "true or false", accepts: (value) => typeof value === "boolean" };
const FUNCTION: Kind = { expected: "a function", accepts: isFunction };
const RULE: Kind = {
  expected: "true, false or a function",
  accepts: (value) => typeof value === "boolean" || isFunction(value),
};

const KINDS = {
  // An environment variable that is set to nothing is the same as none.
  url: { expected: "a string", accepts: (value) => typeof value === "string" },
  engine: { expected: "an object with options of createEngine", accepts: isRecord },
  metadata: {
    expected: "a MetaData, an array of them, a function that gives them, or the path of a module",
    accepts: (value) => isString(value) || isFunction(value) || (typeof value === "object" && value !== null),
  },
  scripts: TEXT,
  versionLocations: TEXTS,
  recursive: FLAG,
  fileTemplate: TEXT,
  truncateSlug: {
    expected: "a whole number above zero",
    accepts: (value) => Number.isInteger(value) && (value as number) > 0,
  },
  timezone: TEXT,
  revisionId: FUNCTION,
  versionTable: TEXT,
  versionTableSchema: TEXT,
  schemas: TEXTS,
  includeName: FUNCTION,
  includeObject: FUNCTION,
  compare: { expected: "an object of rules", accepts: isRecord },
  lock: {
    expected: "true, false or { timeout: milliseconds }",
    accepts: (value) => typeof value === "boolean" || isRecord(value),
  },
  timeouts: { expected: "an object of timeouts", accepts: isRecord },
  transaction: {
    expected: '"each", "all" or "none"',
    accepts: (value) => value === "each" || value === "all" || value === "none",
  },
  format: {
    expected: "a command as a string, or as an array of its arguments",
    accepts: (value) => isString(value) || isStrings(value),
  },
  onVersionApply: FUNCTION,
  beforeRevision: FUNCTION,
  afterRevision: FUNCTION,
  lint: { expected: "an object of rules", accepts: isRecord },
} as const satisfies Record<keyof Config, Kind>;

const COMPARE_KINDS = {
  type: RULE,
  serverDefault: RULE,
  comment: RULE,
} as const satisfies Record<keyof CompareRules, Kind>;

const MILLISECONDS: Kind = {
  expected: "a number of milliseconds",
  accepts: (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
};

const LOCK_KINDS = {
  timeout: MILLISECONDS,
} as const satisfies Record<keyof LockRule, Kind>;

const TIMEOUT_KINDS = {
  lock: MILLISECONDS,
  statement: MILLISECONDS,
} as const satisfies Record<keyof TimeoutRule, Kind>;

const DIALECT_TIMEOUTS: Kind = { expected: "an object of timeouts", accepts: isRecord };

const TIMEOUTS_KINDS = {
  ...TIMEOUT_KINDS,
  postgresql: DIALECT_TIMEOUTS,
  mysql: DIALECT_TIMEOUTS,
  mariadb: DIALECT_TIMEOUTS,
  sqlite: DIALECT_TIMEOUTS,
} as const satisfies Record<keyof Timeouts, Kind>;

/** Every key of the configuration, in the order of its documentation. */
export const CONFIG_KEYS = Object.keys(KINDS) as readonly (keyof Config)[];

/**
 * Checks that a value is a configuration: no unknown key, each value of its kind.
 *
 * @param file its path as messages show it
 * @throws {ConfigError} config.unknown-key: a key is not one of ours
 * @throws {ConfigError} config.invalid: a value, or the whole, is not what it must be
 */
export function checkConfig(value: unknown, file: string): Config {
  if (!isRecord(value)) {
    throw new ConfigError("config.invalid", `${file} gives ${describe(value)}, not a configuration.`, {
      hint: "Its default export must be an object, or a function that returns one.",
      details: { file },
    });
  }
  checkKeys(value, KINDS, file, "");
  if (value["compare"] !== undefined) {
    checkKeys(value["compare"] as Record<string, unknown>, COMPARE_KINDS, file, "compare.");
  }
  if (isRecord(value["lock"])) checkKeys(value["lock"], LOCK_KINDS, file, "lock.");
  if (isRecord(value["timeouts"])) checkTimeouts(value["timeouts"], file);
  return value as Config;
}

function checkTimeouts(timeouts: Readonly<Record<string, unknown>>, file: string): void {
  checkKeys(timeouts, TIMEOUTS_KINDS, file, "timeouts.");
  for (const [key, held] of Object.entries(timeouts)) {
    if (isRecord(held)) checkKeys(held, TIMEOUT_KINDS, file, `timeouts.${key}.`);
  }
}

function checkKeys(
  value: Readonly<Record<string, unknown>>,
  kinds: Readonly<Record<string, Kind>>,
  file: string,
  prefix: string,
): void {
  for (const [key, held] of Object.entries(value)) {
    // The one key that belongs to editors.
    if (key === "$schema") continue;
    const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    if (!kind) throw unknownKey(key, Object.keys(kinds), file, prefix);
    if (held !== undefined && !kind.accepts(held)) throw wrongKind(`${prefix}${key}`, kind, held, file);
  }
}

function unknownKey(key: string, known: readonly string[], file: string, prefix: string): ConfigError {
  const meant = nearest(key, known);
  return new ConfigError(
    "config.unknown-key",
    `${file} has an unknown key ${JSON.stringify(`${prefix}${key}`)}.`,
    {
      hint: meant === null ? `The keys are: ${known.join(", ")}.` : `Did you mean "${prefix}${meant}"?`,
      details: { file, key: `${prefix}${key}`, ...(meant !== null && { nearest: `${prefix}${meant}` }) },
    },
  );
}

/** The value itself is not shown: it may be a URL with a password. */
function wrongKind(key: string, kind: Kind, held: unknown, file: string): ConfigError {
  return new ConfigError(
    "config.invalid",
    `"${key}" in ${file} must be ${kind.expected}, and is ${describe(held)}.`,
    { details: { file, key, expected: kind.expected } },
  );
}

/** What a value is, without showing it. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value === "") return "an empty string";
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  if (typeof value === "number") return `the number ${value}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
