import { expect, it } from "vitest";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import { AddConstraint } from "../../../src/ops/constraint.js";
import { AlterEnum, CreateEnum } from "../../../src/ops/enum.js";
import { CreateTable, RenameTable, SetTableComment } from "../../../src/ops/table.js";
import * as t from "../../../src/schema/define/column-type.js";
import { columnOf } from "../../../src/schema/table.js";
import { columnReference, inList, value } from "../../../src/sql/nodes/index.js";
import { buildColumn } from "../../support/models/column.js";
import { connected, dialect, onPostgresql } from "./connected.js";
import { plainSchema } from "./sameness.js";

const NAMES: readonly string[] = [
  'quo"te',
  "it's",
  "a.b",
  "select",
  "User",
  "back\\slash",
  "semi; drop table x; --",
  "🐘 ü",
  "%s %I $1 :name",
  " ",
  "n".repeat(63),
];

onPostgresql("a hostile name", () => {
  it.each(NAMES)("%j names schema, table, column, constraint, index and type", async (name) => {
    await using c = await connected();
    await c.database.script(`create schema ${dialect.spelling.quote(name)}`);
    const table = { name, schema: name };
    const short = name.slice(0, 60);
    const type = { name: `${short}_e`, schema: name, values: ["b", name, "c"] };
    await c.run(new CreateEnum(type));
    const column = buildColumn(
      name,
      t.enumOf("b", name, "c").named(type.name, name).serverDefault(name).comment(name),
    );
    const operand = columnReference({ name });
    const items = [value({ value: name }), value({ value: "c" })];
    await c.run(
      new CreateTable({
        ...table,
        columns: [buildColumn("id", t.integer()), column],
        constraints: [
          { kind: "primaryKey", name: `${short}_pk`, columns: ["id"] },
          { kind: "unique", name: `${short}_uq`, columns: [name, "id"] },
          { kind: "check", name: `${short}_ck`, expression: inList({ operand, items, negated: false }) },
        ],
        indexes: [
          {
            name: `${short}_ix`,
            parts: [{ column: name, descending: true }],
            unique: false,
            where: inList({ operand, items, negated: true }),
          },
        ],
        comment: name,
      }),
    );
    const before = plainSchema(dialect, await c.reflect([name]));
    const swap = new AlterEnum(type, type.values, [name, "c"]);
    const id = (await c.live.table(table))!.columns[0]!;
    for (const operation of [
      swap,
      new AlterColumn(table, "id", { identity: { generated: "always" } }, id),
      new AddColumn(table, buildColumn(`${short}_2`, t.integer().nullable())),
      new AddConstraint(table, {
        kind: "foreignKey",
        name: `${short}_fk`,
        columns: ["id"],
        references: { ...table, columns: ["id"] },
      }),
      new SetTableComment(table, `${name}\n`, name),
    ]) {
      await c.run(operation);
      expect(plainSchema(dialect, await c.reflect([name]))).not.toEqual(before);
      await c.run(operation.inverse()!);
      expect(plainSchema(dialect, await c.reflect([name]))).toEqual(before);
    }
    await c.run(new RenameColumn(table, name, "plain"));
    await c.run(new RenameTable(table, "plain"));
    const plain = { name: "plain", schema: name };
    await c.run(new DropColumn(plain, "plain"));
    expect(columnOf((await c.live.table(plain))!, name)).toBeNull();
  });
});
