import { ddlText, quoter, spelling } from "../../../src/dialect/compiler.js";
import type { Dialect, Features } from "../../../src/dialect/dialect.js";
import type { SqlType } from "../../../src/types/type.js";

/** Features of an imaginary database that has everything and does what the standard says. */
export const STANDARD_FEATURES: Features = Object.freeze({
  transactionalDdl: true,
  alterColumn: "facets",
  batchAlter: false,
  checksTypes: true,
  identifierLimit: null,
  comments: true,
  namedEnums: true,
  sequences: true,
  domains: true,
  userTypes: true,
  namespaces: true,
  renamesParts: { indexes: true, constraints: true },
  entities: { view: "replace", function: "replace", trigger: "recreate" },
  forgetsEntities: false,
  viewsHoldColumns: false,
  entityOptions: [],
  schemas: true,
  primaryKeyNames: true,
  constraintNames: true,
  namelessConstraints: true,
  deferrableConstraints: true,
  foreignKeysNeedIndexes: false,
  identityNeedsIndex: false,
  partialIndexes: true,
  expressionIndexes: true,
  indexInclude: true,
  indexMethods: true,
  indexNulls: true,
  computedVirtual: true,
  computedStored: true,
  remakesComputed: false,
  alterComputed: { stored: ["stored"], virtual: ["virtual"] },
  returning: true,
  isolationLevels: ["SERIALIZABLE"],
} satisfies Features);

const NAMES: Partial<Record<SqlType["kind"], string>> = { string: "VARCHAR", dateTime: "TIMESTAMP" };

/** The spelling of that database. */
export const STANDARD_SPELLING = spelling(
  {
    quote: quoter('"', null),
    placeholder: (position) => `$${position}`,
    literal(value) {
      if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
      if (value === null) return "NULL";
      return typeof value === "object" ? `'${JSON.stringify(value)}'` : String(value);
    },
    typeSql(type) {
      if (type.kind === "raw") return type.sql;
      if (type.kind === "enum") return type.name ?? "ENUM";
      const { kind, ...rest } = type;
      const args = Object.values(rest).filter((value) => typeof value === "number");
      return `${NAMES[kind] ?? kind.toUpperCase()}${args.length > 0 ? `(${args.join(", ")})` : ""}`;
    },
    bind: (value) => value,
  },
  {},
);

/** The parts of that database's dialect that comparing asks; the others cannot be called. */
export function standardDialect(features: Partial<Features> = {}, parts: Partial<Dialect> = {}): Dialect {
  const known = {
    name: "standard",
    features: { ...STANDARD_FEATURES, ...features },
    spelling: STANDARD_SPELLING,
    optionRules: { table: {}, column: {}, index: {}, constraint: {} },
    adapt: (schema) => schema,
    parseType: (sql) => ({ kind: "raw", sql }),
    normalize: (node) => ddlText(node, STANDARD_SPELLING),
    ...parts,
  } satisfies Partial<Dialect>;
  return known as unknown as Dialect;
}
