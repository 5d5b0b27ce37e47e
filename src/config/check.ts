import type { CompareRules } from "../compare/rules.js";
import { ConfigError } from "../errors/errors.js";
import { nearest } from "../util/text.js";
import type {
  Config,
  DatabaseConfig,
  LockRule,
  Target,
  TargetRules,
  TimeoutRule,
  Timeouts,
} from "./shape.js";

/** What a key may hold, in words and as a test. */
interface Kind {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** The words that it may be, where it is one of a few. */
  readonly choices?: readonly string[];
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
  // The empty text is the connection's own schema.
  schemas: {
    expected: "an array of strings",
    accepts: (value) =>
      Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string"),
  },
  includeName: FUNCTION,
  includeObject: FUNCTION,
  comparators: {
    expected: "an array of functions",
    accepts: (value) => Array.isArray(value) && value.every(isFunction),
  },
  compare: { expected: "an object of rules", accepts: isRecord },
  renderItem: FUNCTION,
  processRevisionDirectives: FUNCTION,
  lock: {
    expected: "true, false or { timeout: milliseconds }",
    accepts: (value) => typeof value === "boolean" || isRecord(value),
  },
  timeouts: { expected: "an object of timeouts", accepts: isRecord },
  transaction: {
    expected: '"each", "all" or "none"',
    accepts: (value) => value === "each" || value === "all" || value === "none",
    choices: ["each", "all", "none"],
  },
  format: {
    expected: "a command as a string, or as an array of its arguments",
    accepts: (value) => isString(value) || isStrings(value),
  },
  onVersionApply: FUNCTION,
  beforeRevision: FUNCTION,
  afterRevision: FUNCTION,
  run: FUNCTION,
  databases: { expected: "an object of databases by their names", accepts: isRecord },
  targets: {
    expected: "an array of targets, a function that gives them, or { list, concurrency, createSchema }",
    accepts: (value) => Array.isArray(value) || isFunction(value) || isRecord(value),
  },
  lint: { expected: "an object of rules", accepts: isRecord },
} as const satisfies Record<keyof Config, Kind>;

const COMPARE_KINDS = {
  type: RULE,
  serverDefault: RULE,
  comment: RULE,
  nullable: FLAG,
  identity: FLAG,
  computed: FLAG,
  collation: FLAG,
  options: FLAG,
  index: FLAG,
  primaryKey: FLAG,
  unique: FLAG,
  foreignKey: FLAG,
  check: FLAG,
  exclude: FLAG,
  enum: FLAG,
  sequence: FLAG,
  domain: FLAG,
  userType: FLAG,
  schema: FLAG,
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

const TARGET_KINDS = {
  name: TEXT,
  url: TEXT,
  database: TEXT,
  schema: {
    expected: "a name or an array of names",
    accepts: (value) => isString(value) || isStrings(value),
  },
  versionTable: TEXT,
  x: {
    expected: "an object of strings",
    accepts: (value) => isRecord(value) && Object.values(value).every((held) => typeof held === "string"),
  },
} as const satisfies Record<keyof Target, Kind>;

const TARGET_RULES_KINDS = {
  list: {
    expected: "an array of targets, or a function that gives them",
    accepts: (value) => Array.isArray(value) || isFunction(value),
  },
  concurrency: {
    expected: "a whole number above zero",
    accepts: (value) => Number.isInteger(value) && (value as number) > 0,
  },
  createSchema: FLAG,
} as const satisfies Record<keyof TargetRules, Kind>;

const HISTORY_KEYS = [
  "scripts",
  "versionLocations",
  "recursive",
  "fileTemplate",
  "truncateSlug",
  "timezone",
  "revisionId",
  "format",
  "renderItem",
  "processRevisionDirectives",
  "lint",
  "databases",
] as const satisfies readonly Exclude<keyof Config, keyof DatabaseConfig>[];

const DATABASE_KINDS: Readonly<Record<string, Kind>> = Object.fromEntries(
  Object.entries(KINDS).filter(([key]) => !(HISTORY_KEYS as readonly string[]).includes(key)),
);

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
  checkLevel(value, KINDS, file, "");
  if (isRecord(value["databases"])) checkDatabases(value["databases"], file);
  return value as Config;
}

const DATABASE_NAME = /^[\w.-]+$/;

function checkDatabases(databases: Readonly<Record<string, unknown>>, file: string): void {
  const entries = Object.entries(databases);
  if (entries.length === 0)
    throw wrongKind("databases", { expected: "an object of one database or more" }, {}, file);
  for (const [name, database] of entries) {
    const key = `databases.${name}`;
    if (!DATABASE_NAME.test(name)) {
      throw new ConfigError("config.invalid", `${JSON.stringify(name)} in ${file} cannot name a database.`, {
        hint: "Use letters, digits, _, - and the full stop.",
        details: { file, key },
      });
    }
    if (!isRecord(database)) throw wrongKind(key, { expected: "an object of keys" }, database, file);
    const shared = Object.keys(database).find((own) => (HISTORY_KEYS as readonly string[]).includes(own));
    if (shared !== undefined) {
      throw new ConfigError("config.invalid", `"${key}.${shared}" in ${file} is not a database's own.`, {
        hint: `The databases share one history: set "${shared}" beside "databases".`,
        details: { file, key: `${key}.${shared}` },
      });
    }
    checkLevel(database, DATABASE_KINDS, file, `${key}.`);
  }
}

/** Checks the keys of a configuration, or of one of its databases, and what is inside of them. */
function checkLevel(
  value: Readonly<Record<string, unknown>>,
  kinds: Readonly<Record<string, Kind>>,
  file: string,
  prefix: string,
): void {
  checkKeys(value, kinds, file, prefix);
  if (value["compare"] !== undefined) {
    checkKeys(value["compare"] as Record<string, unknown>, COMPARE_KINDS, file, `${prefix}compare.`);
  }
  if (isRecord(value["lock"])) checkKeys(value["lock"], LOCK_KINDS, file, `${prefix}lock.`);
  if (isRecord(value["timeouts"])) checkTimeouts(value["timeouts"], file, `${prefix}timeouts.`);
  const { targets } = value;
  if (isRecord(targets)) checkKeys(targets, TARGET_RULES_KINDS, file, `${prefix}targets.`);
  const list = isRecord(targets) ? targets["list"] : targets;
  if (Array.isArray(list)) checkTargets(list, `"${prefix}targets" in ${file}`, file, prefix);
}

/**
 * Checks a list of targets, whether the file holds it or a function has found it.
 *
 * @param where names the list in messages
 * @param prefix the keys around it, each with a full stop after it
 * @throws {ConfigError} config.unknown-key, config.invalid: one is not what a target must be, or two have one name
 */
export function checkTargets(list: unknown, where: string, file: string, prefix = ""): readonly Target[] {
  if (!Array.isArray(list)) {
    throw new ConfigError("config.invalid", `${where} gives ${describe(list)}, not an array of targets.`, {
      hint: 'A target is { name: "acme", schema: "acme" }, or has a url or a database.',
      details: { file },
    });
  }
  const names = new Set<string>();
  list.forEach((target: unknown, i) => {
    const key = `${prefix}targets[${i}]`;
    if (!isRecord(target)) throw wrongKind(key, { expected: "an object with a name" }, target, file);
    checkKeys(target, TARGET_KINDS, file, `${key}.`);
    const name = target["name"] as string | undefined;
    if (name === undefined) throw wrongKind(`${key}.name`, TEXT, undefined, file);
    if (names.has(name)) {
      throw new ConfigError("config.invalid", `Two targets are called ${JSON.stringify(name)}.`, {
        hint: "Give each target a name of its own.",
        details: { file, key },
      });
    }
    names.add(name);
  });
  return list as readonly Target[];
}

function checkTimeouts(timeouts: Readonly<Record<string, unknown>>, file: string, prefix: string): void {
  checkKeys(timeouts, TIMEOUTS_KINDS, file, prefix);
  for (const [key, held] of Object.entries(timeouts)) {
    if (isRecord(held)) checkKeys(held, TIMEOUT_KINDS, file, `${prefix}${key}.`);
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
function wrongKind(
  key: string,
  { expected, choices }: Pick<Kind, "expected" | "choices">,
  held: unknown,
  file: string,
): ConfigError {
  const meant = choices && typeof held === "string" ? nearest(held, choices) : null;
  return new ConfigError(
    "config.invalid",
    `"${key}" in ${file} must be ${expected}, and is ${describe(held)}.`,
    { ...(meant !== null && { hint: `Did you mean "${meant}"?` }), details: { file, key, expected } },
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
