import { describe, expect, it } from "vitest";
import { CONFIG_KEYS, checkConfig } from "../../../src/config/check.js";
import type {
  CompareRules,
  Config,
  DatabaseConfig,
  LockRule,
  Target,
  TargetRules,
  Timeouts,
} from "../../../src/config/index.js";

type Keys<T> = Readonly<Record<keyof T, 1>>;

const COMPARE: Keys<CompareRules> = {
  type: 1,
  serverDefault: 1,
  comment: 1,
  nullable: 1,
  identity: 1,
  computed: 1,
  collation: 1,
  options: 1,
  index: 1,
  primaryKey: 1,
  unique: 1,
  foreignKey: 1,
  check: 1,
  exclude: 1,
  enum: 1,
  sequence: 1,
  domain: 1,
  userType: 1,
  schema: 1,
};
const TIMEOUTS: Keys<Timeouts> = { lock: 1, statement: 1, postgresql: 1, mysql: 1, mariadb: 1, sqlite: 1 };
const TARGET: Keys<Target> = { name: 1, url: 1, database: 1, schema: 1, versionTable: 1, x: 1 };
const TARGET_RULES: Keys<TargetRules> = { list: 1, concurrency: 1, createSchema: 1 };
const LOCK: Keys<LockRule> = { timeout: 1 };
const OF_HISTORY: Keys<Omit<Config, keyof DatabaseConfig>> = {
  scripts: 1,
  versionLocations: 1,
  recursive: 1,
  fileTemplate: 1,
  truncateSlug: 1,
  timezone: 1,
  revisionId: 1,
  renderItem: 1,
  processRevisionDirectives: 1,
  format: 1,
  lint: 1,
  databases: 1,
};
const OF_DATABASE = CONFIG_KEYS.filter((key) => !Object.hasOwn(OF_HISTORY, key));

/** Each place where keys may stand: how messages begin its keys, which those are, and a configuration with one there. */
const PLACES: readonly (readonly [
  prefix: string,
  keys: readonly string[],
  put: (own: Readonly<Record<string, unknown>>) => unknown,
])[] = [
  ["", CONFIG_KEYS, (own) => own],
  ["compare.", Object.keys(COMPARE), (own) => ({ compare: own })],
  ["lock.", Object.keys(LOCK), (own) => ({ lock: own })],
  ["timeouts.", Object.keys(TIMEOUTS), (own) => ({ timeouts: own })],
  ["timeouts.mariadb.", ["lock", "statement"], (own) => ({ timeouts: { mariadb: own } })],
  ["targets.", Object.keys(TARGET_RULES), (own) => ({ targets: own })],
  ["targets[0].", Object.keys(TARGET), (own) => ({ targets: [own] })],
  ["targets[0].", Object.keys(TARGET), (own) => ({ targets: { list: [own] } })],
  ["databases.main.", OF_DATABASE, (own) => ({ databases: { main: own } })],
  ["databases.main.compare.", Object.keys(COMPARE), (own) => ({ databases: { main: { compare: own } } })],
  [
    "databases.main.timeouts.sqlite.",
    ["lock", "statement"],
    (own) => ({ databases: { main: { timeouts: { sqlite: own } } } }),
  ],
  ["databases.main.targets[0].", Object.keys(TARGET), (own) => ({ databases: { main: { targets: [own] } } })],
];

/** A slip of the fingers: the last letter twice. */
const misspelt = (key: string) => key + key.at(-1);

function complaint(config: unknown): unknown {
  try {
    checkConfig(config, "migr.config.ts");
  } catch (thrown) {
    const { code, hint } = thrown as { code: string; hint?: string };
    return { code, hint };
  }
  return null;
}

describe("a misspelt key", () => {
  it.each(PLACES)("under %j leads to the one that is meant", (prefix, keys, put) => {
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(complaint(put({ [misspelt(key)]: 1 }))).toEqual({
        code: "config.unknown-key",
        hint: `Did you mean "${prefix}${key}"?`,
      });
    }
  });
});

describe("a misspelt word of a few", () => {
  it.each([{ transaction: "eahc" }, { databases: { main: { transaction: "eahc" } } }])("in %j", (config) => {
    expect(complaint(config)).toEqual({ code: "config.invalid", hint: 'Did you mean "each"?' });
  });

  it("is no guess where nothing is near", () => {
    expect(complaint({ transaction: "everything" })).toEqual({
      code: "config.invalid",
      hint: undefined,
    });
  });
});
