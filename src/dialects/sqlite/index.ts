import type { Dialect, DialectModule } from "../../dialect/dialect.js";
import { adapt } from "./adapt.js";
import { canonical } from "./canonical.js";
import { clientScript } from "./client-script.js";
import { driver } from "./driver.js";
import { listEntities, readEntities } from "./entities.js";
import { toDatabaseError } from "./errors.js";
import { abilitiesOf, FEATURES } from "./features.js";
import { begin, guard, lock } from "./guard.js";
import { normalize } from "./normalize.js";
import { OPTION_RULES } from "./option-rules.js";
import { plan } from "./plan.js";
import { reflect } from "./reflect/reflect.js";
import { schemaNames } from "./schema-names.js";
import { enterSchema } from "./schema-path.js";
import { SPELLING } from "./spelling.js";
import { parseType } from "./type-names.js";

function dialectFor(serverVersion: string): Dialect {
  const abilities = abilitiesOf(serverVersion);
  return {
    name: "sqlite",
    vocabulary: "sqlite",
    title: "SQLite",
    features: FEATURES,
    spelling: SPELLING,
    optionRules: OPTION_RULES,
    adapt,
    reflect,
    schemaNames,
    parseType,
    normalize,
    canonical: (_, __, tables) => canonical(tables),
    listEntities,
    readEntities,
    plan: (operation, live) => plan(operation, live, abilities),
    clientScript,
    begin,
    enterSchema,
    scratchDatabase: null,
    guard,
    lock,
    toDatabaseError,
  };
}

/** SQLite 3.40 and newer, through better-sqlite3; scripts are for any of them. */
export const dialectModule: DialectModule = {
  driver,
  dialectFor,
  newest: dialectFor("3.53.2"),
  offline: dialectFor("3.40.0"),
  defaultPort: null,
};
