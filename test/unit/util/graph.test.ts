import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reachable, sortThroughCircles, topoSort } from "../../../src/util/graph.js";

const from = (edges: Record<string, string[]>) => (item: string) => edges[item] ?? [];

/** Items 0…n-1 with dependencies on smaller items only, so that there is no circle. */
const acyclic = fc
  .integer({ min: 0, max: 30 })
  .chain((size) =>
    fc.tuple(...Array.from({ length: size }, (_, i) => fc.subarray(Array.from({ length: i }, (_, j) => j)))),
  );

describe("sortThroughCircles", () => {
  it("goes through a circle, and keeps to every dependency that is in none", () => {
    const order = sortThroughCircles(
      ["a", "b", "c", "d", "e"],
      from({ a: ["b"], b: ["c"], c: ["d"], d: ["b", "e"] }),
    );
    expect(order).toEqual(["e", "d", "c", "b", "a"]);
  });

  it("orders what has no circle as topoSort does", () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const items = graph.map((_, i) => i).reverse();
        const after = (i: number) => graph[i]!;
        expect(sortThroughCircles(items, after)).toEqual(topoSort(items, after).order);
      }),
    );
  });
});

describe("topoSort", () => {
  it("puts each item after what it depends on", () => {
    const { order } = topoSort(["a", "b", "c", "d"], from({ a: ["c"], b: ["a", "d"], c: ["d"] }));
    expect(order).toEqual(["d", "c", "a", "b"]);
  });

  it("keeps the given order where nothing speaks against it", () => {
    expect(topoSort(["z", "m", "a"], from({})).order).toEqual(["z", "m", "a"]);
    expect(topoSort(["z", "m", "a", "b"], from({ m: ["b"] })).order).toEqual(["z", "b", "m", "a"]);
  });

  it("ignores dependencies on what is not among the items", () => {
    expect(topoSort(["a"], from({ a: ["elsewhere"] })).order).toEqual(["a"]);
  });

  it("takes an item that is given twice once", () => {
    expect(topoSort(["a", "b", "a"], from({})).order).toEqual(["a", "b"]);
  });

  it("gives a circle as a closed path, without the way to it", () => {
    const sorted = topoSort(["a", "b", "c", "d"], from({ a: ["b"], b: ["c"], c: ["d"], d: ["b"] }));
    expect(sorted).toEqual({ order: null, cycle: ["b", "c", "d", "b"] });
  });

  it("calls an item that depends on itself a circle", () => {
    expect(topoSort(["a"], from({ a: ["a"] })).cycle).toEqual(["a", "a"]);
  });

  it("orders a chain that is deeper than the stack", () => {
    const items = Array.from({ length: 200_000 }, (_, i) => i);
    const { order } = topoSort(items, (i) => (i + 1 < items.length ? [i + 1] : []));
    expect(order?.[0]).toBe(items.length - 1);
    expect(order?.at(-1)).toBe(0);
  });

  it("orders every acyclic graph, whatever the order of its items", () => {
    const shuffled = acyclic.chain((graph) => {
      const items = graph.map((_, i) => i);
      return fc.tuple(fc.constant(graph), fc.shuffledSubarray(items, { minLength: items.length }));
    });
    fc.assert(
      fc.property(shuffled, ([graph, items]) => {
        const { order } = topoSort(items, (i) => graph[i]!);
        expect([...order!].sort((a, b) => a - b)).toEqual(graph.map((_, i) => i));
        const position = new Map(order!.map((item, i) => [item, i]));
        for (const item of items) {
          for (const dependency of graph[item]!) {
            expect(position.get(dependency)!).toBeLessThan(position.get(item)!);
          }
        }
      }),
    );
  });
});

describe("reachable", () => {
  it("gives the starts and all that follows from them", () => {
    const next = from({ a: ["b", "c"], c: ["d"], e: ["a"] });
    expect([...reachable(["a"], next)].sort()).toEqual(["a", "b", "c", "d"]);
    expect(reachable([], next).size).toBe(0);
  });

  it("ends on a circle", () => {
    expect([...reachable(["a"], from({ a: ["b"], b: ["a"] }))]).toEqual(["a", "b"]);
  });

  it("follows falsy items too", () => {
    expect([...reachable([2], (n) => (n > 0 ? [n - 1] : []))].sort()).toEqual([0, 1, 2]);
  });
});
