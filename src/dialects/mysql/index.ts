import type { Dialect, DialectModule } from "../../dialect/dialect.js";
import { adapt } from "./adapt.js";
import { canonical } from "./canonical.js";
import { clientScriptOf } from "./client-script.js";
import { driver } from "./driver.js";
import { listEntities, readEntities } from "./entities.js";
import { toDatabaseError } from "./errors.js";
import { featuresOf } from "./features.js";
import { begin, guard, lock } from "./guard.js";
import { inTheWay } from "./in-the-way.js";
import { parseType } from "./native-type.js";
import { normalize } from "./normalize.js";
import { textOption } from "./option.js";
import { OPTION_RULES } from "./option-rules.js";
import { plan } from "./plan.js";
import { hiddenKinds } from "./reflect/grants.js";
import { reflect } from "./reflect/index.js";
import { assertVisible } from "./reflect/rights.js";
import { readUnseen } from "./reflect/unseen.js";
import { schemaNames } from "./schema-names.js";
import { enterSchema } from "./schema-path.js";
import { spellingOf } from "./spelling.js";
import { mariadbVariant, mysqlVariant, type Variant, variantOf } from "./variant.js";

/** The dialect of a server of this variant. */
export function createDialect(variant: Variant): Dialect {
  const spelling = spellingOf(variant);
  const context = { variant, spelling };
  const dialect: Dialect = {
    name: variant.product,
    title: variant.title,
    vocabulary: "mysql",
    features: featuresOf(variant),
    spelling,
    optionRules: OPTION_RULES,
    adapt: (schema) => adapt(schema, context),
    reflect: (db, request) => reflect(db, context, request),
    assertVisible: (db) => assertVisible(db, spelling.quote),
    hiddenKinds: (db) => hiddenKinds(db, variant),
    withUnseen: (db, tables, scope) => readUnseen(db, tables, context, scope),
    schemaNames,
    parseType,
    columnCollation: (table) => textOption(table, "collate"),
    normalize: (expression, column) => normalize(expression, spelling, column),
    canonical: (db, schema, tables) => canonical(db, schema, tables, context),
    listEntities: (db, schemas) => listEntities(db, schemas, context),
    readEntities: (db, entities) => readEntities(db, entities, context),
    inTheWay,
    plan: (operation, live) => plan(operation, context, live),
    get clientScript() {
      return clientScriptOf(variant, spelling.quote);
    },
    begin,
    scratchDatabase: {
      create: (name) => `CREATE DATABASE ${spelling.quote(name)}`,
      drop: (name) => `DROP DATABASE IF EXISTS ${spelling.quote(name)}`,
    },
    enterSchema: (db, path, create) => enterSchema(db, path, create, spelling.quote),
    guard: (db, timeouts) => guard(db, variant, timeouts),
    lock,
    toDatabaseError,
  };
  return Object.freeze(dialect);
}

const DEFAULT_PORT = 3306;
const MYSQL = createDialect(mysqlVariant([9, 7, 0]));
const MARIADB = createDialect(mariadbVariant([11, 8, 0]));

/** MySQL: `mysql://`. A MariaDB server behind it is known by its version. */
export const dialectModule: DialectModule = {
  driver,
  dialectFor: (serverVersion) => createDialect(variantOf(serverVersion)),
  newest: MYSQL,
  offline: MYSQL,
  defaultPort: DEFAULT_PORT,
};

/** MariaDB: `mariadb://`, which differs where there is no server to ask. */
export const mariadbModule: DialectModule = {
  ...dialectModule,
  newest: MARIADB,
  offline: MARIADB,
};
