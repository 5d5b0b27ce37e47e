import { foreignKey, index, type MetaData, unique } from "../../src/index.js";
import { integer } from "../../src/schema/define/column-type.js";
import { table } from "../../src/schema/define/metadata.js";
import { type Pair, thereAndBackBetween } from "../support/models/pairs.js";

const columns = { id: integer().primaryKey(), code: integer(), boss: integer().nullable() };

/** A table with a unique index, and perhaps with a constraint on its column and a key to it that come later. */
function staff(metadata: MetaData, isLater: boolean): void {
  table("staff", metadata, columns, (c) => [
    index("ix_code", c.code).unique(),
    ...(isLater
      ? [
          index("ix_boss", c.boss),
          unique("uq_code", c.code),
          foreignKey("fk_boss", [c.boss], [{ table: "staff", column: "code" }]),
        ]
      : []),
  ]);
}

const PAIRS: readonly Pair[] = [
  {
    title: "a key to its own table that stands on an index beside a constraint",
    from: (metadata) => staff(metadata, false),
    to: (metadata) => staff(metadata, true),
  },
];

thereAndBackBetween("a table that goes with", PAIRS);
