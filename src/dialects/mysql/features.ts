import type { Features } from "../../dialect/dialect.js";
import type { Variant } from "./variant.js";

const RECREATED: Features["entities"] = {
  view: "replace",
  function: "recreate",
  procedure: "recreate",
  trigger: "recreate",
};

/** @source MariaDB Server documentation, CREATE FUNCTION, CREATE PROCEDURE, CREATE TRIGGER: OR REPLACE */
const REPLACED: Features["entities"] = {
  view: "replace",
  function: "replace",
  procedure: "replace",
  trigger: "replace",
};

/**
 * What shared code may know of a server.
 *
 * @source MySQL 9.7 Reference Manual, 13.3.3 "Statements That Cause an Implicit Commit", 11.2.1 "Identifier Length Limits",
 * 15.1.9.2 "ALTER TABLE and Generated Columns"
 * @source MariaDB Server documentation, "CREATE INDEX", "RETURNING"
 */
export function featuresOf(variant: Variant): Features {
  return Object.freeze<Features>({
    transactionalDdl: false,
    alterColumn: "restate",
    batchAlter: true,
    checksTypes: true,
    identifierLimit: { length: 64, unit: "characters" },
    comments: true,
    namedEnums: false,
    sequences: variant.product === "mariadb",
    domains: false,
    namespaces: false,
    renamesParts: { indexes: true, constraints: false },
    entities: variant.replacesRoutines ? REPLACED : RECREATED,
    forgetsEntities: false,
    viewsHoldColumns: false,
    entityOptions: ["with"],
    schemas: false,
    primaryKeyNames: false,
    constraintNames: true,
    namelessConstraints: false,
    deferrableConstraints: false,
    foreignKeysNeedIndexes: true,
    identityNeedsIndex: true,
    partialIndexes: false,
    expressionIndexes: variant.expressionIndexes,
    indexInclude: false,
    indexMethods: false,
    indexNulls: false,
    computedVirtual: true,
    computedStored: true,
    remakesComputed: false,
    alterComputed: { stored: ["stored", "plain"], virtual: ["virtual"] },
    returning: false,
    isolationLevels: ["AUTOCOMMIT", "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"],
  });
}
