import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { renderOperations } from "../../src/compare/render.js";
import * as api from "../../src/index.js";
import type { Operation } from "../../src/ops/operation.js";
import type { TableItem } from "../../src/schema/define/table-item.js";
import type { Migration } from "../support/models/migration.js";
import { Workbench } from "../support/models/workbench.js";
import { eachTarget } from "../support/target.js";

const {
  check,
  enumOf,
  foreignKey,
  index,
  integer,
  numeric,
  sequence,
  sql,
  string,
  table,
  trigger,
  unique,
  view,
} = api;

/** How often each of the databases is compared with models that are declared in another order. */
const TIMES = 34;
const DATABASES = 3;
const SEED = 20_261_121;
const LIMIT_MS = 240_000;

/** What of the schema is there: tables alone, with what leads from one to the other, and all of it changed. */
type Stage = "tables" | "parts" | "changed";

/** Declarations that may come in any order. */
function declarations(stage: Stage, m: Migration): readonly ((metadata: api.MetaData) => void)[] {
  const { features } = m.dialect;
  const changed = stage === "changed";
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((i) => !changed || (i !== 3 && i !== 7));
  const next = (i: number) => numbers[(numbers.indexOf(i) * 5 + 2) % numbers.length]!;
  const all = numbers.map((i) => (metadata: api.MetaData) => {
    const columns = {
      id: integer().primaryKey(),
      ...(changed ? { fresh: integer(), also: string(9) } : { a: integer(), b: string(20) }),
      kept: numeric(changed ? 12 : 10, 2).nullable(),
      to: integer().nullable(),
      other: integer().nullable(),
      role: enumOf("one", "two", ...(changed ? ["three"] : [])).named(`role_${i}`),
    };
    table(`t${i}`, metadata, columns, () => (stage === "tables" ? [] : parts(i, changed)));
  });
  function parts(i: number, isChanged: boolean): readonly TableItem[] {
    const onDelete = isChanged ? "cascade" : "set null";
    return [
      foreignKey(`fk_${i}_to`, ["to"], [`t${next(i)}.id`], { onDelete }),
      foreignKey(`fk_${i}_other`, ["other"], [`t${next(next(i))}.id`]),
      unique(`uq_${i}_kept`, "kept", ...(isChanged ? ["id"] : [])),
      unique(`uq_${i}_${isChanged ? "fresh" : "a"}`, isChanged ? "fresh" : "a"),
      check(`ck_${i}_kept`, sql`${sql.identifier("kept")} > ${sql.raw(isChanged ? "1" : "0")}`),
      check(`ck_${i}_${isChanged}`, sql`${sql.identifier("kept")} < 99`),
      index(`ix_${i}_kept`, ...(isChanged ? ["kept", "to"] : ["kept"])),
      index(`ix_${i}_${isChanged ? "also" : "b"}`, isChanged ? "also" : "b"),
    ];
  }
  if (stage === "tables") return all;
  return [
    ...all,
    ...numbers.slice(0, 4).map((i) => (metadata: api.MetaData) => {
      view(`v${i}`, metadata, sql.raw(`SELECT id${changed ? ", fresh" : ""} FROM t${i}`));
    }),
    (metadata) => view("joined", metadata, sql.raw("SELECT v1.id FROM v1 JOIN v2 ON v1.id = v2.id")),
    ...(m.dialect.vocabulary === "postgresql" ? [1, 2, 4] : []).map((i) => (metadata: api.MetaData) => {
      const body = sql.raw("FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()");
      trigger("tr", metadata, `t${i}`, changed ? "before update of fresh" : "before update", body);
    }),
    ...(features.sequences ? [1, 2, 3] : []).map((i) => (metadata: api.MetaData) => {
      sequence(`s${changed ? i + 1 : i}`, metadata, { increment: changed ? 5 : 1 });
    }),
  ];
}

function mixed<T>(list: readonly T[], seed: number): readonly T[] {
  return fc.sample(fc.shuffledSubarray([...list], { minLength: list.length }), { seed, numRuns: 1 })[0]!;
}

eachTarget("a script", (target) => {
  const benches = Array.from({ length: DATABASES }, () => new Workbench(target, "bytes"));
  afterAll(() => Promise.all(benches.map((bench) => bench.discard())));

  function models(stage: Stage, m: Migration, seed: number): api.MetaData {
    const metadata = new api.MetaData();
    for (const declare of mixed(declarations(stage, m), seed)) declare(metadata);
    return metadata;
  }

  /** Makes the schema, each thing when chance has it. */
  async function build(m: Migration, seed: number): Promise<void> {
    for (const stage of ["tables", "parts"] as const) {
      const { operations } = await m.difference(models(stage, m, seed).toSchema());
      const isFirst = ({ kind }: Operation) => kind === "createEnum";
      const isLast = (each: Operation) => each.kind === "createEntity";
      await m.run(operations.filter(isFirst));
      await m.run(
        mixed(
          operations.filter((each) => !isFirst(each) && !isLast(each)),
          seed,
        ),
      );
      await m.run(operations.filter(isLast));
    }
  }

  it(
    "is the same byte by byte, in whatever order models are declared and things were made",
    async () => {
      const texts = new Set<string>();
      const held = new Set<string>();
      for (const [i, bench] of benches.entries()) {
        const m = await bench.open();
        await build(m, SEED + i);
        const before = await m.reflect();
        held.add(JSON.stringify(before.tables));
        for (let time = 0; time < TIMES; time++) {
          const schema = models("changed", m, SEED + time).toSchema();
          const difference = await m.difference(schema, before);
          texts.add(JSON.stringify(renderOperations({ ...difference, dialect: m.dialect })));
        }
      }
      expect(held.size).toBe(1);
      expect(texts.size).toBe(1);
      expect([...texts][0]).toContain("ck_9_kept");
    },
    LIMIT_MS,
  );
});
