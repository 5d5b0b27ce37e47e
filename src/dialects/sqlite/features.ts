import type { Features } from "../../dialect/dialect.js";
import { OperationalError } from "../../errors/errors.js";

/**
 * What SQLite has, from 3.40 on.
 *
 * @source SQLite 3.53, "Datatypes In SQLite", "CREATE INDEX", "Isolation In SQLite"
 */
export const FEATURES: Features = Object.freeze({
  transactionalDdl: true,
  alterColumn: "rebuild",
  batchAlter: true,
  checksTypes: false,
  identifierLimit: null,
  ownFile: "main",
  comments: false,
  namedEnums: false,
  sequences: false,
  domains: false,
  namespaces: false,
  renamesParts: { indexes: true, constraints: true },
  entities: { view: "recreate", trigger: "recreate" },
  forgetsEntities: true,
  viewsHoldColumns: false,
  entityOptions: [],
  schemas: false,
  primaryKeyNames: true,
  constraintNames: true,
  namelessConstraints: true,
  deferrableConstraints: true,
  foreignKeysNeedIndexes: false,
  identityNeedsIndex: false,
  partialIndexes: true,
  expressionIndexes: true,
  indexInclude: false,
  indexMethods: false,
  indexNulls: false,
  computedVirtual: true,
  computedStored: true,
  remakesComputed: false,
  alterComputed: {},
  returning: true,
  isolationLevels: ["SERIALIZABLE", "AUTOCOMMIT"],
} satisfies Features);

/** What ALTER TABLE can do without copying the table, by version of the library. */
export interface Abilities {
  /** `ADD CONSTRAINT … CHECK`, `DROP CONSTRAINT` of a check, `ALTER COLUMN … SET NOT NULL` and `DROP NOT NULL`. */
  readonly alterChecks: boolean;
}

/**
 * What a version of the library can do.
 *
 * @source SQLite 3.53, "ALTER TABLE": ADD CONSTRAINT, DROP CONSTRAINT and ALTER COLUMN came with 3.53.0
 */
export function abilitiesOf(version: string): Abilities {
  return { alterChecks: isAtLeast(version, 53) };
}

const OLDEST = 40;

/**
 * Checks that the library is new enough.
 *
 * @throws {OperationalError} `db.too-old`: it is not
 */
export function assertServed(version: string): void {
  if (isAtLeast(version, OLDEST)) return;
  const oldest = `3.${OLDEST}.0`;
  throw new OperationalError(
    "db.too-old",
    `The library is SQLite ${version}, and ${oldest} is the oldest that works.`,
    { hint: "Upgrade better-sqlite3, or build it with a newer SQLite.", details: { version, oldest } },
  );
}

function isAtLeast(version: string, wanted: number): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 3 || (major === 3 && minor >= wanted);
}
