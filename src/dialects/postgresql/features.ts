import type { Features } from "../../dialect/dialect.js";

/**
 * The longest identifier: NAMEDATALEN less the byte that ends it.
 *
 * @source PostgreSQL 18, 4.1.1 Identifiers and Key Words
 */
export const IDENTIFIER_LIMIT = Object.freeze({ length: 63, unit: "bytes" as const });

/** The first part of a server's version: 18 for `18.4`, `18beta1` and `18.4 (Debian 18.4-1)`. */
export function majorVersion(serverVersion: string): number {
  return Number.parseInt(serverVersion, 10);
}

/** What shared code asks, and what only this dialect does. */
export interface ServerFeatures extends Features {
  /** Checks and foreign keys may be kept without being enforced. */
  readonly notEnforced: boolean;
  /** Keys and foreign keys may have a period as their last column. */
  readonly periodKeys: boolean;
}

/**
 * What a server of this major version can do.
 *
 * @source PostgreSQL 18, E.1 Release Notes: generated columns may be virtual, checks and
 * foreign keys NOT ENFORCED, keys WITHOUT OVERLAPS
 */
export function featuresOf(major: number): ServerFeatures {
  return {
    transactionalDdl: true,
    beginsAtOnce: true,
    alterColumn: "facets",
    batchAlter: false,
    checksTypes: true,
    identifierLimit: IDENTIFIER_LIMIT,
    comments: true,
    namedEnums: true,
    sequences: true,
    domains: true,
    userTypes: true,
    namespaces: true,
    tablesWithoutColumns: true,
    renamesParts: { indexes: true, constraints: true },
    entities: {
      extension: "replace",
      view: "replace",
      materializedView: "recreate",
      viewIndex: "recreate",
      function: "replace",
      procedure: "replace",
      aggregate: "replace",
      collation: "recreate",
      trigger: "replace",
      policy: "recreate",
      rule: "replace",
      eventTrigger: "recreate",
      cast: "recreate",
      operator: "recreate",
      operatorClass: "recreate",
      textSearchDictionary: "replace",
      textSearchConfiguration: "replace",
    },
    forgetsEntities: true,
    viewsHoldColumns: true,
    entityOptions: ["constraint", "with", "unchecked", "comment"],
    schemas: true,
    primaryKeyNames: true,
    constraintNames: true,
    namelessConstraints: false,
    deferrableConstraints: true,
    foreignKeysNeedIndexes: false,
    identityNeedsIndex: false,
    partialIndexes: true,
    expressionIndexes: true,
    indexInclude: true,
    indexMethods: true,
    indexNulls: true,
    computedVirtual: major >= 18,
    notEnforced: major >= 18,
    periodKeys: major >= 18,
    computedStored: true,
    remakesComputed: true,
    alterComputed: {
      stored: major >= 17 ? ["stored", "plain"] : ["plain"],
      ...(major >= 18 && { virtual: ["virtual"] }),
    },
    returning: true,
    isolationLevels: ["AUTOCOMMIT", "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"],
  };
}
