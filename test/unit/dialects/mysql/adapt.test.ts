import { expect, it } from "vitest";
import { createDialect } from "../../../../src/dialects/mysql/index.js";
import { mariadbVariant, mysqlVariant, type Variant } from "../../../../src/dialects/mysql/variant.js";
import { mysqlTable } from "../../../../src/dialects/mysql/vocabulary.js";
import { integer, string } from "../../../../src/schema/define/column-type.js";
import { MetaData, table } from "../../../../src/schema/define/metadata.js";

it("calls the character set of three bytes, and its collations, as the version does", () => {
  const named = (variant: Variant, written: "utf8" | "utf8mb3") => {
    const metadata = new MetaData();
    const columns = { id: integer().primaryKey(), name: string(5).collation(`${written}_bin`) };
    table("t", metadata, columns, () => [mysqlTable({ charset: written, collate: `${written}_general_ci` })]);
    const [adapted] = createDialect(variant).adapt(metadata.toSchema()).tables;
    const { charset, collate } = adapted!.options!["mysql"]!;
    return [charset, collate, adapted!.columns[1]!.collation];
  };
  const renamed = ["utf8mb3", "utf8mb3_general_ci", "utf8mb3_bin"];
  const former = ["utf8", "utf8_general_ci", "utf8_bin"];
  for (const written of ["utf8", "utf8mb3"] as const) {
    expect(named(mysqlVariant([8, 0, 16]), written)).toEqual(former);
    expect(named(mysqlVariant([8, 0, 29]), written)).toEqual(former);
    expect(named(mysqlVariant([8, 0, 30]), written)).toEqual(renamed);
    expect(named(mysqlVariant([8, 4, 0]), written)).toEqual(renamed);
    expect(named(mysqlVariant([9, 7, 0]), written)).toEqual(renamed);
    expect(named(mariadbVariant([10, 11, 0]), written)).toEqual(renamed);
  }
});
