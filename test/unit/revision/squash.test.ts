import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RevisionGraph } from "../../../src/revision/graph.js";
import {
  currentRevisions,
  pendingRevisions,
  planDowngrade,
  planUpgrade,
} from "../../../src/revision/plan.js";
import { resolveRevisions } from "../../../src/revision/resolve.js";
import { type Revision, revision } from "../../../src/revision/revision.js";
import { resolveDowngrade, resolveUpgrade } from "../../../src/revision/target.js";

const chain = (...ids: readonly string[]): readonly Revision[] =>
  ids.map((id, i) => revision({ id, downRevision: ids[i - 1] ?? null }));

/** a - [b - c - d] - e, with s in place of what is in brackets. */
const OLD = chain("a", "b", "c", "d", "e");
const SQUASH = revision({ id: "s", downRevision: "a", replaces: ["b", "c", "d"] });
const graph = new RevisionGraph([...OLD, SQUASH]);
const ids = (revisions: readonly Revision[]) => revisions.map(({ id }) => id);

function upgrade(rows: readonly string[], target = "head", from: RevisionGraph = graph) {
  const at = from.at(rows);
  const { steps, after } = planUpgrade(at, rows, resolveUpgrade(at, target, rows));
  return { ran: steps.map((step) => step.revision.id), after, steps };
}

describe("a squash", () => {
  it("stands in the history for what it replaces", () => {
    expect(ids(graph.revisions).sort()).toEqual(["a", "e", "s"]);
    expect(ids(graph.parents(graph.find("e")!))).toEqual(["s"]);
    expect(upgrade([])).toMatchObject({ ran: ["a", "s", "e"], after: ["e"] });
  });

  it.each([
    [["a"], ["s", "e"]],
    [["b"], ["c", "d", "e"]],
    [["c"], ["d", "e"]],
    [["d"], ["e"]],
    [["s"], ["e"]],
    [["e"], []],
  ])("takes a database from %j to the head by %j", (rows, ran) => {
    expect(upgrade(rows)).toMatchObject({ ran, after: ["e"] });
  });

  it("moves the row that is there, whichever of its names that is", () => {
    expect(upgrade(["d"]).steps[0]).toMatchObject({ removes: ["d"], inserts: ["e"] });
    expect(upgrade(["s"]).steps[0]).toMatchObject({ removes: ["s"], inserts: ["e"] });
    const down = planDowngrade(graph.at(["d"]), ["d"], resolveDowngrade(graph, "a", ["d"]));
    expect(down.steps).toMatchObject([{ removes: ["d"], inserts: ["a"] }]);
    expect(down.steps[0]!.revision.id).toBe("s");
  });

  it("is where a database stands that has the last of what it replaces", () => {
    expect(ids(currentRevisions(graph, ["d"]))).toEqual(["s"]);
    expect(ids(pendingRevisions(graph, ["d"]))).toEqual(["e"]);
    expect(graph.unknownRows(["d"])).toEqual([]);
    expect(upgrade(["d"], "s")).toMatchObject({ ran: [], after: ["d"] });
  });

  it("need not have the old scripts beside it, but for a database in the middle", () => {
    const [a, , , , e] = OLD;
    const alone = new RevisionGraph([a!, e!, SQUASH]);
    expect(upgrade([], "head", alone).ran).toEqual(["a", "s", "e"]);
    expect(upgrade(["d"], "head", alone).ran).toEqual(["e"]);
    expect(() => alone.at(["b"])).toThrow(
      expect.objectContaining({
        code: "revision.squashed",
        details: { row: "b", squash: "s", missing: ["b", "c", "d"] },
      }),
    );
  });

  it("may be named by the last id that it replaces; the others are told of", () => {
    expect(ids(resolveRevisions(graph, "d"))).toEqual(["s"]);
    expect(() => resolveRevisions(graph, "c")).toThrow(
      expect.objectContaining({ code: "revision.unknown", message: "Revision c is squashed into s." }),
    );
  });

  it("is what depends on any revision that it replaces", () => {
    const plugin = revision({ id: "p", dependsOn: ["c"] });
    const both = new RevisionGraph([...OLD, SQUASH, plugin]);
    expect(ids(both.dependencies(both.find("p")!))).toEqual(["s"]);
    expect(upgrade([], "p", both).ran).toEqual(["a", "s", "p"]);
    expect(upgrade(["b"], "p", both).ran).toEqual(["c", "p"]);
  });

  it("may be squashed again", () => {
    const outer = revision({ id: "t", downRevision: null, replaces: ["a", "b", "c", "d", "s", "e"] });
    const twice = new RevisionGraph([...OLD, SQUASH, outer]);
    expect(ids(twice.revisions)).toEqual(["t"]);
    for (const [row, ran] of [
      ["a", ["s", "e"]],
      ["c", ["d", "e"]],
      ["d", ["e"]],
      ["s", ["e"]],
      ["e", []],
      ["t", []],
    ] as const) {
      expect(upgrade([row], "head", twice).ran).toEqual(ran);
    }
    const later = new RevisionGraph([
      OLD[0]!,
      SQUASH,
      OLD[4]!,
      outer,
      revision({ id: "f", downRevision: "e" }),
    ]);
    expect(upgrade(["d"], "head", later).ran).toEqual(["e", "f"]);
    expect(upgrade(["s"], "head", later).ran).toEqual(["e", "f"]);
    expect(upgrade(["a"], "head", later).ran).toEqual(["s", "e", "f"]);
    expect(upgrade([], "head", later).ran).toEqual(["t", "f"]);
    expect(() => upgrade(["b"], "head", later)).toThrow(
      expect.objectContaining({ code: "revision.squashed" }),
    );
  });

  it("that ends with a squash is one place with it and with all that stood for that", () => {
    const outer = revision({ id: "t", replaces: ["a", "b", "c", "d=s"] });
    const last = revision({ id: "f", downRevision: "s" });
    expect(outer).toMatchObject({ replaces: ["a", "b", "c", "d", "s"], replacedEnd: ["d", "s"] });
    const alone = new RevisionGraph([outer, last]);
    for (const row of ["d", "s", "t"]) {
      expect(upgrade([row], "head", alone)).toMatchObject({ ran: ["f"], after: ["f"] });
      expect(ids(currentRevisions(alone, [row]))).toEqual(["t"]);
    }
    expect(() => alone.at(["c"])).toThrow(expect.objectContaining({ code: "revision.squashed" }));
    const beside = new RevisionGraph([...OLD.slice(0, 4), SQUASH, outer, last]);
    expect(upgrade(["a"], "head", beside).ran).toEqual(["s", "f"]);
    expect(upgrade(["c"], "head", beside).ran).toEqual(["d", "f"]);
  });

  it("is refused where another replaces the same", () => {
    const other = revision({ id: "u", downRevision: "b", replaces: ["c"] });
    expect(() => new RevisionGraph([...OLD, SQUASH, other])).toThrow(
      expect.objectContaining({ code: "revision.duplicate" }),
    );
  });

  it("leads every database of a chain to the head, wherever it is cut", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 9 })
          .chain((count) =>
            fc.tuple(fc.constant(count), fc.nat(count - 1), fc.nat(count - 1), fc.nat(count)),
          ),
        ([count, one, two, stands]) => {
          const names = Array.from({ length: count }, (_, i) => `r${i}`);
          const [first, last] = [Math.min(one, two), Math.max(one, two)];
          const squash = revision({
            id: "s",
            downRevision: names[first - 1] ?? null,
            replaces: names.slice(first, last + 1),
          });
          const history = new RevisionGraph([...chain(...names), squash]);
          const rows = stands === 0 ? [] : [names[stands - 1]!];
          const { ran } = upgrade(rows, "head", history);
          const rest = names.slice(stands);
          const isBefore = stands <= first;
          const folded = [...names.slice(stands, first), "s", ...names.slice(last + 1)];
          expect(ran).toEqual(isBefore ? folded : rest);
        },
      ),
    );
  });
});
