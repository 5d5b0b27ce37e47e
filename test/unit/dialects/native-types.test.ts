import { describe, expect, it } from "vitest";
import * as mysql from "../../../src/dialects/mysql/vocabulary.js";
import * as postgresql from "../../../src/dialects/postgresql/vocabulary.js";
import { loadDialect } from "../../../src/dialects/registry.js";
import * as sqlite from "../../../src/dialects/sqlite/vocabulary.js";
import type { ColumnBuilder } from "../../../src/index.js";
import * as migr from "../../../src/index.js";
import type { SqlType } from "../../../src/types/type.js";
import { typeCall } from "../../../src/types/type-call.js";

/** Native types that a column of each database may have, the odd ones first. */
const NATIVE: Readonly<Record<string, readonly string[]>> = {
  sqlite: [
    ...[
      "CHAR(0)",
      "VARCHAR(0)",
      "DECIMAL(0)",
      "NUMERIC(5,7)",
      "CHAR(99999999999)",
      "VARCHAR(MAX)",
      "TEXT(5)",
    ],
    ...["", "FLOAT(53)", "my type", "enum('a')", "DATE(3)", "UNSIGNED BIG INT", "INTEGER", "VARCHAR(20)"],
  ],
  mysql: [
    ...["char(0)", "varchar(0)", "bit(1)", "double(5,2)", "float(7,3)", "decimal(65,30)", "enum('')"],
    ...["set('a','b')", "year", "int unsigned", "int(10) unsigned zerofill", "tinyint(1)", "binary(0)"],
  ],
  postgresql: [
    ...[
      "numeric(3,5)",
      "numeric(5,-2)",
      '"char"',
      "bpchar",
      "character(1)",
      "bit(3)",
      "interval day to second(3)",
    ],
    ...[
      "timestamp(0) with time zone",
      "integer[]",
      "name",
      "money",
      "double precision",
      "time with time zone",
    ],
  ],
};

/** The modules that a script takes builders from. */
const MODULES: Readonly<Record<string, object>> = {
  migr,
  "migr/mysql": mysql,
  "migr/postgresql": postgresql,
  "migr/sqlite": sqlite,
};

/** The column of a type, made by the call that a script has for it. */
function built(type: SqlType): ColumnBuilder<unknown> {
  const { name, args, module = "migr", element } = typeCall(type);
  const builders = MODULES[module] as Readonly<
    Record<string, (...given: readonly unknown[]) => ColumnBuilder<unknown>>
  >;
  return builders[name]!(...(element ? [built(element)] : []), ...args);
}

describe("a native type", () => {
  for (const [scheme, natives] of Object.entries(NATIVE)) {
    it(`of ${scheme} can be written in a script, and comes back as it was`, async () => {
      const { parseType, spelling } = (await loadDialect(scheme)).newest;
      for (const native of natives) {
        const type = parseType(native);
        expect(spelling.typeSql(built(type).spec.type), native).toBe(spelling.typeSql(type));
        expect(spelling.typeSql(parseType(spelling.typeSql(type))), native).toBe(spelling.typeSql(type));
      }
    });
  }
});
