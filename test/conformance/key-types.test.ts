import { expect, it } from "vitest";
import * as api from "../../src/index.js";
import type { ColumnBuilder } from "../../src/schema/define/column-builder.js";
import { schemaOf } from "../../src/schema/define/metadata.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget } from "../support/target.js";

const TYPES: Readonly<Record<string, () => ColumnBuilder<unknown>>> = {
  integer: () => api.integer(),
  small: () => api.smallInteger(),
  big: () => api.bigInteger(),
  numeric: () => api.numeric(10, 2),
  float: () => api.float(),
  double: () => api.double(),
  string: () => api.string(20),
  longer: () => api.string(40),
  char: () => api.char(20),
  boolean: () => api.boolean(),
  date: () => api.date(),
  time: () => api.time(),
  instant: () => api.dateTime(),
  uuid: () => api.uuid(),
  enum: () => api.enumOf("a", "b").named("words"),
};

/** What MySQL and MariaDB take though it means nothing, since they keep both in as many bytes. */
const SAME_BYTES = /^(?:time|instant|numeric|uuid|date|float|char|string|longer)$/;

/** Models of a table with a key of each type, and of one whose columns are of each; `own` refers to `referred`. */
function models(own?: string, referred?: string): api.MetaData {
  const metadata = new api.MetaData();
  const columns = (prefix: string, make: (name: string) => object) =>
    Object.fromEntries(Object.keys(TYPES).map((name) => [`${prefix}_${name}`, make(name)]));
  const key = () => [api.foreignKey(`fk_${own}_${referred}`, [`c_${own}`], [`p.k_${referred}`])];
  const parent = columns("k", (name) => TYPES[name]!().unique());
  api.table("p", metadata, parent);
  const child = columns("c", (name) => TYPES[name]!());
  api.table("c", metadata, child, () => (own === undefined ? [] : key()));
  return metadata;
}

eachTarget("foreign keys between columns of any two types", (target) => {
  it("are refused before the database does, and no others are", { timeout: 120_000 }, async () => {
    const database = await freshDatabase(target, "keys");
    await using h = new History(database);
    await h.autogenerate("a1", models());
    await h.migrator().upgrade("head");
    const dialect = await h.engine.dialectOf();
    const wrong: string[] = [];
    const told: string[] = [];
    for (const own of Object.keys(TYPES)) {
      for (const referred of Object.keys(TYPES)) {
        const isTold = await Promise.resolve()
          .then(() => dialect.adapt(schemaOf([models(own, referred)])))
          .then(
            () => false,
            (error: { code: string }) => error.code === "schema.bad-reference",
          );
        if (isTold) told.push(`${own} to ${referred}`);
        // SQLite takes any key, so that only what no database takes is told.
        if (target === "sqlite") continue;
        const name = `fk_${own}_${referred}`;
        const isRefused = await database
          .query(`ALTER TABLE c ADD CONSTRAINT ${name} FOREIGN KEY (c_${own}) REFERENCES p (k_${referred})`)
          .then(
            () => false,
            () => true,
          );
        const isOdd = target !== "postgresql" && isTold && SAME_BYTES.test(own) && SAME_BYTES.test(referred);
        if (isTold !== isRefused && !isOdd) {
          wrong.push(
            `${own} to ${referred}: ${isTold ? "told" : "not told"}, ${isRefused ? "refused" : "taken"}`,
          );
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(told).toEqual(expect.arrayContaining(["string to integer", "boolean to date", "uuid to big"]));
    for (const fine of ["big to big", "longer to string", "char to longer"]) expect(told).not.toContain(fine);
    if (target === "sqlite") expect(told).not.toContain("uuid to string");
  });
});
