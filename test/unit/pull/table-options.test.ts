import { describe, expect, it } from "vitest";
import { commonOptions, ownOptions } from "../../../src/pull/table-options.js";
import type { DialectOptions } from "../../../src/schema/options.js";
import type { Table } from "../../../src/schema/table.js";

function tableWith(name: string, options?: DialectOptions): Table {
  return { name, columns: [], constraints: [], indexes: [], ...(options && { options }) };
}

const UTF8 = { engine: "InnoDB", charset: "utf8mb4" };

describe("options that every table has", () => {
  it("are written once, with the value that most tables have", () => {
    const tables = [
      tableWith("a", { mysql: { ...UTF8, charset: "latin1" } }),
      tableWith("b", { mysql: { ...UTF8, maxRows: 7 } }),
      tableWith("c", { mysql: UTF8 }),
    ];
    const common = commonOptions(tables);
    expect(common).toEqual({ mysql: UTF8 });
    expect(tables.map((table) => ownOptions(table, common))).toEqual([
      { mysql: { charset: "latin1" } },
      { mysql: { maxRows: 7 } },
      undefined,
    ]);
  });

  it("are not written once where a table is without them, since it could not say so", () => {
    const tables = [
      tableWith("a", { sqlite: { strict: true } }),
      tableWith("b", { sqlite: { strict: true } }),
    ];
    expect(commonOptions(tables)).toEqual({ sqlite: { strict: true } });
    expect(commonOptions([...tables, tableWith("c")])).toBeUndefined();
  });

  it("stay with their table where each has its own value, or there is one table", () => {
    expect(commonOptions([tableWith("a", { mysql: UTF8 })])).toBeUndefined();
    const lists = [["x"], ["y"]].map((parents) =>
      tableWith(parents[0]!, { postgresql: { inherits: parents } }),
    );
    expect(commonOptions(lists)).toBeUndefined();
    expect(ownOptions(lists[0]!, undefined)).toEqual({ postgresql: { inherits: ["x"] } });
  });
});
