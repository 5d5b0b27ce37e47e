import { afterEach, it } from "vitest";
import { foreignKey, primaryKey, sequence, tableOptions, unique } from "../../src/index.js";
import { bigInteger, char, integer, string, text } from "../../src/schema/define/column-type.js";
import { MetaData, table } from "../../src/schema/define/metadata.js";
import { thereAndBack } from "../support/models/there-and-back.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget, type Target } from "../support/target.js";

/** Two schemas between which there was once no way, or no way back. */
interface Pair {
  readonly title: string;
  readonly targets?: readonly Target[];
  from(metadata: MetaData): void;
  to(metadata: MetaData): void;
}

const PAIRS: readonly Pair[] = [
  {
    title: "a table that refers to a unique of its own beside a key on the same columns that is checked late",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { id: integer(), boss: integer() }, (c) => [
        primaryKey("pk_users", c.id).deferrable(),
        unique("uq_users_id", c.id),
        foreignKey("fk_users_users", [c.boss], ["users.id"]),
      ]);
    },
    to() {},
  },
  {
    title: "a table that is no longer STRICT, with types that a STRICT one does not tell apart",
    targets: ["sqlite"],
    from(metadata) {
      table("users", metadata, { id: integer().primaryKey(), code: text(), name: text() }, () => [
        tableOptions({ sqlite: { strict: true } }),
      ]);
    },
    to(metadata) {
      table("users", metadata, { id: integer().primaryKey(), code: char(36), name: string(20) });
    },
  },
  {
    title: "a table of which no column stays",
    from(metadata) {
      table("users", metadata, { a: char(36).primaryKey() }, () => [
        tableOptions({ sqlite: { withoutRowid: true } }),
      ]);
    },
    to(metadata) {
      table("users", metadata, { b: integer().nullable().unique(), c: integer().nullable() });
    },
  },
  {
    title: "a foreign key that is checked at last while the key that it refers to changes",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { id: integer() }, (c) => [primaryKey("pk_users", c.id)]);
      table("posts", metadata, { author: integer() }, (c) => [
        foreignKey("fk_posts_users", [c.author], ["users.id"], { notValid: true }),
      ]);
    },
    to(metadata) {
      table("users", metadata, { id: bigInteger() }, (c) => [primaryKey("pk_users", c.id)]);
      table("posts", metadata, { author: bigInteger() }, (c) => [
        foreignKey("fk_posts_users", [c.author], ["users.id"]),
      ]);
    },
  },
  {
    title: "a sequence whose start is where it begins by itself",
    targets: ["postgresql", "mariadb"],
    from(metadata) {
      sequence("numbers", metadata, { start: 10, minValue: 10, maxValue: 1000, cycle: true });
    },
    to(metadata) {
      sequence("numbers", metadata, { start: 100, increment: 5 });
    },
  },
];

eachTarget("there is a way there and back to", (target) => {
  const bench = new Workbench(target, "pairs");
  afterEach(() => bench.discard());

  it.for(PAIRS.filter(({ targets }) => targets?.includes(target) ?? true))("$title", async (pair) => {
    const m = await bench.open();
    const [from, to] = [new MetaData(), new MetaData()];
    pair.from(from);
    pair.to(to);
    const before = await thereAndBack(m, from.toSchema(), await m.reflect());
    await thereAndBack(m, to.toSchema(), before);
  });
});
