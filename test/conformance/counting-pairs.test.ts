import { renamedFrom, sequence } from "../../src/index.js";
import { integer, smallInteger } from "../../src/schema/define/column-type.js";
import { table } from "../../src/schema/define/metadata.js";
import { type Pair, thereAndBackBetween } from "../support/models/pairs.js";

const serial = () =>
  integer()
    .identity()
    .options({ postgresql: { serial: true } });
const WAYS = {
  serial,
  identity: () => integer().identity(),
  plain: () => integer(),
  "plain, and may be NULL,": () => integer().nullable(),
} as const;

const isCounted = (way: keyof typeof WAYS) => way === "serial" || way === "identity";

/** A column from each way of counting to each other, in a table that may get another name. */
function ways(): readonly Pair[] {
  const names = Object.keys(WAYS) as (keyof typeof WAYS)[];
  return names.flatMap((from) =>
    names.flatMap((to) => {
      // From one way of counting to the other is a story of serial.test.ts: not each of them leads back.
      if (isCounted(from) === isCounted(to)) return [];
      const column = { id: integer().primaryKey() };
      const before: Pair["from"] = (metadata) => table("users", metadata, { ...column, line: WAYS[from]() });
      const title = `a column that is ${from} and becomes ${to}`;
      return [
        {
          title,
          targets: ["postgresql"],
          from: before,
          to: (metadata) => table("users", metadata, { ...column, line: WAYS[to]() }),
        },
        {
          title: `${title}, in a table that gets another name`,
          targets: ["postgresql"],
          from: before,
          to: (metadata) =>
            table("people", metadata, { ...column, line: WAYS[to]() }, () => [renamedFrom("users")]),
        },
      ];
    }),
  );
}

const PAIRS: readonly Pair[] = [
  {
    title: "a sequence that counts the other way",
    targets: ["postgresql", "mariadb"],
    from(metadata) {
      sequence("up", metadata);
      sequence("down", metadata, { increment: -3 });
      sequence("bound", metadata, { minValue: 5, maxValue: 500 });
    },
    to(metadata) {
      sequence("up", metadata, { increment: -1, minValue: -1000 });
      sequence("down", metadata, { start: 7 });
      sequence("bound", metadata, { increment: -1, minValue: 5, maxValue: 500 });
    },
  },
  {
    title: "a sequence of another type that counts the other way",
    targets: ["postgresql"],
    from(metadata) {
      sequence("up", metadata);
      sequence("down", metadata, { type: smallInteger(), increment: -3 });
    },
    to(metadata) {
      sequence("up", metadata, { type: integer(), increment: -1 });
      sequence("down", metadata);
    },
  },
  {
    title: "an identity that counts the other way",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { a: integer().identity(), b: integer().identity({ increment: -1 }) });
    },
    to(metadata) {
      table("users", metadata, { a: integer().identity({ increment: -2 }), b: integer().identity() });
    },
  },
  {
    title: "a table that gets another name, and a sequence that keeps the one that it has",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { id: integer().identity().primaryKey() });
    },
    to(metadata) {
      const id = integer()
        .identity()
        .options({ postgresql: { sequence: "users_id_seq" } });
      table("people", metadata, { id: id.primaryKey() }, () => [renamedFrom("users")]);
    },
  },
  {
    title: "sequences that stay while the columns that they went with go",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { a: integer(), b: integer() });
      table("posts", metadata, { c: integer() });
      sequence("first", metadata, { ownedBy: { name: "users", column: "a" } });
      sequence("second", metadata, { ownedBy: { name: "posts", column: "c" } });
    },
    to(metadata) {
      table("users", metadata, { b: integer() });
      sequence("first", metadata);
      sequence("second", metadata, { ownedBy: { name: "users", column: "b" } });
    },
  },
  {
    title: "a table that gets another name, and a sequence that goes with one of its columns no more",
    targets: ["postgresql"],
    from(metadata) {
      table("users", metadata, { a: integer() });
      for (const name of ["first", "second"]) {
        sequence(name, metadata, { ownedBy: { name: "users", column: "a" } });
      }
    },
    to(metadata) {
      table("people", metadata, { a: integer() }, () => [renamedFrom("users")]);
      sequence("first", metadata, { ownedBy: { name: "people", column: "a" } });
    },
  },
  ...ways(),
];

thereAndBackBetween("there is a way there and back to", PAIRS);
