import fc from "fast-check";
import { expect, it } from "vitest";
import type { Check } from "../../../src/schema/constraint.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { connected, dialect, onPostgresql } from "./connected.js";

const number: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("a", '"a"', "A", "(a)", "b", '"B"', "1", "2", "-1"),
  fc.constantFrom("(a + b) * 2", "a + b * 2", "(a + (b * 2))", "length(t)", 'LENGTH("t")', "length(v)"),
);
const text: fc.Arbitrary<string> = fc.constantFrom(
  ...[
    "t",
    '"t"',
    "v",
    "v::text",
    "(v)::text",
    "'x'",
    "'X'",
    "E'x'",
    "'x'::text",
    "lower(t)",
    "lower((v)::text)",
  ],
  ...["'a  b'", "'it''s'", "$$it's$$", "(t || 'x')", "v::varchar(2)", "'1'", "'now()'"],
);
const simple: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(number, fc.constantFrom("=", "<>", "!=", ">", ">="), number).map((parts) => parts.join(" ")),
  fc
    .tuple(text, fc.constantFrom("=", "<>", "LIKE", "~~", "not like", "!~~", "ILIKE"), text)
    .map((parts) => parts.join(" ")),
  fc
    .tuple(
      text,
      fc.constantFrom("IN", "not in"),
      fc.array(fc.constantFrom("'x'", "'y'"), { minLength: 1, maxLength: 2 }),
    )
    .map(([operand, word, items]) => `${operand} ${word} (${items.join(", ")})`),
  fc.constantFrom("v = any (array['x', 'y'])", "v::text = ANY ((ARRAY['x'::varchar, 'y'::varchar])::text[])"),
  fc.constantFrom(
    "a between 1 and 2",
    "a is null",
    "(a) IS NULL",
    "a is not null",
    "f",
    "not f",
    "(f)",
    "NOT (f)",
    "true",
  ),
);
const condition: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    simple,
    fc.tuple(tie("any"), fc.constantFrom("AND", "or"), tie("any")).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(simple, fc.constantFrom("and", "OR"), simple).map(([a, op, b]) => `${a} ${op} ${b}`),
    tie("any").map((inner) => `(${inner})`),
    tie("any").map((inner) => `NOT (${inner})`),
  ),
})).any;

/** Rows of every kind for the columns that conditions name. */
const ROWS = `(values (null), (1), (2), (-1), (3)) as x(a), (values (null), (1), (2)) as y(b),
  (values (null), (1), (-1)) as z("B"), (values (null), ('x'), ('X'), ('it''s'), ('a  b'), ('now()'), ('')) as u(t),
  (values (null), ('x'), ('X'), ('y'), ('1'), ('a b'), ('xyz')) as w(v), (values (null), (true), (false)) as q(f)`;

onPostgresql("what normalizing calls the same", () => {
  it("is the same to the server", { timeout: 60_000 }, async () => {
    await using c = await connected();
    const columns = [
      { name: "a", type: { kind: "integer" } },
      { name: "b", type: { kind: "integer" } },
      { name: "B", type: { kind: "integer" } },
      { name: "t", type: { kind: "text" } },
      { name: "v", type: { kind: "string", length: 9 } },
      { name: "f", type: { kind: "boolean" } },
    ] as const;
    const conditions = fc.sample(condition, { numRuns: 1500, seed: 20261121 });
    const checks = conditions.map(
      (sql, i): Check => ({ kind: "check", name: `c${i}`, expression: raw({ sql }) }),
    );
    const table: Table = {
      name: "t",
      columns: columns.map((column) => ({ ...column, nullable: true })),
      constraints: checks,
      indexes: [],
    };
    const { tables, problem } = await dialect.canonical(c.db, EMPTY_SCHEMA, [table]);
    expect(problem).toBeUndefined();
    const groups = new Map<string, Map<string, string>>();
    checks.forEach(({ expression }, i) => {
      const key = dialect.normalize(expression);
      const words = (tables[0]!.constraints[i] as Check).expression as { readonly sql?: string };
      const group = groups.get(key) ?? new Map<string, string>();
      groups.set(key, group.set(words.sql!, conditions[i]!));
    });
    // What the server writes in several ways must at least be true of the same rows.
    for (const [one, ...others] of [...groups.values()].map((group) => [...group.values()])) {
      for (const other of others) {
        const { rows } = await c.db.query(
          `select count(*) from ${ROWS} where (${one}) is distinct from (${other})`,
        );
        expect(rows[0]![0], `${one} and ${other}`).toBe(0);
      }
    }
    expect(groups.size).toBeLessThan(conditions.length);
  });
});
