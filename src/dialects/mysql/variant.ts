import { OperationalError } from "../../errors/errors.js";

/** The two products that this dialect serves, and what tells them apart; settled once, when a connection opens. */
export interface Variant {
  readonly product: "mysql" | "mariadb";
  /** The product's name in messages. */
  readonly title: string;
  readonly version: readonly [major: number, minor: number, patch: number];
  /** UUID is a type of its own; else CHAR(36). */
  readonly uuidType: boolean;
  /** INET4 and INET6 are types. */
  readonly inetTypes: boolean;
  /** VECTOR is a type. */
  readonly vectorType: boolean;
  /** JSON is a type of its own; else LONGTEXT with a check. */
  readonly jsonType: boolean;
  /** Defaults of TEXT, BLOB and JSON stand in parentheses, which makes them expressions. */
  readonly literalDefaultsInParentheses: boolean;
  /** INFORMATION_SCHEMA gives a default as SQL text; else as the bare value beside a mark for expressions. */
  readonly quotedDefaults: boolean;
  /** Index parts may be expressions. */
  readonly expressionIndexes: boolean;
  /** CHECK_CONSTRAINTS names the table and tells checks of a column from those of the table. */
  readonly checksNameTable: boolean;
  /** Constraints and checks are dropped by one word for all of them. */
  readonly dropCheckWord: "CHECK" | "CONSTRAINT";
  /** Checks may be kept without being checked. */
  readonly unenforcedChecks: boolean;
  /** What an index that the planner leaves alone is called, and the word that undoes it. */
  readonly hiddenIndex: readonly [hidden: string, shown: string];
  /** INFORMATION_SCHEMA tells keys WITHOUT OVERLAPS. */
  readonly periodKeys: boolean;
  /** Renaming a column renames it in the checks that name it; else they stand in its way. */
  readonly renamesInChecks: boolean;
  /** A generated column takes NOT NULL. */
  readonly computedNotNull: boolean;
  /** DROP INDEX and CREATE INDEX take IF EXISTS and IF NOT EXISTS. */
  readonly indexIfExists: boolean;
  /** What the names of collations of three bytes a character begin with. */
  readonly threeByteName: "utf8" | "utf8mb3";
  /** The rights with which objects that are declared by their SQL are seen whole. */
  readonly seesEntities: { readonly [kind: string]: string | undefined };
  /** Foreign keys of two tables may have one name. */
  readonly keyNamesByTable: boolean;
  /** An index that one statement drops and makes again under the same name in other letters gets these. */
  readonly respellsIndexes: boolean;
  /** Columns and indexes have attributes for engines to keep, which views of the catalog tell. */
  readonly engineAttributes: boolean;
  /** Columns can be INVISIBLE. */
  readonly invisibleColumns: boolean;
  /** Tables take AUTOEXTEND_SIZE. */
  readonly autoextendSize: boolean;
  /** The catalog tells how wide integers are shown. */
  readonly displayWidths: boolean;
  /** CAST takes FLOAT and DOUBLE. */
  readonly castsToFloat: boolean;
  /** Routines and triggers can be replaced in place. */
  readonly replacesRoutines: boolean;
}

/** The rights with which objects are seen whole, routines by this one. */
function seesWith(routine: string): Variant["seesEntities"] {
  return { view: "SHOW VIEW", trigger: "TRIGGER", function: routine, procedure: routine };
}

/**
 * MySQL of a version.
 *
 * @source MySQL 8.0 release notes: 8.0.17 CAST to FLOAT and DOUBLE, 8.0.19 display widths, 8.0.20 SHOW_ROUTINE, 8.0.21
 * ENGINE_ATTRIBUTE, 8.0.23 INVISIBLE and AUTOEXTEND_SIZE, 8.0.30 names of collations; 9.0 release notes: VECTOR
 */
export function mysqlVariant(version: Variant["version"]): Variant {
  return Object.freeze<Variant>({
    product: "mysql",
    title: "MySQL",
    version,
    uuidType: false,
    inetTypes: false,
    vectorType: isAtLeast(version, 9, 0),
    jsonType: true,
    literalDefaultsInParentheses: true,
    quotedDefaults: false,
    expressionIndexes: true,
    checksNameTable: false,
    dropCheckWord: "CHECK",
    unenforcedChecks: true,
    periodKeys: false,
    hiddenIndex: ["INVISIBLE", "VISIBLE"],
    renamesInChecks: false,
    computedNotNull: true,
    indexIfExists: false,
    threeByteName: isAtLeast(version, 8, 0, 30) ? "utf8mb3" : "utf8",
    seesEntities: seesWith(isAtLeast(version, 8, 0, 20) ? "SHOW_ROUTINE" : "SELECT on *.*"),
    keyNamesByTable: false,
    respellsIndexes: true,
    engineAttributes: isAtLeast(version, 8, 0, 21),
    invisibleColumns: isAtLeast(version, 8, 0, 23),
    autoextendSize: isAtLeast(version, 8, 0, 23),
    displayWidths: !isAtLeast(version, 8, 0, 19),
    castsToFloat: isAtLeast(version, 8, 0, 17),
    replacesRoutines: false,
  });
}

/**
 * MariaDB of a version.
 *
 * @source MariaDB 10.7, 10.10 and 11.7 release notes: the UUID, INET4 and VECTOR data types; 11.3: SHOW CREATE ROUTINE
 */
export function mariadbVariant(version: Variant["version"]): Variant {
  return Object.freeze<Variant>({
    product: "mariadb",
    title: "MariaDB",
    version,
    uuidType: isAtLeast(version, 10, 7),
    inetTypes: isAtLeast(version, 10, 10),
    vectorType: isAtLeast(version, 11, 7),
    jsonType: false,
    literalDefaultsInParentheses: false,
    quotedDefaults: true,
    expressionIndexes: false,
    checksNameTable: true,
    dropCheckWord: "CONSTRAINT",
    unenforcedChecks: false,
    periodKeys: isAtLeast(version, 11, 4),
    hiddenIndex: ["IGNORED", "NOT IGNORED"],
    renamesInChecks: true,
    computedNotNull: false,
    indexIfExists: true,
    threeByteName: "utf8mb3",
    seesEntities: seesWith(isAtLeast(version, 11, 3) ? "SHOW CREATE ROUTINE" : "SELECT on mysql.proc"),
    keyNamesByTable: isAtLeast(version, 12, 1),
    respellsIndexes: false,
    engineAttributes: false,
    invisibleColumns: true,
    autoextendSize: false,
    displayWidths: true,
    castsToFloat: true,
    replacesRoutines: true,
  });
}

/**
 * The variant of a server by the version of its handshake: `9.7.4`, `8.0.36-0ubuntu0.22.04.1`,
 * `11.8.6-MariaDB-0+deb13u1`. MariaDB 10 may put `5.5.5-` before its own, for clients that know no two-digit version.
 *
 * @source MariaDB 10.11 Server documentation, "Connection phase": the 5.5.5- prefix
 */
export function variantOf(serverVersion: string): Variant {
  const isMariadb = /mariadb/i.test(serverVersion);
  const own = isMariadb ? serverVersion.replace(/^5\.5\.5-/, "") : serverVersion;
  // A version without a third part, as Aurora tells it, is taken for the last of its series.
  const [major = 0, minor = 0, patch = 99] = (/^\d+(?:\.\d+)*/.exec(own)?.[0] ?? "").split(".").map(Number);
  return (isMariadb ? mariadbVariant : mysqlVariant)([major, minor, patch]);
}

/** The oldest versions that are served: the first MySQL that enforces checks, and the oldest MariaDB that is kept up. */
const OLDEST: Readonly<Record<Variant["product"], Variant["version"]>> = {
  mysql: [8, 0, 16],
  mariadb: [10, 11, 0],
};

/**
 * Checks that a server is new enough.
 *
 * @throws {OperationalError} `db.too-old`: it is not
 * @source MySQL 8.0.16 release notes: CHECK constraints; MariaDB maintenance policy
 */
export function assertServed({ product, title, version }: Variant): void {
  const oldest = OLDEST[product];
  const differing = version.findIndex((part, i) => part !== oldest[i]);
  if (differing === -1 || version[differing]! > oldest[differing]!) return;
  throw new OperationalError(
    "db.too-old",
    `The server is ${title} ${version.join(".")}, and ${oldest.join(".")} is the oldest that works.`,
    { hint: "Upgrade the server.", details: { version: version.join("."), oldest: oldest.join(".") } },
  );
}

function isAtLeast(version: Variant["version"], ...wanted: readonly number[]): boolean {
  const differing = wanted.findIndex((part, i) => version[i] !== part);
  return differing === -1 || version[differing]! > wanted[differing]!;
}
