import type { Dialect, DialectModule } from "../../dialect/dialect.js";
import { adaptSchema } from "./adapt.js";
import { canonicalTables } from "./canonical.js";
import { clientScript } from "./client-script.js";
import { driver } from "./driver.js";
import { listEntities, readEntities } from "./entities.js";
import { toDatabaseError } from "./errors.js";
import { featuresOf, majorVersion } from "./features.js";
import { beginTransaction, guardConnection, takeLock } from "./guard.js";
import { inTheWay } from "./in-the-way.js";
import { parseType } from "./native-type.js";
import { normalize } from "./normalize.js";
import { OPTION_RULES } from "./option-rules.js";
import { planOperation } from "./plan.js";
import { reflectSchema } from "./reflect/reflect.js";
import { schemaNames } from "./schema-names.js";
import { enterSchema } from "./schema-path.js";
import { sequencesOf } from "./serial.js";
import { spelling } from "./spelling.js";

/** The newest version that the dialect is tested with. */
const NEWEST = 18;

const dialects = new Map<number, Dialect>();

function dialectOf(major: number): Dialect {
  const known = dialects.get(major);
  if (known) return known;
  const features = featuresOf(major);
  const dialect: Dialect = {
    name: "postgresql",
    vocabulary: "postgresql",
    title: "PostgreSQL",
    features,
    spelling,
    optionRules: OPTION_RULES,
    adapt: (schema) => adaptSchema(schema, features),
    reflect: (db, request) => reflectSchema(db, major, request),
    schemaNames,
    parseType,
    sequencesOf,
    normalize,
    canonical: (db, schema, tables) => canonicalTables(db, major, schema, tables),
    listEntities,
    readEntities,
    inTheWay: (db, operations, schema) => inTheWay(db, major, operations, schema),
    plan: (operation, live) => planOperation(operation, features, major, live),
    clientScript,
    begin: beginTransaction,
    enterSchema,
    scratchDatabase: {
      create: (name) => `CREATE DATABASE ${spelling.quote(name)} TEMPLATE template0`,
      drop: (name) => `DROP DATABASE IF EXISTS ${spelling.quote(name)} WITH (FORCE)`,
    },
    guard: guardConnection,
    lock: takeLock,
    toDatabaseError,
  };
  dialects.set(major, dialect);
  return dialect;
}

/** PostgreSQL, as the registry loads it. */
export const dialectModule: DialectModule = {
  driver,
  dialectFor: (serverVersion) => {
    const major = majorVersion(serverVersion);
    return dialectOf(Number.isNaN(major) ? NEWEST : major);
  },
  newest: dialectOf(NEWEST),
  offline: dialectOf(NEWEST),
  defaultPort: 5432,
};
