import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RevisionGraph } from "../../../src/revision/graph.js";
import { type Plan, pendingRevisions, planDowngrade, planUpgrade } from "../../../src/revision/plan.js";
import { type Revision, revision } from "../../../src/revision/revision.js";
import { resolveDowngrade, resolveRange, resolveStamp } from "../../../src/revision/target.js";
import { planStamp, rowStatements } from "../../../src/revision/version-rows.js";

/** One revision of a random history; what it follows and needs are indices of earlier ones. */
interface Plain {
  readonly id: string;
  readonly parents: readonly string[];
  readonly needs: readonly string[];
  readonly labels: readonly string[];
}

/** A random history with several bases, branches, merges, labels and dependencies, and some of it as a starting point. */
const histories = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(30), { maxLength: 3 }),
      needs: fc.array(fc.nat(30), { maxLength: 2 }),
      continues: fc.boolean(),
      isLabelled: fc.boolean(),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((drafts) =>
    drafts.map(({ parents, needs, continues, isLabelled }, i): Plain => {
      const pick = (choices: readonly number[]) =>
        i === 0 ? [] : [...new Set(choices.map((choice) => `r${choice % i}`))];
      return {
        id: `r${i}`,
        // Mostly chains, as in life; otherwise whatever was drawn.
        parents: continues ? pick([i - 1]) : pick(parents),
        needs: pick(isLabelled ? needs : needs.slice(0, 1)),
        labels: isLabelled ? [`label${i}`] : [],
      };
    }),
  );

const cases = fc.record({
  plain: histories,
  start: fc.array(fc.nat(30), { maxLength: 3 }),
  target: fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }),
  seed: fc.nat(),
});

/** The model: sets of ids, and nothing cleverer than asking again until nothing changes. */
class Model {
  readonly plain: readonly Plain[];

  constructor(plain: readonly Plain[]) {
    this.plain = plain;
  }

  below(id: string): string[] {
    const { parents, needs } = this.plain.find((one) => one.id === id)!;
    return [...parents, ...needs];
  }

  closure(ids: Iterable<string>): Set<string> {
    const all = new Set(ids);
    for (let size = -1; size !== all.size; ) {
      size = all.size;
      for (const id of [...all]) for (const below of this.below(id)) all.add(below);
    }
    return all;
  }

  /** The ids of a set that nothing in the set follows or needs. */
  heads(set: ReadonlySet<string>): string[] {
    return [...set].filter((id) => ![...set].some((other) => this.below(other).includes(id))).sort();
  }

  /** All that needs one of these, within a set. */
  above(starts: readonly string[], within: ReadonlySet<string>): Set<string> {
    return new Set([...within].filter((id) => starts.some((start) => this.closure([id]).has(start))));
  }
}

function graphOf(plain: readonly Plain[]): RevisionGraph {
  return new RevisionGraph(
    plain.map(({ id, parents, needs, labels }) =>
      // A label stands for the revision that has it, so some dependencies are written so.
      revision({
        id,
        downRevision: parents,
        branchLabels: labels,
        dependsOn: needs.map((need) => plain.find((one) => one.id === need)?.labels[0] ?? need),
      }),
    ),
  );
}

const pickIds = (plain: readonly Plain[], choices: readonly number[]) =>
  choices.map((choice) => plain[choice % plain.length]!.id);
const idsOf = (revisions: Iterable<Revision>) => [...revisions].map((one) => one.id).sort();

/** Follows a plan step by step beside the model: sound order, and the rows are the heads of what is applied. */
function follow(model: Model, plan: Plan): Set<string> {
  const applied = model.closure(plan.before);
  const rows = new Set(plan.before);
  const flaws: string[] = [];
  for (const step of plan.steps) {
    const { id } = step.revision;
    const isSound =
      step.direction === "up"
        ? !applied.has(id) && model.below(id).every((below) => applied.has(below))
        : model.heads(applied).includes(id);
    if (!isSound) flaws.push(`${step.direction} ${id} comes out of order`);
    if (step.direction === "up") applied.add(id);
    else applied.delete(id);
    for (const statement of rowStatements(step)) {
      const gone = statement.kind === "update" ? statement.from : statement.id;
      const come = statement.kind === "update" ? statement.to : statement.id;
      if (statement.kind !== "insert" && !rows.delete(gone)) flaws.push(`there is no row ${gone} at ${id}`);
      if (statement.kind === "delete") continue;
      if (rows.has(come)) flaws.push(`there is a row ${come} already at ${id}`);
      rows.add(come);
    }
    const expected = model.heads(applied).join(" ");
    const found = [...rows].sort().join(" ");
    if (found !== expected) flaws.push(`the rows after ${id} are ${found}, not ${expected}`);
  }
  expect(flaws).toEqual([]);
  expect(plan.after).toEqual([...rows].sort());
  return applied;
}

describe("for any history", () => {
  it("an upgrade applies just what the targets need, and a way back leads where it began", () => {
    fc.assert(
      fc.property(cases, ({ plain, start, target }) => {
        const [graph, model] = [graphOf(plain), new Model(plain)];
        const applied = model.closure(pickIds(plain, start));
        const rows = model.heads(applied);
        const targets = pickIds(plain, target).map((id) => graph.find(id)!);
        const plan = planUpgrade(graph, rows, targets);
        const reached = follow(model, plan);
        const expected = new Set([...applied, ...model.closure(idsOf(targets))]);
        expect([...reached].sort()).toEqual([...expected].sort());
        expect(plan.after).toEqual(model.heads(expected));

        const back = planDowngrade(graph, plan.after, {
          text: "",
          to: null,
          undo: plan.steps.map((step) => step.revision),
        });
        expect([...follow(model, back)].sort()).toEqual([...applied].sort());
        expect(back.after).toEqual(rows);
        expect(back.steps.length).toBe(plan.steps.length);
      }),
      { numRuns: 2500 },
    );
  });

  it("a downgrade undoes what follows its target and all that needs it, and the same upgrade restores it", () => {
    fc.assert(
      fc.property(cases, ({ plain, start, target }) => {
        const [graph, model] = [graphOf(plain), new Model(plain)];
        const applied = model.closure(pickIds(plain, start));
        const rows = model.heads(applied);
        const choices = [...applied].sort();
        const to = choices.length === 0 ? "base" : choices[target[0]! % choices.length]!;
        const plan = planDowngrade(graph, rows, resolveDowngrade(graph, to, rows));
        const next = plain
          .filter((one) => (to === "base" ? true : one.parents.includes(to)))
          .map((one) => one.id);
        const gone = model.above(next, applied);
        const left = follow(model, plan);
        expect([...left].sort()).toEqual([...applied].filter((id) => !gone.has(id)).sort());
        const again = planUpgrade(graph, plan.after, graph.revisionsOfRows(rows));
        expect([...follow(model, again)].sort()).toEqual([...applied].sort());
        expect(again.after).toEqual(rows);
      }),
      { numRuns: 2500 },
    );
  });

  it("a branch taken down leaves all that does not need it", () => {
    fc.assert(
      fc.property(cases, ({ plain, start }) => {
        const [graph, model] = [graphOf(plain), new Model(plain)];
        const applied = model.closure(pickIds(plain, start));
        for (const [label, labelled] of graph.labels) {
          const branch = graph.branchThrough(labelled);
          const rows = model.heads(applied);
          const plan = planDowngrade(graph, rows, resolveDowngrade(graph, `${label}@base`, rows));
          const gone = model.above([branch.start.id], applied);
          expect([...follow(model, plan)].sort()).toEqual([...applied].filter((id) => !gone.has(id)).sort());
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("a stamp leaves the rows of the targets, of what they need, and of what does not need them", () => {
    fc.assert(
      fc.property(cases, ({ plain, start, target }) => {
        const [graph, model] = [graphOf(plain), new Model(plain)];
        const applied = model.closure(pickIds(plain, start));
        const rows = model.heads(applied);
        const wanted = pickIds(plain, target);
        const plan = planStamp(
          graph,
          rows,
          wanted.map((id) => resolveStamp(graph, id)),
        );
        const gone = model.above(wanted, applied);
        const expected = new Set([...[...applied].filter((id) => !gone.has(id)), ...model.closure(wanted)]);
        expect(plan.after).toEqual(model.heads(expected));
        const rowsAfter = new Set([...rows.filter((id) => !plan.removes.includes(id)), ...plan.inserts]);
        expect([...rowsAfter].sort()).toEqual(plan.after);
      }),
      { numRuns: 1000 },
    );
  });

  it("nothing depends on the order in which the files are read", () => {
    fc.assert(
      fc.property(cases, ({ plain, start, seed }) => {
        const graph = graphOf(plain);
        const shuffled = graphOf(plain.toSorted((a, b) => hash(a.id, seed) - hash(b.id, seed)));
        const rows = new Model(plain).heads(new Model(plain).closure(pickIds(plain, start)));
        const order = (one: RevisionGraph) => pendingRevisions(one, rows).map(({ id }) => id);
        expect(order(shuffled)).toEqual(order(graph));
        expect(idsOf(shuffled.realHeads)).toEqual(idsOf(graph.realHeads));
        for (const { id } of plain) {
          expect(shuffled.labelsOf(shuffled.find(id)!)).toEqual(graph.labelsOf(graph.find(id)!));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("heads, bases, tips and ranges are what the model says", () => {
    fc.assert(
      fc.property(cases, ({ plain, target }) => {
        const [graph, model] = [graphOf(plain), new Model(plain)];
        const all = new Set(plain.map((one) => one.id));
        expect(idsOf(graph.realHeads)).toEqual(model.heads(all));
        const followed = new Set(plain.flatMap((one) => one.parents));
        expect(idsOf(graph.heads)).toEqual([...all].filter((id) => !followed.has(id)).sort());
        expect(idsOf(graph.bases)).toEqual(
          plain
            .filter((one) => one.parents.length === 0)
            .map((one) => one.id)
            .sort(),
        );
        const [upper] = pickIds(plain, target);
        const within = [...model.closure([upper!])].sort();
        const lower = within[target.at(-1)! % within.length]!;
        const below = model.closure([lower]);
        below.delete(lower);
        expect(idsOf(resolveRange(graph, `${lower}:${upper}`))).toEqual(
          within.filter((id) => !below.has(id)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

/** A number that orders ids anew for every seed. */
function hash(id: string, seed: number): number {
  return [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0) + seed) % 1009, seed % 1009);
}
